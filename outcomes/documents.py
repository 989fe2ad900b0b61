"""A status report as PDF, Word document and JSON, in the report's language and the Development Account's order."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import orjson
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from migration_portal.core import numbers
from migration_portal.core.languages import direction, interface_code
from outcomes import shown
from outcomes.models import ReportText
from outcomes.stages import LOCKED, ReportState
from workshops.printing import ASCII, new_document, printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from fpdf import FPDF

    from outcomes.models import StatusReport

ACCENT = (12, 91, 149)
INK = (28, 39, 51)
QUIET = (82, 97, 112)
RULE = (215, 222, 229)


class Sections:
    """The report as a list of headings, paragraphs and tables; both documents are set from it."""

    def __init__(self, report: StatusReport) -> None:
        self.report = report
        self.it: dict[str, Any] = shown.report(report.prepared)
        self.heading = self.it["heading"]
        self.parts: list[tuple[str, Any]] = []
        self._head()
        self._achievements()
        self._accomplishments()
        self._others()
        self._coverage()
        self._difference()
        self._annex()

    def _add(self, kind: str, content: Any) -> None:
        self.parts.append((kind, content))

    def _head(self) -> None:
        report, heading = self.report, self.heading
        rate = report.implementation_rate
        rows = [
            (_("Project"), heading["title"]), (_("Development Account code"), heading["da_code"] or "–"),
            (_("Executing entity"), heading["entity"] or "–"),
            (_("Reporting period"), f"01/{heading['year']} – 12/{heading['year']}"),
            (_("Implementation rate"), _("%(n)s%%") % {"n": numbers.number(float(rate), 1)} if rate is not None else "–"),
            (_("State"), self.state()),
        ]  # fmt: skip
        if report.important_issues:
            rows.append((_("Important issues"), report.important_issues))
        if heading["is_demonstration"]:
            self._add(
                "note",
                _(
                    "Example: records and answers of this report are made up or retold for the demonstration of the portal."
                ),
            )
        self._add("facts", rows)
        self._add("text", _("Objective: %(text)s") % {"text": heading["objective"]})

    def state(self) -> str:
        """State and version, with the day of certification."""
        told = str(ReportState(self.report.state).label)
        if self.report.state in LOCKED and self.report.certified_at:
            told += f", {numbers.day(self.report.certified_at.date())}"
        return f"{told} · " + _("version %(n)s") % {"n": self.report.version}

    def _achievements(self) -> None:
        self._add("h", _("Summary of achievements"))
        for paragraph in self.it["paragraphs"]:
            if paragraph:
                self._add(
                    "text",
                    " ".join(f"{one['sentence']} [{self.number(one['pk'])}]" for one in paragraph),
                )

    def number(self, pk: int) -> int:
        """The number of a claim in the annex, from 1."""
        return next(place for place, row in enumerate(self.it["annex"], start=1) if row["pk"] == pk)

    def _accomplishments(self) -> None:
        for one in self.it["accomplishments"]:
            self._add("h", f"{one['label']}: {one['text']}")
            head = [_("Indicator of achievement"), _("Baseline"), _("Target"), _("Actual")]
            rows = []
            for row in one["indicators"]:
                base = (
                    f"{row['baseline']} ({row['baseline_year']})"
                    if row["baseline_year"]
                    else row["baseline"]
                )
                groups = "; ".join(f"{line.label} {line.value}" for line in row["groups"])
                actual = row["actual"] + (f"\n{groups}" if groups else "")
                rows.append([f"{row['name']} {row['text']}", base, row["target"], actual])
            self._add("table", (head, rows, (46, 17, 13, 24)))

    def _others(self) -> None:
        self._add("h", _("Unexpected results, positive and negative"))
        self._sentences(self.it["unexpected"], _("None is recorded."))
        texts = self.it["texts"]
        self._add("h", _("Issues and how they are met"))
        self._sentences(self.it["issues"], "")
        issues = texts.get(ReportText.Part.ISSUES, "")
        self._add("text", issues or _("The management states none."))
        if lessons := texts.get(ReportText.Part.LESSONS):
            self._add("h", _("Lessons and good practices"))
            self._add("text", lessons)

    def _sentences(self, rows: list[dict[str, Any]], otherwise: str) -> None:
        for one in rows:
            self._add("text", f"{one['sentence']} [{self.number(one['pk'])}]")
        if not rows and otherwise:
            self._add("text", otherwise)

    def _coverage(self) -> None:
        self._add("h", _("What each commission has in the period"))
        rows = [
            [row["commission"], *(shown.value(n) for n in row["counts"])] for row in self.it["rows"]
        ]
        rows.append([_("All, each once"), *self.it["all"]])
        widths = (14, *(86 / len(self.it["stages"]) for _stage in self.it["stages"]))
        self._add(
            "table",
            ([_("Commission"), *self.it["stages"]], rows, widths),
        )
        empty = [row["commission"] for row in self.it["rows"] if row["is_empty"]]
        if empty:
            self._add(
                "text",
                _("Nothing is recorded in this period for: %(codes)s.")
                % {"codes": ", ".join(empty)},
            )

    def _difference(self) -> None:
        difference = self.it["difference"]
        if not difference:
            return
        self._add("h", _("What differs from the report of %(year)s") % {"year": difference["year"]})
        rows = [[row["name"], row["what"], row["old"], row["new"]] for row in difference["rows"]]
        if rows:
            self._add(
                "table",
                (
                    [_("Figure"), _("Part"), str(difference["year"]), str(self.heading["year"])],
                    rows,
                    (40, 30, 15, 15),
                ),
            )
        else:
            self._add("text", _("No number changed."))

    def _annex(self) -> None:
        self._add("h", _("Annex: evidence"))
        self._add(
            "text",
            _(
                "Each sentence rests on a measure with its version, over what is named, with the figures of the day it was frozen."
            ),
        )
        rows = []
        for place, row in enumerate(self.it["annex"], start=1):
            over = "; ".join(f"{line.label} {line.value}" for line in row["over"])
            basis = f"{row['name']} ({row['measure']} v{row['version']})\n{over}"
            rows.append([str(place), row["sentence"], basis, row["frozen_at"][:10]])
        self._add(
            "table",
            ([_("No."), _("Sentence"), _("Rests on"), _("Figures of")], rows, (7, 47, 30, 16)),
        )


def _title(year: int) -> str:
    return _("Status report %(year)s") % {"year": year}


def as_pdf(report: StatusReport) -> bytes:
    """A4 pages, shaped for the report's language."""
    with translation.override(interface_code(report.language)):
        sections = Sections(report)
        words = "".join(str(content) for _kind, content in sections.parts)
        pdf = new_document(report.language, words + ASCII, orientation="P")
        pdf.set_margins(20, 18)
        pdf.set_auto_page_break(auto=True, margin=18)
        title = _title(sections.heading["year"])
        pdf.set_title(f"{title} · {sections.heading['title']}")
        if report.certified_at:
            pdf.set_creation_date(report.certified_at)
        pdf.add_page()
        right = direction(report.language) == "rtl"
        pdf.set_text_color(*QUIET)
        _write(pdf, sections.heading["title"], 10, right=right)
        pdf.set_text_color(*ACCENT)
        _write(pdf, title, 22, bold=True, height=11, right=right)
        pdf.ln(3)
        for kind, content in sections.parts:
            pdf.set_text_color(*INK)
            _PDF[kind](pdf, content, right)
        return bytes(pdf.output())


