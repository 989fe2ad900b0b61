"""From figures to places on an axis (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10

from indicators.charts.plotly.style import Write, magnitude_ticks, ticks


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from `low` to `high` (powers of ten where it is logarithmic) with its ticks."""

    low: float
    high: float
    is_log: bool
    ticks: tuple[tuple[float, str], ...]

    def at(self, value: float) -> float:
        """The place of a value, 0 at the lower end and 1 at the upper one."""
        position = log10(value) if self.is_log else value
        return (position - self.low) / ((self.high - self.low) or 1.0)


def scale_over(
    values: Sequence[float], write: Write, *, log: bool = False, from_zero: bool = True
) -> Scale:
    """An axis that holds all values at round ticks.

    A logarithmic one wants positive values; without any, the axis has equal steps.
    """
    low, high = min(values, default=0.0), max(values, default=1.0)
    is_log = log and low > 0
    if from_zero and not is_log:
        low, high = min(0.0, low), max(0.0, high)
    axis = magnitude_ticks(low, high, write) if is_log else ticks(low, high, write)
    return Scale(
        low=axis["range"][0],
        high=axis["range"][1],
        is_log=is_log,
        ticks=tuple(zip(axis["tickvals"], axis["ticktext"], strict=True)),
    )
