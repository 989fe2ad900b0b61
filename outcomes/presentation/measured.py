"""A figure of a measure with its unit."""

from __future__ import annotations

from core.i18n import numbers
from evaluations.presentation import wordings
from outcomes.measures import MEASURES


def measured(n: float | None, measure: str) -> str:
    """A figure of a measure with its unit; a dash where there is none."""
    definition = MEASURES.get(measure)
    if n is None:
        return numbers.MISSING
    if definition and definition.is_share:
        return wordings.percent(n)
    return numbers.number(n, 0 if float(n).is_integer() else 1)
