"""What waits for an organiser over all their workshops, each thing with the page where it is done.

The number of queries does not grow with workshops or people.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from core.i18n import numbers
from workshops.models import (
    Certificate,
    Mail,
    Nomination,
    Registration,
    TravelRequest,
    VisaCase,
    Workshop,
    WorkshopRole,
)
from workshops.states import (
    COMING,
    TAKING,
    NominationState,
    RegistrationState,
    Status,
    Travel,
    Visa,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime

    from django.db.models import QuerySet

Role = WorkshopRole.Role
FEW, MANY = 5, 200
"""How many things of a kind are listed at first, and on the page of that kind."""
SOON = timedelta(days=14)
UNCONFIRMED = timedelta(days=21)
"""From so long before the first day on, a seat should be confirmed."""
STUCK = timedelta(hours=1)
"""A PDF takes seconds; one that is not there after this failed."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do: whom or what it is about, in which workshop, until when, and where it is done."""

    text: str
    workshop: Workshop
    url: str
    detail: str = ""


@dataclass(slots=True)
class Group:
    """Tasks of one kind, the most urgent first: all are counted, the first are listed."""

    code: str
    heading: str
    count: int = 0
    tasks: list[Task] = field(default_factory=list)

    @property
    def has_more(self) -> bool:
        """Whether not all are listed."""
        return self.count > len(self.tasks)


def groups(user, at: datetime, *, only: str = "") -> list[Group]:
    """What waits for the person, by kind, without kinds of which nothing waits; `only` lists many of one kind."""
    deciding = Workshop.objects.run_by(user, Role.OWNER, Role.MODERATOR)
    planning = Workshop.objects.run_by(user, Role.OWNER)
    rows = []
    for code, (make, heading) in _kinds().items():
        if only in ("", code):
            workshops = planning if code == "deadlines" else deciding
            group = Group(code, heading)
            make(group, workshops, at, MANY if only else FEW)
            if group.count:
                rows.append(group)
    return rows


def _kinds() -> dict[str, tuple[Callable[..., None], str]]:
    """The kinds by their codes, in the order of the page."""
    return {
        "offers": (_offers, _("Offers that end")),
        "registrations": (_registrations, _("Registrations to decide")),
        "nominations": (_nominations, _("Nominations to decide")),
        "travel": (_travel, _("Requests for travel support to decide")),
        "visas": (_visas, _("Visa letters to issue")),
        "unconfirmed": (_unconfirmed, _("Accepted, and not confirmed yet")),
        "letters": (_letters, _("Letters that did not arrive")),
        "failed": (_failed, _("Certificates whose file was not made")),
        "deadlines": (_deadlines, _("Days that come, and steps that are due")),
    }


def _fill(
    group: Group, queryset: QuerySet, limit: int, make: Callable[[Any], Task], *relations: str
) -> None:
    group.count = queryset.count()
    rows = queryset.select_related(*relations)[:limit] if group.count else []
    group.tasks = [make(row) for row in rows]


def _person(registration: Registration, detail: str = "") -> Task:
    workshop = registration.workshop
    url = reverse("workshops:person", args=[workshop.code, registration.pk])
    return Task(registration.name, workshop, url, detail)


def _offers(group: Group, workshops, at: datetime, limit: int) -> None:
    rows = Registration.objects.filter(workshop__in=workshops, state=RegistrationState.OFFERED)

    def task(row: Registration) -> Task:
        until = (row.offered_until or at).astimezone(row.workshop.tz)
        hours = {"day": numbers.day(until.date()), "hour": f"{until:%H:%M}"}
        return _person(row, _("stands until %(day)s, %(hour)s") % hours)

    _fill(group, rows.order_by("offered_until"), limit, task, "workshop")


def _registrations(group: Group, workshops, at: datetime, limit: int) -> None:
    rows = Registration.objects.filter(
        workshop__in=workshops, workshop__status__in=TAKING, state=RegistrationState.PENDING
    ).order_by("workshop__starts_on", "changed_at", "pk")

    def task(row: Registration) -> Task:
        return _person(row, row.country.name if row.country else row.organisation)

    _fill(group, rows, limit, task, "workshop", "country")


def _nominations(group: Group, workshops, at: datetime, limit: int) -> None:
    rows = Nomination.objects.filter(
        workshop__in=workshops, workshop__status__in=TAKING, state=NominationState.SUBMITTED
    ).order_by("workshop__starts_on", "changed_at", "pk")

    def task(row: Nomination) -> Task:
        url = reverse("workshops:nominations", args=[row.workshop.code])
        return Task(row.name, row.workshop, url, row.country.name if row.country else "")

    _fill(group, rows, limit, task, "workshop", "country")


