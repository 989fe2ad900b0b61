"""Query parameters of the API: declared once, for reading, refusing and documenting."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import QueryDict

MOST_SHOWN = 5
MOST_VALUES = 200
"""Values of one parameter: every country of the world at once goes without naming them."""
MOST_GUESSES = 5
"""Unknown values of one query that near ones are looked for; each costs as much as a small query."""
LONGEST = 200
"""Characters of a value."""


@dataclass(frozen=True, slots=True)
class Period:
    """A year (quarter 0) or a quarter, SDMX TIME_PERIOD."""

    year: int
    quarter: int = 0


@dataclass(frozen=True, slots=True)
class Kind:
    """How a value is read, and what the document says of it. Reading raises ValueError with a text."""

    read: Callable[[str], Any]
    schema: dict[str, Any]

    def __call__(self, value: str) -> Any:
        """The clean value."""
        return self.read(value)


def _kind(**schema: Any) -> Callable[[Callable[[str], Any]], Kind]:
    """Make a reader a kind of value with this JSON schema."""
    return lambda read: Kind(read, schema)


def _plain(value: str) -> str:
    if "\x00" in value or len(value) > LONGEST:
        raise ValueError(_("Write plain text of at most 200 characters."))
    return value.strip()


@_kind(type="string", maxLength=LONGEST)
def text(value: str) -> str:
    """Any text without NUL, which PostgreSQL does not store."""
    return _plain(value)


@_kind(type="string", minLength=1, maxLength=LONGEST, pattern=r"\S")
def word(value: str) -> str:
    """A name or code as it is written; not empty."""
    if not (text := _plain(value)):
        raise ValueError(_("Write a value, or leave the parameter out."))
    return text


@_kind(type="string", minLength=1, maxLength=LONGEST, pattern=r"\S")
def code(value: str) -> str:
    """A code; codes are upper case whatever was typed."""
    return word(value).upper()


@_kind(type="string", format="date")
def day(value: str) -> date:
    """A day as 2024-01-31."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(_("Write the day as 2024-01-31.")) from None


@_kind(type="string", pattern=r"^[12]\d{3}(-?[Qq][1-4])?$")
def period(value: str) -> Period:
    """A year as 2020 or a quarter as 2020-Q3."""
    match = re.fullmatch(r"([12]\d{3})(?:-?Q([1-4]))?", value.strip(), re.ASCII | re.IGNORECASE)
    if match is None:
        raise ValueError(_("Write a year as 2020 or a quarter as 2020-Q3."))
    return Period(int(match[1]), int(match[2] or 0))


@_kind(type="boolean")
def flag(value: str) -> bool:
    """True or false."""
    if value.lower() not in {"true", "false", "1", "0"}:
        raise ValueError(_("Write true or false."))
    return value.lower() in {"true", "1"}


def integer(minimum: int, maximum: int) -> Kind:
    """A whole number from `minimum` to `maximum`, both included."""

    @_kind(type="integer", minimum=minimum, maximum=maximum)
    def read(value: str) -> int:
        if not re.fullmatch(r"\d{1,18}", value, re.ASCII) or not minimum <= int(value) <= maximum:
            raise ValueError(
                _("Write a whole number from %(least)s to %(most)s.")
                % {"least": minimum, "most": maximum}
            )
        return int(value)

    return read


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: `many` may be repeated and its values separated by commas.

    `choices` are listed in the document. `known` reads the codes that there are when one is given;
    the view gets only such.
    """

    name: str
    description: str
    read: Kind = text
    many: bool = False
    choices: tuple[str, ...] = ()
    known: Callable[[], Iterable[str]] | None = None
    example: str = ""

    def value(self, texts: list[str]) -> Any:
        """The clean value of what was given. Raises ValueError with texts for the reader."""
        if self.many:
            parts = [part for text in texts for part in text.split(",") if part.strip()]
            if len(parts) > MOST_VALUES:
                raise ValueError(
                    _("Give at most %(most)s values at a time.") % {"most": MOST_VALUES}
                )
            return self._only_known(
                tuple(dict.fromkeys(self._read_value(part.strip()) for part in parts))
            )
        if len(texts) > 1:
            raise ValueError(_("Give this parameter once."))
        (value,) = self._only_known((self._read_value(texts[0]),))
        return value

    def _read_value(self, text: str) -> Any:
        value = self.read(text)
        if self.choices and value not in self.choices:
            raise ValueError(unknown(text, self.choices))
        return value

    def _only_known(self, values: tuple[Any, ...]) -> tuple[Any, ...]:
        if values and self.known and (wrong := all_unknown(values, list(self.known()))):
            raise ValueError(*wrong)
        return values

    @property
    def documented(self) -> OpenApiParameter:
        """The same, for the OpenAPI document."""
        schema = self.read.schema | ({"enum": list(self.choices)} if self.choices else {})
        if not self.many:
            return OpenApiParameter(self.name, type=schema, description=self.description)
        return OpenApiParameter(
            self.name,
            type={"type": "array", "items": schema, "maxItems": MOST_VALUES},
            explode=False,
            style="form",
            description=self.description,
        )


def unknown(value: str, choices: Iterable[str]) -> str:
    """Says that a value is not known, with the nearest ones or all when they are few."""
    choices = list(choices)
    if len(value) > LONGEST:
        return _not_known(value)
    near = get_close_matches(value.upper(), choices, n=3, cutoff=0.5)
    near = near or get_close_matches(value, choices, n=3, cutoff=0.5)
    if not near and len(choices) <= MOST_SHOWN + 5:
        near = choices
    if not near:
        return _not_known(value)
    return _("%(value)s is not known. Did you mean %(near)s?") % {
        "value": value,
        "near": ", ".join(near),
    }


def all_unknown(
    values: Iterable[str], choices: Iterable[str], describe: Callable[..., str] = unknown
) -> list[str]:
    """What is wrong with each value that is not known; near ones are named for the first few only."""
    wrong = [value for value in values if value not in choices]
    return [
        describe(value, choices) if place < MOST_GUESSES else _not_known(value)
        for place, value in enumerate(wrong)
    ]


def _not_known(value: str) -> str:
    shortened = value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"
    return _("%(value)s is not known.") % {"value": shortened}


def refuse(problems: dict[str, list[str]]) -> ValidationError:
    """The error of a query: 400 with what is wrong with each parameter."""
    return ValidationError(problems)


def clean(query: QueryDict, parameters: Iterable[Parameter]) -> dict[str, Any]:
    """Clean values by name, only of the parameters given. Raises ValidationError naming each wrong one."""
    declared = {parameter.name: parameter for parameter in parameters}
    values: dict[str, Any] = {}
    names = [name for name in query if name not in declared]
    problems = {
        name: [_("There is no such parameter. ") + problem]
        for name, problem in zip(names, all_unknown(names, declared), strict=True)
    }
    for name, texts in query.lists():
        if name not in declared:
            continue
        try:
            values[name] = declared[name].value(texts)
        except ValueError as problem:
            problems[name] = [str(message) for message in problem.args]
    if problems:
        raise refuse(problems)
    return values


FORMAT = Parameter(
    "format", "json, or csv for all rows as one file.", choices=("json", "csv"), example="csv"
)
