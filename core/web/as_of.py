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
    given = request.GET.get("as_of", "").strip()
    if not given:
        return None, ""
    year = len(given) == 4 and given.isascii() and given.isdigit()
    try:
        day = date.fromisoformat(f"{given}-12-31" if year else given)
    except ValueError:
        return None, _("Write the day as 2024-01-31.")
    if year and day.year == localdate().year:
        day = localdate()
    if day > localdate():
        return None, _("This day lies in the future. Choose today or an earlier day.")
    return day, ""
