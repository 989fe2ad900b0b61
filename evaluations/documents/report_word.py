"""An evaluation report as a Word document: real headings and lists, bars as coloured cells, links, language and direction."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from core.documents import word
from core.documents.word import ACCENT, QUIET, WIDTH
from core.i18n.languages import direction
from evaluations.documents.report_files import made_at

if TYPE_CHECKING:
    from evaluations.documents.report_types import (
        Chart,
        Record,
        ReportContent,
        ReportTable,
        Section,
    )

TONES = {
    "good-1": "0C5B95",
    "good-2": "6AA6D0",
    "middle": "C3CAD1",
    "bad-2": "E0AB6D",
    "bad-1": "B5651D",
    "plain": "0C5B95",
}
EMPTY = "EBF1F6"
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Signs that a Word document cannot hold."""


def as_docx(content: ReportContent) -> bytes:
    """The report as the page shows it, in its own language."""
    return Writer(content).written()


class Writer:
    """Writes the parts of a report one after the other."""

    def __init__(self, content: ReportContent) -> None:
        self.content = content
        self.right = direction(content["language"]) == "rtl"
        self.document = Document()
        self._style()

    def written(self) -> bytes:
        """The document."""
        content, about = self.content, self.document.core_properties
        about.title = f"{content['heading']}: {content['title']}"
        about.author, about.language = content["host"], content["language"]
        about.created = about.modified = made_at(content).replace(tzinfo=None)
        self.document.add_heading(_plain(content["heading"]), level=0)
        for text in (content["title"], content["host"], content["where"], content["when"]):
            if text:
                self.document.add_paragraph(_plain(text), style="Subtitle")
        for text in (content["invented"], content["made_on_text"]):
            if text:
                self.paragraph(text, bold=text == content["invented"])
        for number, section in enumerate(content["sections"], start=1):
            self.section(number, section)
        word.number_pages(self.document, _plain(content["title"][:80]))
        for paragraph in self.document.element.body.iter(qn("w:p")):
            self._turn(paragraph)
        word.put_in_order(self.document)
        stream = io.BytesIO()
        self.document.save(stream)
        return stream.getvalue()

    def section(self, number: int, section: Section) -> None:
        """A part with its heading."""
        self.document.add_heading(_plain(f"{number}. {section['title']}"), level=1)
        for text in section["paragraphs"]:
            self.paragraph(text)
        for finding in section["findings"]:
            self.listing(finding["lead"], finding["items"], style="List Bullet")
        for chart in section["charts"]:
            self.chart(chart)
        for quotes in section["quotes"]:
            self.listing(quotes["theme"], [f"“{text}”" for text in quotes["texts"]], style="Quote")
        for record in section["records"]:
            self.record(record)
        for link in section["links"]:
            self.link(link["text"], link["address"])
        for table in section["tables"]:
            self.table(table)

    def listing(self, lead: str, texts: list[str], *, style: str) -> None:
        """Texts below what is said of all of them, if anything is."""
        if lead:
            self.paragraph(lead, bold=True, keeps=True)
        for text in texts:
            self.document.add_paragraph(_plain(text), style=style)

    def paragraph(self, text: str, *, bold: bool = False, keeps: bool = False) -> Any:
        """A paragraph; one that `keeps` stands on the page of what follows."""
        paragraph = self.document.add_paragraph()
        paragraph.add_run(_plain(text)).bold = bold
        paragraph.paragraph_format.keep_with_next = keeps
        return paragraph

    def link(self, text: str, address: str) -> None:
        """A paragraph that leads to an address."""
        paragraph = self.document.add_paragraph()
        paragraph.add_run(_plain(text))
        word.link_runs(self.document, paragraph, address)

    def table(self, table: ReportTable) -> None:
        """A table with a row of headings that Word repeats on each page."""
        self.paragraph(table["title"], bold=True, keeps=True)
        columns = len(table["columns"])
        first = WIDTH * (0.4 if columns > 3 else 0.55)
        widths = [first, *[(WIDTH - first) / max(columns - 1, 1)] * (columns - 1)]
        grid = self._grid(
            [table["columns"], *table["rows"]], widths, size=8.5 if columns < 7 else 7
        )
        word.repeat_heading(grid.rows[0])
        for cell in grid.rows[0].cells:
            for run in cell.paragraphs[0].runs:
                run.bold = True
        self._space()

    def chart(self, chart: Chart) -> None:
        """Bars made of coloured cells; the share of each stands beside it as text."""
        self.paragraph(chart["title"], bold=True, keeps=True)
        legend = self.document.add_paragraph()
        legend.paragraph_format.keep_with_next = True
        for tone, name in chart["legend"]:
            mark = legend.add_run("\N{BLACK SQUARE} ")
            mark.font.color.rgb, mark.font.size = RGBColor.from_string(TONES[tone]), Pt(9)
            legend.add_run(f"{_plain(name)}   ").font.size = Pt(8)
        widths = [6.2, 7.0, WIDTH - 13.2]
        rows = [[bar["label"], "", bar["value"]] for bar in chart["bars"]]
        grid = self._grid(rows, widths, size=8.5)
        for row, bar in zip(grid.rows, chart["bars"], strict=True):
            self._bar(row.cells[1], bar["parts"], widths[1] - 0.4)
        self._space()

    def record(self, record: Record) -> None:
        """A recommendation with the facts of its response."""
        self.document.add_heading(_plain(record["title"]), level=2)
        self.paragraph(record["text"])
        if record["facts"]:
            self._grid([list(fact) for fact in record["facts"]], [4.2, WIDTH - 4.2], figures=False)
            self._space()

    def _grid(
        self, rows: list[list[str]], widths: list[float], *, size: float = 9, figures: bool = True
    ) -> Any:
        table = self.document.add_table(rows=len(rows), cols=len(widths))
        table.autofit = False
        word.add_rules(table)
        if self.right:
            word.mirror(table)
        for place, width in enumerate(widths):
            table.columns[place].width = Cm(width)
        for row, texts in zip(table.rows, rows, strict=True):
            for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
                cell.width = Cm(widths[place])
                self._fill(cell, text, size, is_figure=figures and place > 0)
            word.keep_whole(row)
        return table

    def _fill(self, cell: Any, text: str, size: float, *, is_figure: bool) -> None:
        cell.text = _plain(text)
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
        if is_figure:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        for run in paragraph.runs:
            run.font.size = Pt(size)

    def _bar(self, cell: Any, parts: list[list[Any]], width: float) -> None:
        pieces, at = [], 0.0
        for begin, share, tone in parts:
            pieces += [(begin - at, EMPTY), (share, TONES[tone])]
            at = begin + share
        pieces = [(share, colour) for share, colour in [*pieces, (100 - at, EMPTY)] if share >= 1]
        inner = cell.add_table(rows=1, cols=len(pieces))
        inner.autofit = False
        if self.right:
            word.mirror(inner)
        for place, (share, colour) in enumerate(pieces):
            part = inner.rows[0].cells[place]
            inner.columns[place].width = part.width = Cm(width * share / 100)
            shading = OxmlElement("w:shd")
            for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
                shading.set(qn(f"w:{name}"), value)
            part._tc.get_or_add_tcPr().append(shading)
            self._flat(part.paragraphs[0])
        # A cell must end with a paragraph; the first one is not needed.
        first = cell.paragraphs[0]._p
        first.getparent().remove(first)
        self._flat(cell.paragraphs[-1])

    @staticmethod
    def _flat(paragraph: Any) -> None:
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.line_spacing = Pt(8)
        paragraph.add_run().font.size = Pt(2)

    def _space(self) -> None:
        """A little room after a table."""
        self.document.add_paragraph().paragraph_format.space_after = Pt(2)

    def _style(self) -> None:
        word.set_page(self.document)
        styles = self.document.styles
        language = OxmlElement("w:lang")
        language.set(qn("w:bidi" if self.right else "w:val"), self.content["language"])
        if self.content["language"] == "zh":
            language.set(qn("w:eastAsia"), "zh-CN")
        styles["Normal"].element.get_or_add_rPr().append(language)
        for name, size, colour in (
            ("Normal", 10.5, None),
            ("Title", 22, ACCENT),
            ("Heading 1", 14, ACCENT),
            ("Heading 2", 11.5, ACCENT),
            ("Subtitle", 11, QUIET),
            ("Quote", 10, QUIET),
            ("Footer", 8, QUIET),
        ):
            style = styles[name]
            style.font.name, style.font.size, style.font.italic = "Noto Sans", Pt(size), False
            if colour is not None:
                style.font.color.rgb = colour
            self._without_theme(style)

    @staticmethod
    def _without_theme(style: Any) -> None:
        """The font by its name alone, for letters of complex scripts too, and no line below a title."""
        word.remove_theme_fonts(style)
        size = OxmlElement("w:szCs")
        size.set(qn("w:val"), str(int(style.font.size.pt * 2)))
        style.element.get_or_add_rPr().append(size)
        border = None if style.element.pPr is None else style.element.pPr.find(qn("w:pBdr"))
        if border is not None:
            style.element.pPr.remove(border)

    def _turn(self, paragraph: Any) -> None:
        """Right to left: the paragraph and its letters; in such a paragraph “left” is where a line begins."""
        if not self.right:
            return
        marks = paragraph.get_or_add_pPr()
        marks.append(OxmlElement("w:bidi"))
        for run in paragraph.iter(qn("w:r")):
            properties = run.get_or_add_rPr()
            properties.append(OxmlElement("w:rtl"))
            size = properties.find(qn("w:sz"))
            if size is not None:
                complex_size = OxmlElement("w:szCs")
                complex_size.set(qn("w:val"), size.get(qn("w:val")))
                properties.append(complex_size)
            if properties.find(qn("w:b")) is not None:
                properties.append(OxmlElement("w:bCs"))


def _plain(text: Any) -> str:
    return CONTROLS.sub("", str(text))
