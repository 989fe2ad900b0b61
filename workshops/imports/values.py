"""Cells of lists as values: labels in any language of the interface, names of countries, days, yes and no."""

from __future__ import annotations

import re
from datetime import date
from email.utils import parseaddr
from functools import cache
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from core.api.parameters import unknown
from core.i18n import languages
from core.tables.columns import in_all_languages, normal_text
from regions.models import Area
from regions.names import code_of
from workshops.models import Nomination, Question, Registration
from workshops.models.people import POLICY_ROLES
from workshops.states import RegistrationState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workshops.models import ParticipantKind

WORDS: dict[str, dict[str, str]] = {
    "gender": {
        "woman": "f female w women ms mrs femme féminin mme mujer femenino sra женский ж жен امرأة أنثى 女 女性",
        "man": "m male men mr homme masculin hombre masculino sr мужской м муж رجل ذكر 男 男性",
        "other": "x non-binary nonbinary other",
        "unsaid": "undisclosed",
    },
    "mode": {
        "in_person": "in-person onsite on-site physical présentiel presencial очно очное حضوري 现场 线下",
        "online": "online remote virtual virtuel distanciel virtual virtuale онлайн дистанционно افتراضي 线上 在线",
    },
    "capacity": {"head": "chief hod", "alternate": "deputy", "adviser": "advisor delegate member"},
}
"""Words for choices besides their codes and labels, which the field tells from the others."""
YES = "yes y true 1 x oui o vrai sí si s verdadero да д истина نعم صحيح 是 对 ✓ ✔"
NO = "no n false 0 non faux falso нет н ложь لا خطأ 否 不"
LATER_STATES = {
    RegistrationState.ACCEPTED, RegistrationState.CONFIRMED, RegistrationState.CHECKED_IN,
    RegistrationState.ATTENDED, RegistrationState.COMPLETED,
}  # fmt: skip
WAITING_STATES = {
    RegistrationState.INVITED, RegistrationState.SUBMITTED, RegistrationState.PENDING,
    RegistrationState.RETURNED, RegistrationState.WAITLISTED, RegistrationState.OFFERED,
    RegistrationState.NO_SHOW,
}  # fmt: skip
INDICO_STATES = {
    "complete": "complete", "completed": "complete", "approved": "complete", "pending": "pending",
    "unpaid": "pending", "awaiting payment": "pending", "rejected": "", "withdrawn": "", "cancelled": "",
    "paid": "complete", "canceled": "", "expired": "",
}  # fmt: skip
LONGEST_ANSWER, LONGEST_NAME = 2_000, 120
DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]00:00(?::00)?)?", re.ASCII)
DAY_LAST = re.compile(r"(\d{1,2})([./-])(\d{1,2})[./-](\d{4})", re.ASCII)


class BadValue(ValueError):
    """A cell that cannot be read; where `known` has what is known, the nearest of it can be suggested."""

    def __init__(self, text: str, known: Iterable[str] | None = None) -> None:
        super().__init__(text)
        self.text = text
        self.known = known

    def message(self, *, suggests: bool = True) -> str:
        """What is wrong. A suggestion is compared with all that is known, which takes its time."""
        if self.known is None:
            return self.text
        return unknown(self.text, self.known if suggests else ())


def _labels(choices: Iterable[tuple[Any, Any]], words: dict[str, str]) -> dict[str, str]:
    """Normal form of codes, labels in six languages, and further words, to the code; codes first."""
    rows = [(str(code), label) for code, label in choices if code]
    labels = {normal_text(code): code for code, _label in rows}
    for code, label in rows:
        for text in in_all_languages(label):
            labels.setdefault(normal_text(text), code)
    for code, text in words.items():
        for word in text.split():
            labels.setdefault(normal_text(word), code)
    labels.pop("", None)
    return labels


@cache
def choice_labels(name: str) -> dict[str, str]:
    """What stands for each code of a field of registrations or nominations."""
    model = Nomination if name == "capacity" else Registration
    column: Any = model._meta.get_field(name)
    choices = column.flatchoices
    if name in ("language", "interpretation"):
        choices = list(languages.NAMES.items())
    return _labels(choices, WORDS.get(name, {}))


def choice(name: str, text: str) -> str:
    """The code of a choice, written as code or as label. Raises BadValue."""
    labels = choice_labels(name)
    code = labels.get(normal_text(text))
    if code is None and name in ("language", "interpretation"):
        code = labels.get(normal_text(re.split(r"[-_(]", text)[0]))
    if code is None:
        raise BadValue(text, sorted(set(labels.values())))
    return code


def participant_kind(kinds: Iterable[ParticipantKind], text: str) -> str:
    """The code of a kind of participants, written as code or as name in any language. Raises BadValue."""
    codes: dict[str, str] = {}
    for kind in kinds:
        for name in (kind.code, *kind.names.values()):
            codes.setdefault(normal_text(name), kind.code)
    code = codes.get(normal_text(text))
    if code is None:
        raise BadValue(text, [str(kind) for kind in kinds])
    return code


