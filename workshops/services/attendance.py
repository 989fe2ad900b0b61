"""Attendance per person and session, however it is known, with the trail of every correction."""

from __future__ import annotations

import csv
import io
import re
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import PortalError, Refused
from workshops.models import Attendance, AttendanceChange, Registration, Session, Workshop
from workshops.services import transitions
from workshops.states import COMING, Actor, RegistrationState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

Kind, Method = Attendance.Kind, Attendance.Method
THERE = (Kind.PRESENT, Kind.LATE, Kind.LEFT_EARLY, Kind.REMOTE)
CODE_MINUTES = 20


@transaction.atomic
def record(
    *,
    registration: Registration,
    session: Session,
    kind: str = Kind.PRESENT,
    minutes: int | None = None,
    method: str,
    by=None,
    at: datetime,
    key: str = "",
) -> Attendance:
    """Note that a person was in a session, or correct what was noted; what stood there goes to the trail.

    The same key is recorded once, however often it comes. Minutes never exceed the session's.
    """
    workshop = transitions.locked(session.workshop_id)
    if key and (recorded := Attendance.objects.filter(key=key).first()):
        return recorded
    registration = Registration.objects.get(pk=registration.pk)
    _check_belongs(registration, workshop)
    full = session.minutes
    minutes = (full if kind in THERE else 0) if minutes is None else max(0, min(minutes, full))
    attendance = Attendance.objects.filter(registration=registration, session=session).first()
    if attendance is None:
        attendance = Attendance(registration=registration, session=session)
    elif (attendance.kind, attendance.minutes, attendance.method) != (kind, minutes, method):
        AttendanceChange.objects.create(
            attendance=attendance,
            kind=attendance.kind,
            minutes=attendance.minutes,
            method=attendance.method,
            at=at,
            by=by,
        )
    attendance.kind, attendance.minutes, attendance.method = kind, minutes, method
    attendance.recorded_at, attendance.recorded_by, attendance.key = at, by, key or attendance.key
    attendance.save()
    if kind in THERE and registration.state in (
        RegistrationState.ACCEPTED,
        RegistrationState.CONFIRMED,
    ):
        transitions.transition(
            registration, RegistrationState.CHECKED_IN, actor=Actor.SYSTEM, by=by, at=at
        )
    return attendance


def _check_belongs(registration: Registration, workshop: Workshop) -> None:
    if registration.workshop_id != workshop.pk:
        raise Refused(_("This person is registered for another workshop."))
    if registration.state not in (*COMING, RegistrationState.NO_SHOW):
        text = _("%(name)s is “%(state)s” and cannot be checked in.")
        raise Refused(text % {"name": registration, "state": registration.get_state_display()})


def check_in(*, code: str, session: Session, by, at: datetime, key: str = "") -> Attendance:
    """By the code of a badge or telephone. Raises Refused for a code of nobody here."""
    code = re.sub(r"[^0-9A-Z]", "", code.upper())
    registration = Registration.objects.filter(code=code, workshop=session.workshop_id).first()
    if registration is None:
        text = _("No one in this workshop has the code %(code)s.")
        raise Refused(text % {"code": code[:12] or "–"})
    attendances = Attendance.objects.filter(
        registration=registration, session=session, kind__in=THERE
    )
    return attendances.first() or record(
        registration=registration, session=session, method=Method.QR, by=by, at=at, key=key
    )


@transaction.atomic
def open_code(*, session: Session, at: datetime) -> Session:
    """A code to show on the screen; it counts for twenty minutes."""
    session = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    session.code = f"{secrets.randbelow(1_000_000):06}"
    session.code_until = at + timedelta(minutes=CODE_MINUTES)
    session.save(update_fields=["code", "code_until"])
    return session


def check_in_self(*, registration: Registration, code: str, at: datetime) -> Attendance:
    """By the code on the screen. Raises Refused when it is no longer, or not, the code of a session."""
    digits = re.sub(r"\D", "", code)
    sessions = Session.objects.filter(
        workshop=registration.workshop_id, code=digits, code_until__gte=at
    )
    session = sessions.exclude(code="").first()
    if session is None:
        raise Refused(_("This is not the code of a session now. Read it again from the screen."))
    attendances = Attendance.objects.filter(
        registration=registration, session=session, kind__in=THERE
    )
    kind = Kind.REMOTE if registration.mode == "online" else Kind.PRESENT
    return attendances.first() or record(
        registration=registration, session=session, kind=kind, method=Method.SELF, at=at
    )


