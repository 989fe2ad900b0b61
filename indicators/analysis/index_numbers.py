"""Figures as an index of a base year, so that areas of unlike size can be followed together (pure)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indicators.analysis.figure_table import Figure, FigureTable


def indexed(table: FigureTable, base: int, unit_label: str) -> FigureTable:
    """Every figure as 100 times the value over the same area's value in the base year.

    An area whose figure of the base year is missing or not positive has no index and leaves the
    table. A figure takes the status of the base year where its own is normal. `unit_label` says
    in the reader's language what 100 is.
    """
    bases = {
        row.area: row
        for row in table.rows
        if row.year == base and not row.quarter and row.value is not None and row.value > 0
    }
    rows = tuple(_indexed_figure(row, bases[row.area]) for row in table.rows if row.area in bases)
    return replace(table, rows=rows, unit="INDEX", unit_label=unit_label, decimals=1)


def _indexed_figure(row: Figure, base: Figure) -> Figure:
    if row.value is None or base.value is None:
        return row
    status = base.status if row.status == "A" else row.status
    return row._replace(value=100 * (row.value / base.value), status=status)


def common_base(table: FigureTable) -> int | None:
    """The first year in which every area of the table has a positive figure; None without one."""
    areas = {row.area for row in table.rows}
    areas_by_year: dict[int, set[str]] = {}
    for row in table.rows:
        if row.value is not None and row.value > 0 and not row.quarter:
            areas_by_year.setdefault(row.year, set()).add(row.area)
    return min(
        (year for year, with_figure in areas_by_year.items() if with_figure == areas), default=None
    )
