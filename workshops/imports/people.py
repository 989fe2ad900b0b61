"""Lists of people as CSV, to invite, to take over or to nominate, read with the place of every problem."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import (
    MaxLengthValidator,
    ProhibitNullCharactersValidator,
    validate_email,
)
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.api.parameters import unknown
from core.errors import PortalError
from core.i18n import languages
from regions.models import Area
from workshops.models import Details, Nomination, Registration, Stakeholder, Workshop
from workshops.models.people import NOT_COUNTED
from workshops.states import NOMINATION, OPEN, NominationState


class Purpose(models.TextChoices):
    """What is to be done with the people of a list."""

    INVITE = "invite", gettext_lazy("Invite them")
    REGISTER = "register", gettext_lazy("They have registered elsewhere")
    NOMINATE = "nominate", gettext_lazy("Their governments nominated them on paper")


PERSON = (
    "given", "family", "email", "country", "organisation", "position", "stakeholder", "gender", "language",
)  # fmt: skip
COLUMNS = {
    Purpose.INVITE: PERSON,
    Purpose.REGISTER: (*PERSON, "state"),
    Purpose.NOMINATE: (*PERSON, "capacity", "rank", "reserve", "reference", "document_date"),
}
NEEDED = ("given", "family", "email", "organisation", "stakeholder")
STATES = ("pending", "complete")
"""As Indico's exports name registrations that wait for a decision and those that are accepted."""
YES_NO = {"yes": True, "no": False, "": False}
MOST = 1_000


@dataclass(slots=True)
class People:
    """Rows that can be taken, and what is wrong by row and column."""

    purpose: str = Purpose.INVITE
    rows: list[dict[str, Any]] = field(default_factory=list)
    problems: list[tuple[int, str, str]] = field(default_factory=list)


def read_people(workshop: Workshop, data: bytes, purpose: str = Purpose.INVITE) -> People:
    """The people of a list. Raises PortalError when it is no such list."""
    rows = _rows(data)
    columns, needed = COLUMNS[Purpose(purpose)], list(NEEDED)
    if purpose == Purpose.NOMINATE:
        needed.append("country")
    missing = [name for name in needed if not rows or name not in rows[0]]
    if missing:
        raise PortalError(_("Missing columns: %(names)s.") % {"names": ", ".join(missing)})
    if len(rows) > MOST:
        raise PortalError(_("At most %(most)s people at once.") % {"most": MOST})
    countries = {country.code: country for country in Area.objects.countries()}
    addresses = _taken(workshop, purpose)
    people = People(purpose)
    for number, row in enumerate(rows, start=2):
        values: dict[str, Any] = {name: (row.get(name) or "").strip() for name in columns}
        row_problems = _unfit(values, Nomination if purpose == Purpose.NOMINATE else Registration)
        row_problems += _wrong(values, needed, countries, addresses) + _wrong_of(values)
        people.problems += [(number, column, message) for column, message in row_problems]
        if not row_problems:
            addresses.add(values["email"].lower())
            values["country"] = countries.get(values["country"].upper())
            people.rows.append(values)
    return people


def _rows(data: bytes) -> list[dict[str, str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise PortalError(_("Give the list as CSV in UTF-8.")) from problem
    try:
        return list(csv.DictReader(io.StringIO(text, newline=""), restval=""))
    except csv.Error as problem:
        raise PortalError(_("Give the list as CSV in UTF-8.")) from problem


def _taken(workshop: Workshop, purpose: str) -> set[str]:
    """Addresses that are registered, or nominated, already."""
    if purpose == Purpose.NOMINATE:
        alive = [state for state in NominationState if NOMINATION.following(state)]
        nominations = workshop.nominations.filter(state__in=alive)
        return {email.lower() for email in nominations.values_list("email", flat=True)}
    registrations = workshop.registrations.filter(state__in=OPEN)
    return {email.lower() for email in registrations.values_list("email", flat=True)}


def _unfit(values: dict[str, Any], model: type[Details]) -> list[tuple[str, str]]:
    """What the database would refuse when the list is taken: texts that are too long, and NUL."""
    problems = []
    for column in model._meta.concrete_fields:
        text = values.get(column.name)
        if not text or column.choices or not isinstance(column, models.CharField):
            continue
        for validator in (MaxLengthValidator(column.max_length), ProhibitNullCharactersValidator()):
            try:
                validator(text)
            except ValidationError as problem:
                problems += [(column.name, message) for message in problem.messages]
    return problems


def _wrong(
    values: dict[str, Any], needed: list[str], countries: dict[str, Area], addresses: set[str]
) -> list[tuple[str, str]]:
    """What is wrong with the fields that every list has."""
    values["gender"] = values["gender"] or Details.Gender.UNSAID
    values["language"] = values["language"] or "en"
    choices = {
        "stakeholder": [kind for kind in Stakeholder.values if kind not in NOT_COUNTED],
        "gender": Details.Gender.values,
        "language": list(languages.NAMES),
    }
    problems = [(name, _("Needed.")) for name in needed if not values[name]]
    problems += [
        (name, unknown(values[name], allowed))
        for name, allowed in choices.items()
        if values[name] and values[name] not in allowed
    ]
    if values["country"] and values["country"].upper() not in countries:
        problems.append(("country", unknown(values["country"].upper(), countries)))
    try:
        validate_email(values["email"])
    except ValidationError:
        problems.append(("email", _("This is not an e-mail address.")))
    if values["email"].lower() in addresses:
        problems.append(
            ("email", _("This address is registered already, or stands twice in the list."))
        )
    return problems


def _wrong_of(values: dict[str, Any]) -> list[tuple[str, str]]:
    """What is wrong with the fields of registrations and nominations; reads them on the way."""
    problems = []
    if "state" in values and (values["state"] or "pending") not in STATES:
        problems.append(("state", unknown(values["state"], STATES)))
    if "capacity" in values:
        values["capacity"] = values["capacity"] or Nomination.Capacity.ADVISER
        if values["capacity"] not in Nomination.Capacity.values:
            problems.append(("capacity", unknown(values["capacity"], Nomination.Capacity.values)))
        if values["reserve"].lower() not in YES_NO:
            problems.append(("reserve", unknown(values["reserve"], ("yes", "no"))))
        values["is_reserve"] = YES_NO.get(values.pop("reserve").lower(), False)
        rank = values["rank"] or "1"
        if not (re.fullmatch(r"\d{1,3}", rank, re.ASCII) and int(rank)):
            problems.append(("rank", _("Give a whole number from 1.")))
        else:
            values["rank"] = int(rank)
        try:
            day = values["document_date"]
            values["document_date"] = date.fromisoformat(day) if day else None
        except ValueError:
            problems.append(("document_date", _("Write the day as 2026-01-31.")))
    return problems
