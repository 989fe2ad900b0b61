"""Lines over time, where a missing year stays a gap (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from indicators.charts.plotly.style import (
    ESTIMATED,
    PALETTE,
    Chart,
    Mark,
    Words,
    Write,
    magnitude_ticks,
    ticks,
)

if TYPE_CHECKING:
    from indicators.analysis.figure_table import Figure, FigureTable

DASHES = ("solid", "dash", "dot", "dashdot")
FEW_YEARS = 12
QUIET = "#6b7785"
BREAK = "B"
"""Status of a figure that cannot be compared with that of the year before."""
NEAR = 0.04
"""Part of the axis within which events share a mark: the width of two digits on a phone."""
LIST_OF_EVENTS = "#events"
"""Where the page tells the events of a shared mark one by one."""
MAGNITUDES = 50.0
"""Largest over smallest figure from which a logarithmic axis is worth offering."""


def line_chart(
    table: FigureTable,
    order: Sequence[str],
    write: Write,
    words: Words,
    *,
    log: bool = False,
    base: int | None = None,
    events: Sequence[Mark] = (),
) -> Chart:
    """One line per area of `order` over the years; a year without a figure breaks the line.

    Estimated figures have hollow marks, and the legend says so. Where a series breaks (status B) the line does, too. `log` asks for a logarithmic axis
    and is ignored where a figure is not positive. `base` draws a line at 100, the level of an
    index's base year. `events` are numbered marks above the lines, in the order of time.
    """
    grid = [year for year in table.years if _within(table, year)]
    traces, hollow, broken = [], False, False
    for place, area in enumerate(order):
        rows = {row.year: row for row in table.rows if row.area == area and row.value is not None}
        if rows:
            traces.append(_trace(rows, grid, short_name(table, area), place, write))
            hollow = hollow or any(row.status in ESTIMATED for row in rows.values())
            broken = broken or any(row.status == BREAK for row in rows.values())
    if hollow:
        traces.append(_key(words.estimated))
    if broken:
        traces.append(_key(words.breaks, "diamond-open"))
    chart: Chart = {"data": traces, "layout": _layout(table, grid, write, log=log)}
    if base is not None:
        chart["layout"]["shapes"] = [_level(100.0)]
    return _with_events(chart, grid, events, words) if events and traces else chart


def _level(value: float) -> Chart:
    """A thin horizontal line over the whole width."""
    line = {"color": QUIET, "width": 1, "dash": "dash"}
    return {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": value,
        "y1": value,
        "line": line,
    }


def _with_events(chart: Chart, grid: Sequence[int], events: Sequence[Mark], words: Words) -> Chart:
    """The chart with a dotted line and a numbered mark at each event, on an axis of their own."""
    line = {"color": QUIET, "width": 1, "dash": "dot"}
    all_places = [event.place for event in events]
    first, last = min(grid[0], *all_places), max(grid[-1], *all_places)
    room = (last - first or 1) * 0.03
    marks = _shared(events, NEAR * (last - first))
    layout = chart["layout"]
    layout["shapes"] = layout.get("shapes", []) + [
        {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": x, "x1": x, "line": line}
        for _number, (x, _text, _url) in marks
    ]
    layout["xaxis"]["range"] = [first - room, last + room]
    layout["yaxis2"] = {"overlaying": "y", "range": [0, 1], "visible": False, "fixedrange": True}
    layout["margin"]["t"] = 60
    chart["data"].append(
        {
            "type": "scatter",
            "mode": "markers+text",
            "name": words.events,
            "meta": "events",
            "x": [place for _number, (place, _text, _url) in marks],
            "y": [1] * len(marks),
            "yaxis": "y2",
            "text": [number for number, _mark in marks],
            "textposition": "top center",
            "hovertext": [text for _number, (_place, text, _url) in marks],
            "hovertemplate": "%{hovertext}<extra></extra>",
            "customdata": [url for _number, (_place, _text, url) in marks],
            "cliponaxis": False,
            "marker": {"symbol": "triangle-down", "size": 12, "color": QUIET},
        }
    )
    return chart


def _shared(events: Sequence[Mark], width: float) -> list[tuple[str, tuple[float, str, str]]]:
    """Number or range of numbers, and place, text and address of each mark, in the order of time.

    Events within `width` years of the first of them share a mark in their middle.
    """
    groups: list[list[tuple[int, Mark]]] = []
    for number, event in enumerate(events, 1):
        if groups and event.place - groups[-1][0][1].place <= width:
            groups[-1].append((number, event))
        else:
            groups.append([(number, event)])
    marks = []
    for group in groups:
        (first, mark), (last, end) = group[0], group[-1]
        if first == last:
            marks.append((str(first), (mark.place, mark.text, mark.url)))
        else:
            text = "<br>".join(f"{number}. {event.text}" for number, event in group)
            middle = round((mark.place + end.place) / 2, 3)
            marks.append((f"{first}–{last}", (middle, text, LIST_OF_EVENTS)))
    return marks


def _trace(
    rows: dict[int, Figure], grid: Sequence[int], name: str, place: int, write: Write
) -> Chart:
    colour = PALETTE[place % len(PALETTE)]
    places = _places(rows, grid)
    figures = [rows.get(int(place)) if place % 1 == 0 else None for place in places]
    values = [figure.value if figure else None for figure in figures]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": places,
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
            "symbol": [_symbol(figure) for figure in figures],
        },
    }


def _places(rows: dict[int, Figure], grid: Sequence[int]) -> list[float]:
    """The years, and before each break a place without a figure, at which the line ends."""
    places: list[float] = []
    for year in grid:
        if year in rows and rows[year].status == BREAK and year - 1 in rows:
            places.append(year - 0.5)
        places.append(year)
    return places


def _symbol(figure: Figure | None) -> str:
    if figure is None:
        return "circle"
    if figure.status == BREAK:
        return "diamond-open"
    return "circle-open" if figure.status in ESTIMATED else "circle"


def _key(text: str, symbol: str = "circle-open") -> Chart:
    """A line of the legend that explains a mark and draws nothing."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": text,
        "x": [None],
        "y": [None],
        "hoverinfo": "skip",
        "marker": {"color": QUIET, "size": 7, "symbol": symbol},
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
