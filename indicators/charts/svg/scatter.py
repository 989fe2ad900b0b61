"""Two indicators of one year against each other, a dot for each country (pure)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from indicators.charts.plotly.style import Write
from indicators.charts.svg.pen import INK, PAPER, QUIET, Pen, shortened, width_of
from indicators.charts.svg.scale import Scale, scale_over

DOT, STRONG = "#0072B2", "#D55E00"
FAINT = "#9aa5b1"
SIZE = 13
MOST_LABELS = 10
"""Names beside dots where the reader has chosen none: of those furthest out."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A country with both figures; `is_hollow` where one of them is estimated."""

    code: str
    name: str
    x: float
    y: float
    title: str
    is_hollow: bool = False
    is_faint: bool = False
    """Outside the group that the reader looks at."""


@dataclass(frozen=True, slots=True)
class Axis:
    """What an axis measures and how its figures are written."""

    title: str
    write: Write
    log: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """The plot within the drawing."""

    left: float
    top: float
    right: float
    bottom: float

    def x(self, share: float) -> float:
        """From 0 at the left to 1 at the right."""
        return self.left + share * (self.right - self.left)

    def y(self, share: float) -> float:
        """From 0 at the bottom to 1 at the top."""
        return self.bottom - share * (self.bottom - self.top)


def fits(dots: Sequence[Dot], x: Axis, y: Axis) -> list[Dot]:
    """The dots that have a place: a logarithmic axis has none for zero and less."""
    return [dot for dot in dots if (dot.x > 0 or not x.log) and (dot.y > 0 or not y.log)]


def scatter(
    dots: Sequence[Dot], x: Axis, y: Axis, *, chosen: Collection[str] = (), width: int = 960
) -> Pen:
    """The dots, the chosen ones last so that they lie on top, with their names where there is room."""
    height = width * 0.56 if width > 600 else width * 1.05
    pen = Pen(width, height)
    visible = fits(dots, x, y)
    across = scale_over([dot.x for dot in visible], x.write, log=x.log)
    up = scale_over([dot.y for dot in visible], y.write, log=y.log)
    room = max((width_of(text, SIZE) for _value, text in up.ticks), default=20) + 12
    box = Box(room, 34, width - 14, height - 50)
    _frame(pen, box, (across, x), (up, y))
    order = sorted(visible, key=lambda dot: (dot.code in chosen, not dot.is_faint))
    for dot in order:
        _dot(pen, box.x(across.at(dot.x)), box.y(up.at(dot.y)), dot, dot.code in chosen)
    _names(pen, box, visible, (across, up), chosen)
    return pen


def _frame(pen: Pen, box: Box, x: tuple[Scale, Axis], y: tuple[Scale, Axis]) -> None:
    """Grid, numbers, and what the axes measure: the upright one above, the level one below."""
    (across, level), (up, upright) = x, y
    for value, text in up.ticks:
        at = box.y(up.at(value))
        if at >= box.top - 1:
            pen.line(box.left, at, box.right, at)
            pen.text(box.left - 8, at + 4, text, text_anchor="end", fill=QUIET, font_size=SIZE)
    last = -1e9
    for value, text in across.ticks:
        at, half = box.x(across.at(value)), width_of(text, SIZE) / 2
        if at <= box.right + 1:
            pen.line(at, box.top, at, box.bottom)
        if at - half > last + 8 and at + half <= pen.width:
            pen.text(at, box.bottom + 18, text, text_anchor="middle", fill=QUIET, font_size=SIZE)
            last = at + half
    title = shortened(f"↑ {upright.title}", SIZE, pen.width - 8)
    pen.text(4, 16, title, font_weight=600, font_size=SIZE)
    title = shortened(f"{level.title} →", SIZE, pen.width - 8)
    pen.text(
        pen.width - 4, pen.height - 8, title, text_anchor="end", font_weight=600, font_size=SIZE
    )


def _dot(pen: Pen, x: float, y: float, dot: Dot, is_chosen: bool) -> None:
    colour = STRONG if is_chosen else FAINT if dot.is_faint else DOT
    kind = "chosen" if is_chosen else "faint" if dot.is_faint else "dot"
    small = 5 if pen.width > 600 else 4
    pen.shape(
        "circle",
        dot.title,
        cx=x,
        cy=y,
        r=small + 2 if is_chosen else small,
        class_=f"mark {kind}{' hollow' if dot.is_hollow else ''}",
        fill=PAPER if dot.is_hollow else colour,
        fill_opacity=None if dot.is_hollow else "0.75",
        stroke=colour,
        stroke_width=1.5,
    )


def _names(
    pen: Pen, box: Box, dots: Sequence[Dot], scales: tuple[Scale, Scale], chosen: Collection[str]
) -> None:
    """Names of the chosen, else of those furthest out; one that would cover another is left out."""
    across, up = scales
    bold = [dot for dot in dots if not dot.is_faint]
    furthest = (
        sorted(bold, key=lambda dot: -dot.y)[: MOST_LABELS // 2]
        + sorted(bold, key=lambda dot: -dot.x)[: MOST_LABELS // 2]
    )
    labelled = [dot for dot in dots if dot.code in chosen] or list(dict.fromkeys(furthest))
    occupied: list[tuple[float, float, float]] = []
    for dot in labelled:
        x, y = box.x(across.at(dot.x)), box.y(up.at(dot.y))
        long = width_of(dot.name, 12)
        for starts, at in (
            (x + 9, y + 4),
            (x - 9 - long, y + 4),
            (x - long / 2, y - 10),
            (x - long / 2, y + 20),
        ):
            if (
                starts >= 0
                and starts + long <= pen.width
                and not _covers(occupied, starts, long, at)
            ):
                occupied.append((starts, starts + long, at))
                pen.text(
                    starts,
                    at,
                    dot.name,
                    font_size=12,
                    fill=INK,
                    paint_order="stroke",
                    stroke=PAPER,
                    stroke_width=3,
                    **{"class": "words halo"},
                )
                break


def _covers(
    occupied: Sequence[tuple[float, float, float]], starts: float, long: float, at: float
) -> bool:
    """Whether a name there would lie over one that is written already."""
    return any(
        starts < end and starts + long > begin and abs(at - level) < 14
        for begin, end, level in occupied
    )
