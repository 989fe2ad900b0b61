"""What attendance amounts to: the time each person was present, and the states that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workshops.models import (
    Attendance,
    AttendanceChange,
    Registration,
    Session,
    StatusChange,
    Workshop,
)
from workshops.services import durations, transitions
from workshops.states import COMING, OPEN, Actor, RegistrationState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from workshops.services.durations import Interval

Kind = Attendance.Kind
THERE = (Kind.PRESENT, Kind.LATE, Kind.LEFT_EARLY, Kind.REMOTE)
JUDGED = (*COMING, RegistrationState.NO_SHOW)
"""States of people whose attendance is taken."""
BEFORE_THE_DOOR = (RegistrationState.ACCEPTED, RegistrationState.CONFIRMED)
COURSE = (RegistrationState.CHECKED_IN, RegistrationState.ATTENDED, RegistrationState.COMPLETED)


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


def countable_minutes(sessions: Iterable[Session]) -> int:
    """The time that one person can attend: of sessions at the same hours, these hours once."""
    return durations.minutes(
        durations.interval(session.starts_at, session.ends_at)
        for session in sessions
        if session.countable
    )


def sums(workshop: Workshop, registrations: Collection[int] | None = None) -> dict[int, Sum]:
    """What every registration attended, or each of those asked for. Three queries."""
    return sums_of([workshop.pk], registrations)


def sums_of(
    workshops: Collection[int], registrations: Collection[int] | None = None
) -> dict[int, Sum]:
    """The same for people of several workshops, in as many queries."""
    by_workshop: dict[int, list[Session]] = {}
    for session in Session.objects.filter(workshop__in=workshops, countable=True):
        by_workshop.setdefault(session.workshop_id, []).append(session)
    of = {pk: countable_minutes(sessions) for pk, sessions in by_workshop.items()}
    sessions = {session.pk: session for rows in by_workshop.values() for session in rows}
    rows = Attendance.objects.filter(session__in=sessions, kind__in=THERE)
    if registrations is not None:
        rows = rows.filter(registration__in=registrations)
    people: dict[int, list[Attendance]] = {}
    for attendance in rows.prefetch_related("intervals"):
        people.setdefault(attendance.registration_id, []).append(attendance)
    totals = {}
    for pk, attendances in people.items():
        workshop = sessions[attendances[0].session_id].workshop_id
        present = _time_present(attendances, sessions)
        totals[pk] = Sum(present, of[workshop], len(attendances))
    return totals


def _time_present(attendances: list[Attendance], sessions: dict[int, Session]) -> int:
    """Minutes of the union of all that is known of a person."""
    known: list[Interval] = []
    loose: list[tuple[Interval, int]] = []
    for attendance in attendances:
        session = sessions[attendance.session_id]
        whole = durations.interval(session.starts_at, session.ends_at)
        intervals = [
            durations.interval(one.starts_at, one.ends_at) for one in attendance.intervals.all()
        ]
        if intervals:
            known += durations.within(intervals, whole)
        elif attendance.minutes >= session.minutes:
            known.append(whole)
        else:
            loose.append((whole, attendance.minutes))
    return durations.minutes(durations.placed(known, loose))


def expected_states(
    workshop: Workshop, registrations: Collection[int] | None = None
) -> dict[int, RegistrationState]:
    """Where attendance brings everybody once the workshop is held: who came attended, who came long
    enough completed, the others did not come."""
    totals = sums(workshop, registrations)
    people = workshop.registrations.filter(state__in=JUDGED)
    if registrations is not None:
        people = people.filter(pk__in=registrations)
    rows = Attendance.objects.filter(registration__in=people, kind__in=THERE)
    present = set(rows.values_list("registration", flat=True))
    states = {}
    for pk in people.values_list("pk", flat=True):
        total = totals.get(pk)
        if pk not in present:
            states[pk] = RegistrationState.NO_SHOW
        elif total and total.of and total.share >= workshop.completion_share:
            states[pk] = RegistrationState.COMPLETED
        else:
            states[pk] = RegistrationState.ATTENDED
    return states


def settle(
    workshop: Workshop,
    *,
    at: datetime,
    by=None,
    registrations: Collection[int] | None = None,
) -> dict[str, int]:
    """Bring registrations to where their attendance says they end; how many came to each state.

    The caller holds the workshop's lock. May run again at any time: what was corrected since moves
    forward or back.
    """
    expected = expected_states(workshop, registrations)
    tally = dict.fromkeys(
        (RegistrationState.ATTENDED, RegistrationState.COMPLETED, RegistrationState.NO_SHOW), 0
    )
    for registration in workshop.registrations.filter(pk__in=expected):
        target = expected[registration.pk]
        if target != RegistrationState.NO_SHOW and comes_again(registration):
            continue
        for new in _way(RegistrationState(registration.state), target):
            transitions.transition(registration, new, actor=Actor.SYSTEM, by=by, at=at)
            if new in tally:
                tally[new] += 1
    return {str(state): n for state, n in tally.items()}


def _way(old: RegistrationState, new: RegistrationState) -> list[RegistrationState]:
    """The changes of state that lead from one to the other, one step of the course at a time."""
    if old == new:
        return []
    if new == RegistrationState.NO_SHOW:
        back = [RegistrationState.ATTENDED] if old == RegistrationState.COMPLETED else []
        return [*back, new]
    start = COURSE.index(old) if old in COURSE else -1
    end = COURSE.index(new)
    return list(COURSE[start + 1 : end + 1]) if start < end else list(COURSE[end:start][::-1])


def comes_again(registration: Registration) -> bool:
    """Whether a no-show has another registration under the same address, which holds the seat by now."""
    return (
        registration.state == RegistrationState.NO_SHOW
        and Registration.objects.filter(
            workshop=registration.workshop_id, email__iexact=registration.email, state__in=OPEN
        ).exists()
    )


def unsettle(workshop: Workshop, *, by, at: datetime, reason: str) -> int:
    """Bring registrations back to where they stood before the workshop was held; how many.

    The caller holds the workshop's lock.
    """
    changes = StatusChange.objects.filter(
        registration__workshop=workshop,
        old__in=(*BEFORE_THE_DOOR, RegistrationState.CHECKED_IN),
        new__in=(RegistrationState.CHECKED_IN, RegistrationState.NO_SHOW),
    )
    # The last one of each: who was checked in by hand and came to no session was checked in.
    before = dict(changes.order_by("pk").values_list("registration", "old"))
    states = (RegistrationState.NO_SHOW, RegistrationState.ATTENDED, RegistrationState.COMPLETED)
    count = 0
    for registration in workshop.registrations.filter(state__in=states):
        way: list[str]
        if comes_again(registration):
            continue
        if registration.state == RegistrationState.NO_SHOW:
            way = [before.get(registration.pk, RegistrationState.CHECKED_IN)]
        else:
            way = [*_way(RegistrationState(registration.state), RegistrationState.CHECKED_IN)]
        for new in way:
            transitions.transition(
                registration, new, actor=Actor.SYSTEM, by=by, at=at, reason=reason
            )
        count += 1
    return count


def refit(session: Session, old_minutes: int, *, by, at: datetime) -> None:
    """After the hours of a session changed: who was there all the time still was, and nobody longer than it.

    The caller holds the workshop's lock.
    """
    whole = durations.interval(session.starts_at, session.ends_at)
    changed = []
    for attendance in session.attendances.prefetch_related("intervals"):
        intervals = [
            durations.interval(one.starts_at, one.ends_at) for one in attendance.intervals.all()
        ]
        if intervals:
            minutes = durations.minutes(durations.within(intervals, whole))
        elif attendance.kind in THERE and attendance.minutes >= old_minutes:
            minutes = session.minutes
        else:
            minutes = min(attendance.minutes, session.minutes)
        if minutes != attendance.minutes:
            remember(attendance, by=by, at=at)
            attendance.minutes = minutes
            attendance.save(update_fields=["minutes"])
            changed.append(attendance.registration_id)
    workshop = Workshop.objects.get(pk=session.workshop_id)
    if workshop.counts:
        # Another length of one session is another share of the whole for everybody.
        settle(workshop, at=at, by=by)


def remember(attendance: Attendance, *, by, at: datetime) -> None:
    """Write what an attendance says now to its trail, before it is corrected."""
    AttendanceChange.objects.create(
        attendance=attendance,
        kind=attendance.kind,
        minutes=attendance.minutes,
        method=attendance.method,
        at=at,
        by=by,
    )
