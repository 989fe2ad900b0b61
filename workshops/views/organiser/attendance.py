"""Attendance: the grid, codes on the screen, the scanning desk, sign-in sheets."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson
from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, RawPostDataException
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import PortalError
from core.http.middleware import NUL
from core.i18n import numbers
from core.web.actions import actor_of, positive_int, run_action
from workshops import access
from workshops.documents import rosters
from workshops.models import ScanRefusal, Session, Workshop
from workshops.services import attendance as attendance_service
from workshops.services import certificates, closing
from workshops.views.organiser.actions import (
    READ,
    address,
    duty,
    pdf,
    session_of,
    shared,
    warn_of_certificates,
)

MOST_MESSAGES = 10
"""Cells that are told one by one."""
MOST_SCANS, LONGEST_CODE = 500, 40
READER = "vendor/qr/decode.js"
"""Reads QR codes where the browser has no reader of its own (`make assets`)."""


MOST_REFUSALS = 20
CLOSING = {
    "close": (closing.close_attendance, gettext_lazy("Attendance is closed.")),
    "reopen": (closing.reopen_attendance, gettext_lazy("Attendance is open again.")),
}


@require_http_methods(READ)
@duty("attendance")
def attendance(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """The grid of people and sessions: tick, correct, upload a platform's list, open a code."""
    page_url = address("workshops:attendance", workshop)
    if request.method == "POST":
        return _record(request, workshop, page_url)
    rows, sessions = attendance_service.grid(workshop), list(workshop.sessions.attended())
    context = shared(
        request,
        workshop,
        rows=rows,
        sessions=sessions,
        columns=attendance_service.columns(rows, sessions),
        refusals=ScanRefusal.objects.filter(session__workshop=workshop).select_related(
            "session", "by"
        )[:MOST_REFUSALS],
        outdated=len(certificates.outdated(workshop)),
    )
    with timezone.override(workshop.tz):
        return render(request, "workshops/attendance.html", context)


def _record(request: HttpRequest, workshop: Workshop, page_url: str) -> HttpResponse:
    act = request.POST.get("act", "")
    if act in CLOSING:
        return _close_or_reopen(request, workshop, page_url, act)
    chosen = session_of(workshop, positive_int(request, "session"))
    if act == "code":
        return run_action(
            request,
            address("workshops:screen", workshop, chosen.pk),
            lambda: attendance_service.open_code(session=chosen, at=timezone.now()),
        )
    return _tick(request, chosen, page_url)


def _close_or_reopen(
    request: HttpRequest, workshop: Workshop, page_url: str, act: str
) -> HttpResponse:
    """For who decides on registrations; who keeps the door only records."""
    if not access.may(request.user, workshop, "registrations"):
        raise Http404(_("There is no such step."))
    change, done = CLOSING[act]
    return run_action(
        request, page_url, lambda: change(workshop=workshop, **actor_of(request)), str(done)
    )


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
    if done.changed:
        warn_of_certificates(request, chosen.workshop, set(base) | present)
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
    """Codes read at the door: a list of {key, code, scanned_at}; each is answered with its state.

    `new`, `already` (with the hour), `refused`, or `error` for what is no code. A repeated key changes
    nothing.
    """
    session = session_of(workshop, pk)
    try:
        entries = orjson.loads(request.body)
    except (orjson.JSONDecodeError, RawPostDataException):
        entries = None  # a form, too, whose body was read before this view
    if not isinstance(entries, list):
        return JsonResponse({"problem": _("This is not a list of codes.")}, status=400)
    results = [_scan(request, session, entry) for entry in entries[:MOST_SCANS]]
    return JsonResponse({"results": results})


def _scan(request: HttpRequest, session: Session, entry: Any) -> dict[str, str]:
    fields = entry if isinstance(entry, dict) else {}
    key, code = fields.get("key", ""), fields.get("code")
    key = key[:60] if isinstance(key, str) and NUL not in key else ""
    answer = {"key": key, "name": "", "time": "", "problem": ""}
    if not isinstance(code, str) or NUL in code or not 0 < len(code.strip()) <= LONGEST_CODE:
        attendance_service.refuse_scan(
            session=session,
            code="",
            reason=ScanRefusal.Reason.UNREADABLE,
            key=key,
            **actor_of(request),
        )
        return answer | {"state": "error", "problem": _("This is not a code of a badge.")}
    try:
        done = attendance_service.check_in(
            code=code,
            session=session,
            key=key,
            scanned_at=_moment(fields.get("scanned_at")),
            **actor_of(request),
        )
    except PortalError as problem:
        return answer | {"state": "refused", "problem": problem.message}
    name = done.attendance.registration.badge_name
    time = f"{done.came_at.astimezone(session.workshop.tz):%H:%M}"
    answer |= {"name": name, "time": time, "state": "new" if done.is_new else "already"}
    if not done.is_new:
        text = _("%(name)s is already in, at %(time)s.")
        answer["problem"] = text % {"name": name, "time": time}
    return answer


def _moment(text: Any) -> datetime | None:
    """A moment with its zone as a browser writes it; None for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else None


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
