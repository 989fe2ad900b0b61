"""Comparing the values quoted in studies with what is published now; a worker does so after every release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.rows import each_row
from studies.models import QuotedFigure
from studies.selectors.quoted_figures import lookup

if TYPE_CHECKING:
    from datetime import datetime


def beyond(quoted: float, now: float, tolerance: float, decimals: int) -> bool:
    """Whether `now` differs from `quoted` by more than `tolerance` per cent of the quoted value.

    What rounding to the printed decimals explains is never a difference; of a quoted zero any
    value that does not round to zero differs.
    """
    rounding = 0.5 * 10.0**-decimals
    return abs(now - quoted) > max(rounding, abs(quoted) * tolerance / 100)


def compare(figure: QuotedFigure, *, at: datetime) -> str:
    """Compare one quoted figure with what is published now, and note the outcome."""
    published = lookup(figure.indicator, figure.area.code, figure.year)
    if published is None:
        figure.outcome, figure.now_value, figure.now_vintage = "missing", None, None
    else:
        newer = published.vintage > figure.known_on
        moved = newer and beyond(figure.value, published.value, figure.tolerance, figure.decimals)
        figure.outcome = "moved" if moved else "same"
        figure.now_value, figure.now_vintage = published.value, published.vintage
    figure.checked_at = at
    figure.save(update_fields=["outcome", "now_value", "now_vintage", "checked_at"])
    return figure.outcome


def compare_all(*, at: datetime) -> dict[str, int]:
    """Compare every quoted figure; how many of each outcome."""
    tally: dict[str, int] = {}
    figures = QuotedFigure.objects.select_related("area")
    for outcome in each_row(
        figures, lambda figure: compare(figure, at=at), what="quoted figure"
    ).results:
        tally[outcome] = tally.get(outcome, 0) + 1
    return tally