def _write(
    pdf: FPDF,
    text: str,
    size: float,
    *,
    bold: bool = False,
    height: float = 5.4,
    right: bool = False,
) -> None:
    pdf.set_font(style="B" if bold else "", size=size)
    pdf.multi_cell(
        0, height, printable(text, text), align="R" if right else "L", new_x="LMARGIN", new_y="NEXT"
    )


def _pdf_heading(pdf: FPDF, text: str, right: bool) -> None:
    if pdf.will_page_break(32):
        pdf.add_page()
    pdf.ln(4)
    pdf.set_text_color(*ACCENT)
    _write(pdf, text, 13, bold=True, height=6.5, right=right)
    pdf.ln(1.5)


def _pdf_text(pdf: FPDF, text: str, right: bool) -> None:
    _write(pdf, text, 10, right=right)
    pdf.ln(2)


def _pdf_note(pdf: FPDF, text: str, right: bool) -> None:
    pdf.set_fill_color(253, 243, 227)
    pdf.set_font(style="B", size=9.5)
    pdf.multi_cell(
        0, 6, text, fill=True, align="R" if right else "L", new_x="LMARGIN", new_y="NEXT"
    )
    # The colour would fill the tables, too.
    pdf.set_fill_color(255)
    pdf.ln(2)


def _pdf_facts(pdf: FPDF, rows: list[tuple[str, str]], right: bool) -> None:
    align = "RIGHT" if right else "LEFT"
    pdf.set_font(size=9.5)
    pdf.set_draw_color(*RULE)
    ordered = [(text, label) if right else (label, text) for label, text in rows]
    widths = (70, 30) if right else (30, 70)
    with pdf.table(
        col_widths=widths,
        borders_layout="HORIZONTAL_LINES",
        line_height=5.4,
        text_align=align,
        first_row_as_headings=False,
    ) as table:
        for row in ordered:
            table.row(row)
    pdf.ln(3)