def state_of(attendance: Attendance | None) -> str:
    """A cell of the grid as a form carries it: `present-60`, empty where nothing is recorded."""
    return f"{attendance.kind}-{attendance.minutes}" if attendance else ""


def _was_there(state: str) -> bool:
    return state.partition("-")[0] in THERE


def base_text(base: dict[int, str]) -> str:
    """The states that a form was made from, by registration, as one field: a form has no room for hundreds."""
    return " ".join(f"{pk}:{state}" for pk, state in base.items())


def read_base(text: str) -> dict[int, str]:
    """The other way round; what is no state is left out."""
    pairs = re.findall(r"(?<!\S)(\d{1,18}):((?:[a-z_]{1,12}-\d{1,6})?)(?!\S)", text, re.ASCII)
    return {int(pk): state for pk, state in pairs}


@dataclass(frozen=True, slots=True)
class Ticked:
    """What came of ticks: how many cells changed, and those that somebody else changed otherwise meanwhile."""

    changed: int
    conflicts: list[Attendance]
    dropped: list[Registration]


@transaction.atomic
def tick(*, session: Session, base: dict[int, str], present: set[int], by, at: datetime) -> Ticked:
    """Record what was ticked and unticked against the states the form was made from, and nothing else.

    A cell that somebody else changed since stays as it is now, unless both meant the same; so the same form may
    come twice. Who was there and is not any more becomes absent, with a trail. People who no longer come are
    given back as `dropped`.
    """
    transitions.locked(session.workshop_id)
    differs = {pk for pk, state in base.items() if (pk in present) != _was_there(state)}
    cells = {
        cell.registration_id: cell for cell in session.attendances.filter(registration__in=differs)
    }
    changed, conflicts, dropped = 0, [], []
    rows = Registration.objects.filter(workshop=session.workshop_id, pk__in=differs)
    for registration in rows.order_by("family", "given", "pk"):
        cell = cells.get(registration.pk)
        state, is_present = state_of(cell), registration.pk in present
        if _was_there(state) == is_present:
            continue
        if registration.state not in (*COMING, RegistrationState.NO_SHOW):
            dropped.append(registration)
        elif cell is not None and state != base[registration.pk]:
            cell.registration = registration
            conflicts.append(cell)
        else:
            kind = Kind.PRESENT if is_present else Kind.ABSENT
            record(
                registration=registration,
                session=session,
                kind=kind,
                method=Method.SHEET,
                by=by,
                at=at,
            )
            changed += 1
    return Ticked(changed, conflicts, dropped)


@dataclass(slots=True)
class LogRead:
    """Minutes by registration, and what could not be used by row."""

    minutes: dict[int, int] = field(default_factory=dict)
    problems: list[tuple[int, str]] = field(default_factory=list)


def read_log(workshop: Workshop, data: bytes) -> LogRead:
    """A platform's list: columns with an address and with minutes, whatever they are called."""
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as problem:
        raise PortalError(_("Give the list as CSV in UTF-8.")) from problem
    header = [name.strip().lower() for name in rows[0]] if rows else []
    mail = next((n for n, name in enumerate(header) if "mail" in name), None)
    time = next(
        (n for n, name in enumerate(header) if "minute" in name or "duration" in name), None
    )
    if mail is None or time is None:
        raise PortalError(_("The list needs a column with e-mail addresses and one with minutes."))
    people = workshop.registrations.filter(state__in=(*COMING, RegistrationState.NO_SHOW))
    registrations = {registration.email.lower(): registration.pk for registration in people}
    log = LogRead()
    for number, row in enumerate(rows[1:], start=2):
        if any(row):
            cells = [*row, "", ""] + [""] * len(header)
            _take(log, registrations, number, cells[mail].strip().lower(), cells[time].strip())
    return log


def _take(
    log: LogRead, registrations: dict[str, int], number: int, address: str, spent: str
) -> None:
    if address not in registrations:
        text = _("%(address)s is not registered here.")
        log.problems.append((number, text % {"address": address or "–"}))
    elif not re.fullmatch(r"\d{1,5}([.,]\d+)?", spent, re.ASCII):
        text = _("“%(text)s” is not a number of minutes.")
        log.problems.append((number, text % {"text": spent}))
    else:
        # A person who came back has several rows; their minutes are added, then clipped to the session.
        pk = registrations[address]
        log.minutes[pk] = log.minutes.get(pk, 0) + int(float(spent.replace(",", ".")))


