"""A status report as A4 pages, shaped for its language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext as _

from core.errors import PortalError
from core.i18n.languages import direction, interface_code
from outcomes.documents.sections import Grid, Sections, title_of
from workshops.documents.typesetting import has_fonts, printable, typeset

if TYPE_CHECKING:
    from collections.abc import Callable

    from fpdf import FPDF

    from outcomes.models import StatusReport

ACCENT = (12, 91, 149)
INK = (28, 39, 51)
QUIET = (82, 97, 112)
RULE = (215, 222, 229)


class NoFonts(PortalError):
    """The fonts of PDFs are not installed here."""

    code, status = "no_fonts", 503


def as_pdf(report: StatusReport) -> bytes:
    """A4 pages, shaped for the report's language. Raises NoFonts."""
    if not has_fonts():
        raise NoFonts(_("PDFs cannot be made here: the fonts are missing (make assets)."))
    with translation.override(interface_code(report.language)):
        sections = Sections(report)
        words = sections.heading["title"] + sections.text()
        return typeset(
            report.language, lambda pdf: _draw(pdf, report, sections), text=words, orientation="P"
        )


def _draw(pdf: FPDF, report: StatusReport, sections: Sections) -> None:
    pdf.set_margins(20, 18)
    pdf.set_auto_page_break(auto=True, margin=18)
    title = title_of(sections.heading["year"])
    pdf.set_title(f"{title} · {sections.heading['title']}")
    if report.certified_at:
        pdf.set_creation_date(report.certified_at)
    pdf.footer = lambda: _foot(pdf, title)  # type: ignore[method-assign]
    pdf.add_page()
    right = direction(report.language) == "rtl"
    pdf.set_text_color(*QUIET)
    _write(pdf, sections.heading["title"], 10, right=right)
    pdf.set_text_color(*ACCENT)
    _write(pdf, title, 22, bold=True, height=11, right=right)
    pdf.ln(3)
    for kind, content in sections.parts:
        pdf.set_text_color(*INK)
        SETTERS[kind](pdf, content, right)


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


def _heading(pdf: FPDF, text: str, right: bool) -> None:
    if pdf.will_page_break(32):
        pdf.add_page()
    pdf.ln(4)
    pdf.set_text_color(*ACCENT)
    _write(pdf, text, 13, bold=True, height=6.5, right=right)
    pdf.ln(1.5)


def _paragraph(pdf: FPDF, text: str, right: bool) -> None:
    _write(pdf, text, 10, right=right)
    pdf.ln(2)


def _note(pdf: FPDF, text: str, right: bool) -> None:
    pdf.set_fill_color(253, 243, 227)
    pdf.set_font(style="B", size=9.5)
    pdf.multi_cell(
        0, 6, text, fill=True, align="R" if right else "L", new_x="LMARGIN", new_y="NEXT"
    )
    # The colour would fill the tables, too.
    pdf.set_fill_color(255)
    pdf.ln(2)


def _facts(pdf: FPDF, rows: list[tuple[str, str]], right: bool) -> None:
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


def _table(pdf: FPDF, grid: Grid, right: bool) -> None:
    """Columns of figures end at the far edge; in Arabic the first column stands at the right."""
    start, end = ("RIGHT", "LEFT") if right else ("LEFT", "RIGHT")
    aligns = [end if place in grid.figures else start for place in range(len(grid.widths))]
    turn = (lambda row: row[::-1]) if right else (lambda row: row)
    pdf.set_font(size=8.5)
    pdf.set_draw_color(*RULE)
    with pdf.table(
        col_widths=turn(list(grid.widths)), borders_layout="HORIZONTAL_LINES", line_height=4.8, padding=1,
        text_align=turn(aligns), v_align="TOP", repeat_headings=1,
    ) as table:  # fmt: skip
        for row in (grid.head, *grid.rows):
            table.row([printable(cell, cell) for cell in turn(list(row))])
    pdf.ln(2)


def _foot(pdf: FPDF, text: str) -> None:
    """At the end of each page what it is part of, and its number."""
    pdf.set_y(-13)
    pdf.set_text_color(*QUIET)
    pdf.set_font(style="", size=8)
    pdf.cell(0, 5, f"{printable(text, text)} · {pdf.page_no()}", align="C")


SETTERS: dict[str, Callable[[Any, Any, bool], None]] = {
    "h": _heading, "text": _paragraph, "note": _note, "facts": _facts, "table": _table,
}  # fmt: skip
