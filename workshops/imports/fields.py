"""What a list of people or of focal points may fill, by what is to be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy

from core.tables.columns import ImportField
from workshops.imports.headings import HEADINGS
from workshops.models import FocalPoint, Nomination, Question, Registration, Workshop
from workshops.selectors import lists

if TYPE_CHECKING:
    from collections.abc import Iterable


class Purpose(models.TextChoices):
    """What is to be done with the people of a list."""

    INVITE = "invite", gettext_lazy("Invite them")
    REGISTER = "register", gettext_lazy("They have registered elsewhere")
    NOMINATE = "nominate", gettext_lazy("Their governments nominated them on paper")
    FOCAL = "focal", gettext_lazy("They are focal points of governments")


PERSON = (
    "title", "given", "family", "full_name", "printed_name", "gender", "country", "representation", "stakeholder",
    "organisation", "unit", "position", "seniority", "policy_roles", "email", "other_email", "phone", "messaging",
    "language",
)  # fmt: skip
NAMES = {
    Purpose.INVITE: (*PERSON, "participant_kind", "mode", "interpretation"),
    Purpose.REGISTER: (
        *PERSON, "state", "participant_kind", "mode", "interpretation", "first_time", "access_needs", "diet", "emergency_contact",
    ),
    Purpose.NOMINATE: (
        *PERSON, "capacity", "rank", "is_reserve", "reference", "document_date", "endorsement",
    ),
    Purpose.FOCAL: (
        "country", "name", "authority", "email", "language", "mandate_from", "mandate_until",
    ),
}  # fmt: skip
MODELS: dict[str, type[Registration | Nomination | FocalPoint]] = {
    Purpose.INVITE: Registration,
    Purpose.REGISTER: Registration,
    Purpose.NOMINATE: Nomination,
    Purpose.FOCAL: FocalPoint,
}
NEEDED = {
    Purpose.INVITE: ("given", "family", "email", "organisation", "stakeholder"),
    Purpose.REGISTER: ("given", "family", "email", "organisation", "stakeholder"),
    Purpose.NOMINATE: ("given", "family", "email", "country", "organisation", "stakeholder"),
    Purpose.FOCAL: ("country", "name", "authority", "email"),
}
FOR_ALL = ("participant_kind", "stakeholder", "country", "mode", "language")
"""Fields that may be given once for all rows whose cell is empty."""
FULL_NAME = gettext_lazy("whole name: “Family, Given”")


def fields_of(workshop: Workshop, purpose: str) -> list[ImportField]:
    """The fields of a list, the workshop's own questions included where people have registered."""
    left_out = set() if len(workshop.modes) > 1 else {"mode"}
    if not workshop.participant_kinds.exists():
        left_out.add("participant_kind")
    names = [name for name in NAMES[Purpose(purpose)] if name not in left_out]
    fields = [_field(name, purpose) for name in names]
    if purpose == Purpose.REGISTER:
        fields += [
            ImportField(f"q{question.pk}", str(question), headings=tuple(question.texts.values()))
            for question in questions_of(workshop)
        ]
    return fields


def questions_of(workshop: Workshop) -> Iterable[Question]:
    """Questions whose answers a list can hold: all but files."""
    return workshop.questions.exclude(kind=Question.Kind.FILE)


def _field(name: str, purpose: str) -> ImportField:
    exported = lists.LABELS.get(name)
    return ImportField(
        name,
        _label(name, MODELS[purpose]),
        required=name in NEEDED[Purpose(purpose)],
        headings=HEADINGS.get(name, ()),
        labels=(exported,) if exported else (),
    )


def _label(name: str, model: type[models.Model]) -> Any:
    if name == "full_name":
        return FULL_NAME
    column: Any = model._meta.get_field(name)
    return column.verbose_name
