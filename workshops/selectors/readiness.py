"""What a workshop still lacks before it can be announced, each with the page where it is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from workshops.states import Status

if TYPE_CHECKING:
    from workshops.models import Workshop

IN_PREPARATION = (Status.DRAFT, Status.ANNOUNCED, Status.OPEN, Status.CLOSED, Status.POSTPONED)
"""States in which the list is shown; later, the workshop is what it is."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing or wrong: a sentence, and where it is mended.

    While one `stops`, the workshop cannot be announced; the others are advice.
    """

    text: str
    url: str
    stops: bool = False


def gaps(workshop: Workshop) -> list[Gap]:
    """What is missing, what stops the announcement first."""
    rows = [
        *_title_and_texts(workshop),
        *_days(workshop),
        *_place(workshop),
        *_people(workshop),
        *_contact(workshop),
    ]
    return sorted(rows, key=lambda gap: not gap.stops)


def _edit(workshop: Workshop, section: str) -> str:
    return f"{reverse('workshops:edit', args=[workshop.code])}#{section}"


def _title_and_texts(workshop: Workshop) -> list[Gap]:
    rows = []
    if not workshop.title:
        text = _("The workshop has no title.")
        rows.append(Gap(text, _edit(workshop, "title"), stops=True))
    if not workshop.summary:
        rows.append(Gap(_("No summary says what it is about."), _edit(workshop, "title")))
    if not workshop.sessions.exists():
        url = reverse("workshops:programme", args=[workshop.code])
        rows.append(Gap(_("The programme has no session."), url))
    return rows


def _days(workshop: Workshop) -> list[Gap]:
    rows, today = [], timezone.localdate(timezone=workshop.tz)
    opens, closes = workshop.registration_opens_on, workshop.registration_closes_on
    if opens and closes and closes < opens:
        text = _("Registration closes before it opens.")
        rows.append(Gap(text, _edit(workshop, "registration"), stops=True))
    if workshop.starts_on < today:
        rows.append(Gap(_("The first day has passed."), _edit(workshop, "when")))
    elif workshop.mode == workshop.Mode.NOMINATION:
        deadline = workshop.nomination_deadline
        if deadline is None:
            text = _("There is no deadline for nominations.")
            rows.append(Gap(text, _edit(workshop, "registration")))
        elif deadline < today:
            text = _("The deadline for nominations has passed.")
            rows.append(Gap(text, _edit(workshop, "registration")))
    elif closes is None:
        text = _("No day is set on which registration closes.")
        rows.append(Gap(text, _edit(workshop, "registration")))
    elif closes < today:
        text = _("The day on which registration closes has passed.")
        rows.append(Gap(text, _edit(workshop, "registration")))
    return rows


def _place(workshop: Workshop) -> list[Gap]:
    rows, url = [], _edit(workshop, "when")
    if "in_person" in workshop.modes:
        if not workshop.city and not workshop.venue:
            rows.append(Gap(_("No place is given for those who come in person."), url, stops=True))
        elif not workshop.venue:
            rows.append(Gap(_("No venue is given."), url))
        if workshop.zone == "UTC":
            text = _("Hours are told in UTC, which is rarely the time of the place.")
            rows.append(Gap(text, url))
    if "online" in workshop.modes and not workshop.platform:
        text = _("No address of the platform is given for those online.")
        rows.append(Gap(text, url))
    return rows


def _people(workshop: Workshop) -> list[Gap]:
    rows = []
    if workshop.mode == workshop.Mode.NOMINATION and not workshop.focal_points.exists():
        url = reverse("workshops:nominations", args=[workshop.code])
        rows.append(Gap(_("No focal point is named who could nominate."), url))
    limits = [workshop.capacity_in_person, workshop.capacity_online, workshop.country_quota]
    if any(limit is not None and limit > workshop.capacity for limit in limits):
        text = _("A limit of seats is higher than the seats in all.")
        rows.append(Gap(text, _edit(workshop, "people")))
    return rows


def _contact(workshop: Workshop) -> list[Gap]:
    rows, url = [], _edit(workshop, "contact")
    if not workshop.contact_email:
        rows.append(Gap(_("There is no contact whom participants may write to."), url))
    if not workshop.signatory:
        rows.append(Gap(_("Nobody is named who signs the certificates."), url))
    return rows
