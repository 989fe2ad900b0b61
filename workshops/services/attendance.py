"""Attendance per person and session, however it is known, with the trail of every correction."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refused
from core.i18n import numbers
from workshops.models import (
    Attendance,
    AttendanceInterval,
    Registration,
    ScanRefusal,
    Session,
    Workshop,
)
from workshops.services import completion, durations, transitions, webhooks
from workshops.services.completion import BEFORE_THE_DOOR, JUDGED, THERE
from workshops.states import Actor, RegistrationState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workshops.services.durations import Interval

Kind, Method = Attendance.Kind, Attendance.Method
Reason = ScanRefusal.Reason
BY_HAND = (Method.MANUAL, Method.SHEET)
"""What an organiser entered; no scan and no log changes it."""
CODE_MINUTES = 20
LATE_MINUTES = 15
"""A scan up to so many minutes after the beginning counts as the whole session; a later one from its hour."""


EARLY = timedelta(hours=12)
"""A scan so long before the beginning is not meant for the session: another was chosen than the one at the door."""


class ScanRefused(Refused):
    """Nobody is checked in; `reason` says why in a word for the list of refused scans."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


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
    came_at: datetime | None = None,
    intervals: Iterable[tuple[datetime, datetime]] = (),
) -> Attendance:
    """Note that a person was in a session, or correct what was noted; what stood there goes to the trail.

    The same key is recorded once, however often it comes. Minutes never exceed the session's. Where
    `intervals` say from when to when the person was there, their union counts. Once the workshop is
    held, the state of the registration follows.

    Raises ScanRefused in a break, for who holds no seat, and for scans, codes and logs once attendance
    is closed.
    """
    workshop = transitions.locked(session.workshop_id)
    recorded, key = _recorded_under(key, registration, session)
    if recorded:
        return recorded
    registration = Registration.objects.get(pk=registration.pk)
    session = _current(session)
    _check_open(workshop, session, method)
    _check_belongs(registration, workshop)
    whole = durations.interval(session.starts_at, session.ends_at)
    given = [durations.interval(*one) for one in intervals]
    spans = durations.within(given, whole)
    if given:
        minutes = durations.minutes(spans)
    elif minutes is None:
        minutes = session.minutes if kind in THERE else 0
    minutes = max(0, min(minutes, session.minutes))
    attendance = Attendance.objects.filter(registration=registration, session=session).first()
    if attendance and attendance.kind in THERE and method == Method.LOG:
        if attendance.method in BY_HAND:
            return attendance
        kind, minutes, spans = _joined(attendance, whole, kind, minutes, spans)
    if attendance is None:
        attendance = Attendance(registration=registration, session=session)
    elif (attendance.kind, attendance.minutes, attendance.method) != (kind, minutes, method):
        completion.remember(attendance, by=by, at=at)
    attendance.kind, attendance.minutes, attendance.method = kind, minutes, method
    attendance.recorded_at, attendance.recorded_by, attendance.key = at, by, key or attendance.key
    attendance.came_at = came_at or (attendance.came_at if method == Method.LOG else None)
    attendance.save()
    attendance.intervals.all().delete()
    AttendanceInterval.objects.bulk_create(
        AttendanceInterval(
            attendance=attendance,
            starts_at=datetime.fromtimestamp(start, UTC),
            ends_at=datetime.fromtimestamp(end, UTC),
        )
        for start, end in spans
    )
    _follow(workshop, registration, by, at)
    webhooks.queue(
        "attendance.recorded",
        registration,
        at=at,
        session=session.pk,
        kind=kind,
        minutes=minutes,
    )
    return attendance


def _recorded_under(
    key: str, registration: Registration, session: Session
) -> tuple[Attendance | None, str]:
    """What was recorded under the key for the person in the session, and the key if it is free.

    A device that counts anew may use one again: it stays with the entry that had it first.
    """
    rows = Attendance.objects.filter(key=key).exclude(key="")
    return (
        rows.filter(registration=registration, session=session).first(),
        "" if rows.exists() else key,
    )


def _joined(
    attendance: Attendance, whole: Interval, kind: str, minutes: int, spans: list[Interval]
) -> tuple[str, int, list[Interval]]:
    """What a log says, together with what is known already: the union, never less than a scan said.

    A log without intervals replaces an earlier one without any, because nothing tells the same time
    from other time.
    """
    before = durations.within(
        (durations.interval(one.starts_at, one.ends_at) for one in attendance.intervals.all()),
        whole,
    )
    if not spans and not before and attendance.method == Method.LOG:
        return kind, minutes, []
    if not before and attendance.minutes >= attendance.session.minutes:
        return attendance.kind, attendance.session.minutes, []
    joined = durations.union([*before, *spans])
    if not spans or not before:
        # Minutes without a place may be the same as those of the intervals: the larger figure counts.
        more = max(attendance.minutes, minutes)
        return attendance.kind, more, joined if more == durations.minutes(joined) else []
    return attendance.kind, durations.minutes(joined), joined


def _current(session: Session) -> Session:
    """The session as it is under the lock: its hours may have changed since it was read."""
    current = Session.objects.filter(pk=session.pk).first()
    if current is None:
        raise Refused(_("This session was taken out of the programme."))
    return current


def _check_open(workshop: Workshop, session: Session, method: str) -> None:
    if session.kind == Session.Kind.BREAK:
        raise ScanRefused(_("Attendance is not taken in breaks."), Reason.BREAK)
    if workshop.attendance_closed_at and method not in BY_HAND:
        raise ScanRefused(
            _("The attendance of this workshop is closed. An organiser can open it again."),
            Reason.CLOSED,
        )


