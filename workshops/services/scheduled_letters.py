"""Letters that go out by themselves: reminders before the workshop, a word before and after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core.errors import PortalError
from core.rows import each_row
from workshops.models import Registration, ScheduledLetter, Workshop
from workshops.services import letters
from workshops.states import COMING, COUNTED, TAKING, RegistrationState, Status, Travel, Visa

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

Kind = ScheduledLetter.Kind
HOUR = 8
"""Letters go out from this hour on, by the clock of the workshop."""
GRACE = timedelta(days=2)
"""A letter whose day passed longer ago is not sent any more, as when it is switched on too late."""
LONGEST = 180


@dataclass(frozen=True, slots=True)
class Coming:
    """A letter that goes out by itself, as pages show it."""

    kind: str
    label: str
    days: int
    is_on: bool
    on: date
    sent_at: datetime | None
    recipients: int


def recipients(workshop: Workshop, kind: str) -> QuerySet[Registration]:
    """Who gets a letter of the kind if it goes out now."""
    people = workshop.registrations.filter(erased_at=None)
    if kind == Kind.UNANSWERED:
        return people.filter(state=RegistrationState.INVITED)
    if kind == Kind.UNCONFIRMED:
        return people.filter(state=RegistrationState.ACCEPTED)
    if kind == Kind.PAPERS:
        lacks = Q(travel__state=Travel.MISSING) | Q(visa__state=Visa.NEEDED)
        return people.filter(Q(state=RegistrationState.RETURNED) | Q(state__in=COMING) & lacks)
    if kind == Kind.BEFORE:
        return people.filter(state__in=(RegistrationState.ACCEPTED, RegistrationState.CONFIRMED))
    return people.filter(
        state__in=(
            RegistrationState.CHECKED_IN,
            RegistrationState.ATTENDED,
            RegistrationState.COMPLETED,
        )
    )


def of_workshop(workshop: Workshop) -> list[ScheduledLetter]:
    """One of each kind; those that nobody switched on are not stored and are off."""
    stored = {row.kind: row for row in workshop.scheduled_letters.all()}
    rows = []
    for kind in Kind:
        row = stored.get(kind) or ScheduledLetter(
            workshop=workshop,
            kind=kind,
            days=ScheduledLetter.DEFAULT_DAYS[kind],
            is_on=False,
        )
        row.workshop = workshop
        rows.append(row)
    return rows


def coming(workshop: Workshop, *, also_off: bool = False) -> list[Coming]:
    """The letters that will go out by themselves, with the number of people as of now."""
    return [
        Coming(
            kind=row.kind,
            label=row.get_kind_display(),
            days=row.days,
            is_on=row.is_on,
            on=row.due_on,
            sent_at=row.sent_at,
            recipients=recipients(workshop, row.kind).count(),
        )
        for row in of_workshop(workshop)
        if also_off or (row.is_on and row.sent_at is None)
    ]


@transaction.atomic
def save(workshop: Workshop, wanted: Mapping[str, tuple[bool, int]]) -> None:
    """Switch letters on or off and set their days; one that was sent stays as it is.

    Raises PortalError for days that no letter can have.
    """
    for kind, (is_on, days) in wanted.items():
        if kind not in Kind.values or not 0 <= days <= LONGEST:
            raise PortalError(
                _("Give a number of days between 0 and %(most)s.") % {"most": LONGEST}, status=422
            )
        row = ScheduledLetter.objects.select_for_update().filter(workshop=workshop, kind=kind)
        stored = row.first()
        if stored is None and not is_on:
            continue
        if stored is None:
            stored = ScheduledLetter(workshop=workshop, kind=kind)
        if stored.sent_at is None:
            stored.is_on, stored.days = is_on, days
            stored.save()


def send_due(at: datetime) -> int:
    """Write the letters whose day has come; how many. Each letter goes to a person once."""
    rows = ScheduledLetter.objects.filter(is_on=True, sent_at=None).order_by("pk")
    return each_row(
        rows.values_list("pk", flat=True),
        lambda pk: _send(pk, at),
        what="scheduled letters",
    ).total


def _may_go(row: ScheduledLetter, at: datetime) -> bool:
    workshop = row.workshop
    now = at.astimezone(workshop.tz)
    if now.hour < HOUR or not row.due_on <= now.date() <= row.due_on + GRACE:
        return False
    if row.kind == Kind.AFTER:
        return workshop.status in (Status.IN_PROGRESS, *COUNTED)
    return workshop.status in TAKING and now.date() <= workshop.starts_on


def _send(pk: int, at: datetime) -> int:
    row = (
        ScheduledLetter.objects.select_for_update(of=("self",))
        .select_related("workshop__host__area", "workshop__country")
        .get(pk=pk)
    )
    if row.sent_at is not None or not row.is_on or not _may_go(row, at):
        return 0
    written = 0
    for registration in letters.not_erased(recipients(row.workshop, row.kind).order_by("pk")):
        registration.workshop = row.workshop
        mail = letters.write(registration, row.kind, at=at, again=f"scheduled-{row.pk}")
        written += mail is not None
    row.sent_at = at
    row.save(update_fields=["sent_at"])
    return written
