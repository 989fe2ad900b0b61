"""Numbers and days as the reader's language writes them."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_scientific, parse_pattern
from django.utils.translation import get_language

from core.i18n.records import BY_DJANGO

if TYPE_CHECKING:
    from datetime import date

MISSING = "–"
LARGEST_WRITTEN_OUT = 1e21
"""From here on a number is written with a power of ten: nobody reads so many digits, and few are real."""


@lru_cache
def _locale(language: str) -> Locale:
    return Locale.parse(BY_DJANGO.get(language, BY_DJANGO["en"]).number_locale)


def locale() -> Locale:
    """The CLDR locale of the active language."""
    return _locale(get_language() or "en")


def number(value: float | None, decimals: int = 0) -> str:
    """The value rounded half up for display (methods 0.1), with separators; a dash when missing or not finite."""
    if value is None or not math.isfinite(value):
        return MISSING
    if abs(value) >= LARGEST_WRITTEN_OUT:
        return str(format_scientific(value, format="0.###E0", locale=locale()))
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(rounded, format=pattern, locale=locale())


def compact(value: float | None, decimals: int = 1) -> str:
    """A large value in few characters: 34.9 bn; small ones as `number`."""
    if value is None or not 100_000 <= abs(value) < LARGEST_WRITTEN_OUT:
        return number(value, decimals)
    return _in_large_units(value, "short")


def spoken(value: float | None, decimals: int = 1) -> str:
    """A value within a sentence, with large numbers in words: 34.9 billion."""
    if value is None or not 1_000_000 <= abs(value) < LARGEST_WRITTEN_OUT:
        return number(value, decimals)
    return _in_large_units(value, "long")


def _in_large_units(value: float, length: str) -> str:
    """Thousands, millions and so on by their CLDR patterns, with one decimal unless it is 0.

    Babel's own function has no way round a length that a language lacks (Chinese has no long
    one), chooses the plural before it rounds ("35 миллиона"), and writes "1000 million".
    """
    formats = locale().compact_decimal_formats
    forms = formats[length] if length in formats else formats["short"]
    patterns = {int(size): parse_pattern(pattern) for size, pattern in forms["other"].items()}
    amount = Decimal(str(value))
    # Once more, since rounding may reach the next unit.
    for _turn in range(2):
        size = max(candidate for candidate in patterns if candidate <= abs(amount))
        unit = size // 10 ** (patterns[size].pattern.count("0") - 1)
        count = (amount / unit).quantize(Decimal("0.1"), ROUND_HALF_UP)
        amount = count * unit
    if count == count.to_integral_value():
        count = count.to_integral_value()
    pattern = forms.get(locale().plural_form(abs(count)), {}).get(str(size))
    pattern = parse_pattern(pattern) if pattern else patterns[size]
    return str(pattern.apply(count, locale(), decimal_quantization=False))


def day(value: date | None) -> str:
    """A day in medium length."""
    return format_date(value, "medium", locale=locale()) if value else MISSING


def month(value: date) -> str:
    """A month with its year: June 2025."""
    return str(format_skeleton("yMMMM", value, locale=locale()))


def days(first: date, last: date) -> str:
    """A day, or the first and the last of several."""
    return day(first) if first == last else f"{day(first)} – {day(last)}"
