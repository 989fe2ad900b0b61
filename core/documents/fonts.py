"""The fonts of PDFs, which `scripts/assets.py` fetches, and the letters they have."""

from __future__ import annotations

import unicodedata
from functools import cache

from django.conf import settings

from core.i18n.records import BY_CODE

FOLDER = settings.BASE_DIR / "build" / "fonts"
FILES = {
    "latin": ("NotoSans_400Regular.ttf", "NotoSans_700Bold.ttf"),
    "arabic": ("Amiri_400Regular.ttf", "Amiri_700Bold.ttf"),
    "chinese": ("NotoSansSC_400Regular.ttf", "NotoSansSC_700Bold.ttf"),
}
NEEDED = ("latin", "arabic")
"""Without these there are no PDFs; without the Chinese font Chinese names are printed in Latin letters."""
OF_SCRIPT = {"Arab": "arabic", "Hans": "chinese"}
"""The font of a language's own letters; of the scripts not named here Noto Sans has them."""
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
DRAWN = frozenset(
    "\N{OGHAM SPACE MARK}\u070f\u08e2\U000110bd\U000110cd"
    + "".join(map(chr, (*range(0x600, 0x606), *range(0x890, 0x892), *range(0xFFF9, 0xFFFC))))
    + "".join(map(chr, range(0x13430, 0x13440)))
)
"""Marks of formatting (Cf) and a space that are drawn all the same, so that a font must have them."""


def has_fonts(language: str = "en") -> bool:
    """Whether PDFs can be made here, in the language."""
    return {*NEEDED, OF_SCRIPT.get(BY_CODE[language].script, "latin")} <= set(_installed())


def printable(text: str, otherwise: str = "") -> str:
    """The text, or the other one where the fonts lack a letter of it."""
    return text if all(map(_is_known, unicodedata.normalize("NFC", text))) else otherwise


def clean(text: str) -> str:
    """The text as it can be printed: composed (NFC), without control characters.

    A letter that no font has would stop the whole document, because PDF/UA forbids it; a mark stands in its place.
    """
    if text.isascii() and text.isprintable():
        return text
    letters = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\t", " ")
    return "".join(
        letter if _is_known(letter) else UNKNOWN
        for letter in letters
        if letter == "\n" or unicodedata.category(letter) not in ("Cc", "Cs")
    )


def _is_known(letter: str) -> bool:
    if ord(letter) in _letters():
        return True
    # Marks of direction and joiners (Cf) have no shape, as spaces have none.
    shapeless = letter.isspace() or unicodedata.category(letter) == "Cf"
    return shapeless and letter not in DRAWN


def _installed() -> list[str]:
    return [name for name in FILES if all((FOLDER / file).is_file() for file in FILES[name])]


@cache
def _letters() -> frozenset[int]:
    """Code points that the regular and the bold file of a font both have."""
    import uharfbuzz  # noqa: PLC0415  only where PDFs are made

    code_points: set[int] = set()
    for name in _installed():
        regular, bold = (
            set(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(FOLDER / file))).unicodes)
            for file in FILES[name]
        )
        code_points |= regular & bold
    return frozenset(code_points)