@transaction.atomic
def record_log(*, session: Session, data: bytes, by, at: datetime) -> LogRead:
    """Record what a platform's list says; rows that cannot be used are told and the others are taken."""
    log = read_log(session.workshop, data)
    for pk, minutes in log.minutes.items():
        record(
            registration=Registration(pk=pk),
            session=session,
            kind=Kind.REMOTE,
            minutes=minutes,
            method=Method.LOG,
            by=by,
            at=at,
        )
    return log


@dataclass(frozen=True, slots=True)
class Sum:
    """What a person attended of what counts."""

    minutes: int
    of: int
    sessions: int

    @property
    def share(self) -> float:
        """Per cent of the countable minutes."""
        return 100 * self.minutes / self.of if self.of else 0.0


def sums(workshop: Workshop) -> dict[int, Sum]:
    """Minutes of every registration. Two queries."""
    countable_minutes = sum(
        session.minutes for session in workshop.sessions.all() if session.countable
    )
    tally: dict[int, list[int]] = {}
    rows = Attendance.objects.filter(
        session__workshop=workshop, session__countable=True, kind__in=THERE
    )
    for pk, minutes in rows.values_list("registration", "minutes"):
        total = tally.setdefault(pk, [0, 0])
        total[0] += minutes
        total[1] += 1
    return {pk: Sum(minutes, countable_minutes, n) for pk, (minutes, n) in tally.items()}


def close(workshop: Workshop, *, at: datetime) -> dict[str, int]:
    """After the last session: who came attended, who came long enough completed, the others did not come.

    The caller holds the workshop's lock. May run twice: only states that still wait are moved.
    """
    totals = sums(workshop)
    rows = Attendance.objects.filter(session__workshop=workshop, kind__in=THERE)
    present = set(rows.values_list("registration", flat=True))
    waiting = (
        RegistrationState.ACCEPTED,
        RegistrationState.CONFIRMED,
        RegistrationState.CHECKED_IN,
        RegistrationState.ATTENDED,
    )
    tally = dict.fromkeys(
        (RegistrationState.ATTENDED, RegistrationState.COMPLETED, RegistrationState.NO_SHOW), 0
    )
    for registration in workshop.registrations.filter(state__in=waiting):
        for new in _due(
            registration,
            totals.get(registration.pk),
            registration.pk in present,
            workshop.completion_share,
        ):
            transitions.transition(registration, new, actor=Actor.SYSTEM, by=None, at=at)
            if new in tally:
                tally[new] += 1
    return {str(state): n for state, n in tally.items()}


def _due(
    registration: Registration, total: Sum | None, was_present: bool, completion_share: int
) -> list[RegistrationState]:
    """The changes of state that bring a registration to where its attendance says it ends."""
    if not was_present:
        return (
            [] if registration.state == RegistrationState.ATTENDED else [RegistrationState.NO_SHOW]
        )
    course = [RegistrationState.CHECKED_IN, RegistrationState.ATTENDED]
    if total and total.of and total.share >= completion_share:
        course.append(RegistrationState.COMPLETED)
    return (
        course[course.index(RegistrationState(registration.state)) + 1 :]
        if registration.state in course
        else course
    )


def grid(workshop: Workshop) -> list[dict[str, Any]]:
    """Rows of people with a cell for each session; a constant number of queries."""
    sessions = list(workshop.sessions.all())
    rows = Attendance.objects.filter(session__workshop=workshop)
    cells = {(cell.registration_id, cell.session_id): cell for cell in rows}
    people = workshop.registrations.filter(state__in=(*COMING, RegistrationState.NO_SHOW))
    totals = sums(workshop)
    return [
        {
            "person": registration,
            "cells": [(session, cells.get((registration.pk, session.pk))) for session in sessions],
            "sum": totals.get(registration.pk),
        }
        for registration in people.select_related("country")
    ]


@dataclass(frozen=True, slots=True)
class Column:
    """A session of the grid as a form to tick: people with whether they are there, and what it was made from."""

    session: Session
    people: list[tuple[Registration, bool]]
    base: str


def columns(rows: list[dict[str, Any]], sessions: Sequence[Session]) -> list[Column]:
    """The grid by session."""
    grid_columns = []
    for place, session in enumerate(sessions):
        states = {row["person"]: state_of(row["cells"][place][1]) for row in rows}
        people = [(registration, _was_there(state)) for registration, state in states.items()]
        base = base_text({registration.pk: state for registration, state in states.items()})
        grid_columns.append(Column(session, people, base))
    return grid_columns
