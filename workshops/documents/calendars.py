"""Workshops as iCalendar (RFC 5545), for telephones and calendars."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from icalendar import Calendar, Event

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workshops.models import Session, Workshop


def _calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Migration and development portal//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    return calendar


def of_workshops(workshops: Iterable[Workshop], base: str, name: str) -> bytes:
    """One entry of whole days for each workshop; what is called off says so."""
    calendar = _calendar(name)
    for workshop in workshops:
        event = Event()
        event.add("uid", f"workshop-{workshop.pk}@{base.split('//')[-1]}")
        event.add("dtstamp", workshop.changed_at)
        event.add("dtstart", workshop.starts_on)
        event.add("dtend", workshop.ends_on + timedelta(days=1))
        event.add("summary", workshop.title)
        event.add("url", base + workshop.get_absolute_url())
        if place := ", ".join(part for part in (workshop.venue, workshop.city) if part):
            event.add("location", place)
        event.add(
            "status", "CANCELLED" if workshop.status in ("cancelled", "postponed") else "CONFIRMED"
        )
        event.add("sequence", workshop.revision)
        calendar.add_component(event)
    return calendar.to_ical()


def of_sessions(workshop: Workshop, sessions: Iterable[Session], base: str) -> bytes:
    """One entry for each session, with its moments in UTC."""
    calendar = _calendar(workshop.title)
    for session in sessions:
        event = Event()
        event.add("uid", f"session-{session.pk}@{base.split('//')[-1]}")
        event.add("dtstamp", workshop.changed_at)
        event.add("dtstart", session.starts_at)
        event.add("dtend", session.ends_at)
        event.add("summary", f"{session.title} ({workshop.title})")
        event.add("location", session.room or workshop.venue or workshop.city)
        event.add("url", base + workshop.get_absolute_url())
        calendar.add_component(event)
    return calendar.to_ical()
