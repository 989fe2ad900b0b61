"""What a formula answers: the parts of its figure and how they are put together.

The same `finish` makes a country's figure from its own parts and a group's figure from the sums
of the parts over its matched members, so a ratio of a group is a ratio of sums by construction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from indicators.compute.aggregates import Groups
from indicators.compute.severity import MISSING, Codes, Floats
from indicators.compute.shapes import Axes, Panel

Finish = Callable[..., Floats]
After = Callable[..., tuple[Floats, Codes, Floats]]
Pooled = Callable[[Groups], Floats]
Graded = Callable[..., Codes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Parts on common axes, and `finish`: arrays [rows, T] to one array [rows, T].

    `finish` answers NaN where the figure cannot exist (a denominator that is not positive).
    `stated` replaces the figures of countries where the source states them itself. `own_severity`,
    uint8[A, T], replaces the severity of figures of countries, not of groups, where it is not 0;
    one that says missing takes the figure away. `graded` gives the severity that parts of such
    size bring with them, for countries and groups alike. `after` works along the years
    on values, severity and coverage, for countries and groups alike, and on what `beside` makes of
    the parts where it is given.

    `expression` says in Python what `finish` does to the parts, which it calls a, b, c and so on; empty where
    that is not said in one line.

    `pooled` answers the figures of groups [G, T] where they do not follow from sums (a
    concentration, an index of the group's own matrix); the parts still say which members enter.
    """

    parts: tuple[Panel, ...]
    finish: Finish
    expression: str = ""
    stated: Panel | None = None
    own_severity: Codes | None = None
    graded: Graded | None = None
    after: After | None = None
    beside: Finish | None = None
    pooled: Pooled | None = None


def _itself(values: Floats) -> Floats:
    return values


def _difference(first: Floats, second: Floats) -> Floats:
    return first - second


def divide(numerator: Floats, denominator: Floats) -> Floats:
    """The quotient; NaN where the denominator is not above zero."""
    quotient = numerator / denominator
    quotient[denominator <= 0] = np.nan
    return quotient


def _quotient(scale: float, above: str, below: str) -> str:
    return f"{above} / {below}" if scale == 1 else f"{scale:.0f} * {above} / {below}"


def nowhere(axes: Axes) -> Panel:
    """No figure for any country: for indicators that only groups have."""
    return Panel(axes, np.full(axes.shape, np.nan), np.full(axes.shape, MISSING, np.uint8))


def total(panel: Panel) -> Terms:
    """The figure itself; of a group, the sum."""
    return Terms(parts=(panel,), finish=_itself, expression="a")


def difference(first: Panel, second: Panel) -> Terms:
    """First minus second; of a group, over members that have both."""
    return Terms(parts=(first, second), finish=_difference, expression="a - b")


def ratio(numerator: Panel, denominator: Panel, *, scale: float = 1.0) -> Terms:
    """Numerator over denominator, times `scale`; of a group, the ratio of sums."""

    def finish(above: Floats, below: Floats) -> Floats:
        return divide(scale * above, below)

    return Terms(
        parts=(numerator, denominator), finish=finish, expression=_quotient(scale, "a", "b")
    )


def stated_ratio(stated: Panel, base: Panel, *, scale: float = 1.0) -> Terms:
    """A ratio that the source states; of a group, weighted by its base (the denominator)."""
    amount = Panel(
        stated.axes, stated.values * base.values, np.maximum(stated.severity, base.severity)
    )

    def finish(above: Floats, below: Floats) -> Floats:
        return divide(scale * above, below)

    return Terms(
        parts=(amount, base),
        finish=finish,
        stated=stated,
        expression=_quotient(scale, "a", "b"),
    )
