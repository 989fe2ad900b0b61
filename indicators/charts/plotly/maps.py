"""The world in classes of colour, with the areas too small to be seen (pure)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from indicators.charts.plotly.style import Chart, Words, Write

if TYPE_CHECKING:
    from indicators.analysis.figure_table import Figure, FigureTable

CLASSES = 5
SCALE = ("#d6e6f2", "#a3c8e1", "#66a3cc", "#2c76ab", "#0b3f6f")
"""Light to dark in one hue: order survives in grey and for colour-blind readers."""
DARK_SCALE = ("#24465f", "#2f6a94", "#4a94c8", "#86bfe6", "#d5ebfa")
"""The same classes on a dark page, where the light end must be the high one."""
NO_DATA = "#b9bec4"


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

    `places` tells of every area with a figure its name, colour and text, so that the script can draw
    a ring where an area is too small to be seen, and find any of them. `dark` gives for each colour
    the one to use on a dark page.
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
    places = {
        row.area: {
            "colour": colours[class_of(row.value or 0.0, bounds)],
            "name": table.areas[row.area].name,
            "text": f"{table.areas[row.area].name}: {write(row.value)}",
        }
        for row in having
    }
    return {
        "data": traces,
        "layout": _map_layout(),
        "places": places,
        "dark": dict(zip(SCALE, DARK_SCALE, strict=True)),
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
        "dragmode": False,
    }
