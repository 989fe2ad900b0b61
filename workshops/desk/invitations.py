"""Invitations to the people of a list."""

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

from migration_portal.core.errors import PortalError
from workshops.importing import COLUMNS, People, read_people
from workshops.models import (
    Workshop,
)
from workshops.services import (
    registering,
)

if TYPE_CHECKING:
    pass
from workshops.desk.acting import READ, address, deed_of, duty, shared


@require_http_methods(READ)
@duty("registrations")
def invite_many(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Invite the people of a list: first what would happen, then the invitations, all or none."""
    context = shared(request, workshop, columns=COLUMNS)
    if request.method != "POST":
        return render(request, "workshops/invite_many.html", context)
    token = request.POST.get("token", "")[:40]
    try:
        if token:
            return _invite_all(request, workshop, token)
        found = _read_list(request, workshop)
    except PortalError as problem:
        context["problem"] = problem.message
        return render(request, "workshops/invite_many.html", context, status=problem.status)
    context["found"] = found
    if not found.problems:
        context["token"] = secrets.token_urlsafe(16)
        cache.set(_list_key(request, workshop, context["token"]), found, 3600)
    status = 422 if found.problems else 200
    return render(request, "workshops/invite_many.html", context, status=status)


def _list_key(request: HttpRequest, workshop: Workshop, token: str) -> str:
    return f"invite:{request.user.pk}:{workshop.pk}:{token}"


def _read_list(request: HttpRequest, workshop: Workshop) -> People:
    upload = request.FILES.get("file")
    if upload is None or upload.size > 2_000_000:
        raise PortalError(_("Choose a CSV of at most 2 MB."), status=422)
    return read_people(workshop, upload.read())


def _invite_all(request: HttpRequest, workshop: Workshop, token: str) -> HttpResponse:
    key = _list_key(request, workshop, token)
    found = cache.get(key)
    if found is None:
        text = _("This list is older than an hour or was used already. Upload it again.")
        raise PortalError(text, status=409)
    with transaction.atomic():
        for values in found.rows:
            registering.invite(workshop=workshop, values=values, **deed_of(request))
    cache.delete(key)
    messages.success(request, _("%(n)s invitations are written.") % {"n": len(found.rows)})
    return redirect(address("people", workshop))
