"""Documents to print: fonts, paragraphs and QR codes; shaped, and right to left where needed.

Letters come from the Noto fonts that `scripts/assets.py` fetches; what they lack is printed in Latin
letters instead of boxes. A document reads its fonts whole, so each process keeps copies of them with
the letters used so far: two hundred certificates cut a font once instead of each time.
"""

from __future__ import annotations

import io
import re
import tempfile
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import segno
from django.conf import settings
from fontTools.subset import Options, Subsetter, load_font, save_font
from fontTools.ttLib import TTFont
from fpdf import FPDF

from core.i18n.languages import direction

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = settings.BASE_DIR / "build" / "fonts"
FILES = {
    "sans": ("NotoSans_400Regular.ttf", "NotoSans_700Bold.ttf"),
    "arabic": ("NotoNaskhArabic_400Regular.ttf", "NotoNaskhArabic_700Bold.ttf"),
    "chinese": ("NotoSansSC_400Regular.ttf", "NotoSansSC_700Bold.ttf"),
}
NEEDED = ("sans", "arabic")
"""Without these there are no PDFs; without the others names are printed in Latin letters."""
LATIN, PUNCTUATION = ((0x20, 0xFF), (0x152, 0x153)), ((0x2010, 0x2044), (0x2116, 0x2116))
ALPHABETS = {
    "ar": ((0x20, 0x7E), (0x600, 0x6FF)),
    "ru": ((0x20, 0x7E), (0xA0, 0xBF), (0x400, 0x45F)),
    "zh": ((0x20, 0x7E), (0x3001, 0x3011), (0xFF01, 0xFF1F)),
}
"""Code points in every document of a language, whatever it says; of the others the Latin letters."""
MOST_LETTERS = 2_500
"""A copy with more takes nearly as long as the font itself; a new one is begun."""
RIGHT_TO_LEFT = re.compile("[\u200f\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
HAN = "\u3400-\u9fff\uf900-\ufaff"
PIECES = re.compile(
    rf"(?<=[ \n])|(?<=[{HAN}])(?=[^\s，。、；：？！）》〉」』】…—～·％”’,.;:?!)%])|(?<=[^\s（《〈「『【“‘(])(?=[{HAN}])"
)
"""Where a Chinese line may end: at every letter, but not before a closing mark nor after an opening one."""
ACCENT, INK, QUIET = (12, 91, 149), (20, 30, 40), (82, 97, 112)


def has_fonts(language: str = "en") -> bool:
    """Whether PDFs can be made here, in the language."""
    return {*NEEDED, _font_of(language)} <= set(_installed())


def _font_of(language: str) -> str:
    return {"ar": "arabic", "zh": "chinese"}.get(language, "sans")


def _installed() -> list[str]:
    return [name for name in FILES if all((FOLDER / file).is_file() for file in FILES[name])]


@cache
def _letters(name: str) -> frozenset[int]:
    with TTFont(FOLDER / FILES[name][0], lazy=True) as font:
        return frozenset(font.getBestCmap())


@cache
def _alphabet(language: str) -> frozenset[int]:
    spans = (*ALPHABETS.get(language, LATIN), *PUNCTUATION)
    return frozenset(code for first, last in spans for code in range(first, last + 1))


def _in_font(text: str, name: str) -> bool:
    return all(ord(letter) in _letters(name) or letter.isspace() for letter in text)


def printable(text: str, otherwise: str = "") -> str:
    """The text, or the other one where the fonts lack a letter of it."""
    fonts = _installed()
    known = all(any(_in_font(letter, name) for name in fonts) for letter in text)
    return text if known else otherwise


class _Copies:
    """Copies of the fonts with fewer letters, in a folder that goes with the process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._made: dict[str, tuple[frozenset[int], Path]] = {}
        self._number = 0

    def with_letters(self, file: str, wanted: frozenset[int]) -> Path:
        """A copy of a font file that has these letters and those of the copy before it."""
        with self._lock:
            has, path = self._made.get(file, (frozenset[int](), Path()))
            if not wanted <= has:
                has = has | wanted if len(has | wanted) <= MOST_LETTERS else wanted
                path = self._cut(file, has)
                self._made[file] = has, path
            return path

    def _cut(self, file: str, letters: frozenset[int]) -> Path:
        self._folder = self._folder or tempfile.TemporaryDirectory(prefix="portal-fonts-")
        self._number += 1
        # A name of its own: documents that other threads are making still read the copy before.
        path = Path(self._folder.name) / f"{self._number}-{file}"
        options = Options(hinting=False, notdef_outline=True, drop_tables=["DSIG"])
        if file not in FILES["arabic"]:
            options.layout_features = []
        font = load_font(str(FOLDER / file), options)
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=letters)
        subsetter.subset(font)
        save_font(font, str(path), options)
        font.close()
        return path


_copies = _Copies()


class Paper(FPDF):
    """A document that remembers which letters its fonts lack."""

    lacking: set[int]

    def get_fallback_font(self, char: str, style: str = "") -> str | None:
        """The font that has the letter, else None."""
        found = super().get_fallback_font(char, style)
        if found is None:
            self.lacking.add(ord(char))
        return found


def typeset(
    language: str,
    draw: Callable[[FPDF], None],
    *,
    text: str = "",
    orientation: str = "L",
    size: str | tuple[float, float] = "A4",
) -> bytes:
    """The document that `draw` draws on an empty one, with the fonts that its language and letters need.

    It is drawn again where letters lacked that a font has. `text` names letters known beforehand to lie
    outside the language's alphabet, such as names, which saves that.
    """
    letters = frozenset(map(ord, text))
    while True:
        pdf = _empty(language, letters, orientation, size)
        draw(pdf)
        lacking = pdf.lacking - letters
        if not any(lacking & _letters(name) for name in _installed()):
            return bytes(pdf.output())
        letters |= lacking
        for font in pdf.fonts.values():
            font.ttfont.close()


def _empty(
    language: str, letters: frozenset[int], orientation: str, size: str | tuple[float, float]
) -> Paper:
    own = _font_of(language) if has_fonts(language) else "sans"
    fonts, wanted = _fonts_for(letters, own), letters | _alphabet(language)
    pdf = Paper(orientation=orientation, format=size)
    pdf.lacking = set()
    for name in fonts:
        for style, file in zip(("", "B"), FILES[name], strict=True):
            pdf.add_font(name, style, str(_copies.with_letters(file, wanted & _letters(name))))
    for font in pdf.fonts.values():
        # The boxes around glyphs are those of the copy: working them out again would take a sixth of the time.
        font.ttfont.recalcBBoxes = False
    pdf.set_fallback_fonts(fonts, exact_match=False)
    pdf.set_text_shaping(use_shaping_engine=True, direction=direction(language))
    pdf.set_font(own)
    pdf.set_creator("Migration and development portal")
    pdf.set_lang(language)
    return pdf


def _fonts_for(letters: frozenset[int], own: str) -> list[str]:
    """The language's own font, and of the others those that have what is missing in it."""
    fonts, missing = [own], letters - _letters(own)
    for name in _installed():
        if missing & _letters(name):
            fonts.append(name)
            missing -= _letters(name)
    return fonts


def set_size(pdf: FPDF, size: float, *, bold: bool = False) -> None:
    """Set the size in points; small Arabic letters are drawn larger to read as well as others."""
    if pdf.font_family == "arabic" and size < 20:
        size = round(size * 1.15)
    pdf.set_font(style="B" if bold else "", size=size)


def line(
    pdf: FPDF, text: str, size: float, *, bold: bool = False, height: float = 9, align: str = "C"
) -> None:
    """A paragraph in the width of the page. What has no letter that runs right to left runs left to right."""
    set_size(pdf, size, bold=bold)
    room = pdf.epw - 2 * pdf.c_margin
    right, before = RIGHT_TO_LEFT.search(text) is not None, pdf.text_shaping
    pdf.set_text_shaping(use_shaping_engine=True, direction="rtl" if right else "ltr")
    if not right and "\n" not in text and pdf.get_string_width(text) <= room:
        # The same as below, which measures every letter to find where a line might end. Marks on letters that
        # run right to left would stand beside them.
        pdf.cell(0, height, text, align=align, new_x="LMARGIN", new_y="NEXT")
    else:
        text = _wrapped(pdf, text, room) if pdf.font_family == "chinese" else text
        pdf.multi_cell(0, height, text, align=align, new_x="LMARGIN", new_y="NEXT")
    pdf.text_shaping = before


def _wrapped(pdf: FPDF, text: str, room: float) -> str:
    """Chinese text with its lines ended: after any letter, but not before a closing mark nor within a figure."""
    lines, left = [""], room
    for piece in PIECES.split(text):
        width = pdf.get_string_width(piece)
        if width > left and lines[-1]:
            lines.append("")
            left = room
            piece = piece.lstrip()  # noqa: PLW2901
        lines[-1] += piece
        left = room if piece.endswith("\n") else left - width
    return "\n".join(lines)


def qr(pdf: FPDF, text: str, *, x: float, y: float, width: float) -> None:
    """A QR code of the text, with its quiet zone, in a square of the width."""
    picture = io.BytesIO()
    # Not Micro QR, which short texts would become and most cameras cannot read. Any mask can be read:
    # trying all eight for the evenest one takes most of the time.
    code = segno.make_qr(text, error="m", mask=3)
    code.save(picture, kind="png", scale=6, border=4)
    picture.seek(0)
    pdf.image(picture, x=x, y=y, w=width, alt_text=text)
