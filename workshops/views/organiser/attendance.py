"""Attendance: the grid, codes on the screen, the scanning desk, sign-in sheets."""

from __future__ import annotations

import orjson
from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse, RawPostDataException
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import PortalError
from core.http.middleware import NUL
from core.i18n import numbers
from core.web.actions import actor_of, positive_int, run_action
from workshops.documents import rosters
from workshops.models import (
    Session,
    Workshop,
)
from workshops.services import attendance as attendance_service
from workshops.views.organiser.actions import READ, address, duty, pdf, session_of, shared

MOST_MESSAGES = 10
"""Cells that are told one by one."""
READER = "vendor/qr/decode.js"
"""Reads QR codes where the browser has no reader of its own (`make assets`)."""


@require_http_methods(READ)
@duty("attendance")
def attendance(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """The grid of people and sessions: tick, correct, upload a platform's list, open a code."""
    page_url = address("workshops:attendance", workshop)
    if request.method == "POST":
        return _record(request, workshop, page_url)
    rows, sessions = attendance_service.grid(workshop), list(workshop.sessions.all())
    context = shared(
        request,
        workshop,
        rows=rows,
        sessions=sessions,
        columns=attendance_service.columns(rows, sessions),
    )
    with timezone.override(workshop.tz):
        return render(request, "workshops/attendance.html", context)


def _record(request: HttpRequest, workshop: Workshop, page_url: str) -> HttpResponse:
    act = request.POST.get("act", "")
    chosen = session_of(workshop, positive_int(request, "session"))
    if act == "code":
        return run_action(
            request,
            address("workshops:screen", workshop, chosen.pk),
            lambda: attendance_service.open_code(session=chosen, at=timezone.now()),
        )
    if act == "log":
        upload = request.FILES.get("file")
        if upload is None or upload.size > 5_000_000:
            messages.error(request, _("Choose a CSV of at most 5 MB."))
            return redirect(page_url)
        try:
            read = attendance_service.record_log(
                session=chosen, data=upload.read(), **actor_of(request)
            )
        except PortalError as problem:
            messages.error(request, problem.message)
        else:
            messages.success(request, _("%(n)s people recorded.") % {"n": len(read.minutes)})
            for row, text in read.problems[:10]:
                messages.warning(request, _("Row %(row)s: %(text)s") % {"row": row, "text": text})
        return redirect(page_url)
    return _tick(request, chosen, page_url)


def _tick(request: HttpRequest, chosen: Session, page_url: str) -> HttpResponse:
    """What was ticked and unticked since the form was made; what others recorded meanwhile stays."""
    if "base" not in request.POST:
        messages.error(request, _("Nothing was saved: tick again on this page, which is newer."))
        return redirect(page_url)
    ticked = request.POST.getlist("there")
    present = {int(text) for text in ticked if text.isascii() and text.isdigit() and len(text) < 19}
    base = attendance_service.read_base(request.POST["base"])
    done = attendance_service.tick(session=chosen, base=base, present=present, **actor_of(request))
    for cell in done.conflicts[:MOST_MESSAGES]:
        text = _("%(name)s: “%(kind)s” was recorded meanwhile, and that was kept.")
        values = {"name": cell.registration.name, "kind": cell.get_kind_display()}
        messages.warning(request, text % values)
    if len(done.conflicts) > MOST_MESSAGES:
        text = _("Also kept as recorded meanwhile: %(n)s more.")
        messages.warning(request, text % {"n": numbers.number(len(done.conflicts) - MOST_MESSAGES)})
    for registration in done.dropped[:MOST_MESSAGES]:
        text = _("%(name)s is now “%(state)s”; nothing was recorded.")
        messages.warning(
            request, text % {"name": registration.name, "state": registration.get_state_display()}
        )
    if done.changed or not (done.conflicts or done.dropped):
        messages.success(request, _("Saved."))
    return redirect(page_url)


@require_safe
@duty("attendance")
def screen(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """The code for self check-in, large, to show in the room."""
    session = session_of(workshop, pk)
    valid = session.code_until and session.code_until >= timezone.now()
    return render(
        request, "workshops/screen.html", shared(request, workshop, session=session, valid=valid)
    )


@require_safe
@duty("attendance")
def scan(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """The desk's page: the camera or the keyboard reads codes, which wait through a lost connection."""
    session = session_of(workshop, pk)
    decoder = static(READER) if finders.find(READER) else ""
    context = shared(request, workshop, session=session, decoder=decoder)
    response = render(request, "workshops/scan.html", context)
    response.headers["Permissions-Policy"] = (
        "camera=(self), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
    )
    return response


@require_POST
@duty("attendance")
def scanned(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """Codes read at the desk: a list of {key, code}; each is answered, a repeated key changes nothing."""
    session = session_of(workshop, pk)
    try:
        entries = orjson.loads(request.body)
        rows = [(str(entry["key"])[:60], str(entry["code"])[:40]) for entry in entries][:500]
    except (orjson.JSONDecodeError, KeyError, TypeError, RawPostDataException):
        rows = None  # a form, too, whose body was read before this view
    if rows is None or any(NUL in key or NUL in code for key, code in rows):
        return JsonResponse({"problem": _("This is not a list of codes.")}, status=400)
    answers = []
    for key, code in rows:
        try:
            recorded = attendance_service.check_in(
                code=code, session=session, key=key, **actor_of(request)
            )
            answers.append({"key": key, "name": recorded.registration.badge_name, "good": True})
        except PortalError as problem:
            answers.append({"key": key, "problem": problem.message, "good": False})
    return JsonResponse({"results": answers})


@require_safe
@duty("attendance")
def sheet(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """A sign-in sheet as PDF."""
    session = session_of(workshop, pk)
    people = workshop.registrations.coming().select_related("country").order_by("family", "given")
    language = (workshop.languages.split() or ["en"])[0]
    return pdf(
        request,
        workshop,
        lambda: rosters.sheet_pdf(workshop, session, people, language),
        f"sheet-{session.pk}",
    )


@require_safe
@duty("attendance")
def tick_grid(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """People by sessions, to tick by hand, as PDF."""
    people = workshop.registrations.coming().select_related("country").order_by("family", "given")
    language = (workshop.languages.split() or ["en"])[0]
    sessions = workshop.sessions.filter(countable=True)
    return pdf(
        request,
        workshop,
        lambda: rosters.grid_pdf(workshop, sessions, people, language),
        f"attendance-{workshop.code}",
    )
