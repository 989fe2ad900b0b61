"""The page at the door: it checks people in by scan or by name, and works on without network."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import orjson
from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, RawPostDataException
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import search_keys
from core.errors import PortalError
from core.http.middleware import CONTENT_SECURITY_POLICY, NUL
from core.i18n import numbers
from core.web.actions import actor_of, as_positive_int
from core.web.once import new_key, once_per_form
from workshops.forms import WalkInForm
from workshops.models import Attendance, ScanRefusal, Session, Workshop
from workshops.services import attendance as attendance_service
from workshops.services import door as door_service
from workshops.views.organiser.actions import READ, address, duty, shared

MOST_MATCHES = 20
MOST_ENTRIES, LONGEST_CODE = 500, 40
READER = "vendor/qr/decode.js"
"""Reads QR codes where the browser has no reader of its own (`make assets`)."""
CAMERA_POLICY = (
    "camera=(self), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
)
WORKER = "js/door_worker.js"
AFTER_THE_END = timedelta(hours=12)
"""So long after the last day the list of people may stay on a device."""


@once_per_form
@require_http_methods(READ)
@duty("attendance")
def door(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """One session at a time: who is in, a search by name, the last check-ins, and a form for who is new."""
    sessions = list(workshop.sessions.attended())
    session = _chosen(sessions, (request.POST or request.GET).get("session", ""))
    form = WalkInForm(workshop=workshop)
    status = 200
    if request.method == "POST":
        if session is None:
            raise Http404(_("There is no such session."))
        if request.POST.get("act") == "walk_in":
            form = WalkInForm(request.POST, workshop=workshop)
            status = 422
        if _act(request, workshop, session, form):
            query = urlencode({"session": session.pk})
            return redirect(f"{address('workshops:door', workshop)}?{query}")
    context = shared(request, workshop, sessions=sessions, session=session, form=form)
    context |= _lists(workshop, session, request.GET.get("q", "").strip())
    context |= {"decoder": _decoder_url(), "counter_text": _counter_text()}
    response = render(request, "workshops/door.html", context, status=status)
    response.headers["Permissions-Policy"] = CAMERA_POLICY
    response.headers["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; worker-src 'self'"
    return response


def _chosen(sessions: list[Session], number: str) -> Session | None:
    """The session that was chosen, else the one of the hour."""
    pk = as_positive_int(number)
    by_clock = door_service.current_session(sessions, timezone.now())
    return next((session for session in sessions if session.pk == pk), by_clock)


def _counter_text() -> str:
    return _("{n} of {expected} are in")


def _lists(workshop: Workshop, session: Session | None, text: str) -> dict[str, Any]:
    """What the page lists without a script: the counter, those that were searched for, the last check-ins."""
    if session is None:
        return {}
    present, expected = door_service.count(workshop, session)
    arrivals = door_service.arrivals(workshop) if text else {}
    matches = door_service.expected(workshop).matching(text)[:MOST_MATCHES] if text else []
    return {
        "q": text,
        "key": new_key(),
        "counter": _counter_text().format(n=present, expected=expected),
        "matches": [
            (person, _time(workshop, arrivals.get((person.pk, session.pk)))) for person in matches
        ],
        "latest": [(row, _time(workshop, row)) for row in door_service.latest(session)],
    }


def _came_at(row: Attendance) -> datetime:
    return row.came_at or row.recorded_at


def _time(workshop: Workshop, row: Attendance | None) -> str:
    return f"{_came_at(row).astimezone(workshop.tz):%H:%M}" if row else ""


def _act(request: HttpRequest, workshop: Workshop, session: Session, form: WalkInForm) -> bool:
    """Do what a form without a script asks; True where the page is to be shown anew."""
    entry: dict[str, Any] = {name: request.POST.get(name, "") for name in ("act", "key", "code")}
    entry["of"] = request.POST.get("of", "")
    if entry["act"] == "walk_in" and not form.is_valid():
        return False
    result = _enter(request, workshop, session, entry, form)
    refused = result["state"] in ("refused", "error")
    if refused and entry["act"] == "walk_in":
        form.add_error(None, result["problem"])
        return False
    tell = messages.error if refused else messages.success
    tell(request, result["problem"] or _said(result))
    return True


def _said(result: dict[str, Any]) -> str:
    text = _("%(name)s is in, at %(time)s.")
    return text % {"name": result["name"], "time": result["time"]}


@require_safe
@duty("attendance")
def people(request: HttpRequest, workshop: Workshop) -> JsonResponse:
    """What the device needs to go on without network: names and codes, who is in, and until when it may stay."""
    arrivals: dict[int, dict[str, dict[str, str]]] = {}
    for (person, session), row in door_service.arrivals(workshop).items():
        arrivals.setdefault(person, {})[str(session)] = {
            "time": _time(workshop, row),
            "at": _came_at(row).isoformat(),
            "key": row.key if row.method == Attendance.Method.QR else "",
        }
    until = workshop.ends_at + AFTER_THE_END
    return JsonResponse(
        {
            "token": get_token(request),
            "until": until.isoformat(),
            "stays": not workshop.closed_reason and timezone.now() < until,
            "zone": workshop.zone,
            "letters": search_keys.folding(),
            "sessions": [_session(workshop, one) for one in workshop.sessions.attended()],
            "people": [
                {
                    "code": person.code,
                    "name": person.name,
                    "printed": person.printed_name,
                    "organisation": person.organisation,
                    "country": person.country.name if person.country else "",
                    "in_person": person.mode == "in_person",
                    "in": arrivals.get(person.pk, {}),
                }
                for person in door_service.expected(workshop)
            ],
        }
    )


def _session(workshop: Workshop, session: Session) -> dict[str, Any]:
    begins, ends = (at.astimezone(workshop.tz) for at in (session.starts_at, session.ends_at))
    hours = f"{numbers.day(begins.date())}, {begins:%H:%M}–{ends:%H:%M}"
    return {
        "pk": session.pk,
        # Isolated, because a list of choices has no element for each direction of writing.
        "label": f"\u2068{session.title}\u2069 · {hours}",
        "ends": session.ends_at.isoformat(),
    }


@require_POST
@duty("attendance")
def entries(request: HttpRequest, workshop: Workshop) -> JsonResponse:
    """What was done at the door, in its order: a list of {key, act, session, scanned_at, ...}.

    `act` is `check_in` with a `code`, `undo` with the key `of` a check-in, or `walk_in` with the `fields` of the
    short form. Each is answered by its state: `new`, `already`, `undone`, `refused`, or `error` for what is no
    entry. A key is recorded once.
    """
    try:
        listed = orjson.loads(request.body)
    except (orjson.JSONDecodeError, RawPostDataException):
        listed = None
    if not isinstance(listed, list):
        return JsonResponse({"problem": _("This is not a list of codes.")}, status=400)
    sessions = {session.pk: session for session in workshop.sessions.select_related("workshop")}
    results = []
    for entry in listed[:MOST_ENTRIES]:
        fields = entry if isinstance(entry, dict) else {}
        number = fields.get("session")
        session = sessions.get(number) if isinstance(number, int) else None
        results.append(_enter(request, workshop, session, fields))
    return JsonResponse({"results": results})


def _enter(
    request: HttpRequest,
    workshop: Workshop,
    session: Session | None,
    entry: dict[str, Any],
    form: WalkInForm | None = None,
) -> dict[str, Any]:
    """Do one thing at the door."""
    answer = {"key": _key_of(entry), "name": "", "time": "", "problem": ""}
    if session is None:
        return answer | {"state": "error", "problem": _("This session is no longer there.")}
    if entry.get("act") == "check_in":
        return _check_in(request, session, entry)
    act = {"undo": _undo, "walk_in": _walk_in}.get(str(entry.get("act")))
    if act is None:
        return answer | {"state": "error", "problem": _("There is no such step.")}
    try:
        return answer | act(request, workshop, session, entry, form)
    except PortalError as problem:
        return answer | {"state": "refused", "problem": problem.message}


def _decoder_url() -> str:
    """Where browsers without a reader of QR codes get one; "" where it is not installed."""
    return static(READER) if finders.find(READER) else ""


def _key_of(entry: dict[str, Any], name: str = "key") -> str:
    """The key under which an entry is recorded once; "" where it has none."""
    key = entry.get(name, "")
    return key[:60] if isinstance(key, str) and NUL not in key else ""


def _check_in(request: HttpRequest, session: Session, entry: dict[str, Any]) -> dict[str, str]:
    """Check in by the code of a badge; its state and what to tell."""
    key, code = _key_of(entry), entry.get("code")
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
            scanned_at=_moment_of(entry.get("scanned_at")),
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


def _moment_of(text: Any) -> datetime | None:
    """A moment with its zone as a browser writes it; None for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else None


