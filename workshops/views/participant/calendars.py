"""Calendar files of one person, which no cache holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse

if TYPE_CHECKING:
    from workshops.models import Workshop


def calendar_response(workshop: Workshop, data: bytes) -> HttpResponse:
    """The calendar as a file that is called as the workshop."""
    name = f'attachment; filename="{workshop.code}.ics"'
    return HttpResponse(
        data,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": name},
    )
