"""Lists of people brought in: shown first, then taken whole or not at all."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import PortalError
from workshops.imports.people import COLUMNS, People, Purpose, read_people
from workshops.services import nominations, registrations
from workshops.views.organiser.actions import READ, actor_of, address, duty, shared

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
        request, workshop, purposes=[(one, COLUMNS[one]) for one in Purpose], chosen=request.POST.get("purpose", ""),
    )  # fmt: skip
    if request.method != "POST":
        return render(request, "workshops/import_people.html", context)
    token = request.POST.get("token", "")[:40]
    try:
        if token:
            return _take_all(request, workshop, token)
        found = _read_list(request, workshop)
    except PortalError as problem:
        context["problem"] = problem.message
        return render(request, "workshops/import_people.html", context, status=problem.status)
    context |= {"found": found, "purpose": Purpose(found.purpose)}
    if not found.problems:
        context["token"] = secrets.token_urlsafe(16)
        cache.set(_list_key(request, workshop, context["token"]), found, 3600)
    status = 422 if found.problems else 200
    return render(request, "workshops/import_people.html", context, status=status)


def _list_key(request: HttpRequest, workshop: Workshop, token: str) -> str:
    return f"people:{request.user.pk}:{workshop.pk}:{token}"


def _read_list(request: HttpRequest, workshop: Workshop) -> People:
    upload, purpose = request.FILES.get("file"), request.POST.get("purpose", "")
    if purpose not in Purpose.values:
        raise PortalError(_("Say what is to be done with the people of the list."), status=422)
    if upload is None or upload.size > 2_000_000:
        raise PortalError(_("Choose a CSV of at most 2 MB."), status=422)
    return read_people(workshop, upload.read(), purpose)


def _take_all(request: HttpRequest, workshop: Workshop, token: str) -> HttpResponse:
    key = _list_key(request, workshop, token)
    found = cache.get(key)
    if found is None:
        text = _("This list is older than an hour or was used already. Upload it again.")
        raise PortalError(text, status=409)
    with transaction.atomic():
        for values in found.rows:
            TAKE[Purpose(found.purpose)](workshop=workshop, values=values, **actor_of(request))
    cache.delete(key)
    messages.success(request, _("%(n)s people are taken from the list.") % {"n": len(found.rows)})
    page = "workshops:nominations" if found.purpose == Purpose.NOMINATE else "workshops:people"
    return redirect(address(page, workshop))
