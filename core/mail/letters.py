"""The letters that apps write, each declared once by its app with its template.

A name that was never declared is an error where it is used, and a declared template that is missing
or broken is an error of `manage.py check`, which runs before the portal serves.
"""

from __future__ import annotations

_templates: dict[str, str] = {}


class UnknownLetter(LookupError):
    """No app declares a letter of this name."""


def declare(name: str, template: str) -> str:
    """Make a letter known under its name, which is returned. Raises ValueError when another has the name."""
    if _templates.setdefault(name, template) != template:
        raise ValueError(f"The letter {name!r} is declared twice: {_templates[name]}, {template}.")
    return name


def template_of(name: str) -> str:
    """The template of a declared letter. Raises UnknownLetter."""
    try:
        return _templates[name]
    except KeyError:
        raise UnknownLetter(f"No letter is declared as {name!r}.") from None


def declared() -> dict[str, str]:
    """Every declared letter: name and template."""
    return dict(_templates)
