"""Charts as plain dictionaries in Plotly's grammar, made from a FigureTable (pure).

Nothing here is text for readers except names and numbers that the caller passes in: `Words` holds
the translated phrases, `write` formats a number in the reader's language. Colours are set by
position; the script adds those of the page (text, lines, paper), which depend on light or dark.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from indicators.figures import Figure, FigureTable

Write = Callable[[float | None], str]
Chart = dict[str, Any]

PALETTE = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#E69F00",
    "#56B4E9",
    "#7A6A00",
    "#8C5CB8",
    "#5B6770",
    "#B03060",
)
"""Okabe and Ito's colours, told apart by colour-blind readers, darkened where text-size lines need it."""
DASHES = ("solid", "dash", "dot", "dashdot")
CLASSES = 5
SCALE = ("#d6e6f2", "#a3c8e1", "#66a3cc", "#2c76ab", "#0b3f6f")
"""Light to dark in one hue: order survives in grey and for colour-blind readers."""
NO_DATA = "#b9bec4"
MOST_BARS = 20
ROW_PIXELS = 24
ESTIMATED = frozenset("EIU")
"""Statuses drawn hollow: estimated, imputed, unreliable."""


@dataclass(frozen=True, slots=True)
class Words:
    """Phrases in the reader's language that a chart shows."""

    no_data: str
    estimated: str
    up_to: str
    """With one placeholder, `%(value)s`."""


def line_chart(table: FigureTable, order: Sequence[str], write: Write) -> Chart:
    """One line per area over the years; a year without a figure breaks the line.

    Estimated figures have hollow marks, unless all figures are estimates.
    """
    grid = [year for year in table.years if _within(table, year)]
    all_estimated = all(row.status in ESTIMATED for row in table.rows if row.value is not None)
    traces = []
    for place, area in enumerate(order):
        rows = {row.year: row for row in table.rows if row.area == area}
        values = [rows[year].value if year in rows else None for year in grid]
        if not any(value is not None for value in values):
            continue
        hollow = [
            not all_estimated and year in rows and rows[year].status in ESTIMATED for year in grid
        ]
        colour = PALETTE[place % len(PALETTE)]
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": short_name(table, area),
                "x": grid,
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
        )
    return {"data": traces, "layout": _line_layout(table, grid)}


def short_name(table: FigureTable, area: str) -> str:
    """The code of a commission, whose full name fills a phone's legend; else the name."""
    label = table.areas[area]
    return label.code if label.kind == "commission" else label.name


def _within(table: FigureTable, year: int) -> bool:
    years = [row.year for row in table.rows]
    return bool(years) and min(years) <= year <= max(years)


def _line_layout(table: FigureTable, grid: Sequence[int]) -> Chart:
    few = len(grid) <= 12
    axis: Chart = {"type": "linear", "tickformat": "d", "fixedrange": True}
    if few:
        axis |= {"tickmode": "array", "tickvals": list(grid)}
    return {
        "xaxis": axis,
        "yaxis": {
            "title": {"text": table.unit_label},
            "rangemode": "tozero" if _is_positive(table) else "normal",
            "fixedrange": True,
            "separatethousands": True,
            "zeroline": not _is_positive(table),
        },
        "hovermode": "x unified",
        "legend": {"orientation": "h", "y": -0.14, "yanchor": "top", "x": 0},
        "margin": {"t": 12, "r": 16, "b": 40, "l": 64},
    }


def _is_positive(table: FigureTable) -> bool:
    return all(row.value is None or row.value >= 0 for row in table.rows)


def ranked(rows: Sequence[Figure], year: int) -> list[Figure]:
    """Figures of the year from the largest to the smallest; ties by code."""
    found = [row for row in rows if row.year == year and row.value is not None]
    return sorted(found, key=lambda row: (-(row.value or 0.0), row.area))


def ranked_bars(
    table: FigureTable, year: int, write: Write, *, most: int | None = MOST_BARS
) -> Chart:
    """Horizontal bars from the largest down; countries only, since aggregates are no rivals."""
    rows = [row for row in ranked(table.rows, year) if table.areas[row.area].kind == "country"]
    shown = rows[:most] if most else rows
    return {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "y": [table.areas[row.area].name for row in shown],
                "x": [row.value for row in shown],
                "text": [write(row.value) for row in shown],
                "textposition": "auto",
                "hovertemplate": "%{y}: %{text}<extra></extra>",
                "marker": {"color": PALETTE[0]},
            }
        ],
        "layout": {
            "xaxis": {
                "title": {"text": table.unit_label},
                "fixedrange": True,
                "separatethousands": True,
            },
            "yaxis": {
                "autorange": "reversed",
                "fixedrange": True,
                "automargin": True,
                "type": "category",
            },
            "showlegend": False,
            "bargap": 0.25,
            "height": max(320, len(shown) * ROW_PIXELS + 90),
            "margin": {"t": 8, "r": 16, "b": 56, "l": 8},
        },
    }


