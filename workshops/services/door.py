"""At the door: who is expected and who is in, check-ins that are taken back, people without a registration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from workshops.models import Attendance, Registration, Session, Workshop
from workshops.services import attendance as attendance_service
from workshops.services import registrations, seats, transitions
from workshops.services.attendance import CheckIn, Method
from workshops.services.completion import JUDGED, THERE
from workshops.states import Actor, RegistrationState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet


def current_session(sessions: Sequence[Session], at: datetime) -> Session | None:
    """The session that goes on or comes next, in the order of the programme; after the last one, that one."""
    coming = (session for session in sessions if session.ends_at > at)
    return next(coming, sessions[-1] if sessions else None)


def expected(workshop: Workshop) -> QuerySet[Registration]:
    """Everybody who may be checked in, by family name."""
    people = workshop.registrations.filter(state__in=JUDGED, erased_at=None)
    return people.select_related("country").order_by("family", "given", "pk")


def arrivals(workshop: Workshop) -> dict[tuple[int, int], Attendance]:
    """Who is in, by registration and session."""
    rows = Attendance.objects.filter(session__workshop=workshop, kind__in=THERE)
    return {(row.registration_id, row.session_id): row for row in rows}


def count(workshop: Workshop, session: Session) -> tuple[int, int]:
    """How many are in, and how many are expected: who comes in person, and who came all the same."""
    people = expected(workshop)
    present = people.filter(attendances__session=session, attendances__kind__in=THERE)
    return present.count(), (people.filter(mode="in_person") | present).distinct().count()


def latest(session: Session, most: int = 5) -> list[Attendance]:
    """The last check-ins of the session that can be taken back, the newest first."""
    rows = session.attendances.filter(method=Method.QR, kind__in=THERE).exclude(key="")
    return list(rows.select_related("registration").order_by("-recorded_at", "-pk")[:most])


@transaction.atomic
def undo(*, workshop: Workshop, key: str, by, at: datetime) -> Attendance | None:
    """Take back the check-in that has the key, with a trail; what stood there before stands there again.

    None where there is nothing to take back: it was undone already, or corrected since. Raises ScanRefused
    once attendance is closed.
    """
    transitions.locked(workshop.pk)
    rows = Attendance.objects.filter(
        session__workshop=workshop, key=key, method=Method.QR, kind__in=THERE
    )
    attendance = rows.exclude(key="").select_related("registration", "session").first()
    if attendance is None:
        return None
    before = attendance.changes.last()
    kind = before.kind if before and before.kind not in THERE else Attendance.Kind.ABSENT
    return attendance_service.record(
        registration=attendance.registration,
        session=attendance.session,
        kind=kind,
        minutes=0,
        method=Method.QR,
        by=by,
        at=at,
    )


@transaction.atomic
def walk_in(
    *,
    session: Session,
    values: dict[str, Any],
    by,
    at: datetime,
    key: str = "",
    scanned_at: datetime | None = None,
) -> CheckIn:
    """Register a person who came without a registration, where a seat is free, and check them in at once.

    The same key registers once. Consent is asked on the person's own page. Raises NoSeat, Twice, Refused and
    ScanRefused; nothing is left of the person then.
    """
    workshop = transitions.locked(session.workshop_id)
    if key and (recorded := Attendance.objects.filter(key=key, session=session).first()):
        return CheckIn(recorded, is_new=True)
    try:
        registration = registrations.register(
            workshop=workshop,
            values=values,
            answers={},
            by=by,
            at=at,
            actor=Actor.ORGANISER,
            has_consented=False,
            needs_review=False,
        )
    except registrations.Twice:
        text = _("%(address)s is registered for this workshop already. Search for the name.")
        raise registrations.Twice(text % {"address": values["email"]}) from None
    if registration.state == RegistrationState.WAITLISTED:
        why = seats.why_no_seat(workshop, seats.taken(workshop), registration)
        raise seats.NoSeat(why or _("All seats are taken."))
    return attendance_service.check_in(
        code=registration.code, session=session, by=by, at=at, key=key, scanned_at=scanned_at
    )
