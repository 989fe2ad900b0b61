"""A status report as a Word document, with real headings, language and direction."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from django.utils import translation
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from migration_portal.core.languages import direction, interface_code
from outcomes.documents.sections import Sections, title_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from outcomes.models import StatusReport

ACCENT = (12, 91, 149)


def as_docx(report: StatusReport) -> bytes:
    """A Word document with real headings, tables with header rows, language and direction set."""
    with translation.override(interface_code(report.language)):
        sections = Sections(report)
        document, right = Document(), direction(report.language) == "rtl"
        _style(document, report.language, right)
        document.core_properties.title = (
            f"{title_of(sections.heading['year'])} · {sections.heading['title']}"
        )
        document.core_properties.language = report.language
        document.core_properties.author = sections.heading["entity"]
        if report.certified_at:
            document.core_properties.created = document.core_properties.modified = (
                report.certified_at.replace(tzinfo=None)
            )
        document.add_paragraph(sections.heading["title"], style="Subtitle")
        document.add_heading(title_of(sections.heading["year"]), level=0)
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
    document.styles["Subtitle"].font.size = Pt(10)


def _paragraphs(document: Any) -> list[Any]:
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    return [*document.paragraphs, *(paragraph for cell in cells for paragraph in cell.paragraphs)]


def _turn(paragraph: Any) -> None:
    """Right to left: the paragraph and its letters. `start` is the right edge then."""
    paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    for run in paragraph.runs:
        run.font.rtl = True


def _heading(document: Any, text: str, right: bool) -> None:
    document.add_heading(text, level=1)


def _paragraph(document: Any, text: str, right: bool) -> None:
    for piece in text.split("\n"):
        if piece.strip():
            document.add_paragraph(piece.strip())


def _note(document: Any, text: str, right: bool) -> None:
    run = document.add_paragraph().add_run(text)
    run.bold = True
    run.font.color.rgb = RGBColor(0x8A, 0x4B, 0x00)


def _facts(document: Any, rows: list[tuple[str, str]], right: bool) -> None:
    table = _grid(document, rows, (30, 70), right)
    for row in table.rows:
        for run in row.cells[0].paragraphs[0].runs:
            run.bold = True
    document.add_paragraph()


def _table(
    document: Any, content: tuple[list[str], list[list[str]], tuple[float, ...]], right: bool
) -> None:
    head, rows, widths = content
    table = _grid(document, [head, *rows], widths, right)
    mark = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
    for cell in table.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True
    document.add_paragraph()


def _grid(document: Any, rows: Any, widths: tuple[float, ...], right: bool) -> Any:
    table = document.add_table(rows=len(rows), cols=len(widths), style="Table Grid")
    table.autofit = False
    if right:
        table._tbl.tblPr.append(OxmlElement("w:bidiVisual"))
    for place, share in enumerate(widths):
        table.columns[place].width = Cm(16.6 * share / sum(widths))
    for row, given in zip(table.rows, rows, strict=True):
        for cell, text, share in zip(row.cells, given, widths, strict=True):
            cell.width = Cm(16.6 * share / sum(widths))
            cell.text = text
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_after = Pt(1)
                for run in paragraph.runs:
                    run.font.size = Pt(7.5 if len(widths) > 5 else 8.5)
        # A row stays on one page.
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    return table


SETTERS: dict[str, Callable[[Any, Any, bool], None]] = {
    "h": _heading, "text": _paragraph, "note": _note, "facts": _facts, "table": _table,
}  # fmt: skip
