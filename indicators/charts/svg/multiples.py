"""Small lines side by side on one sheet, for the file; the page lays them out itself (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from indicators.charts.plotly.multiples import HEIGHT, WIDTH
from indicators.charts.svg.pen import ACCENT, QUIET, Pen, shortened

if TYPE_CHECKING:
    from indicators.charts.plotly import SmallLine

COLUMNS, GAP, HEAD, FOOT = 4, 24, 22, 34


def small_multiples(panels: Sequence[SmallLine]) -> Pen:
    """The drawings in rows of four, each with its name above and its first and newest figure below."""
    rows = -(-len(panels) // COLUMNS)
    step_x, step_y = WIDTH + GAP, HEAD + HEIGHT + FOOT
    pen = Pen(COLUMNS * step_x - GAP, rows * step_y)
    for number, panel in enumerate(panels):
        pen.add_drawing(_panel(panel), number % COLUMNS * step_x, number // COLUMNS * step_y)
    return pen


def _panel(panel: SmallLine) -> Pen:
    pen = Pen(WIDTH, HEAD + HEIGHT + FOOT)
    pen.text(0, 14, shortened(panel.name, 13, WIDTH), font_weight=600)
    inner = Pen(WIDTH, HEIGHT)
    inner.shape("rect", width=WIDTH, height=HEIGHT, fill="#f5f7f9", class_="ground")
    inner.line(0, panel.base_line, WIDTH, panel.base_line, stroke=QUIET)
    for piece in panel.pieces:
        inner.shape("polyline", points=piece, fill="none", stroke=ACCENT, stroke_width=2)
    pen.add_drawing(inner, 0, HEAD)
    below = HEAD + HEIGHT + 16
    pen.text(0, below, f"{panel.first_text} ({panel.first_year})", font_size=12, fill=QUIET)
    last = f"{panel.last_text} ({panel.last_year})"
    pen.text(WIDTH, below, last, font_size=12, text_anchor="end")
    return pen
