"""The table beside each chart: the same figures as text, formatted in one pass."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.i18n.numbers import MISSING, number
from indicators.charts.plotly import ranked
from indicators.presentation.descriptions import STATUS_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indicators.analysis.figure_table import Figure, FigureTable
    from indicators.presentation.traces import FigureAddresses


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as text with its status letter and what that means; `share` of the largest, 0-1."""

    text: str
    flag: str = ""
    meaning: str = ""
    is_missing: bool = False
    share: float = 0.0
    address: str = ""
    """The page that shows how the figure came about."""

    @property
    def share_width(self) -> str:
        """The share on a scale of 100, as SVG wants it: with a point in every language."""
        return f"{100 * self.share:.2f}"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a data table: the area's name, its page, and its cells."""

    code: str
    name: str
    rank: int | None
    cells: tuple[Cell, ...]
    is_tied: bool = False
    """Whether another area shares the place."""


@dataclass(frozen=True, slots=True)
class DataTable:
    """Headings and lines; `is_ranking` when there is one year and places."""

    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    is_ranking: bool


def over_time(
    table: FigureTable, order: Sequence[str], addresses: FigureAddresses | None = None
) -> DataTable:
    """Areas down, years across, newest year first so that a phone shows it; `addresses` link the figures."""
    years = sorted({row.year for row in table.rows if row.value is not None}, reverse=True)
    figures = {(row.area, row.year): row for row in table.rows}
    lines = tuple(
        Line(
            code,
            table.areas[code].name,
            None,
            tuple(_cell(table, figures.get((code, y)), addresses) for y in years),
        )
        for code in order
    )
    return DataTable(tuple(str(year) for year in years), lines, is_ranking=False)


def ranking(table: FigureTable, year: int, addresses: FigureAddresses | None = None) -> DataTable:
    """Countries from the largest figure down; equal figures share a place, aggregates have none."""
    rows = ranked(table.rows, year)
    countries = [row for row in rows if table.areas[row.area].kind == "country"]
    largest = max((abs(row.value or 0.0) for row in countries), default=0.0) or 1.0
    shared = Counter(row.value for row in countries)
    lines, place, before = [], 0, None
    for number_, row in enumerate(countries, 1):
        place = place if row.value == before else number_
        before = row.value
        cell = _cell(table, row, addresses, max(row.value or 0.0, 0.0) / largest)
        tied = shared[row.value] > 1
        lines.append(Line(row.area, table.areas[row.area].name, place, (cell,), tied))
    lines += [
        Line(row.area, table.areas[row.area].name, None, (_cell(table, row, addresses),))
        for row in table.rows
        if row.year == year and table.areas[row.area].kind != "country"
    ]
    return DataTable((str(year),), tuple(lines), is_ranking=True)


def _cell(
    table: FigureTable,
    row: Figure | None,
    addresses: FigureAddresses | None = None,
    share: float = 0.0,
) -> Cell:
    if row is None or row.value is None:
        letter = row.status if row is not None else "O"
        meaning = _(STATUS_WORDS[letter]) if letter in STATUS_WORDS else _("no figure")
        return Cell(MISSING, "", meaning, is_missing=True)
    flag = "" if row.status == "A" else row.status
    meaning = _(STATUS_WORDS[flag]) if flag in STATUS_WORDS else ""
    address = addresses.at(row.area, row.period) if addresses else ""
    text = number(row.value, table.decimals)
    return Cell(text, flag, meaning, share=round(share, 4), address=address)
