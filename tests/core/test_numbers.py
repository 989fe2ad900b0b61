"""Large numbers in words and in few characters, in every language of the portal."""

import pytest
from django.conf import settings
from django.utils import translation

from core.i18n.numbers import MISSING, compact, number, spoken

LANGUAGES = [code for code, _name in settings.LANGUAGES]
SPOKEN = {
    "en": ("1 million", "3.5 million", "35 million", "-34.9 billion", "2 trillion"),
    "fr": ("1 million", "3,5 millions", "35 millions", "-34,9 milliards", "2 billions"),
    "es": ("1 millón", "3,5 millones", "35 millones", "-34,9 mil millones", "2 billones"),
    "ar": ("1 مليون", "3.5 مليون", "35 مليون", "-34.9 مليار", "2 ترليون"),
    "ru": ("1 миллион", "3,5 миллиона", "35 миллионов", "-34,9 миллиарда", "2 триллиона"),
    "zh-hans": ("100万", "350万", "3500万", "-349亿", "2万亿"),
}
"""1 million, 3.5 million, 35 million and a little, minus 34.9 thousand million, 2 million million."""


def plain(text: str) -> str:
    """Without the marks of direction and the hard spaces that CLDR puts between number and unit."""
    return text.replace("\N{NO-BREAK SPACE}", " ").lstrip("\u200e\u200f\u061c")


@pytest.mark.parametrize("language", LANGUAGES)
def test_large_numbers_are_said_as_the_language_says_them(language):
    with translation.override(language):
        texts = [plain(spoken(v)) for v in (1e6, 3.5e6, 35_000_040, -3.49e10, 2e12)]

    assert texts == list(SPOKEN[language])


@pytest.mark.parametrize("write", [spoken, compact])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_size_has_a_form_in_every_language(language, write):
    with translation.override(language):
        for power in range(5, 16):
            for lead in (1, 2, 3, 9.9999, 1.2345):
                text = write(lead * 10**power)

                # The sign stands before the number, or before the mark of direction in Arabic.
                assert plain(write(-lead * 10**power)).lstrip("-") == plain(text), (power, lead)
                assert any(sign.isdigit() for sign in text), (power, lead)


@pytest.mark.parametrize(
    ("language", "few", "words"),
    [
        ("en", "1B", "1 billion"),
        ("fr", "1 Md", "1 milliard"),
        ("ru", "1 млрд", "1 миллиард"),
        ("zh-hans", "10亿", "10亿"),
    ],
)
def test_a_number_that_rounds_up_takes_the_next_unit(language, few, words):
    with translation.override(language):
        assert plain(compact(999_960_000)) == few
        assert plain(spoken(999_960_000)) == words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("write", [number, compact, spoken])
def test_no_number_is_too_large_to_be_written(language, write):
    with translation.override(language):
        texts = [write(value, 1) for value in (1e20, 1e21, -1.7976931348623157e308, 5e-324)]
        assert write(float("inf")) == write(float("nan")) == MISSING
    assert all(0 < len(text) < 40 for text in texts), texts
    assert "308" in texts[2]
