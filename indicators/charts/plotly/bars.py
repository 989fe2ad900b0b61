"""Countries of one year side by side, from the largest or the smallest (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from indicators.charts.plotly.style import ESTIMATED, PALETTE, Chart, Words, Write

if TYPE_CHECKING:
    from indicators.analysis.figure_table import Figure, FigureTable

MOST_BARS = 20
ROW_PIXELS = 26
FRAME_PIXELS = 40
LONGEST_NAME = 28
LABEL_ROOM = 0.16
"""Part of the width kept free for the numbers at the end of the bars."""


def ranked(rows: Sequence[Figure], year: int) -> list[Figure]:
    """Figures of the year from the largest to the smallest; ties by code."""
    ranking = [row for row in rows if row.year == year and row.value is not None]
    return sorted(ranking, key=lambda row: (-(row.value or 0.0), row.area))


def ranked_bars(
    table: FigureTable,
    year: int,
    write: Write,
    words: Words,
    *,
    limit: int | None = MOST_BARS,
    lowest: bool = False,
) -> Chart:
    """Horizontal bars of countries only, since aggregates are no rivals.

    `most` from the largest down, or from the smallest up when `lowest`; None shows all. The legend
    tells estimated figures, which are hatched where others are not.
    """
    rows = [row for row in ranked(table.rows, year) if table.areas[row.area].kind == "country"]
    bars = (rows[::-1] if lowest else rows)[:limit]
    solid = [row for row in bars if row.status not in ESTIMATED]
    guessed = [row for row in bars if row.status in ESTIMATED]
    traces = [_trace(table, solid, write, str(year))] if solid else []
    if guessed:
        name = words.estimated if solid else words.all_estimated
        traces.append(_trace(table, guessed, write, name, hatched=bool(solid)))
    return {
        "data": traces,
        "layout": {
            "xaxis": {
                "range": _range(bars),
                "fixedrange": True,
                "showticklabels": False,
                "showgrid": False,
                "zeroline": True,
            },
            "yaxis": {
                "autorange": "reversed",
                "fixedrange": True,
                "automargin": True,
                "type": "category",
                "categoryorder": "array",
                "categoryarray": [table.areas[row.area].name for row in bars],
                "tickmode": "array",
                "tickvals": [table.areas[row.area].name for row in bars],
                "ticktext": [_shortened(table.areas[row.area].name) for row in bars],
                "showgrid": False,
                "ticklen": 6,
                "tickcolor": "rgba(0,0,0,0)",
            },
            "barmode": "overlay",
            "showlegend": bool(guessed),
            "legend": {"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0},
            "bargap": 0.3,
            "height": max(220, len(bars) * ROW_PIXELS + FRAME_PIXELS + 32 * bool(guessed)),
            "margin": {"t": 36 if guessed else 8, "r": 12, "b": 12, "l": 8},
        },
    }


def _trace(
    table: FigureTable, rows: Sequence[Figure], write: Write, name: str, *, hatched: bool = False
) -> Chart:
    marker: Chart = {"color": PALETTE[0]}
    if hatched:
        marker["pattern"] = {"shape": "/", "size": 6, "solidity": 0.4, "fillmode": "replace"}
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": [table.areas[row.area].name for row in rows],
        "x": [row.value for row in rows],
        "text": [write(row.value) for row in rows],
        "textposition": "outside",
        "textfont": {"size": 13},
        "cliponaxis": False,
        "hovertemplate": "%{y}: %{text}<extra></extra>",
        "marker": marker,
    }


def _shortened(name: str) -> str:
    """A name that leaves a phone room for the bar; the whole one is in the mark and the table."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"


def _range(rows: Sequence[Figure]) -> list[float]:
    """From the smallest figure or zero to the largest or zero, with room for the numbers."""
    values = [row.value for row in rows if row.value is not None]
    low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
    room = (high - low or 1.0) * LABEL_ROOM
    return [low - room if low < 0 else 0.0, high + room if high > 0 else 0.0]


def best_year(table: FigureTable, share: float = 0.6) -> int | None:
    """The newest year in which at least `share` of the countries that ever have a figure have one."""
    counts: dict[int, int] = {}
    for row in table.rows:
        if row.value is not None and table.areas[row.area].kind == "country":
            counts[row.year] = counts.get(row.year, 0) + 1
    if not counts:
        return None
    threshold = share * max(counts.values())
    return max(year for year, count in counts.items() if count >= threshold)