def _undo(
    request: HttpRequest, workshop: Workshop, session: Session, entry: dict[str, Any], _form: Any
) -> dict[str, Any]:
    row = door_service.undo(workshop=workshop, key=_key_of(entry, "of"), **actor_of(request))
    if row is None:
        return {"state": "undone", "problem": _("There was nothing to take back.")}
    name = row.registration.badge_name
    text = _("%(name)s is no longer checked in.")
    return {"state": "undone", "name": name, "problem": text % {"name": name}}


def _walk_in(
    request: HttpRequest,
    workshop: Workshop,
    session: Session,
    entry: dict[str, Any],
    form: WalkInForm | None,
) -> dict[str, Any]:
    if form is None:
        fields = entry.get("fields")
        texts = fields.items() if isinstance(fields, dict) else ()
        data = {name: text for name, text in texts if isinstance(text, str)}
        form = WalkInForm(data, workshop=workshop)
    if not form.is_valid():
        problems = [
            _("%(field)s: %(problem)s") % {"field": form.fields[name].label, "problem": problem}
            for name, texts in form.errors.items()
            for problem in texts
            if name in form.fields
        ]
        return {"state": "refused", "problem": " ".join(problems)}
    done = door_service.walk_in(
        session=session,
        values=form.values(),
        key=_key_of(entry),
        scanned_at=_moment_of(entry.get("scanned_at")),
        **actor_of(request),
    )
    name = done.attendance.registration.badge_name
    return {"state": "new", "name": name, "time": _time(workshop, done.attendance)}


@require_safe
@duty("attendance")
def worker(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """The service worker, served below the page because a worker controls only what lies under its address."""
    path = finders.find(WORKER)
    response = HttpResponse(Path(path).read_bytes(), content_type="text/javascript; charset=utf-8")
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    return response
