"""What is held about a person: as a file for them, its time, and its erasure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from core import personal_data as register
from core.rows import each_row
from workshops.models import (
    AddressChange,
    AttendanceInterval,
    Nomination,
    Registration,
    SideStatusChange,
    TravelRequest,
)
from workshops.services import passports, personal_data, transitions, waiting_list

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


def held(
    registration: Registration, *, everywhere: bool = False
) -> dict[str, list[dict[str, Any]]]:
    """What the register finds of a person, by place: in the workshop, or everywhere."""
    return register.export(personal_data.person_of(registration, everywhere=everywhere))


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


def own_data(registration: Registration) -> dict[str, Any]:
    """Everything held about the person, for a file of their own."""
    fields = {f.name: f.value_from_object(registration) for f in registration._meta.concrete_fields}
    for name in ("secret", "search_key"):
        fields.pop(name)
    nominations = [registration.nomination_id] if registration.nomination_id else []
    return {
        "registration": fields,
        "workshop": registration.workshop.title,
        "answers": [
            {"question": str(a.question), "answer": a.value}
            for a in registration.answers.select_related("question")
        ],
        "moves": list(
            registration.status_changes.values("at", "old", "new", "actor", "cause", "reason")
        ),
        "corrections": list(registration.changes.values("at", "field", "old", "new", "actor")),
        "address_not_confirmed": _of(
            AddressChange.objects.filter(registration=registration), without=("secret",)
        ),
        "nomination": _of(Nomination.objects.filter(pk__in=nominations), without=("note_stored",)),
        "travel": _of(TravelRequest.objects.filter(registration=registration)),
        "moves_of_travel_and_visa": list(
            SideStatusChange.objects.filter(registration=registration).values(
                "at", "lifecycle", "old", "new", "reason"
            )
        ),
        "visa_letters": list(registration.visa_letters.values("number", "issued_at", "revoked_at")),
        "passport": passports.revealed(registration),
        "attendance": list(
            registration.attendances.values(
                "session__title", "kind", "minutes", "method", "came_at", "recorded_at"
            )
        ),
        "attendance_intervals": list(
            AttendanceInterval.objects.filter(attendance__registration=registration).values(
                "attendance__session__title", "starts_at", "ends_at"
            )
        ),
        "certificates": list(
            registration.certificates.values("serial", "kind", "issued_at", "revoked_at")
        ),
        "mails": list(registration.mails.values("subject", "body", "created_at", "state")),
        "readings_of_passport": list(registration.passport_readings.values("at", "purpose")),
        "everywhere": held(registration, everywhere=True),
    }


def _of(rows, without: tuple[str, ...] = ()) -> dict[str, Any]:
    row = rows.values().first() or {}
    return {name: value for name, value in row.items() if name not in without}


def erase_rows(rows: QuerySet[Registration], at: datetime) -> int:
    """Erase people whose term is over, each in their workshop and with all that hangs on them; how many."""

    def erase_one(registration: Registration) -> bool:
        erase(registration=registration, at=at)
        return True

    # Not cut to so many rows: those that fail would stand first again every night.
    return each_row(rows.order_by("pk"), erase_one, what="erase a registration", most=500).total
