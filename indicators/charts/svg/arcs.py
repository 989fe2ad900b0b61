"""Corridors as curved lines on the drawn world (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, sqrt

from indicators.charts.svg.pen import ACCENT, Pen

LEFT, TOP, WIDTH, HEIGHT = -560, -270, 1120, 500
"""The box of the drawn world (`scripts/assets.py`)."""
WIDEST, THINNEST = 9.0, 0.8
BEND = 0.22
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Arc:
    """A corridor between two points of the drawing, in the direction that people or money go."""

    start: Point
    end: Point
    value: float
    title: str
    url: str


def arc_map(arcs: Sequence[Arc], land: str) -> Pen:
    """The lines, the largest first and lowest, on `land`: markup of the world in its own units.

    Width goes with the root of the figure. Each line bends to the right of its direction, so that
    both ways between two places are seen, and ends in a dot.
    """
    pen = Pen(WIDTH, HEIGHT)
    inner = Pen(WIDTH, HEIGHT)
    inner.parts.append(land)
    top = max((arc.value for arc in arcs), default=1.0)
    for arc in sorted(arcs, key=lambda corridor: -corridor.value):
        thick = max(THINNEST, WIDEST * sqrt(arc.value / top))
        inner.shape(
            "path",
            arc.title,
            d=_curve(arc),
            fill="none",
            stroke=ACCENT,
            stroke_width=round(thick, 1),
            stroke_opacity="0.5",
            stroke_linecap="round",
            class_="mark arc",
            data_url=arc.url,
        )
        inner.shape(
            "circle",
            cx=arc.end[0],
            cy=arc.end[1],
            r=round(1.5 + thick / 2, 1),
            fill=ACCENT,
            class_="arc-end",
        )
    pen.add_drawing(inner, -LEFT, -TOP)
    return pen


def _curve(arc: Arc) -> str:
    (x1, y1), (x2, y2) = arc.start, arc.end
    long = hypot(x2 - x1, y2 - y1) or 1.0
    # To the right of the direction: on a screen y grows downwards.
    across = BEND * long
    cx = (x1 + x2) / 2 - (y2 - y1) / long * across
    cy = (y1 + y2) / 2 + (x2 - x1) / long * across
    return f"M{x1:.0f} {y1:.0f}Q{cx:.0f} {cy:.0f} {x2:.0f} {y2:.0f}"
