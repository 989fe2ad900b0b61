"""Workshops as iCalendar (RFC 5545), for telephones and calendars.

A calendar knows an entry by its UID, which is the record's own and no address of this portal, and takes a
change where SEQUENCE is higher than before: the revision of the workshop, which rises with every change
of it, of its programme and of its status.
"""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from icalendar import Calendar, Event, vText

from core.i18n.languages import interface_code
from workshops.selectors.speakers import sessions_of
from workshops.states import COMING, OPEN, SpeakerState, Status

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from workshops.models import Mail, Registration, RemovedSession, Session, Speaker, Workshop

CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"


def status_of(workshop: Workshop) -> str:
    """What is called off does not take place on these days; what is only announced may still move."""
    if workshop.status in (Status.CANCELLED, Status.POSTPONED):
        return CANCELLED
    return TENTATIVE if workshop.status in (Status.DRAFT, Status.ANNOUNCED) else CONFIRMED


def of_workshops(workshops: Iterable[Workshop], base: str, name: str) -> bytes:
    """One entry of whole days for each workshop; what is called off says so."""
    calendar = _calendar(name)
    for workshop in workshops:
        calendar.add_component(_whole_days(workshop, base, status_of(workshop), workshop.revision))
    return calendar.to_ical()


def of_workshop(workshop: Workshop, base: str) -> bytes:
    """The programme; the days of the workshop while there is none."""
    return _workshop_calendar(
        workshop, base, status_of(workshop), workshop.revision, workshop.changed_at
    )


def of_registration(registration: Registration, base: str) -> bytes:
    """The same for one person: tentative while they have no seat for certain, cancelled once they have none."""
    workshop = registration.workshop
    status = status_of(workshop)
    if registration.state not in OPEN or status == CANCELLED:
        status = CANCELLED
    elif registration.state not in COMING:
        status = TENTATIVE
    sequence = workshop.revision + registration.status_changes.count()
    changed_at = max(workshop.changed_at, registration.changed_at)
    return _workshop_calendar(workshop, base, status, sequence, changed_at)


def of_speaker(speaker: Speaker, base: str) -> bytes:
    """The sessions in which a speaker has a role: tentative until they confirm, cancelled if they decline."""
    workshop, status = speaker.workshop, status_of(speaker.workshop)
    if speaker.state == SpeakerState.DECLINED:
        status = CANCELLED
    elif speaker.state != SpeakerState.CONFIRMED and status == CONFIRMED:
        status = TENTATIVE
    changed_at = max(workshop.changed_at, speaker.changed_at)
    return _programme(workshop, sessions_of(speaker), base, status, workshop.revision, changed_at)


def _workshop_calendar(
    workshop: Workshop, base: str, status: str, sequence: int, changed_at: datetime
) -> bytes:
    sessions = list(workshop.sessions.all())
    if sessions:
        return _programme(workshop, sessions, base, status, sequence, changed_at)
    calendar = _calendar(workshop.title)
    calendar.add_component(_whole_days(workshop, base, status, sequence))
    for session in workshop.removed_sessions.all():
        calendar.add_component(_session(workshop, session, base, CANCELLED, sequence, changed_at))
    return calendar.to_ical()


def _programme(
    workshop: Workshop,
    sessions: Iterable[Session],
    base: str,
    status: str,
    sequence: int,
    changed_at: datetime,
) -> bytes:
    calendar = _calendar(workshop.title)
    for session in sessions:
        event = _session(workshop, session, base, status, sequence, changed_at)
        if place := session.room or workshop.venue or workshop.city:
            event.add("location", place)
        calendar.add_component(event)
    for removed in workshop.removed_sessions.all():
        calendar.add_component(_session(workshop, removed, base, CANCELLED, sequence, changed_at))
    return calendar.to_ical()


def _calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Migration and development portal//EN")
    calendar.add("version", "2.0")
    # The library takes properties that it does not know as written, so this one is escaped by its type.
    calendar.add("x-wr-calname", vText(name))
    return calendar


def _entry(uid, status: str, sequence: int, changed_at: datetime) -> Event:
    event = Event()
    event.add("uid", str(uid))
    event.add("dtstamp", changed_at.astimezone(UTC))
    event.add("last-modified", changed_at.astimezone(UTC))
    event.add("sequence", sequence)
    event.add("status", status)
    return event


def _whole_days(workshop: Workshop, base: str, status: str, sequence: int) -> Event:
    event = _entry(workshop.uid, status, sequence, workshop.changed_at)
    event.add("dtstart", workshop.starts_on)
    event.add("dtend", workshop.ends_on + timedelta(days=1))
    event.add("summary", workshop.title)
    event.add("url", base + workshop.get_absolute_url())
    if place := ", ".join(part for part in (workshop.venue, workshop.city) if part):
        event.add("location", place)
    return event


def _session(
    workshop: Workshop,
    session: Session | RemovedSession,
    base: str,
    status: str,
    sequence: int,
    changed_at: datetime,
) -> Event:
    event = _entry(session.uid, status, sequence, changed_at)
    event.add("dtstart", session.starts_at.astimezone(UTC))
    event.add("dtend", session.ends_at.astimezone(UTC))
    event.add("summary", f"{session.title} ({workshop.title})")
    event.add("url", base + workshop.get_absolute_url())
    return event


def attached(mail: Mail) -> list[tuple[str, bytes, str]]:
    """The programme as a file that goes with a letter, as the person's own page gives it."""
    with translation.override(interface_code(mail.language)):
        if mail.registration is not None:
            data = of_registration(mail.registration, settings.PORTAL_ADDRESS)
        elif mail.speaker is not None:
            data = of_speaker(mail.speaker, settings.PORTAL_ADDRESS)
        else:
            return []
    return [(f"{mail.workshop.code}.ics", data, "text/calendar")]
