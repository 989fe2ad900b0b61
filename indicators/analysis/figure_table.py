"""A published table of figures, the one object that page, chart, file and API share (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date


class Figure(NamedTuple):
    """One row: `value` is None where the figure is missing, `coverage` 0-1 for aggregates only."""

    area: str
    counterpart: str
    year: int
    quarter: int
    value: float | None
    status: str
    coverage: float | None

    @property
    def period(self) -> str:
        """`2020`, or `2020-Q3` for a quarter (SDMX TIME_PERIOD)."""
        return f"{self.year}-Q{self.quarter}" if self.quarter else str(self.year)


@dataclass(frozen=True, slots=True)
class AreaLabel:
    """An area as the reader sees it: `kind` is country, commission, world or other."""

    code: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceNote:
    """Where an input came from: the provider's data set and the file that was used."""

    code: str
    name: str
    publisher: str
    attribution: str
    licence: str
    licence_url: str
    url: str
    filename: str
    sha256: str
    snapshot: int
    vintage: date
    vintage_label: str
    series: tuple[str, ...]
    freshness: str = "unknown"
    """fresh, due, overdue or unknown, by the frequency that the source declares."""
    vintage_text: str = ""
    """The vintage in the reader's language, without a day that the provider did not state."""
    only_weighs: bool = False
    """Whether no figure is made from it: it tells what part of a group a figure stands for."""
    findings: int = 0
    """Figures of these series that checks at the load found odd."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureTable:
    """Figures of one indicator for chosen areas and years, as one release shows them.

    `rows` are sorted by area, counterpart, year, quarter. `areas` maps each code in the rows to
    its label in the reader's language. `note` is the formula's method note. `years` lists every
    year that has a figure in the indicator, chosen or not.
    """

    code: str
    name: str
    unit: str
    unit_label: str
    decimals: int
    theme: str
    sdg: str
    areas: dict[str, AreaLabel]
    rows: tuple[Figure, ...]
    years: tuple[int, ...]
    note: str
    basis: str
    formula_version: int
    run: int
    release: int
    as_of: date
    vintage: date
    vintage_text: str
    is_modelled: bool
    sources: tuple[SourceNote, ...]
    citation: str