def _check_belongs(registration: Registration, workshop: Workshop) -> None:
    if registration.workshop_id != workshop.pk:
        raise ScanRefused(_("This person is registered for another workshop."), Reason.UNKNOWN)
    if completion.comes_again(registration):
        text = _("%(name)s has a newer registration here; record the attendance there.")
        raise ScanRefused(text % {"name": registration}, Reason.STATE)
    if registration.state not in JUDGED:
        text = _("%(name)s is “%(state)s” and cannot be checked in.")
        raise ScanRefused(
            text % {"name": registration, "state": registration.get_state_display()}, Reason.STATE
        )


def _follow(workshop: Workshop, registration: Registration, by, at: datetime) -> None:
    """Bring the registration to where its attendance says it is, after a record or a correction."""
    if workshop.counts:
        completion.settle(workshop, at=at, by=by, registrations=[registration.pk])
        return
    there = registration.attendances.filter(kind__in=THERE).exists()
    if there and registration.state in (RegistrationState.ACCEPTED, RegistrationState.CONFIRMED):
        transitions.transition(
            registration, RegistrationState.CHECKED_IN, actor=Actor.SYSTEM, by=by, at=at
        )
    elif not there and registration.state == RegistrationState.CHECKED_IN:
        last = registration.status_changes.filter(new=RegistrationState.CHECKED_IN).last()
        # Who was checked in by hand stays so, without any session.
        if last and last.actor == Actor.SYSTEM and last.old in BEFORE_THE_DOOR:
            transitions.transition(registration, last.old, actor=Actor.SYSTEM, by=by, at=at)


@dataclass(frozen=True, slots=True)
class CheckIn:
    """What came of a scan: the attendance, and whether it is new or stood there already."""

    attendance: Attendance
    is_new: bool

    @property
    def came_at(self) -> datetime:
        """When the person came, as far as is known."""
        return self.attendance.came_at or self.attendance.recorded_at


def check_in(
    *,
    code: str,
    session: Session,
    by,
    at: datetime,
    key: str = "",
    scanned_at: datetime | None = None,
) -> CheckIn:
    """By the code of a badge or telephone, at the hour of the scan.

    Raises ScanRefused, of which a trace stays, for a code of nobody here, for who holds no seat, on another
    day than that of the session, after its end, in a break, and once attendance is closed.
    """
    came_at = _hour_of_scan(session, scanned_at, at)
    code = re.sub(r"[^0-9A-Z]", "", code.upper())
    try:
        return _check_in(code, session, by, at, key, came_at)
    except ScanRefused as refused:
        refuse_scan(session=session, code=code, reason=refused.reason, by=by, at=came_at, key=key)
        raise


def _check_in(
    code: str, session: Session, by, at: datetime, key: str, came_at: datetime
) -> CheckIn:
    registration = Registration.objects.filter(code=code, workshop=session.workshop_id).first()
    if registration is None:
        text = _("No one in this workshop has the code %(code)s.")
        raise ScanRefused(text % {"code": code[:12] or "–"}, Reason.UNKNOWN)
    rows = Attendance.objects.filter(registration=registration, session=session, kind__in=THERE)
    if attendance := rows.first():
        return CheckIn(attendance, is_new=bool(key) and attendance.key == key)
    if session.starts_at - came_at > EARLY:
        text = _("This session begins on %(day)s. Choose the session of today.")
        day = numbers.day(session.starts_at.astimezone(session.workshop.tz).date())
        raise ScanRefused(text % {"day": day}, Reason.EARLY)
    kind, intervals = Kind.PRESENT, []
    if came_at - session.starts_at > timedelta(minutes=LATE_MINUTES):
        if came_at >= session.ends_at:
            text = _("The session had ended. Tick %(name)s in the grid if they were there.")
            raise ScanRefused(text % {"name": registration}, Reason.ENDED)
        kind, intervals = Kind.LATE, [(came_at, session.ends_at)]
    attendance = record(
        registration=registration,
        session=session,
        kind=kind,
        method=Method.QR,
        by=by,
        at=at,
        key=key,
        came_at=came_at,
        intervals=intervals,
    )
    return CheckIn(attendance, is_new=True)


def _hour_of_scan(session: Session, scanned_at: datetime | None, at: datetime) -> datetime:
    """The hour that the page at the door noted, where it can be true; else that of its arrival here."""
    zone = session.workshop.tz
    day = session.starts_at.astimezone(zone).date()
    if scanned_at is None or not datetime.combine(day, time.min, zone) <= scanned_at <= at:
        return at
    return scanned_at


def refuse_scan(
    *, session: Session, code: str, reason: str, by, at: datetime, key: str = ""
) -> ScanRefusal:
    """Leave a trace of a scan that checked nobody in; the same key leaves one."""
    fields = {"code": code[-4:], "reason": reason, "scanned_at": at, "by": by}
    if not key:
        return ScanRefusal.objects.create(session=session, **fields)
    return ScanRefusal.objects.get_or_create(session=session, key=key, defaults=fields)[0]


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
        registration=registration,
        session=session,
        kind=kind,
        method=Method.SELF,
        at=at,
        came_at=at,
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
    pairs = re.findall(r"(?<!\S)(\d{1,18}):((?:[a-z_]{1,12}-\d{1,9})?)(?!\S)", text, re.ASCII)
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
        if registration.state not in JUDGED:
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


def grid(workshop: Workshop) -> list[dict[str, Any]]:
    """Rows of people with a cell for each session; a constant number of queries."""
    sessions = list(workshop.sessions.attended())
    rows = Attendance.objects.filter(session__workshop=workshop)
    cells = {(cell.registration_id, cell.session_id): cell for cell in rows}
    people = workshop.registrations.filter(state__in=JUDGED)
    totals = completion.sums(workshop)
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