def _travel(group: Group, workshops, at: datetime, limit: int) -> None:
    rows = TravelRequest.objects.filter(
        registration__workshop__in=workshops,
        registration__workshop__status__in=TAKING,
        state=Travel.REQUESTED,
    ).order_by("registration__workshop__starts_on", "pk")

    def task(row: TravelRequest) -> Task:
        return _person(row.registration, row.departure_city)

    _fill(group, rows, limit, task, "registration__workshop")


def _visas(group: Group, workshops, at: datetime, limit: int) -> None:
    rows = VisaCase.objects.filter(
        registration__workshop__in=workshops,
        registration__workshop__status__in=TAKING,
        registration__state__in=COMING,
        state=Visa.REQUESTED,
    ).order_by("registration__workshop__starts_on", "changed_at", "pk")

    def task(row: VisaCase) -> Task:
        first = numbers.day(row.registration.workshop.starts_on)
        return _person(row.registration, _("the workshop begins on %(day)s") % {"day": first})

    _fill(group, rows, limit, task, "registration__workshop")


def _unconfirmed(group: Group, workshops, at: datetime, limit: int) -> None:
    today = at.date()
    rows = Registration.objects.filter(
        workshop__in=workshops,
        workshop__status__in=TAKING,
        workshop__starts_on__range=(today, today + UNCONFIRMED),
        state=RegistrationState.ACCEPTED,
    ).order_by("workshop__starts_on", "changed_at", "pk")

    def task(row: Registration) -> Task:
        first = numbers.day(row.workshop.starts_on)
        return _person(row, _("the workshop begins on %(day)s") % {"day": first})

    _fill(group, rows, limit, task, "workshop")


def _letters(group: Group, workshops, at: datetime, limit: int) -> None:
    rows = Mail.objects.filter(
        workshop__in=workshops,
        workshop__status__in=(*TAKING, Status.HELD),
        state__in=(Mail.State.FAILED, Mail.State.BOUNCED),
    ).order_by("-created_at", "-pk")

    def task(row: Mail) -> Task:
        url = reverse("workshops:letter", args=[row.workshop.code, row.pk])
        return Task(row.to, row.workshop, url, row.subject)

    _fill(group, rows, limit, task, "workshop")


def _failed(group: Group, workshops, at: datetime, limit: int) -> None:
    rows = Certificate.objects.filter(
        registration__workshop__in=workshops,
        stored="",
        revoked_at=None,
        registration__erased_at=None,
        issued_at__lt=at - STUCK,
    ).order_by("issued_at", "pk")

    def task(row: Certificate) -> Task:
        workshop = row.registration.workshop
        url = reverse("workshops:certificates", args=[workshop.code])
        return Task(row.printed_name, workshop, f"{url}#c{row.pk}", row.serial)

    _fill(group, rows, limit, task, "registration__workshop")


def _deadlines(group: Group, workshops, at: datetime, limit: int) -> None:
    open_ones = workshops.filter(Q(status=Status.ANNOUNCED) | Q(status__in=TAKING))
    dated = [row for workshop in open_ones for row in _days_of(workshop, at)]
    dated.sort(key=lambda row: row[0])
    group.count, group.tasks = len(dated), [task for _day, task in dated[:limit]]


def _days_of(workshop: Workshop, at: datetime) -> Iterator[tuple[date, Task]]:
    today = at.astimezone(workshop.tz).date()
    edit = reverse("workshops:edit", args=[workshop.code])
    manage = reverse("workshops:manage", args=[workshop.code])
    if workshop.ends_on < today:
        text = _("The workshop is over; record that it was held")
        yield workshop.ends_on, Task(text, workshop, manage, numbers.day(workshop.ends_on))
        return
    for name, text in {
        "registration_opens_on": _("Registration opens"),
        "registration_closes_on": _("Last day of registration"),
        "nomination_deadline": _("Last day of nominations"),
        "travel_deadline": _("Last day for travel support"),
        "visa_deadline": _("Last day for visa letters"),
        "substitution_until": _("Last day on which people may be replaced"),
    }.items():
        day = getattr(workshop, name)
        if day and today <= day <= today + SOON:
            yield day, Task(text, workshop, f"{edit}#registration", numbers.day(day))
    if today <= workshop.starts_on <= today + SOON:
        first = numbers.day(workshop.starts_on)
        yield workshop.starts_on, Task(_("First day of the workshop"), workshop, manage, first)


def people(user, text: str) -> QuerySet[Registration]:
    """Registrations in all workshops whose people one may see, by name, address or organisation."""
    workshops = Workshop.objects.run_by(user, Role.OWNER, Role.MODERATOR)
    rows = Registration.objects.filter(workshop__in=workshops, erased_at=None)
    for word in text.split()[:8]:
        rows = rows.filter(
            Q(family__icontains=word)
            | Q(given__icontains=word)
            | Q(printed_name__icontains=word)
            | Q(email__icontains=word)
            | Q(organisation__icontains=word)
        )
    return rows.select_related("workshop", "country").order_by("family", "given", "-pk")
