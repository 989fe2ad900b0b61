"""Lists of people brought in: shown first, then taken whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import PortalError
from core.web import import_preview
from core.web.actions import actor_of
from workshops.imports.people import COLUMNS, People, Purpose, read_people
from workshops.services import nominations, registrations
from workshops.views.organiser.actions import READ, address, duty, shared

if TYPE_CHECKING:
    from workshops.models import Workshop

TAKE = {
    Purpose.INVITE: registrations.invite,
    Purpose.REGISTER: registrations.take_over,
    Purpose.NOMINATE: nominations.enter,
}


@require_http_methods(READ)
@duty("registrations")
def import_people(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Invite, take over or nominate the people of a list: first what would happen, then all or none."""
    context = shared(
        request,
        workshop,
        purposes=[(purpose, COLUMNS[purpose]) for purpose in Purpose],
        chosen=request.POST.get("purpose", ""),
    )
    if request.method != "POST":
        return render(request, "workshops/import_people.html", context)
    try:
        if request.POST.get("token"):
            return _take_all(request, workshop)
        people = _read_list(request, workshop)
    except PortalError as problem:
        context["problem"] = problem.message
        return render(request, "workshops/import_people.html", context, status=problem.status)
    context |= {"people": people, "purpose": Purpose(people.purpose)}
    if not people.problems:
        context["token"] = import_preview.keep(request, _about(workshop), people)
    status = 422 if people.problems else 200
    return render(request, "workshops/import_people.html", context, status=status)


def _about(workshop: Workshop) -> str:
    return f"people:{workshop.pk}"


def _read_list(request: HttpRequest, workshop: Workshop) -> People:
    purpose = request.POST.get("purpose", "")
    if purpose not in Purpose.values:
        raise PortalError(_("Say what is to be done with the people of the list."), status=422)
    upload = import_preview.uploaded(request, megabytes=2)
    return read_people(workshop, upload.read(), purpose)


def _take_all(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    @transaction.atomic
    def take(people: People) -> People:
        for values in people.rows:
            TAKE[Purpose(people.purpose)](workshop=workshop, values=values, **actor_of(request))
        return people

    taken_over = import_preview.take(request, _about(workshop), take)
    messages.success(
        request, _("%(n)s people are taken from the list.") % {"n": len(taken_over.rows)}
    )
    page = "workshops:nominations" if taken_over.purpose == Purpose.NOMINATE else "workshops:people"
    return redirect(address(page, workshop))
