"""Which encoding a text is in, told by its content (pure).

A byte order mark or valid UTF-8 decides. Otherwise the candidates are the Windows code pages that
spreadsheets save in and GB 18030, and the likeliest pairs of letters win: how likely is learnt from
the names of countries and languages in CLDR.
"""

from __future__ import annotations

import codecs
import math
import unicodedata
from collections import Counter, defaultdict
from functools import cache

from babel import Locale

LOCALES = {
    "cp1252": ("fr", "es", "pt", "de", "it", "sv", "nb"),
    "cp1250": ("pl", "cs", "hu", "ro", "hr", "sk"),
    "cp1251": ("ru", "uk", "bg", "sr"),
    "cp1256": ("ar", "fa"),
    "gb18030": ("zh",),
}
ENCODINGS = ("utf-8", "utf-16", *LOCALES)
"""What a person may choose from."""
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
UNSEEN, UNSEEN_WIDE = 1e-5, 1e-6
"""The likelihood of a pair that no name has; smaller where one letter takes the place of two bytes."""
NO_LETTER = "\N{REPLACEMENT CHARACTER}"
SAMPLE = 20_000
"""Bytes that the guess looks at."""


def guess(data: bytes) -> str:
    """The likeliest of ENCODINGS."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return encoding
    if max(_zeros(data)) * 20 > len(data[:SAMPLE]) and min(_zeros(data)) * 10 < max(_zeros(data)):
        return "utf-16"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        scores = {encoding: _likelihood(data[:SAMPLE], encoding) for encoding in LOCALES}
        return max(scores, key=lambda encoding: scores[encoding])
    return "utf-8"


def decode(data: bytes, encoding: str = "") -> tuple[str, str]:
    """The text without its byte order mark, and the encoding it was read in, guessed where none is given.

    Raises UnicodeDecodeError where the text is in another one, LookupError for no encoding of ours.
    """
    encoding = encoding or guess(data)
    if encoding not in ENCODINGS:
        raise LookupError(encoding)
    name = encoding
    if encoding == "utf-16" and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        even, odd = _zeros(data)
        name = "utf-16-be" if even > odd else "utf-16-le"
    return data.decode(name).removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}"), encoding


def _zeros(data: bytes) -> tuple[int, int]:
    """How many zero bytes stand at even and at odd places: Latin letters and separators have one in UTF-16."""
    return data[:SAMPLE:2].count(0), data[1:SAMPLE:2].count(0)


def _likelihood(data: bytes, encoding: str) -> float:
    """The logarithm of how likely the letters beyond ASCII are in the likeliest language of the encoding."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as problem:
        if len(data) < SAMPLE or problem.start < SAMPLE - 4:
            return -math.inf
        text = data[: problem.start].decode(encoding)  # a letter that the sample cuts
    unseen = UNSEEN_WIDE if encoding == "gb18030" else UNSEEN
    occurring = _beyond_ascii(text)
    return max(
        sum(
            math.log(max(pairs[pair] + letters[pair[0]] * letters[pair[1]] / 2, unseen))
            for pair in occurring
        )
        for pairs, letters in map(_shares_in, LOCALES[encoding])
    )


def _beyond_ascii(text: str) -> list[str]:
    """Pairs of neighbours in lower case of which one is beyond ASCII; other ASCII counts as a space.

    A capital right after a small letter and two scripts side by side, as wrong readings are full of,
    count as a pair that no name has.
    """
    pairs = []
    before = " "
    for letter in f"{text} ":
        after = letter if letter.isalpha() else (" " if letter.isascii() else NO_LETTER)
        if not (before + after).isascii():
            pairs.append(before.lower()[-1] + after.lower()[-1])
            if before.isalpha() and after.isalpha() and _is_odd(before, after):
                pairs.append(NO_LETTER * 2)
        before = after
    return pairs


def _is_odd(before: str, after: str) -> bool:
    return (before.islower() and after.isupper()) or _script(before) != _script(after)


@cache
def _script(letter: str) -> str:
    """The first word of a letter's name, which is its script."""
    return unicodedata.name(letter, "").split(" ")[0]


@cache
def _shares_in(language: str) -> tuple[dict[str, float], dict[str, float]]:
    """The shares of pairs, and of the letters in them, in the names that CLDR has in the language."""
    locale = Locale.parse(language)
    names = (*locale.territories.values(), *locale.languages.values(), *locale.currencies.values())
    pairs = Counter(pair for name in names for pair in _beyond_ascii(name))
    letters: Counter[str] = Counter()
    for pair, count in pairs.items():
        letters[pair[0]] += count
        letters[pair[1]] += count
    return _shares(pairs), _shares(letters)


def _shares(counts: Counter[str]) -> dict[str, float]:
    total = sum(counts.values())
    return defaultdict(float, {text: count / total for text, count in counts.items()})
