"""Comparing the values quoted in studies with what is published now; a worker does so after every release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from core.rows import each_row
from studies.models import QuotedFigure
from studies.selectors.quoted_figures import lookup

if TYPE_CHECKING:
    from datetime import datetime

    from core.models import Job

COMPARE = "quoted_figures"
"""The kind of jobs that compare quoted figures, asked for by every release (`AFTER_RELEASE`)."""


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


def compare_all(job: Job) -> str:
    """Compare every quoted figure; a sentence with how many have moved. Raises RowsSetAside."""
    at = timezone.now()
    figures = QuotedFigure.objects.select_related("area")
    worked = each_row(figures, lambda figure: compare(figure, at=at), what="quoted figure")
    worked.check()
    return _("Compared %(count)s, of which %(moved)s moved and %(missing)s are missing") % {
        "count": len(worked.results),
        "moved": worked.results.count("moved"),
        "missing": worked.results.count("missing"),
    }
