"""The attendance list of a platform: who would be recorded with how many minutes, then the recording."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.errors import PortalError
from core.web import import_preview
from core.web.actions import actor_of, as_positive_int
from workshops.imports import attendance_logs
from workshops.imports.attendance_logs import IGNORED, LOCAL, WORLD
from workshops.views.organiser.actions import (
    READ,
    address,
    duty,
    session_of,
    shared,
    warn_of_certificates,
)

if TYPE_CHECKING:
    from workshops.models import Session, Workshop

MEGABYTES = 2


@dataclass(frozen=True, slots=True)
class UploadedLog:
    """A list as it is kept between the steps, with the clock that its hours are read in."""

    data: bytes
    clock: str = ""


@require_http_methods(READ)
@duty("attendance")
def import_log(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """What a platform's list says of a session: first who is recognised and what is refused, then the recording."""
    session = session_of(workshop, pk)
    try:
        if request.method != "POST":
            return _page(request, workshop, session)
        if not request.POST.get("token"):
            data = import_preview.uploaded(request, megabytes=MEGABYTES).read()
            return _preview(request, workshop, session, UploadedLog(data))
        if request.POST.get("act") == "look":
            upload = import_preview.load(request, _about(session))
            upload = replace(upload, clock=request.POST.get("clock", ""))
            return _preview(request, workshop, session, upload)
        return _record(request, workshop, session)
    except PortalError as problem:
        return _page(request, workshop, session, problem=problem.message, status=problem.status)


def _about(session: Session) -> str:
    return f"log:{session.pk}"


def _page(
    request: HttpRequest, workshop: Workshop, session: Session, *, status: int = 200, **more: object
) -> HttpResponse:
    context = shared(request, workshop, session=session, **more)
    with timezone.override(workshop.tz):
        return render(request, "workshops/import_log.html", context, status=status)


def _preview(
    request: HttpRequest, workshop: Workshop, session: Session, upload: UploadedLog
) -> HttpResponse:
    log = attendance_logs.read_log(session, upload.data, clock=upload.clock)
    upload = replace(upload, clock=log.clock)
    zone = {"zone": workshop.zone}
    clocks = [
        (LOCAL, _("Hours of the place (%(zone)s)") % zone),
        (WORLD, _("UTC")),
        (IGNORED, _("Not compared with the hours of the session")),
    ]
    return _page(
        request,
        workshop,
        session,
        status=200 if log.people else 422,
        log=log,
        clocks=clocks if log.first else [],
        token=import_preview.keep(request, _about(session), upload),
    )


def _record(request: HttpRequest, workshop: Workshop, session: Session) -> HttpResponse:
    confirmed = {as_positive_int(text) for text in request.POST.getlist("person")}

    def take(upload: UploadedLog) -> list[int]:
        log = attendance_logs.read_log(session, upload.data, clock=upload.clock)
        return attendance_logs.record_log(log, confirmed=confirmed, **actor_of(request))

    recorded = import_preview.take(request, _about(session), take)
    count = len(recorded)
    text = ngettext(
        "Attendance of %(n)s person was recorded.",
        "Attendance of %(n)s people was recorded.",
        count,
    )
    messages.success(request, text % {"n": count})
    warn_of_certificates(request, workshop, recorded)
    return redirect(address("workshops:attendance", workshop))
