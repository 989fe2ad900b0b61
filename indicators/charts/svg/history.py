"""One corridor over the years: people by sex as stacked bars, money as a line within its range, prices (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indicators.charts.plotly.style import PALETTE, Write
from indicators.charts.svg.pen import QUIET, Pen, width_of
from indicators.charts.svg.scale import Scale, scale_over
from indicators.charts.svg.scatter import Box

WIDTH, HEIGHT, SIZE = 460, 270, 14
Point = tuple[float, str, float]
"""Place in years, the period as it is written, value."""
Range = tuple[float, float, float]
WOMEN, MEN, LINE = PALETTE[0], PALETTE[4], PALETTE[0]


@dataclass(frozen=True, slots=True)
class Level:
    """A line across the chart that figures are held against."""

    value: float
    name: str


def _frame(pen: Pen, scale: Scale, years: Sequence[float]) -> tuple[Box, tuple[float, float]]:
    """Grid and numbers; returns the plot and the first and last year."""
    room = max(width_of(text, SIZE) for _value, text in scale.ticks) + 10
    box = Box(room, 30, pen.width - 12, pen.height - 26)
    for value, text in scale.ticks:
        at = box.y(scale.at(value))
        if at >= box.top - 8:
            pen.line(box.left, at, box.right, at)
            pen.text(box.left - 6, at + 5, text, text_anchor="end", fill=QUIET, font_size=SIZE)
    return box, (min(years), max(years))


def _year(pen: Pen, x: float, text: str) -> None:
    half = width_of(text, SIZE) / 2
    pen.text(
        min(max(x, half), pen.width - half),
        pen.height - 6,
        text,
        text_anchor="middle",
        fill=QUIET,
        font_size=SIZE,
    )


def stacked_bars(
    figures: Sequence[tuple[str, float, float]], names: tuple[str, str], write: Write
) -> Pen:
    """Women and men in each period as one bar of two parts: (period, women, men)."""
    pen = Pen(WIDTH, HEIGHT)
    if not figures:
        return pen
    scale = scale_over([women + men for _period, women, men in figures], write)
    box, _span = _frame(pen, scale, [0])
    step = (box.right - box.left) / len(figures)
    for number, (period, women, men) in enumerate(figures):
        x, base = box.left + step * (number + 0.18), 0.0
        for value, name, colour in ((women, names[0], WOMEN), (men, names[1], MEN)):
            top, bottom = box.y(scale.at(base + value)), box.y(scale.at(base))
            pen.shape(
                "rect",
                f"{period}, {name}: {write(value)}",
                x=x,
                y=top,
                width=step * 0.64,
                height=max(bottom - top, 0.0),
                fill=colour,
                class_="mark",
            )
            base += value
        _year(pen, x + step * 0.32, period)
    _key(pen, ((names[0], WOMEN), (names[1], MEN)))
    return pen


def _key(pen: Pen, rows: Sequence[tuple[str, str]]) -> None:
    x = 0.0
    for name, colour in rows:
        pen.shape("rect", x=x, y=4, width=12, height=12, fill=colour)
        pen.text(x + 17, 15, name, font_size=SIZE)
        x += 17 + width_of(name, SIZE) + 22


def line(
    figures: Sequence[Point],
    write: Write,
    *,
    ranges: Sequence[Range] = (),
    levels: Sequence[Level] = (),
) -> Pen:
    """A line through (place in years, period, value), broken where more than a year lies between.

    `ranges` are (place, low, high) of a band behind it; `levels` lines across.
    """
    pen = Pen(WIDTH, HEIGHT)
    if not figures:
        return pen
    values = [value for _at, _period, value in figures] + [level.value for level in levels]
    scale = scale_over(values + [end for _at, *ends in ranges for end in ends], write)
    box, (first, last) = _frame(pen, scale, [at for at, _period, _value in figures])

    def place(at: float, value: float) -> tuple[float, float]:
        share = (at - first) / (last - first) if last > first else 0.5
        return box.x(share), box.y(scale.at(value))

    upper_edge = [place(at, high) for at, _low, high in ranges]
    lower_edge = [place(at, low) for at, low, _high in reversed(ranges)]
    if ranges:
        pen.shape(
            "polygon", points=_points([*upper_edge, *lower_edge]), fill=LINE, fill_opacity="0.18"
        )
    for level in levels:
        y = box.y(scale.at(level.value))
        pen.line(box.left, y, box.right, y, stroke=PALETTE[1], stroke_dasharray="5 4", class_=None)
        pen.text(box.right, y - 5, level.name, text_anchor="end", font_size=12)
    for piece in _pieces(figures):
        points = _points([place(at, value) for at, _period, value in piece])
        pen.shape("polyline", points=points, fill="none", stroke=LINE, stroke_width=2.5)
    for at, period, value in figures:
        x, y = place(at, value)
        pen.shape(
            "circle", f"{period}: {write(value)}", cx=x, cy=y, r=3.5, fill=LINE, class_="mark"
        )
    for at, period in {first: figures[0][1], last: figures[-1][1]}.items():
        _year(pen, place(at, 0.0)[0], period)
    return pen


def _points(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _pieces(figures: Sequence[Point]) -> list[list[Point]]:
    pieces: list[list[Point]] = [[]]
    for point in figures:
        if pieces[-1] and point[0] - pieces[-1][-1][0] > 1.01:
            pieces.append([])
        pieces[-1].append(point)
    return pieces
