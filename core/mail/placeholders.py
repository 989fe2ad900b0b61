"""Placeholders in the texts of letters: `{name}` stands for a value, `{{` and `}}` for braces.

Texts are filled in one pass, so a value is never read again as a placeholder: who is called `{link}`
stays `{link}`. Placeholders that stay in a stored text (personal links, codes) are filled as the
letter leaves; braces of values are doubled until then.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.errors import PortalError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}")


class UnknownPlaceholder(PortalError):
    """A text names a placeholder that its letter does not have."""

    code, status = "unknown_placeholder", 422


def escape(value: str) -> str:
    """The value with its braces doubled, for a text that is filled once more."""
    return value.replace("{", "{{").replace("}", "}}")


def placeholders(text: str) -> list[str]:
    """The names in a text in their order, each once."""
    return list(dict.fromkeys(m[1].strip() for m in PLACEHOLDER.finditer(text) if m[1] is not None))


def check(text: str, allowed: Iterable[str]) -> None:
    """Raises UnknownPlaceholder for the first name that is not allowed, with the one most like it."""
    names = sorted(allowed)
    for name in placeholders(text):
        if name in names:
            continue
        if like := difflib.get_close_matches(
            name.lower().replace("-", "_"), names, n=1, cutoff=0.4
        ):
            message = _("There is no placeholder {%(name)s}. Did you mean {%(like)s}?")
            raise UnknownPlaceholder(message % {"name": name, "like": like[0]})
        raise UnknownPlaceholder(
            _("There is no placeholder {%(name)s} in this letter.") % {"name": name}
        )


def replace(text: str, value_of: Callable[[str], str | None]) -> str:
    """The text with the value of each placeholder in one pass; one without a value stays as it is."""

    def value(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0][0]
        replacement = value_of(match[1].strip())
        return match[0] if replacement is None else replacement

    return PLACEHOLDER.sub(value, text)


def fill(text: str, values: Mapping[str, str], *, later: Mapping[str, str] | None = None) -> str:
    """A text that is filled once more: values with their braces doubled, those of `later` as they are.

    A line whose placeholders all have an empty value is left out.
    """
    later = later or {}

    def value(match: re.Match[str]) -> str:
        name = match[1].strip() if match[1] is not None else ""
        if match[1] is None or (name not in later and name not in values):
            return match[0]
        return later[name] if name in later else escape(values[name])

    def is_empty(line: str) -> bool:
        names = placeholders(line)
        return bool(names) and not any(name in later or values.get(name, "?") for name in names)

    lines = [PLACEHOLDER.sub(value, line) for line in text.split("\n") if not is_empty(line)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def plain(text: str) -> str:
    """A filled text that is not filled again, such as a subject: doubled braces are single."""
    return replace(text, lambda _name: None)