def breaks(values: Sequence[float], classes: int = CLASSES) -> list[float]:
    """Upper bounds of classes with about the same number of areas, each bound once, ascending.

    Quantiles, because remittances and stocks are so skewed that equal steps would paint one country.
    """
    ordered = sorted(values)
    if not ordered:
        return []
    bounds = [
        ordered[min(len(ordered) - 1, (place * len(ordered)) // classes - 1)]
        for place in range(1, classes)
    ]
    return sorted({*bounds[: classes - 1], ordered[-1]})


def class_of(value: float, bounds: Sequence[float]) -> int:
    """Index of the class whose upper bound is the first not below the value."""
    return min(bisect_right(bounds, value) - (value in bounds), len(bounds) - 1)


def world_map(table: FigureTable, year: int, write: Write, words: Words) -> Chart:
    """Countries coloured in classes; areas without a figure are grey and in the legend.

    `islands` lists every area with its class, so that the script can draw a ring where an area is
    too small to be seen.
    """
    rows = [
        row for row in table.rows if row.year == year and table.areas[row.area].kind == "country"
    ]
    having = [row for row in rows if row.value is not None]
    bounds = breaks([row.value for row in having if row.value is not None])
    colours = _spread(len(bounds))
    by_class: list[list[Figure]] = [[] for _ in bounds]
    for row in having:
        by_class[class_of(row.value or 0.0, bounds)].append(row)
    traces = [
        _map_trace(table, members, colours[place], _class_name(place, bounds, write, words), write)
        for place, members in enumerate(by_class)
        if members
    ]
    islands = {
        row.area: {
            "colour": colours[class_of(row.value or 0.0, bounds)],
            "text": f"{table.areas[row.area].name}: {write(row.value)}",
        }
        for row in having
    }
    return {
        "data": traces,
        "layout": _map_layout(),
        "islands": islands,
        "no_data": {"name": words.no_data, "colour": NO_DATA},
    }


def _spread(count: int) -> list[str]:
    """`count` colours from light to dark, over the whole scale."""
    if count <= 1:
        return [SCALE[-2]] * count
    return [SCALE[round(place * (len(SCALE) - 1) / (count - 1))] for place in range(count)]


def _class_name(place: int, bounds: Sequence[float], write: Write, words: Words) -> str:
    if place == 0:
        return words.up_to % {"value": write(bounds[0])}
    return f"{write(bounds[place - 1])} – {write(bounds[place])}"


def _map_trace(
    table: FigureTable, rows: Sequence[Figure], colour: str, name: str, write: Write
) -> Chart:
    return {
        "type": "choropleth",
        "locationmode": "ISO-3",
        "locations": [row.area for row in rows],
        "z": [1] * len(rows),
        "text": [f"{table.areas[row.area].name}: {write(row.value)}" for row in rows],
        "hovertemplate": "%{text}<extra></extra>",
        "colorscale": [[0, colour], [1, colour]],
        "showscale": False,
        "name": name,
        "showlegend": True,
        "marker": {"line": {"color": "#ffffff", "width": 0.5}},
    }


def _map_layout() -> Chart:
    return {
        "geo": {
            "projection": {"type": "natural earth"},
            "showframe": False,
            "showcoastlines": False,
            "showland": True,
            "landcolor": NO_DATA,
            "showcountries": True,
            "countrycolor": "#ffffff",
            "countrywidth": 0.5,
            "showlakes": False,
            "resolution": 110,
            "lataxis": {"range": [-58, 84]},
            "bgcolor": "rgba(0,0,0,0)",
        },
        "legend": {
            "orientation": "h",
            "y": -0.02,
            "yanchor": "top",
            "x": 0,
            "itemclick": False,
            "itemdoubleclick": False,
        },
        "margin": {"t": 0, "r": 0, "b": 0, "l": 0},
        "dragmode": "pan",
    }


def best_year(table: FigureTable, share: float = 0.6) -> int | None:
    """The newest year in which at least `share` of the countries that ever have a figure have one."""
    counts: dict[int, int] = {}
    for row in table.rows:
        if row.value is not None and table.areas[row.area].kind == "country":
            counts[row.year] = counts.get(row.year, 0) + 1
    if not counts:
        return None
    wanted = share * max(counts.values())
    return max(year for year, count in counts.items() if count >= wanted)
