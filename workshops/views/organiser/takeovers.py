"""Events of Indico and pretix: a dry run shows what would come of each part, then a draft is made or a workshop filled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.errors import PortalError, Refused
from core.i18n.languages import reader_language
from core.web import import_preview
from core.web.actions import actor_of
from workshops import access
from workshops.forms import TakeOverForm
from workshops.imports import events
from workshops.imports.takeovers import Outcome, take_event, try_event
from workshops.models import Workshop
from workshops.views.organiser.actions import READ, address

if TYPE_CHECKING:
    from workshops.imports.events import EventFile

MEGABYTES = 5
ABOUT = "event"


@login_required
@never_cache
@require_http_methods(READ)
def take_over(request: HttpRequest) -> HttpResponse:
    """Upload, dry run, and taking over."""
    hosted = access.hosted_commissions(request.user)
    editable = Workshop.objects.run_by(request.user, *access.DUTIES["plan"]).order_by("-starts_on")
    if not hosted and not editable:
        raise PermissionDenied(_("This account may not set up workshops. Ask an administrator."))
    choices = {"hosted": hosted, "editable": editable}
    if request.method != "POST":
        return _page(request)
    try:
        if not request.POST.get("token"):
            data = import_preview.uploaded(request, megabytes=MEGABYTES).read()
            export = events.read_export(data)
            form = TakeOverForm(_first_values(export, choices), **choices)
            return _preview(request, export, form, import_preview.keep(request, ABOUT, data))
        data = import_preview.load(request, ABOUT)
        export, form = events.read_export(data), TakeOverForm(request.POST, **choices)
        if request.POST.get("act") == "take" and form.is_valid():
            return _take(request, form)
        return _preview(request, export, form, request.POST["token"][:40])
    except PortalError as refused:
        return _page(request, status=refused.status, problem=refused.message)


def _page(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "workshops/take_over.html", more, status=status)


def _first_values(export: EventFile, choices: dict[str, Any]) -> dict[str, Any]:
    """The form as the file fills it."""
    hosted = choices["hosted"]
    return {
        "host": hosted[0].pk if len(hosted) == 1 else "",
        "language": reader_language(),
        "title": export.title[:300],
        "starts_on": export.first_day.isoformat() if export.first_day else "",
        "ends_on": export.last_day.isoformat() if export.last_day else "",
        "zone": export.zone,
    }


def _preview(
    request: HttpRequest, export: EventFile, form: TakeOverForm, token: str
) -> HttpResponse:
    outcome = Outcome()
    if form.is_valid():
        outcome = try_event(export, form, **actor_of(request))
    return _page(
        request,
        status=422 if form.errors or outcome.problem else 200,
        export=export,
        form=form,
        outcome=outcome,
        refused=[*export.refused, *outcome.refused],
        token=token,
        can_take=form.is_valid() and not outcome.problem,
    )


def _take(request: HttpRequest, form: TakeOverForm) -> HttpResponse:
    def take(data: bytes) -> tuple[EventFile, Outcome]:
        export = events.read_export(data)
        return export, take_event(export, form, **actor_of(request))

    export, outcome = import_preview.take(request, ABOUT, take)
    workshop, count = outcome.workshop, len(outcome.accepted)
    if workshop is None:
        raise Refused(_("There is no such workshop."))
    if form.cleaned_data["target"] is None:
        text = _("The draft “%(title)s” is made.")
        messages.success(request, text % {"title": workshop.title})
    text = ngettext(
        "%(n)s session is in the programme.", "%(n)s sessions are in the programme.", count
    )
    if count:
        messages.success(request, text % {"n": count})
    for warning in outcome.warnings:
        messages.warning(request, warning)
    if export.people is not None and access.may(request.user, workshop, "registrations"):
        messages.info(request, _("Give the same file here to bring in its people."))
        return redirect(address("workshops:import_people", workshop))
    page = "workshops:programme" if count else "workshops:manage"
    return redirect(address(page, workshop))
