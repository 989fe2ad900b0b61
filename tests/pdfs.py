"""What tests read of a PDF: its text as it is copied out, where its letters lie, its tags."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import dataclass, field
from typing import NamedTuple

import pikepdf
import pypdfium2
from pypdfium2 import raw

MM = 72 / 25.4


class Box(NamedTuple):
    """Edges in points, from the lower left corner of the page."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: Box) -> bool:
        """Whether they share more than an edge."""
        across = min(self.right, other.right) - max(self.left, other.left)
        along = min(self.top, other.top) - max(self.bottom, other.bottom)
        return across > 0.1 and along > 0.1


@dataclass
class Page:
    """The letters of a page with their boxes, its drawings (QR codes), its size, and its pictures."""

    text: str
    letters: list[tuple[str, Box]]
    drawings: list[Box]
    size: tuple[float, float]
    pictures: list[Box] = field(default_factory=list)

    def boxes_of(self, words: str) -> list[Box]:
        """Where the words stand, which must be on the page once, whatever lies between them."""
        kept = [(letter, box) for letter, box in self.letters if not letter.isspace()]
        wanted = "".join(words.split())
        begin = "".join(letter for letter, _box in kept).index(wanted)
        return [box for _letter, box in kept[begin : begin + len(wanted)]]


def links_of(data: bytes) -> list[str]:
    """The addresses that words of the pages lead to."""
    with pikepdf.open(io.BytesIO(data)) as document:
        return [
            str(note.A.URI)
            for page in document.pages
            for note in page.get("/Annots", ())
            if "/A" in note and "/URI" in note.A
        ]


def pages_of(data: bytes) -> list[Page]:
    """Every page as PDFium, which Chrome has in it, reads it."""
    document = pypdfium2.PdfDocument(data)
    found = []
    for page in document:
        textpage = page.get_textpage()
        letters = []
        for place in range(textpage.count_chars()):
            letter = chr(raw.FPDFText_GetUnicode(textpage, place))
            if not letter.isspace():
                letters.append((letter, Box(*textpage.get_charbox(place))))
        paths = page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH])
        drawings = [box for one in paths if _is_square(box := Box(*one.get_bounds()))]
        text = unicodedata.normalize("NFC", textpage.get_text_range()).replace("\r\n", "\n")
        # SVG comes as a form in which the picture lies.
        images = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=9)
        pictures = [Box(*one.get_bounds()) for one in images]
        found.append(Page(text, letters, drawings, page.get_size(), pictures))
        textpage.close()
        page.close()
    document.close()
    return found


def _is_square(box: Box) -> bool:
    """As QR codes are, unlike lines, frames and fields of tables."""
    width, height = box.right - box.left, box.top - box.bottom
    return 10 * MM < width < 60 * MM and 0.9 < width / max(height, 0.1) < 1.1


def text_of(data: bytes) -> str:
    """The text of all pages with single spaces."""
    return " ".join(" ".join(page.text for page in pages_of(data)).split())


@dataclass
class Tags:
    """What a PDF/UA says of itself."""

    marked: bool
    language: str
    title: str
    shows_title: bool
    part: str
    roles: list[str] = field(default_factory=list)
    alternatives: list[str] = field(default_factory=list)
    bare_figures: int = 0


def tags_of(data: bytes) -> Tags:
    """The tags in reading order, and the catalogue's promises."""
    with pikepdf.open(io.BytesIO(data)) as document:
        root = document.Root
        with document.open_metadata() as metadata:
            part, title = metadata.get("pdfuaid:part", ""), metadata.get("dc:title", "")
        found = Tags(
            marked=bool(root.MarkInfo.Marked),
            language=str(root.Lang),
            title=str(title),
            shows_title=bool(root.ViewerPreferences.DisplayDocTitle),
            part=str(part),
        )
        _walk(root.StructTreeRoot.K, found)
    return found


def _walk(node, found: Tags) -> None:
    if isinstance(node, pikepdf.Array):
        for part in node:
            _walk(part, found)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        role = str(node.S).removeprefix("/")
        found.roles.append(role)
        if "/Alt" in node:
            found.alternatives.append(str(node.Alt))
        elif role == "Figure":
            found.bare_figures += 1
        if "/K" in node:
            _walk(node.K, found)


def is_accessible(data: bytes, *, language: str, title: str) -> Tags:
    """Check what every PDF of the portal promises; the tags are given back for more."""
    tags = tags_of(data)
    assert tags.marked
    assert tags.part == "1"
    assert tags.language.split("-")[0] == language
    assert tags.title == title
    assert tags.shows_title
    assert tags.bare_figures == 0
    assert "H1" in tags.roles
    return tags