def country(text: str, countries: dict[str, Area]) -> Area:
    """A country by its name in six languages or by ISO or M49 code. Raises BadValue."""
    area = countries.get(text.strip().upper()) or countries.get(text.strip().lstrip("0"))
    if area is None and len(text) <= LONGEST_NAME:
        area = countries.get(code_of(text) or "")
    if area is None:
        raise BadValue(text, map(str, set(countries.values())))
    return area


def country_codes() -> dict[str, Area]:
    """Countries by each of their codes: ISO 3166 alpha-3 and alpha-2, M49."""
    codes: dict[str, Area] = {}
    for area in Area.objects.countries():
        for code in (area.code, area.iso2, area.m49.lstrip("0")):
            if code:
                codes.setdefault(code, area)
    return codes


@cache
def _yes_no() -> dict[str, bool]:
    words = {normal_text(word) or word: True for word in YES.split()}
    return words | {normal_text(word) or word: False for word in NO.split()}


def yes_no(text: str) -> bool:
    """Yes or no in six languages. Raises BadValue."""
    value = _yes_no().get(normal_text(text) or text)
    if value is None:
        raise BadValue(text, ("yes", "no"))
    return value


def policy_roles(text: str) -> list[str]:
    """Codes of roles in policy, parted by commas or semicolons. Raises BadValue."""
    labels = _policy_role_labels()
    codes = []
    for part in filter(None, (part.strip() for part in re.split(r"[;,،；，]", text))):
        code = labels.get(normal_text(part))
        if code is None:
            raise BadValue(part, POLICY_ROLES)
        codes.append(code)
    return list(dict.fromkeys(codes))


@cache
def _policy_role_labels() -> dict[str, str]:
    return _labels(POLICY_ROLES.items(), {})


def day(text: str) -> date:
    """A day as 2026-01-31, 31.01.2026, or with slashes where only one reading is possible. Raises BadValue."""
    try:
        if parts := DAY.fullmatch(text):
            return date(*map(int, parts.groups()))
        if parts := DAY_LAST.fullmatch(text):
            first, mark, second, year = int(parts[1]), parts[2], int(parts[3]), int(parts[4])
            if mark == "." or first > 12 or first == second:
                return date(year, second, first)
            if second > 12:
                return date(year, first, second)
    except ValueError:
        pass  # no day of the calendar: told like any other text
    raise BadValue(_("Write the day as 2026-01-31."))


@cache
def _states() -> dict[str, str]:
    labels = dict(INDICO_STATES)
    for text, code in _labels(RegistrationState.choices, {}).items():
        state = RegistrationState(code)
        word = "complete" if state in LATER_STATES else ""
        labels.setdefault(text, "pending" if state in WAITING_STATES else word)
    return labels


def registration_state(text: str) -> str:
    """`complete` or `pending`, of the states of Indico and of ours. Raises BadValue also for who does not come."""
    state = _states().get(normal_text(text))
    if state is None:
        raise BadValue(text, ("complete", "pending"))
    if not state:
        raise BadValue(_("“%(state)s”: this person does not come.") % {"state": text})
    return state


def names(text: str) -> tuple[str, str]:
    """Given and family names of a whole name: “Family, Given”, or the part in capitals. Raises BadValue."""
    family, comma, given = (part.strip() for part in text.partition(","))
    if comma and family and given and "," not in given:
        return given, family
    words = text.split()
    capitals = [word for word in words if len(word) > 1 and word.isupper() and word.lower() != word]
    others = [word for word in words if word not in capitals]
    if capitals and others and (words == others + capitals or words == capitals + others):
        return " ".join(others), " ".join(capitals)
    raise BadValue(_("Which is the family name? Write “Family, Given”."))


def address(text: str) -> str:
    """An e-mail address, also as `Name <address>`. Raises BadValue."""
    plain = parseaddr(text)[1] if "<" in text else text.removeprefix("mailto:").strip()
    try:
        validate_email(plain)
    except ValidationError:
        raise BadValue(_("This is not an e-mail address.")) from None
    return plain


def whole_number(text: str) -> int:
    """A whole number from 1. Raises BadValue."""
    if not re.fullmatch(r"\d{1,5}", text, re.ASCII) or not int(text):
        raise BadValue(_("Give a whole number from 1."))
    return int(text)


def answer(question: Question, text: str) -> str:
    """The answer to an extra question, as it is stored. Raises BadValue."""
    if question.kind == Question.Kind.YES_NO:
        return "yes" if yes_no(text) else "no"
    if question.kind == Question.Kind.CHOICE:
        labels = {normal_text(code): code for code in question.options}
        for code, texts in question.options.items():
            for label in texts.values():
                labels.setdefault(normal_text(label), code)
        if (code := labels.get(normal_text(text))) is None:
            raise BadValue(text, question.options)
        return code
    if len(text) > LONGEST_ANSWER:
        raise BadValue(_("At most %(most)s characters.") % {"most": LONGEST_ANSWER})
    return text
