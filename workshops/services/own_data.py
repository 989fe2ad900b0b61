"""What is held of a person, as the register of personal data finds it: for a count, and as a file for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core import personal_data as register
from workshops.models import Passport, Registration
from workshops.services import passports, personal_data

if TYPE_CHECKING:
    from core.personal_data import Person

    Held = dict[str, list[dict[str, Any]]]


def held(registration: Registration, *, everywhere: bool = False) -> Held:
    """All that is held by place, in the workshop or over all apps. Passport data stay sealed."""
    return register.export(personal_data.person_of(registration, everywhere=everywhere))


def as_file(registration: Registration) -> Held:
    """The same over all apps for the person themself, with passport data opened, which is noted as a reading."""
    person = personal_data.person_of(registration, everywhere=True)
    return register.export(person) | _opened_passports(person)


def _opened_passports(person: Person) -> Held:
    rows = Registration.objects.filter(pk__in=person.registrations).exclude(passport=None)
    opened = [{"registration_id": row.pk, **passports.revealed(row)} for row in rows.order_by("pk")]
    return {Passport._meta.label: opened} if opened else {}
