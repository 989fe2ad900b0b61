"""Who may come to a page of organisers, and what these pages share."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from core import documents
from core.web import confirm, edit_guard
from core.web.edit_guard import last_change
from workshops import access
from workshops.models import Session, Workshop
from workshops.services import certificates, transitions

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from core.web.edit_guard import EditGuard

PAGE = 50
READ = ["GET", "HEAD", "POST"]


def duty(name: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Signed in, and with the duty in the workshop; to all others these pages do not exist. The view knows its duty."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @login_required
        @never_cache
        @wraps(view)
        def checked(request: HttpRequest, code: str, *args: Any, **kwargs: Any) -> HttpResponse:
            workshop = (
                Workshop.objects.select_related("host__area", "country").filter(code=code).first()
            )
            if workshop is None or not access.may(request.user, workshop, name):
                # A second click, after the first deleted the draft or took one's own task away.
                if confirm.is_repeated(request):
                    return confirm.repeated(request, reverse("workshops:organise"))
                raise Http404(_("There is no such workshop."))
            return view(request, workshop, *args, **kwargs)

        checked.duty = name  # type: ignore[attr-defined]
        return checked

    return wrap


def shared(request: HttpRequest, workshop: Workshop, **more: Any) -> dict[str, Any]:
    """What every page of a workshop needs, and what the page adds."""
    return {"workshop": workshop, "duties": access.duties(request.user, workshop), **more}


def address(name: str, workshop: Workshop, *args: Any) -> str:
    """Where a page of the workshop is."""
    return reverse(name, args=[workshop.code, *args])


def session_of(workshop: Workshop, pk: int) -> Session:
    """A session of the workshop. Raises Http404."""
    session = workshop.sessions.filter(pk=pk).first()
    if session is None:
        raise Http404(_("There is no such session."))
    return session


def save_guarded(
    request: HttpRequest,
    workshop: Workshop,
    make: Callable[[Any], Any],
    save: Callable[[Any], Any],
    act: str = "",
) -> tuple[EditGuard, str, int]:
    """The guarded form of a record of the workshop, what was refused, and the status of its page."""
    return edit_guard.save_guarded(
        request,
        lock=lambda: transitions.locked(workshop.pk),
        make=make,
        save=save,
        changed_by=lambda: last_change(workshop.events),
        act=act,
    )


def warn_of_certificates(
    request: HttpRequest, workshop: Workshop, registrations: Collection[int]
) -> None:
    """Say which certificates no longer say what attendance says after these people's was changed."""
    rows = certificates.outdated(workshop, registrations)
    if not rows:
        return
    page_url = address("workshops:certificates", workshop)
    links = format_html_join(
        ", ",
        '<a href="{}#c{}">{} ({})</a>',
        (
            (page_url, row.certificate.pk, row.certificate.serial, row.certificate.printed_name)
            for row in rows
        ),
    )
    text = _("These certificates no longer say what attendance says: {certificates}.")
    messages.warning(request, format_html(text, certificates=links))


def pdf(
    request: HttpRequest, workshop: Workshop, make: Callable[[], bytes], name: str
) -> HttpResponse:
    """The PDF that `make` makes, as a file; without the fonts a message, and the way back."""
    if not documents.has_fonts():
        messages.error(request, _("PDFs cannot be made here: the fonts are missing (make assets)."))
        return redirect(address("workshops:manage", workshop))
    response = HttpResponse(make(), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
