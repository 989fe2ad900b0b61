"""A list of people to invite, as CSV, read with the place of every problem."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from migration_portal.core import languages
from migration_portal.core.errors import PortalError
from migration_portal.core.parameters import unknown
from regions.models import Area
from workshops.models import Details, Stakeholder, Workshop
from workshops.models.people import NOT_COUNTED
from workshops.states import OPEN

COLUMNS = (
    "given",
    "family",
    "email",
    "country",
    "organisation",
    "position",
    "stakeholder",
    "gender",
    "language",
)
NEEDED = ("given", "family", "email", "organisation", "stakeholder")
MOST = 1_000


@dataclass(slots=True)
class People:
    """Rows that can be invited, and what is wrong by row and column."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    problems: list[tuple[int, str, str]] = field(default_factory=list)


def read_people(workshop: Workshop, data: bytes) -> People:
    """The people of a list. Raises PortalError when it is no such list."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise PortalError(_("Give the list as CSV in UTF-8.")) from problem
    rows = list(csv.DictReader(io.StringIO(text, newline=""), restval=""))
    missing = [name for name in NEEDED if not rows or name not in rows[0]]
    if missing:
        raise PortalError(_("Missing columns: %(names)s.") % {"names": ", ".join(missing)})
    if len(rows) > MOST:
        raise PortalError(_("At most %(most)s people at once.") % {"most": MOST})
    countries = {one.code: one for one in Area.objects.countries()}
    taken = {
        e.lower()
        for e in workshop.registrations.filter(state__in=OPEN).values_list("email", flat=True)
    }
    found = People()
    for number, row in enumerate(rows, start=2):
        values = {name: (row.get(name) or "").strip() for name in COLUMNS}
        wrong = _wrong(values, countries, taken)
        found.problems += [(number, column, said) for column, said in wrong]
        if not wrong:
            taken.add(values["email"].lower())
            code = values.pop("country").upper()
            found.rows.append(values | {"country": countries.get(code)})
    return found


def _wrong(
    values: dict[str, str], countries: dict[str, Area], taken: set[str]
) -> list[tuple[str, str]]:
    values["gender"] = values["gender"] or Details.Gender.UNSAID
    values["language"] = values["language"] or "en"
    choices = {
        "stakeholder": [kind for kind in Stakeholder.values if kind not in NOT_COUNTED],
        "gender": Details.Gender.values,
        "language": list(languages.NAMES),
    }
    found = [(name, _("Needed.")) for name in NEEDED if not values[name]]
    found += [
        (name, unknown(values[name], known))
        for name, known in choices.items()
        if values[name] and values[name] not in known
    ]
    if values["country"] and values["country"].upper() not in countries:
        found.append(("country", unknown(values["country"].upper(), countries)))
    try:
        validate_email(values["email"])
    except ValidationError:
        found.append(("email", _("This is not an e-mail address.")))
    if values["email"].lower() in taken:
        found.append(
            ("email", _("This address is registered already, or stands twice in the list."))
        )
    return found
