"""An evaluation report as PDF and as workbook, from the content that is kept."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from core.i18n import numbers
from core.i18n.languages import direction
from core.tables.table import harmless
from core.tables.workbook import LONGEST_TEXT
from workshops.documents import typesetting

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fpdf import FPDF

    from evaluations.documents.report_types import ReportContent

WIDE = 60
SHORT = 10
"""Rows of a table that is not divided between pages."""
MOST_COLUMNS = 7
"""Columns of a table of the PDF; more do not fit the paper and stand in the workbook."""


def _said(content: dict[str, Any]) -> str:
    """All letters of the report, for choosing fonts."""
    parts: list[str] = [str(content[key]) for key in ("title", "heading", "host", "where", "when", "invented")]  # fmt: skip
    for section in content["sections"]:
        parts += [section["title"], *section["paragraphs"], *section["quotes"]]
        for table in section["tables"]:
            parts += [table["title"], *table["columns"], *(str(cell) for row in table["rows"] for cell in row)]  # fmt: skip
    return "".join(parts)


def pdf(content: dict[str, Any]) -> bytes:
    """A4 pages with headings that make the outline, running numbers, and tables that repeat their heads."""
    return typesetting.typeset(
        content["language"], lambda paper: _draw(paper, content), text=_said(content), orientation="P"
    )  # fmt: skip


def _draw(paper: FPDF, content: dict[str, Any]) -> None:
    paper.set_margins(20, 18)
    paper.set_auto_page_break(auto=True, margin=18)
    paper.set_title(f"{content['heading']}: {content['title']}")
    paper.footer = lambda: _footer(paper, content["title"])  # type: ignore[method-assign]
    paper.add_page()
    _front(paper, content)
    side = "R" if direction(content["language"]) == "rtl" else "L"
    for number, section in enumerate(content["sections"], start=1):
        _section(paper, number, section, side)


def _footer(paper: FPDF, title: str) -> None:
    paper.set_y(-13)
    paper.set_text_color(*typesetting.QUIET)
    text = typesetting.printable(f"{title[:90]} · {numbers.number(paper.page_no())}")
    typesetting.line(paper, text, 8, height=5)
    paper.set_text_color(*typesetting.INK)


def _front(paper: FPDF, content: dict[str, Any]) -> None:
    typesetting.line(paper, content["host"], 11, align="C")
    paper.ln(3)
    paper.set_text_color(*typesetting.ACCENT)
    typesetting.line(paper, content["heading"], 20, bold=True, height=11)
    paper.set_text_color(*typesetting.INK)
    typesetting.line(paper, content["title"], 15, bold=True, height=8)
    # Each on a line of its own: digits beside Latin letters change places in a line that runs right to left.
    for part in (content["where"], content["when"]):
        typesetting.line(paper, part, 11, height=6)
    typesetting.line(paper, content["made_on_text"], 9, height=6)
    if content["invented"]:
        paper.set_text_color(163, 33, 29)
        typesetting.line(paper, content["invented"], 10, bold=True, height=7)
        paper.set_text_color(*typesetting.INK)
    paper.ln(4)


def _section(paper: FPDF, number: int, section: dict[str, Any], side: str) -> None:
    if paper.will_page_break(40):
        paper.add_page()
    paper.ln(4)
    paper.start_section(section["title"])
    paper.set_text_color(*typesetting.ACCENT)
    typesetting.line(paper, f"{number}. {section['title']}", 14, bold=True, height=8, align=side)
    paper.set_text_color(*typesetting.INK)
    for text in section["paragraphs"]:
        typesetting.line(paper, typesetting.printable(text, text), 10.5, height=5.6, align=side)
        paper.ln(1.6)
    for text in section["quotes"]:
        if not (readable := typesetting.printable(text)):
            continue  # It stands on the page and in the workbook.
        typesetting.line(paper, f"“{readable}”", 10, height=5.4, align=side)
        paper.ln(1.2)
    for table in section["tables"]:
        _table(paper, table, side)


def _table(paper: FPDF, table: dict[str, Any], side: str) -> None:
    columns = len(table["columns"])
    if columns > MOST_COLUMNS:
        typesetting.line(paper, _("%(title)s: see the workbook.") % {"title": table["title"]}, 9, height=5, align=side)  # fmt: skip
        return
    rows = [table["columns"], *table["rows"]]
    # A short table stays whole; of a long one some rows stand below its head.
    if paper.will_page_break(10 + 6.5 * min(len(rows), SHORT)):
        paper.add_page()
    paper.ln(2)
    typesetting.line(paper, table["title"], 10, bold=True, height=6, align=side)
    paper.set_font(size=9)
    widths = _widths(rows)
    if side == "R":
        rows, widths = [list(reversed(row)) for row in rows], tuple(reversed(widths))
    aligned = ["LEFT", *["RIGHT"] * (columns - 1)] if side == "L" else [*["LEFT"] * (columns - 1), "RIGHT"]  # fmt: skip
    with paper.table(
        col_widths=widths, line_height=5, text_align=tuple(aligned), borders_layout="HORIZONTAL_LINES", padding=0.6
    ) as made:  # fmt: skip
        for row in rows:
            made.row([typesetting.printable(str(cell), str(cell)) for cell in row])
    paper.ln(2)


def _widths(rows: list[list[Any]]) -> tuple[int, ...]:
    """Parts of the width: what the numbers of a column need, and the rest for the names of the rows."""
    wanted = [max(10, min(24, 3 + max(len(str(row[place])) for row in rows))) for place in range(1, len(rows[0]))]  # fmt: skip
    return (max(30, 75 - sum(wanted)), *wanted)


def workbook(content: ReportContent) -> bytes:
    """Sheets: the report's text, a data dictionary, distributions, tables by group, comments."""
    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True})
    book.set_properties({"title": f"{content['heading']}: {content['title']}"})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    right = direction(content["language"]) == "rtl"

    def sheet(name: str, rows: Iterable[list[Any]]) -> None:
        made = book.add_worksheet(name)
        if right:
            made.right_to_left()
        made.set_column(0, 1, WIDE // 2)
        made.set_column(2, 12, 18)
        made.freeze_panes(1, 0)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                style = plain if number else head
                if isinstance(cell, int | float):
                    made.write_number(number, place, cell, style)
                elif cell is not None:
                    made.write_string(number, place, harmless(str(cell))[:LONGEST_TEXT], style)

    sheet("report", _text_rows(content))
    sheet("dictionary", _dictionary(content))
    sheet("distribution", _distribution(content))
    sheet("groups", _groups(content))
    book.close()
    return stream.getvalue()


def _text_rows(content: ReportContent) -> Iterable[list[Any]]:
    yield [content["heading"], content["title"]]
    for key in ("host", "where", "when", "made_on", "invented"):
        yield [content[key]]
    for section in content["sections"]:
        for text in section["paragraphs"]:
            yield [section["title"], text]
        for text in section["quotes"]:
            yield [section["title"], f"“{text}”"]


def _dictionary(content: ReportContent) -> Iterable[list[Any]]:
    yield [_("Round"), _("Item"), _("Wording"), _("Scale")]
    for round_, one in content["results"].items():
        for item, found in one["content"]["items"].items():
            yield [round_, item, content["wordings"].get(round_, {}).get(item, ""), found["scale"]]


SILENT = ("not_applicable", "dont_know", "missing", "not_asked")


def _distribution(content: ReportContent) -> Iterable[list[Any]]:
    yield [
        _("Round"), _("Item"), _("Option"), _("Answers"), _("Valid answers"), _("Favourable, at least"), _("Favourable, at most"),
        _("Mean"), _("Standard deviation"), _("Median"), _("Not applicable"), _("Do not know"), _("Left empty"), _("Not asked"),
    ]  # fmt: skip
    for round_, one in content["results"].items():
        labels = content["labels"].get(round_, {})
        for item, found in one["content"]["items"].items():
            silent = found["silent"] or {}
            told = [found["n"], found["low"], found["high"], found["mean"], found["deviation"], found["median"]]  # fmt: skip
            told += [silent.get(name) for name in SILENT]
            options = found["options"] or {None: None}
            for code, n in options.items():
                yield [round_, item, labels.get(item, {}).get(code, ""), n, *told]


def _groups(content: ReportContent) -> Iterable[list[Any]]:
    yield [_("Round"), _("By"), _("Group"), _("Item"), _("Valid answers"), _("Favourable, at least"), _("Favourable, at most")]  # fmt: skip
    for round_, one in content["results"].items():
        for code, table in one["content"]["groups"].items():
            for item, cells in table["items"].items():
                for group, cell in zip(table["groups"], cells, strict=True):
                    yield [round_, code, content["groups"].get(code, {}).get(group, group), item, *(cell or [])]  # fmt: skip
