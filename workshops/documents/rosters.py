"""Lists of people on paper: sign-in sheets, grids to tick, the list of participants."""

from __future__ import annotations

from itertools import groupby
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext as _

from core.documents import compile_pdf, printable
from core.i18n import numbers
from core.i18n.languages import interface_code
from workshops.documents.printing import where_and_when

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workshops.models import Registration, Session, Workshop

SESSIONS_ON_A_PAGE = 8


def sheet_pdf(
    workshop: Workshop, session: Session, people: Iterable[Registration], language: str
) -> bytes:
    """A sign-in sheet: number, name, country, organisation, a field to sign."""
    with translation.override(interface_code(language)):
        local = session.starts_at.astimezone(workshop.tz)
        rows = [
            [
                numbers.number(number),
                _name_of(registration),
                _country_of(registration),
                shorten(printable(registration.organisation), 60, placeholder="…"),
                "",
            ]
            for number, registration in enumerate(people, start=1)
        ]
        data = {
            "title": workshop.title,
            "session": session.title,
            "when": f"{numbers.day(local.date())} · {local:%H:%M} ({workshop.zone})",
            "head": ["", _("Name"), _("Country"), _("Organisation"), _("Signature")],
            "rows": rows,
        }
        title = f"{_('Sign-in sheet')}: {session.title}"
        return compile_pdf("workshops/sign_in_sheet.typ", data, title=title, language=language)


def grid_pdf(
    workshop: Workshop, sessions: Iterable[Session], people: Iterable[Registration], language: str
) -> bytes:
    """People by sessions with a field for each, to tick by hand; at most eight sessions on a page."""
    people, sessions = list(people), list(sessions)
    firsts = range(0, max(1, len(sessions)), SESSIONS_ON_A_PAGE)
    with translation.override(interface_code(language)):
        parts = [
            _grid(workshop, sessions[first : first + SESSIONS_ON_A_PAGE], people)
            for first in firsts
        ]
        return compile_pdf(
            "workshops/attendance_grid.typ",
            {"title": workshop.title, "parts": parts},
            title=f"{_('Attendance')}: {workshop.title}",
            language=language,
        )


def _grid(
    workshop: Workshop, page_sessions: list[Session], people: list[Registration]
) -> dict[str, Any]:
    times = [session.starts_at.astimezone(workshop.tz) for session in page_sessions]
    heads = [
        f"{numbers.day(at.date())}\n{at:%H:%M}\n{shorten(session.title, 34, placeholder='…')}"
        for session, at in zip(page_sessions, times, strict=True)
    ]
    rows = [
        [
            numbers.number(number),
            _name_of(registration),
            _country_of(registration),
            *("" for _session in page_sessions),
        ]
        for number, registration in enumerate(people, start=1)
    ]
    return {"head": ["", _("Name"), _("Country"), *heads], "rows": rows}


def participants_pdf(
    workshop: Workshop, people: list[Registration], unnamed: int, language: str
) -> bytes:
    """The list of participants as it goes round: by country (or organisation), as `people` are ordered.

    `unnamed` tells how many more come who did not agree to be named.
    """
    with translation.override(interface_code(language)):
        delegations = [
            {"name": name, "people": [_entry(registration) for registration in members]}
            for name, members in groupby(people, key=_delegation)
        ]
        unnamed_note = _("Not named at their own wish: %(n)s") % {"n": numbers.number(unnamed)}
        data = {
            "host": workshop.host.full_name,
            "heading": _("List of participants"),
            "title": workshop.title,
            "where": where_and_when(workshop),
            "delegations": delegations,
            "unnamed": unnamed_note if unnamed else "",
        }
        title = f"{_('List of participants')}: {workshop.title}"
        return compile_pdf("workshops/participants.typ", data, title=title, language=language)


def _delegation(registration: Registration) -> str:
    return (
        _country_of(registration) if registration.country else printable(registration.organisation)
    )


def _entry(registration: Registration) -> dict[str, str]:
    name = printable(f"{registration.title} {registration.badge_name}".strip(), registration.name)
    if registration.nomination:
        name += f" · {registration.nomination.get_capacity_display()}"
    entry = ", ".join(
        part
        for part in (registration.position, registration.unit, registration.organisation)
        if part
    )
    return {"name": name, "entry": printable(entry)}


def _name_of(registration: Registration) -> str:
    return printable(registration.badge_name, registration.name)


def _country_of(registration: Registration) -> str:
    return (
        printable(registration.country.name, registration.country.code)
        if registration.country
        else ""
    )
