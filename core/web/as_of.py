"""The day that a reader asks for in the address of a page: figures as they were known then."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.http import HttpRequest


def as_of(request: HttpRequest) -> tuple[date | None, str]:
    """The day that `as_of` names, of a year alone its last day so far; and what is wrong with it."""
    text = request.GET.get("as_of", "").strip()
    if not text:
        return None, ""
    year = len(text) == 4 and text.isascii() and text.isdigit()
    try:
        day = date.fromisoformat(f"{text}-12-31" if year else text)
    except ValueError:
        return None, _("Write the day as 2024-01-31.")
    if year and day.year == localdate().year:
        day = localdate()
    if day > localdate():
        return None, _("This day lies in the future. Choose today or an earlier day.")
    return day, ""
