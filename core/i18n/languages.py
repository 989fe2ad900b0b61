"""Languages of content, which are fewer letters than those of the interface: `zh`, not `zh-hans`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

UNITED_NATIONS = ("en", "fr", "es", "ar", "ru", "zh")
NAMES = {
    "en": _("English"),
    "fr": _("French"),
    "es": _("Spanish"),
    "ar": _("Arabic"),
    "ru": _("Russian"),
    "zh": _("Chinese"),
    "pt": _("Portuguese"),
}
"""Languages a text may be in. Portuguese is a language of ECLAC's members, not of the interface."""
RIGHT_TO_LEFT = {"ar"}


def reader_language() -> str:
    """The two letters of the language the page is shown in."""
    return (get_language() or "en").split("-")[0]


def named(codes: str) -> str:
    """`en fr` as “English, French” in the reader's language."""
    return ", ".join(str(NAMES[code]) for code in codes.split() if code in NAMES)


def best_language(available: Iterable[str], wanted: str | None = None) -> str | None:
    """The wanted language (the reader's) if there, else English, French, Spanish …; None of nothing."""
    found = set(available)
    order = (wanted or reader_language(), *NAMES)
    return next((code for code in order if code in found), None)


def in_reader_language(texts: Mapping[str, str]) -> str:
    """The text in the reader's language, else in the best other one; empty when there is none."""
    language = best_language(code for code, text in texts.items() if text)
    return texts[language] if language else ""


def interface_code(language: str) -> str:
    """The interface language of a content language (`zh` is `zh-hans`)."""
    return "zh-hans" if language == "zh" else language


def direction(language: str) -> str:
    """`rtl` or `ltr`, for the attribute dir of a passage."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"
