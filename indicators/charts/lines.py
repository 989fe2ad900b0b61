"""Lines over time, where a missing year stays a gap (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from indicators.charts.style import (
    ESTIMATED,
    PALETTE,
    Chart,
    Words,
    Write,
    magnitude_ticks,
    ticks,
)

if TYPE_CHECKING:
    from indicators.figures import Figure, FigureTable

DASHES = ("solid", "dash", "dot", "dashdot")
FEW_YEARS = 12
MAGNITUDES = 50.0
"""Largest over smallest figure from which a logarithmic axis is worth offering."""


def line_chart(
    table: FigureTable, order: Sequence[str], write: Write, words: Words, *, log: bool = False
) -> Chart:
    """One line per area of `order` over the years; a year without a figure breaks the line.

    Estimated figures have hollow marks, and the legend says so. `log` asks for a logarithmic axis
    and is ignored where a figure is not positive.
    """
    grid = [year for year in table.years if _within(table, year)]
    traces, hollow = [], False
    for place, area in enumerate(order):
        rows = {row.year: row for row in table.rows if row.area == area and row.value is not None}
        if rows:
            traces.append(_trace(rows, grid, short_name(table, area), place, write))
            hollow = hollow or any(row.status in ESTIMATED for row in rows.values())
    if hollow:
        traces.append(_key(words.estimated))
    return {"data": traces, "layout": _layout(table, grid, write, log=log)}


def _trace(
    rows: dict[int, Figure], grid: Sequence[int], name: str, place: int, write: Write
) -> Chart:
    colour = PALETTE[place % len(PALETTE)]
    values = [rows[year].value if year in rows else None for year in grid]
    hollow = [year in rows and rows[year].status in ESTIMATED for year in grid]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": list(grid),
        "y": values,
        "text": [write(value) for value in values],
        "hovertemplate": "%{text}",
        "connectgaps": False,
        "line": {
            "color": colour,
            "width": 2.5,
            "dash": DASHES[place // len(PALETTE) % len(DASHES)],
        },
        "marker": {
            "color": colour,
            "size": 6,
            "symbol": ["circle-open" if open_ else "circle" for open_ in hollow],
        },
    }


def _key(text: str) -> Chart:
    """A line of the legend that explains a mark and draws nothing."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": text,
        "x": [None],
        "y": [None],
        "hoverinfo": "skip",
        "marker": {"color": "#6b7785", "size": 7, "symbol": "circle-open"},
    }


def short_name(table: FigureTable, area: str) -> str:
    """The code of a commission, whose full name fills a phone's legend; else the name."""
    label = table.areas[area]
    return label.code if label.kind == "commission" else label.name


def spans_magnitudes(table: FigureTable) -> bool:
    """Whether all figures are positive and so unlike that small ones vanish on a common axis."""
    values = [row.value for row in table.rows if row.value is not None]
    return bool(values) and min(values) > 0 and max(values) / min(values) >= MAGNITUDES


def _within(table: FigureTable, year: int) -> bool:
    years = [row.year for row in table.rows]
    return bool(years) and min(years) <= year <= max(years)


def _layout(table: FigureTable, grid: Sequence[int], write: Write, *, log: bool) -> Chart:
    axis: Chart = {"type": "linear", "tickformat": "d", "fixedrange": True, "showgrid": False}
    if len(grid) <= FEW_YEARS:
        axis |= {"tickmode": "array", "tickvals": list(grid), "ticktext": [str(y) for y in grid]}
    return {
        "xaxis": axis,
        "yaxis": {"fixedrange": True, "automargin": True, **_scale(table, write, log=log)},
        "hovermode": "x unified",
        "legend": {"orientation": "h", "y": -0.12, "yanchor": "top", "x": 0},
        "margin": {"t": 40, "r": 20, "b": 40, "l": 48},
    }


def _scale(table: FigureTable, write: Write, *, log: bool) -> Chart:
    values = [row.value for row in table.rows if row.value is not None]
    if not values:
        return {}
    if log and min(values) > 0:
        return magnitude_ticks(min(values), max(values), write)
    zeroline = {"zeroline": min(values) < 0}
    return zeroline | ticks(min(0.0, *values), max(0.0, *values), write)
