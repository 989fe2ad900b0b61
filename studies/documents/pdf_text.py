"""Prints the text of a PDF by pages as JSON; run as a script, it needs nothing of the portal."""

from __future__ import annotations

import ctypes
import json
import re
import resource
import sys
import unicodedata

import pypdfium2
from pypdfium2 import raw

SECONDS = 180
MEMORY = 1_500 * 1024 * 1024
MOST_PAGES = 3_000
MOST_LETTERS = 50_000
"""Letters kept of one page; more is a table of data, not text."""
MOST_TEXT = 20_000_000
"""Letters of a file. Three thousand full pages have half as many; pages that share a stream have more."""


HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
IN_A_WORD = re.compile(
    f"(?<=[{HAN}])[ \t]*\r?\n[ \t]*(?=[{HAN}])"  # Chinese breaks lines anywhere
    r"|(?<=\w)\u2010[ \t]*\r?\n[ \t]*(?=\w)"  # the hyphen of Chromium and InDesign
)
"""A line end that does not end a word."""


def clean(text: str) -> str:
    """Letters as readers type them: no presentation forms of Arabic, no ligatures, words whole over line ends."""
    text = unicodedata.normalize("NFKC", text.replace("\x00", ""))
    text = text.replace("\N{SOFT HYPHEN}", "").replace("\ufffe\r\n", "").replace("\ufffe", "")
    letters = (
        letter
        for letter in text
        if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs", "Co")
    )
    return IN_A_WORD.sub("", "".join(letters)).strip()[:MOST_LETTERS]


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _pages(path: str) -> tuple[list[str], str]:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as problem:
        return [], "encrypted" if "assword" in str(problem) else "broken"
    if raw.FPDFDoc_GetJavaScriptActionCount(document) > 0 or document.count_attachments() > 0:
        return [], "active"
    if not 0 < len(document) <= MOST_PAGES:
        return [], "too_long" if len(document) else "broken"
    pages, letters = [], 0
    for page in document:
        textpage = page.get_textpage()
        pages.append(clean(_ordered(textpage)))
        textpage.close()
        page.close()
        letters += len(pages[-1])
        if letters > MOST_TEXT:
            return [], "too_much_text"
    return pages, ""


RIGHT_TO_LEFT = {"R", "AL", "NSM"}


def _ordered(textpage) -> str:
    """The text with every word of Arabic or Hebrew in reading order.

    The reader of PDF gives some words by their place on the page, left to right: those whose letters
    lie further right the later they come. Such a word is turned round.
    """
    text = textpage.get_text_range()
    if not any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text):
        return text
    count = raw.FPDFText_CountChars(textpage)
    letters = [chr(raw.FPDFText_GetUnicode(textpage, place)) for place in range(count)]
    x, y = ctypes.c_double(), ctypes.c_double()

    def right(place: int) -> float:
        raw.FPDFText_GetCharOrigin(textpage, place, x, y)
        return x.value

    start = None
    for place in range(count + 1):
        inside = place < count and unicodedata.bidirectional(letters[place]) in RIGHT_TO_LEFT
        if inside and start is None:
            start = place
        elif not inside and start is not None:
            if right(start) < right(place - 1):
                letters[start:place] = letters[start:place][::-1]
            start = None
    return "".join(letters)


def main() -> int:
    """Print `{"pages": [...], "problem": ""}`."""
    _limit()
    try:
        pages, problem = _pages(sys.argv[1])
    except (ValueError, RuntimeError, OSError, MemoryError):
        pages, problem = [], "broken"
    sys.stdout.write(json.dumps({"pages": pages, "problem": problem}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