def _pdf_table(
    pdf: FPDF, content: tuple[list[str], list[list[str]], tuple[float, ...]], right: bool
) -> None:
    head, rows, widths = content
    pdf.set_font(size=8.5)
    pdf.set_draw_color(*RULE)
    turn = (lambda row: row[::-1]) if right else (lambda row: row)
    with pdf.table(
        col_widths=turn(list(widths)), borders_layout="HORIZONTAL_LINES", line_height=4.8, padding=1,
        text_align="RIGHT" if right else "LEFT", repeat_headings=1,
    ) as table:  # fmt: skip
        for row in (head, *rows):
            table.row([printable(cell, cell) for cell in turn(list(row))])
    pdf.ln(2)


_PDF: dict[str, Callable[[Any, Any, bool], None]] = {
    "h": _pdf_heading, "text": _pdf_text, "note": _pdf_note, "facts": _pdf_facts, "table": _pdf_table,
}  # fmt: skip


def as_docx(report: StatusReport) -> bytes:
    """A Word document with real headings, tables with header rows, language and direction set."""
    with translation.override(interface_code(report.language)):
        sections = Sections(report)
        document, right = Document(), direction(report.language) == "rtl"
        _style(document, report.language, right)
        document.core_properties.title = (
            f"{_title(sections.heading['year'])} · {sections.heading['title']}"
        )
        document.core_properties.language = report.language
        document.core_properties.author = sections.heading["entity"]
        if report.certified_at:
            document.core_properties.created = document.core_properties.modified = (
                report.certified_at.replace(tzinfo=None)
            )
        document.add_paragraph(sections.heading["title"], style="Subtitle")
        document.add_heading(_title(sections.heading["year"]), level=0)
        for kind, content in sections.parts:
            _DOCX[kind](document, content, right)
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


def _docx_heading(document: Any, text: str, right: bool) -> None:
    document.add_heading(text, level=1)


def _docx_text(document: Any, text: str, right: bool) -> None:
    for piece in text.split("\n"):
        if piece.strip():
            document.add_paragraph(piece.strip())


def _docx_note(document: Any, text: str, right: bool) -> None:
    run = document.add_paragraph().add_run(text)
    run.bold = True
    run.font.color.rgb = RGBColor(0x8A, 0x4B, 0x00)


def _docx_facts(document: Any, rows: list[tuple[str, str]], right: bool) -> None:
    table = _docx_grid(document, rows, (30, 70), right)
    for row in table.rows:
        for run in row.cells[0].paragraphs[0].runs:
            run.bold = True
    document.add_paragraph()


def _docx_table(
    document: Any, content: tuple[list[str], list[list[str]], tuple[float, ...]], right: bool
) -> None:
    head, rows, widths = content
    table = _docx_grid(document, [head, *rows], widths, right)
    mark = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
    for cell in table.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True
    document.add_paragraph()


def _docx_grid(document: Any, rows: Any, widths: tuple[float, ...], right: bool) -> Any:
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


_DOCX: dict[str, Callable[[Any, Any, bool], None]] = {
    "h": _docx_heading, "text": _docx_text, "note": _docx_note, "facts": _docx_facts, "table": _docx_table,
}  # fmt: skip


def as_json(report: StatusReport) -> bytes:
    """What was prepared, with the state of the report."""
    kept = {name: value for name, value in report.prepared.items() if name != "numbers"}
    told = {
        "project": report.period.project.code, "year": report.period.year, "version": report.version,
        "state": report.state, "language": report.language, "certified_at": report.certified_at,
        "address": f"{settings.PORTAL_ADDRESS}{report.get_absolute_url()}", "report": kept,
    }  # fmt: skip
    return orjson.dumps(told, option=orjson.OPT_INDENT_2)


DOCUMENTS: dict[str, tuple[str, Callable[[StatusReport], bytes]]] = {
    "pdf": ("application/pdf", as_pdf),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", as_docx),
    "json": ("application/json", as_json),
}
