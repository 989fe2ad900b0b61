"""A matrix of places in classes of colour, for the file; the page shows it as a table (pure)."""

from __future__ import annotations

from dataclasses import dataclass

from indicators.charts.plotly.maps import SCALE
from indicators.charts.svg.pen import PAPER, QUIET, Pen, shortened

CELL_W, CELL_H, LABEL, HEAD = 62, 30, 210, 42


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A figure as text with its class from 0 (lowest); `level` is None where there is no figure."""

    text: str
    level: int | None
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Heat:
    """Rows and columns by code and name, and the cells row by row."""

    across: str
    down: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str, tuple[HeatCell, ...]], ...]


def heat_map(heat: Heat) -> Pen:
    """The matrix with names at the rows and codes above the columns."""
    pen = Pen(LABEL + CELL_W * len(heat.columns), HEAD + CELL_H * len(heat.rows) + 4)
    pen.text(LABEL, 14, heat.across, font_size=12, font_weight=600)
    pen.text(0, 14, heat.down, font_size=12, font_weight=600)
    for number, (code, _name) in enumerate(heat.columns):
        pen.text(
            LABEL + CELL_W * (number + 0.5),
            HEAD - 8,
            code,
            font_size=12,
            text_anchor="middle",
            fill=QUIET,
        )
    for line, (_code, name, cells) in enumerate(heat.rows):
        y = HEAD + CELL_H * line
        pen.text(0, y + 20, shortened(name, 13, LABEL - 10), font_size=13)
        for number, cell in enumerate(cells):
            x = LABEL + CELL_W * number
            fill = "#eef1f4" if cell.level is None else SCALE[cell.level]
            pen.shape(
                "rect", cell.title, x=x + 1, y=y + 1, width=CELL_W - 2, height=CELL_H - 2, fill=fill
            )
            dark = cell.level is not None and cell.level >= 3
            pen.text(
                x + CELL_W / 2,
                y + 20,
                cell.text,
                font_size=11,
                text_anchor="middle",
                **({"fill": PAPER} if dark else {}),
            )
    return pen
