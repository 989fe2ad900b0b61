"""Which file of a series is in use from which day on (the line of vintages; pure)."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from indicators.catalogue.precision import DAY

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

NARROW = 0.5
"""A file with less than this share of the figures or areas of the one in use does not replace it."""


@dataclass(frozen=True, slots=True)
class SeriesVintage:
    """A series as one loaded file brought it."""

    pk: int
    snapshot: int
    series: str
    vintage: date
    rows: int
    areas: int
    accepted: bool
    digest: str
    acceptance: int = 0
    """Of two files of one vintage, that with the higher number is in use."""
    precision: str = DAY

    def is_much_narrower_than(self, other: SeriesVintage) -> bool:
        """Whether it has less than half the figures, or less than half the areas, of the other."""
        return self.rows < NARROW * other.rows or self.areas < NARROW * other.areas


@dataclass(frozen=True, slots=True)
class Line:
    """The vintages of one series that are used, oldest first, and those kept back."""

    used: tuple[SeriesVintage, ...]
    held_back: tuple[tuple[SeriesVintage, SeriesVintage], ...]
    """Pairs: a file kept back, and the wider one that stays in use."""

    def at(self, day: date) -> SeriesVintage | None:
        """The newest vintage published on or before the day."""
        published = [used for used in self.used if used.vintage <= day]
        return published[-1] if published else None


def line_of(vintages: Iterable[SeriesVintage]) -> Line:
    """Order the files of one series by vintage; a much narrower one does not replace a wide one.

    Of two files of the same vintage the one accepted later is used (a correction), so that all
    series of a file are used together. What counts is (vintage, acceptance), not when a file came.
    """
    used: list[SeriesVintage] = []
    held_back: list[tuple[SeriesVintage, SeriesVintage]] = []
    for candidate in sorted(vintages, key=attrgetter("vintage", "acceptance", "pk")):
        replaces = bool(used) and used[-1].vintage == candidate.vintage
        rivals = used[-2:] if replaces else used[-1:]
        wider = next((rival for rival in rivals if candidate.is_much_narrower_than(rival)), None)
        if wider is not None and not candidate.accepted:
            held_back.append((candidate, wider))
        elif replaces:
            used[-1] = candidate
        else:
            used.append(candidate)
    return Line(tuple(used), tuple(held_back))
