"""A trace in words: places in files, the code that gives the same number, its permanent address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

if TYPE_CHECKING:
    from datetime import date

    from indicators.services.tracing import Cell, Input, Trace

AREA, PERIOD = "AREA", "0000"


@dataclass(frozen=True, slots=True)
class CellRow:
    """A cell of a file with its place in words."""

    cell: Cell
    place: str


@dataclass(frozen=True, slots=True)
class InputCard:
    """An input with its cells, and how many of them are not listed."""

    input: Input
    rows: tuple[CellRow, ...]
    others: int


@dataclass(frozen=True, slots=True)
class FigureAddresses:
    """Addresses of the traces of one indicator's figures in one release."""

    pattern: str

    @classmethod
    def of(cls, code: str, release: int, as_of: date | None = None) -> FigureAddresses:
        """One address is resolved, and the others are made from it: a table has hundreds."""
        path = reverse("indicators:figure", args=[code, AREA, PERIOD])
        query = {"release": release} | ({"as_of": as_of.isoformat()} if as_of else {})
        return cls(f"{path}?{urlencode(query)}")

    def at(self, area: str, period: str) -> str:
        """The address of a figure's trace."""
        return self.pattern.replace(f"/{AREA}/{PERIOD}/", f"/{area}/{period}/", 1)


def place_of(cell: Cell) -> str:
    """Where a cell is, as a person finds it."""
    values = {
        "sheet": cell.sheet,
        "row": cell.row,
        "column": get_column_letter(cell.column) if cell.column else "",
    }
    if cell.sheet and cell.row:
        return _("sheet “%(sheet)s”, row %(row)s, column %(column)s") % values
    if cell.sheet:
        return cell.sheet
    if cell.row and cell.column:
        return _("row %(row)s, column %(column)s") % values
    return _("record %(row)s") % values if cell.row else ""


def input_cards(trace: Trace) -> tuple[InputCard, ...]:
    """The inputs with their cells."""
    return tuple(
        InputCard(
            item,
            tuple(CellRow(cell, place_of(cell)) for cell in item.cells),
            item.count - len(item.cells) if item.cells else 0,
        )
        for item in trace.inputs
    )


def api_query(trace: Trace) -> str:
    """The query of the API that answers this figure, of this release whatever is published later."""
    query: dict[str, str | int] = {
        "indicator": trace.code,
        "ref_area": trace.area.code,
        "time_period": trace.period,
        "release": trace.release.id,
        "format": "csv",
    }
    return urlencode(query)


def python_line(address: str) -> str:
    """A line of Python that reads the figure from the API; it gives the same number on any machine."""
    return f'import pandas; pandas.read_csv("{address}", keep_default_na=False)["value"][0]'
