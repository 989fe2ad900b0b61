"""Places of a few countries on several measures, as dots on lines from 0 to 100 (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indicators.charts.plotly.style import PALETTE
from indicators.charts.svg.pen import PAPER, QUIET, Attribute, Pen, shortened

ROW, HEAD, SIZE = 34, 26, 13
SHAPES = ("circle", "square", "diamond", "triangle")


@dataclass(frozen=True, slots=True)
class Profile:
    """A country's places by measure code, with what to say of each."""

    name: str
    places: dict[str, float]
    titles: dict[str, str]


def profiles(
    measures: Sequence[tuple[str, str]], countries: Sequence[Profile], *, width: int = 960
) -> Pen:
    """A line per measure (code, name); the first country is large and filled, the others small.

    Shapes tell the countries apart as well as colours do.
    """
    is_wide = width > 600
    label = 300.0 if is_wide else 0.0
    row = ROW if is_wide else ROW + 20
    pen = Pen(width, HEAD + row * len(measures) + 36)
    left, right = label + 14, width - 14
    _key(pen, countries, label)
    for number, (code, name) in enumerate(measures):
        y = HEAD + 8 + row * number + (row - 10)
        if is_wide:
            pen.text(label, y + 4, shortened(name, SIZE, label), text_anchor="end", font_size=SIZE)
        else:
            pen.text(4, y - 14, shortened(name, SIZE, width - 8), font_size=SIZE)
        pen.line(left, y, right, y)
        # The first, being larger, lies below the others.
        for place, country in enumerate(countries):
            if code in country.places:
                _mark(
                    pen,
                    left + country.places[code] / 100 * (right - left),
                    y,
                    place,
                    country.titles[code],
                )
    for share, text in ((0, "0"), (0.5, "50"), (1, "100")):
        at = left + share * (right - left)
        pen.text(at, pen.height - 6, text, text_anchor="middle", fill=QUIET, font_size=12)
    return pen


def _key(pen: Pen, countries: Sequence[Profile], left: float) -> None:
    room = (pen.width - left) / max(1, len(countries))
    for place, country in enumerate(countries):
        x = left + 14 + place * room
        _mark(pen, x, 12, place, "")
        weight = 600 if place == 0 else None
        pen.text(
            x + 12, 16, shortened(country.name, 12, room - 18), font_size=12, font_weight=weight
        )


def _mark(pen: Pen, x: float, y: float, place: int, title: str) -> None:
    colour = PALETTE[place % len(PALETTE)]
    size = 8.0 if place == 0 else 6.0
    look: dict[str, Attribute] = {
        "fill": colour,
        "stroke": PAPER,
        "stroke_width": 1.5,
        "class": "mark" if title else None,
    }
    shape = SHAPES[place % len(SHAPES)]
    if shape == "circle":
        pen.shape("circle", title, cx=x, cy=y, r=size, **look)
    elif shape == "square":
        pen.shape(
            "rect",
            title,
            x=x - size + 1,
            y=y - size + 1,
            width=2 * size - 2,
            height=2 * size - 2,
            **look,
        )
    else:
        tips = (
            ((0, -1), (1, 0), (0, 1), (-1, 0))
            if shape == "diamond"
            else ((0, -1), (1, 0.8), (-1, 0.8))
        )
        points = " ".join(f"{x + dx * size:.1f},{y + dy * size:.1f}" for dx, dy in tips)
        pen.shape("polygon", title, points=points, **look)
