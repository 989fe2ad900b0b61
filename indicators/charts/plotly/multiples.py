"""Many areas side by side, each as a small line on the same scale (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from indicators.charts.plotly.lines import short_name
from indicators.charts.plotly.style import ESTIMATED, Write

if TYPE_CHECKING:
    from indicators.analysis.figure_table import Figure, FigureTable

WIDTH, HEIGHT, EDGE = 200, 90, 4
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class SmallLine:
    """One area's line in the coordinates of a drawing of WIDTH by HEIGHT.

    `pieces` are runs of years without a gap as the text of SVG points; `last` is the newest point.
    """

    code: str
    name: str
    kind: str
    pieces: tuple[str, ...]
    last: Point
    base_line: float
    """Height of zero, or of the lowest figure where all are far from zero."""
    first_year: int
    last_year: int
    first_text: str
    last_text: str
    top_text: str
    """The figure at the upper edge."""
    is_estimated: bool


def small_lines(
    table: FigureTable, order: Sequence[str], write: Write, *, own_scale: bool = False
) -> tuple[SmallLine, ...]:
    """A small line for each area of `order` that has a figure.

    All share the years and the scale from the lowest figure or zero to the highest, so that
    heights can be compared; with `own_scale` each area spans its own figures.
    """
    rows: dict[str, list[Figure]] = {area: [] for area in order}
    for row in table.rows:
        if row.area in rows and row.value is not None and not row.quarter:
            rows[row.area].append(row)
    with_figures = {area: figures for area, figures in rows.items() if figures}
    everything = [row for figures in with_figures.values() for row in figures]
    if not everything:
        return ()
    years = (min(row.year for row in everything), max(row.year for row in everything))
    return tuple(
        _line(table, figures, years, figures if own_scale else everything, write)
        for figures in with_figures.values()
    )


def _line(
    table: FigureTable,
    rows: Sequence[Figure],
    years: tuple[int, int],
    scale: Sequence[Figure],
    write: Write,
) -> SmallLine:
    values = [row.value for row in scale if row.value is not None]
    low, high = min(0.0, *values), max(0.0, *values)
    span = (high - low) or 1.0
    step = _step(rows)

    def place(row: Figure) -> Point:
        x = EDGE + (row.year - years[0]) / ((years[1] - years[0]) or 1) * (WIDTH - 2 * EDGE)
        return round(x, 1), round(
            HEIGHT - EDGE - ((row.value or 0) - low) / span * (HEIGHT - 2 * EDGE), 1
        )

    pieces: list[list[Point]] = [[]]
    for row, before in zip(rows, [rows[0], *rows], strict=False):
        if row.year - before.year > step:
            pieces.append([])
        pieces[-1].append(place(row))
    label = table.areas[rows[0].area]
    return SmallLine(
        code=label.code,
        name=short_name(table, label.code),
        kind=label.kind,
        pieces=tuple(" ".join(f"{x:g},{y:g}" for x, y in piece) for piece in pieces),
        last=place(rows[-1]),
        base_line=round(HEIGHT - EDGE - (0.0 - low) / span * (HEIGHT - 2 * EDGE), 1),
        first_year=rows[0].year,
        last_year=rows[-1].year,
        first_text=write(rows[0].value),
        last_text=write(rows[-1].value),
        top_text=write(high),
        is_estimated=rows[-1].status in ESTIMATED,
    )


def _step(rows: Sequence[Figure]) -> int:
    """The usual distance of years: stocks come every five years, and that is no gap."""
    gaps = [after.year - before.year for before, after in pairwise(rows)]
    return max(1, sorted(gaps)[len(gaps) // 2]) if gaps else 1
