"""A table of a document."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of a document: heading row, rows, widths as shares of the page, and the columns that hold figures."""

    head: list[str]
    rows: list[list[str]]
    widths: tuple[float, ...]
    figures: frozenset[int] = frozenset()
    links: tuple[str, ...] = ()
    """Where the first cell of each row leads; empty where none leads anywhere."""
