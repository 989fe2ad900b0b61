"""A vintage as a reader sees it: no day is shown that its provider did not state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.i18n import numbers
from indicators.catalogue.precision import ABOUT, DAY

if TYPE_CHECKING:
    from datetime import date


def vintage_text(vintage: date | None, precision: str) -> str:
    """The day, the month, or about which month, in the reader's language."""
    if vintage is None or precision == DAY:
        return numbers.day(vintage)
    month = numbers.month(vintage)
    return _("about %(month)s") % {"month": month} if precision == ABOUT else month


def cited_vintage(vintage: date, precision: str) -> str:
    """The same in a citation, which stays in English wherever it is copied."""
    if precision == DAY:
        return vintage.isoformat()
    return f"{'about ' if precision == ABOUT else ''}{vintage:%B %Y}"
