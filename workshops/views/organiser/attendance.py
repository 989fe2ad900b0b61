"""Attendance: the grid, codes on the screen, sign-in sheets."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

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
    """The earlier page for scanning a session; the door has taken its place."""
    query = urlencode({"session": session_of(workshop, pk).pk})
    return redirect(f"{address('workshops:door', workshop)}?{query}")


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
