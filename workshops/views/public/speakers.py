"""The public page of a speaker, and their photo: what they agreed to, and nothing before."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from workshops.models import Speaker
from workshops.selectors.speakers import with_roles
from workshops.views.public.workshops import shown_workshop


def photo_response(name: str) -> FileResponse:
    """A photo, which no cache holds: who takes it back is not shown any more."""
    if not name or not default_storage.exists(name):
        raise Http404(_("There is no photo."))
    return FileResponse(default_storage.open(name, "rb"), content_type="image/jpeg")


def _speaker(request: HttpRequest, code: str, pk: int) -> Speaker:
    """Who confirmed and shows more than the name. Raises Http404 of all others, whoever asks."""
    workshop = shown_workshop(request, code)
    speaker = with_roles(workshop).filter(pk=pk).first()
    if speaker is None or not speaker.is_named or not speaker.has_page:
        raise Http404(_("There is no such page."))
    return speaker


@never_cache
@require_safe
def speaker(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Name, biography, photo and sessions."""
    row = _speaker(request, code, pk)
    with timezone.override(row.workshop.tz):
        return render(
            request,
            "workshops/speaker.html",
            {"speaker": row, "workshop": row.workshop, "roles": list(row.roles.all())},
        )


@never_cache
@require_safe
def photo(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The photo alone."""
    row = _speaker(request, code, pk)
    return photo_response(row.photo if row.has_public_photo else "")
