"""Erasing people: one, everywhere or in a workshop, and all whose term is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from core import personal_data as register
from core.rows import each_row
from workshops.models import Registration
from workshops.services import personal_data, transitions, waiting_list

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet


def erase(*, registration: Registration, at: datetime) -> Registration:
    """Take the personal data of a person out of one workshop, in every place that the register names.

    What counts in statistics stays (country, gender, group, state). A registration that still waits or holds a
    seat is cancelled first. The serials of certificates can still be checked.
    """
    return _erase(registration, at, everywhere=False)


def erase_everywhere(*, registration: Registration, at: datetime) -> Registration:
    """The same over all apps: every registration, nomination, letter and alert under the person's address."""
    return _erase(registration, at, everywhere=True)


@transaction.atomic
def _erase(registration: Registration, at: datetime, *, everywhere: bool) -> Registration:
    person = personal_data.person_of(
        Registration.objects.get(pk=registration.pk), everywhere=everywhere
    )
    rows = Registration.objects.filter(pk__in=person.registrations)
    nominations = personal_data.nominations_of(person)
    numbers = {
        *rows.values_list("workshop", flat=True),
        *nominations.values_list("workshop", flat=True),
    }
    workshops = [transitions.locked(pk) for pk in sorted(numbers)]
    register.erase(person, at)
    for workshop in workshops:
        waiting_list.fill(workshop, at)
    return Registration.objects.get(pk=registration.pk)


def erase_rows(rows: QuerySet[Registration], at: datetime) -> int:
    """Erase people whose term is over, each in their workshop and with all that hangs on them; how many."""

    def erase_one(registration: Registration) -> bool:
        erase(registration=registration, at=at)
        return True

    # Not cut to so many rows: those that fail would stand first again every night.
    return each_row(rows.order_by("pk"), erase_one, what="erase a registration", most=500).total
