"""The one door for text from people: what is refused, what is removed, and how it is found again.

Whatever a person types, or a file or a program brings in their name, passes one of three rules before it is stored:

- a *name* (`check_name`, `clean_name`): a sign that cannot be seen is refused and named, because a name is printed on
  certificates and nobody may guess at it;
- a *line* (`clean_line`): such signs are removed, line breaks become spaces;
- *paragraphs* (`clean_paragraphs`): such signs are removed, line breaks stay.

All of them are stored composed (NFC), and lengths are counted in characters of that form. `core.model_fields` and
`core.form_fields` have a field for each.
"""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_MARKS = 4
"""Combining marks on one letter: pointed Hebrew and Tibetan need as many, no name needs more."""

BLANK = frozenset(
    map(
        chr,
        (
            0x034F,  # combining grapheme joiner
            *(0x115F, 0x1160, 0x3164, 0xFFA0),  # fillers of Hangul: letters without a shape
            *(0x17B4, 0x17B5),
            *range(0x180B, 0x1810),
            0x2800,
            *range(0xFE00, 0xFE10),
            *range(0xE0100, 0xE01F0),
        ),
    )
)
"""Signs without a shape that Unicode calls letters, marks or symbols."""

DRAWN_FORMATS = frozenset(map(chr, (*range(0x0600, 0x0606), 0x06DD, 0x08E2)))
"""Arabic signs of numbers and verses: of the category of formats (Cf), but seen."""

DIRECTION_MARKS = frozenset("\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{ARABIC LETTER MARK}")
"""Marks that turn only what stands beside them; whole paragraphs in two scripts may need them."""

_JOINING = "\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff\u1800-\u18af"
_JOINER = re.compile(f"(?<=[{_JOINING}])[\u200c\u200d](?=[{_JOINING}])")
"""Between letters of Arabic, Indic and Mongolian scripts the joiners are spelling, as in Persian names."""
_VARIANT = re.compile(
    "(?<=[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af])[\ufe00-\ufe02\U000e0100-\U000e01ef]"
)
"""After a Han letter these choose the form that its bearer writes."""
_BREAKS = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")
_ANY_SPACES = re.compile(r"\s+")
_ADDRESS = re.compile(r"://|\bwww\.|\S@\S|\w\.[^\W\d_]{2,}/", re.IGNORECASE)
_PLAIN = re.compile(r"[ -~]*")


def clean_name(text: str) -> str:
    """The name composed, with single spaces and none at its ends; `check_name` says whether it can be taken."""
    return _spaced(text, _ANY_SPACES)


def clean_line(text: str) -> str:
    """The text as one line: composed, trimmed, without signs that cannot be seen."""
    if _PLAIN.fullmatch(text):
        return _spaced(text, _SPACES)
    text = _BREAKS.sub(" ", text).replace("\t", " ")
    return _spaced(_fewer_marks(_visible(text)), _SPACES)


def clean_paragraphs(text: str) -> str:
    """The text with its lines: composed, trimmed, without signs that cannot be seen."""
    text = _BREAKS.sub("\n", text)
    if not _PLAIN.fullmatch(text.replace("\n", "")):
        text = _fewer_marks(_visible(text, allowed={"\n", "\t", *DIRECTION_MARKS}))
    text = unicodedata.normalize("NFC", text)
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def check_name(text: str) -> None:
    """Raise ValidationError where the text cannot be the name of a person, with the sign that stands in the way."""
    text = unicodedata.normalize("NFC", text)
    if _BREAKS.search(text.strip()):
        raise ValidationError(
            _("A name is written on one line, without line breaks."), "line_break"
        )
    if hidden := _first_hidden(text.strip()):
        message = _(
            "The name holds a sign that cannot be seen (%(sign)s). Type the name again without it."
        )
        raise ValidationError(message, "hidden_sign", {"sign": _sign(hidden)})
    if not any(unicodedata.category(letter)[0] == "L" for letter in text):
        raise ValidationError(_("A name has at least one letter."), "no_letter")
    if len(_fewer_marks(text)) != len(text):
        raise ValidationError(_("The name has too many marks on one letter."), "marks")
    check_no_address(text)


def check_no_address(text: str) -> None:
    """Raise ValidationError where the text carries an address of the web or of mail into letters."""
    if _ADDRESS.search(text):
        message = _("Write words only: no address of a page or of e-mail belongs here.")
        raise ValidationError(message, "address")


def _spaced(text: str, spaces: re.Pattern[str]) -> str:
    return spaces.sub(" ", unicodedata.normalize("NFC", text)).strip()


def _first_hidden(text: str) -> str:
    spelt = {match.start() for rule in (_JOINER, _VARIANT) for match in rule.finditer(text)}
    return next(
        (letter for at, letter in enumerate(text) if _is_hidden(letter) and at not in spelt), ""
    )


def _visible(text: str, allowed: frozenset[str] | set[str] = frozenset()) -> str:
    spelt = {match.start() for rule in (_JOINER, _VARIANT) for match in rule.finditer(text)}
    return "".join(
        letter
        for at, letter in enumerate(text)
        if letter in allowed or at in spelt or letter in DRAWN_FORMATS or not _is_hidden(letter)
    )


def _is_hidden(letter: str) -> bool:
    if " " <= letter <= "~":
        return False
    category = unicodedata.category(letter)
    is_noncharacter = category == "Cn" and (
        ord(letter) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(letter) <= 0xFDEF
    )
    return category in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} or is_noncharacter or letter in BLANK


def _fewer_marks(text: str) -> str:
    letters, marks = [], 0
    for letter in text:
        marks = marks + 1 if unicodedata.category(letter) in {"Mn", "Me"} else 0
        if marks <= MOST_MARKS:
            letters.append(letter)
    return "".join(letters)


def _sign(letter: str) -> str:
    """The code point with its name, as people can look it up: U+200B ZERO WIDTH SPACE."""
    return f"U+{ord(letter):04X} {unicodedata.name(letter, '')}".strip()
