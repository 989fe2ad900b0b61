"""The letters that apps write, each declared once by its app with its template.

A name that was never declared is an error where it is used, and a declared template that is missing
or broken is an error of `manage.py check`, which runs before the portal serves.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class UnknownLetter(LookupError):
    """No app declares a letter of this name."""


@dataclass(frozen=True, slots=True)
class LetterKind:
    """A letter that an app writes."""

    name: str
    template: str
    title: str = ""
    """What pages call it; lazily translated."""
    placeholders: frozenset[str] = frozenset()
    """What its text may hold besides the placeholders that every letter has."""
    context: Mapping[str, Any] = field(default_factory=dict)
    """What its template is rendered with."""


_kinds: dict[str, LetterKind] = {}


def declare(
    name: str, template: str, *, title: Any = "", placeholders: Any = (), **context: Any
) -> str:
    """Make a letter known under its name, which is returned.

    Raises ValueError when another letter has the name.
    """
    kind = LetterKind(name, template, title, frozenset(placeholders), context)
    if _kinds.setdefault(name, kind).template != template:
        raise ValueError(
            f"The letter {name!r} is declared twice: {_kinds[name].template}, {template}."
        )
    return name


def kind_of(name: str) -> LetterKind:
    """A declared letter. Raises UnknownLetter."""
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownLetter(f"No letter is declared as {name!r}.") from None


def template_of(name: str) -> str:
    """The template of a declared letter. Raises UnknownLetter."""
    return kind_of(name).template


def declared() -> dict[str, str]:
    """Every declared letter: name and template."""
    return {name: kind.template for name, kind in _kinds.items()}


def titled() -> list[LetterKind]:
    """The letters whose text can be edited: those with a title, in the order of their declaration."""
    return [kind for kind in _kinds.values() if kind.title]
