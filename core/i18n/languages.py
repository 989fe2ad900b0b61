"""Languages of content, which are fewer letters than those of the interface: `zh`, not `zh-hans`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext_lazy

from core.i18n.records import BY_CODE, INTERFACE, LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

UNITED_NATIONS = tuple(language.code for language in INTERFACE)
NAMES = {language.code: gettext_lazy(language.name) for language in LANGUAGES}
"""Languages a text may be in."""


def reader_language() -> str:
    """The two letters of the language the page is shown in."""
    return (get_language() or "en").split("-")[0]


def named(codes: str) -> str:
    """`en fr` as “English, French” in the reader's language."""
    return ", ".join(str(NAMES[code]) for code in codes.split() if code in NAMES)


def best_language(available: Iterable[str], preferred: str | None = None) -> str | None:
    """The preferred language (the reader's) if there, else English, French, Spanish …; None of nothing."""
    languages = set(available)
    order = (preferred or reader_language(), *NAMES)
    return next((code for code in order if code in languages), None)


def in_reader_language(texts: Mapping[str, str]) -> str:
    """The text in the reader's language, else in the best other one; empty when there is none."""
    language = best_language(code for code, text in texts.items() if text)
    return texts[language] if language else ""


def interface_code(language: str) -> str:
    """The interface language of a content language (`zh` is `zh-hans`)."""
    record = BY_CODE.get(language)
    return record.bcp47 if record else language


def direction(language: str) -> str:
    """`rtl` or `ltr`, for the attribute dir of a passage."""
    record = BY_CODE.get(language)
    return "rtl" if record and record.is_right_to_left else "ltr"
