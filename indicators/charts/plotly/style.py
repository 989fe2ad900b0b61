"""What all charts share: colours, phrases, number format, and round numbers for an axis (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any, Protocol

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
ESTIMATED = frozenset("EIU")
"""Statuses drawn hollow or hatched: estimated, imputed, unreliable."""
TICKS = 5


class Write(Protocol):
    """A number in the reader's language, with the table's decimals unless others are given."""

    def __call__(self, value: float | None, decimals: int | None = None) -> str: ...


@dataclass(frozen=True, slots=True)
class Words:
    """Phrases in the reader's language that a chart shows."""

    no_data: str
    estimated: str
    """Beside a hollow mark or a hatched bar in the legend."""
    all_estimated: str
    """Legend of bars that are all estimated and therefore not hatched."""
    up_to: str
    """With one placeholder, `%(value)s`."""
    events: str
    """Legend of the marks above a time axis."""
    breaks: str
    """Legend of the marks where a line breaks."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An event on a time axis: its place in years, what it is, and the page of its record."""

    place: float
    text: str
    url: str


def ticks(low: float, high: float, write: Write) -> Chart:
    """`tickvals` and `ticktext` at round numbers from `low` to `high`, and the range they span.

    Made here because Plotly knows the separators of our languages but not their short forms of
    millions and billions.
    """
    if low == high:
        low, high = min(low, 0.0), max(high, 0.0) or 1.0
    rough = (high - low) / TICKS
    power = 10.0 ** floor(log10(rough))
    step = power * next(nice for nice in (1, 2, 2.5, 5, 10) if nice * power >= rough * 0.999)
    places = range(floor(low / step), ceil(high / step) + 1)
    values = [round(place * step, 12) for place in places]
    decimals = max(0, -floor(log10(step) + 1e-9) + (round(step / power, 3) == 2.5))
    return {
        "tickmode": "array",
        "tickvals": values,
        "ticktext": [write(value, decimals) for value in values],
        "range": [values[0], values[-1] + step * 0.05],
    }


def magnitude_ticks(low: float, high: float, write: Write) -> Chart:
    """The same for a logarithmic axis: powers of ten, with 2 and 5 between few of them.

    `low` and `high` are positive; the range is in powers of ten, as Plotly wants it.
    """
    first, last = floor(log10(low)), ceil(log10(high))
    parts = (1, 2, 5) if last - first <= 2 else (1,)
    values = [part * 10.0**power for power in range(first, last + 1) for part in parts]
    values = [value for value in values if low * 0.45 <= value <= high * 2.2] or [low, high]
    return {
        "type": "log",
        "tickmode": "array",
        "tickvals": values,
        "ticktext": [write(value, max(0, -floor(log10(value) + 1e-9))) for value in values],
        "range": [log10(min(low, values[0])) - 0.05, log10(max(high, values[-1])) + 0.05],
    }
