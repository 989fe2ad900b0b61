"""What Word documents of several apps share, beyond what python-docx has."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, RGBColor

ACCENT, QUIET = RGBColor(12, 91, 149), RGBColor(82, 97, 112)
RULE = "D7DEE5"
WIDTH = 16.6
"""Centimetres of text on a page."""
ORDER = {
    "w:rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike color spacing w kern position sz szCs highlight u shd vertAlign rtl cs lang",
    "w:pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs bidi snapToGrid spacing ind contextualSpacing jc outlineLvl rPr sectPr",
    "w:tblPr": "tblStyle bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook",
}
"""Marks in the order of the standard (ECMA-376, part 1), which Word asks for, of those that are used here."""


def set_page(document: Any) -> None:
    """A4 with margins."""
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.2)
    page.top_margin = page.bottom_margin = Cm(2)


def remove_theme_fonts(style: Any) -> None:
    """Leave the font that the style names, for letters of complex scripts too."""
    fonts = style.element.get_or_add_rPr().find(qn("w:rFonts"))
    if fonts is not None:
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)


def add_rules(table: Any) -> None:
    """Thin grey lines between rows and none between columns, as in the PDF."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", RULE)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)


def mirror(table: Any) -> None:
    """The first column on the right."""
    table._tbl.tblPr.append(OxmlElement("w:bidiVisual"))


def repeat_heading(row: Any) -> None:
    """Have Word repeat the row on each page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def keep_whole(row: Any) -> None:
    """The row stays on one page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def link_runs(document: Any, paragraph: Any, address: str) -> None:
    """Make the words of a paragraph lead to an address."""
    target = document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), target)
    for run in paragraph.runs:
        run.font.underline, run.font.color.rgb = True, ACCENT
        link.append(run._r)
    paragraph._p.append(link)


def number_pages(document: Any, text: str) -> None:
    """At the end of each page what it is part of, and its number, which Word fills in."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(f"{text} · ")
    for kind, code in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = code
        paragraph.add_run()._r.append(part)


def put_in_order(document: Any) -> None:
    """Marks of text and styles in the order of the standard."""
    for root in (document.element, document.styles.element):
        for name, names in ORDER.items():
            places = {qn(f"w:{mark}"): place for place, mark in enumerate(names.split())}
            for marks in root.iter(qn(name)):
                marks[:] = sorted(marks, key=lambda mark: places.get(mark.tag, len(places)))
