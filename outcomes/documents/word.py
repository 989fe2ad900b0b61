"""A status report as a Word document, with real headings, language and direction."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from django.utils import translation
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from core.i18n.languages import direction, interface_code
from outcomes.documents.grids import Grid
from outcomes.documents.sections import Sections, title_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from outcomes.models import StatusReport

ACCENT = (12, 91, 149)
QUIET = (82, 97, 112)
RULE = "D7DEE5"


def as_docx(report: StatusReport) -> bytes:
    """A Word document with real headings, tables with header rows, language and direction set."""
    with translation.override(interface_code(report.language)):
        sections = Sections(report)
        document, right = Document(), direction(report.language) == "rtl"
        _style(document, report.language, right)
        title = title_of(sections.heading["year"], is_final=report.is_final)
        document.core_properties.title = f"{title} · {sections.heading['title']}"
        document.core_properties.language = report.language
        document.core_properties.author = sections.heading["entity"]
        if report.certified_at:
            document.core_properties.created = document.core_properties.modified = (
                report.certified_at.replace(tzinfo=None)
            )
        document.add_paragraph(sections.heading["title"], style="Subtitle")
        document.add_heading(title, level=0)
        _number_pages(document, title)
        for kind, content in sections.parts:
            SETTERS[kind](document, content, right)
        if right:
            for paragraph in _paragraphs(document):
                _turn(paragraph)
        stream = io.BytesIO()
        document.save(stream)
        return stream.getvalue()


def _style(document: Any, language: str, right: bool) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Noto Sans", Pt(10)
    marks = normal.element.get_or_add_rPr()
    tag = OxmlElement("w:lang")
    tag.set(qn("w:bidi" if right else "w:val"), language)
    marks.append(tag)
    for name in ("Title", "Heading 1", "Subtitle"):
        style = document.styles[name]
        style.font.name, style.font.color.rgb = "Noto Sans", RGBColor(*ACCENT)
        fonts = style.element.get_or_add_rPr().find(qn("w:rFonts"))
        if fonts is not None:
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)
    document.styles["Heading 1"].font.size = Pt(13)
    document.styles["Title"].font.size = Pt(22)
    document.styles["Title"].font.bold = True
    quiet = document.styles["Subtitle"].font
    quiet.size, quiet.italic, quiet.color.rgb = Pt(10), False, RGBColor(*QUIET)
    for name in ("Title", "Subtitle"):
        _plain(document.styles[name])
    document.styles["Footer"].font.size = Pt(8)
    document.styles["Footer"].font.color.rgb = RGBColor(*QUIET)
    for name in ("Normal", "Title", "Subtitle", "Heading 1", "Footer"):
        font = document.styles[name].font
        _complex(document.styles[name].element.get_or_add_rPr(), font.size, bold=bool(font.bold))


def _plain(style: Any) -> None:
    """Without the line below and the wide letters that the template gives it."""
    for parent, name in (
        (style.element.pPr, "w:pBdr"),
        (style.element.rPr, "w:spacing"),
        (style.element.rPr, "w:iCs"),
    ):
        element = None if parent is None else parent.find(qn(name))
        if element is not None:
            parent.remove(element)


def _paragraphs(document: Any) -> list[Any]:
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    return [*document.paragraphs, *(paragraph for cell in cells for paragraph in cell.paragraphs)]


def _turn(paragraph: Any) -> None:
    """Right to left: the paragraph and its letters. `start` is the right edge then."""
    paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
    # In such a paragraph “left” is the edge where a line begins.
    figure = paragraph.alignment == WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if figure else WD_ALIGN_PARAGRAPH.LEFT
    for run in paragraph.runs:
        run.font.rtl = True
        _complex(run._r.get_or_add_rPr(), run.font.size, bold=bool(run.bold))


def _complex(marks: Any, size: Pt | None, *, bold: bool) -> None:
    """Size and weight of letters of complex scripts, which Word keeps apart from those of Latin ones."""
    if size is not None:
        tag = OxmlElement("w:szCs")
        tag.set(qn("w:val"), str(int(size.pt * 2)))
        marks.append(tag)
    if bold:
        marks.append(OxmlElement("w:bCs"))


def _heading(document: Any, text: str, right: bool) -> None:
    document.add_heading(text, level=1)


def _paragraph(document: Any, text: str, right: bool) -> None:
    for piece in text.split("\n"):
        if piece.strip():
            document.add_paragraph(piece.strip())


def _link(document: Any, address: str, right: bool) -> None:
    paragraph = document.add_paragraph(address)
    _lead(document, paragraph, address)


def _lead(document: Any, paragraph: Any, address: str) -> None:
    """Make the words of a paragraph lead to an address."""
    target = document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), target)
    for run in paragraph.runs:
        run.font.underline, run.font.color.rgb = True, RGBColor(*ACCENT)
        link.append(run._r)
    paragraph._p.append(link)


def _note(document: Any, text: str, right: bool) -> None:
    run = document.add_paragraph().add_run(text)
    run.bold = True
    run.font.color.rgb = RGBColor(0x8A, 0x4B, 0x00)


def _facts(document: Any, rows: list[tuple[str, str]], right: bool) -> None:
    table = _grid(document, Grid([], [list(row) for row in rows], (30, 70)), right)
    for row in table.rows:
        _strengthen(row.cells[0])
    _space(document)


def _table(document: Any, grid: Grid, right: bool) -> None:
    table = _grid(document, grid, right)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row, address in zip(table.rows[1:], grid.links, strict=False):
        _lead(document, row.cells[0].paragraphs[0], address)
    for cell in table.rows[0].cells:
        _strengthen(cell)
    _space(document)


def _strengthen(cell: Any) -> None:
    for run in cell.paragraphs[0].runs:
        run.bold = True


def _space(document: Any) -> None:
    """A little room after a table."""
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _grid(document: Any, grid: Grid, right: bool) -> Any:
    rows = [grid.head, *grid.rows] if grid.head else grid.rows
    table = document.add_table(rows=len(rows), cols=len(grid.widths))
    table.autofit = False
    _rule(table)
    if right:
        table._tbl.tblPr.append(OxmlElement("w:bidiVisual"))
    parts = [Cm(16.6 * share / sum(grid.widths)) for share in grid.widths]
    for place, width in enumerate(parts):
        table.columns[place].width = width
    size = Pt(7.5 if len(parts) > 5 else 8.5)
    for row, texts in zip(table.rows, rows, strict=True):
        for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width = parts[place]
            _fill(cell, text, size, is_figure=place in grid.figures)
        # A row stays on one page.
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    return table


def _rule(table: Any) -> None:
    """Thin grey lines between rows and none between columns, as in the PDF."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", RULE)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)


def _fill(cell: Any, text: str, size: Pt, *, is_figure: bool) -> None:
    cell.text = text
    for paragraph in cell.paragraphs:
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
        if is_figure:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        for run in paragraph.runs:
            run.font.size = size


def _number_pages(document: Any, text: str) -> None:
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


SETTERS: dict[str, Callable[[Any, Any, bool], None]] = {
    "h": _heading, "text": _paragraph, "link": _link, "note": _note, "facts": _facts, "table": _table,
}  # fmt: skip
