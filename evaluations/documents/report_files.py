"""An evaluation report as PDF and as workbook, from the content that is kept."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from core.documents import compile_pdf, printable
from core.i18n.languages import direction
from core.tables.table import harmless
from core.tables.workbook import LONGEST_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evaluations.documents.report_types import ReportContent, ReportTable, Section

WIDE = 60
MOST_COLUMNS = 7
"""Columns of a table of the PDF; more do not fit the paper and stand in the workbook."""


def pdf(content: ReportContent) -> bytes:
    """A4 pages with headings that make the outline, running numbers, and tables that repeat their heads."""
    sections = [
        _section(number, section) for number, section in enumerate(content["sections"], start=1)
    ]
    data = {
        name: content[name] for name in ("host", "heading", "title", "where", "when", "invented")
    }
    return compile_pdf(
        "evaluations/report.typ",
        {**data, "made_on": content["made_on_text"], "sections": sections},
        title=f"{content['heading']}: {content['title']}",
        language=content["language"],
        at=made_at(content),
    )


def made_at(content: ReportContent) -> datetime:
    """The day a report was made, so that its files made again are the same."""
    return datetime.fromisoformat(content["made_on"]).replace(tzinfo=UTC)


def _section(number: int, section: Section) -> dict[str, Any]:
    small = [table for table in section["tables"] if len(table["columns"]) <= MOST_COLUMNS]
    wide = [table for table in section["tables"] if len(table["columns"]) > MOST_COLUMNS]
    return {
        "title": f"{number}. {section['title']}",
        "paragraphs": section["paragraphs"],
        "findings": section["findings"],
        "charts": section["charts"],
        "records": section["records"],
        "links": section["links"],
        # One that cannot be printed stands on the page and in the workbook.
        "quotes": [
            {"theme": quotes["theme"], "texts": shown}
            for quotes in section["quotes"]
            if (shown := [f"“{text}”" for text in quotes["texts"] if printable(text)])
        ],
        "tables": [_table(table) for table in small],
        "elsewhere": [
            _("%(title)s: see the workbook.") % {"title": table["title"]} for table in wide
        ],
    }


def _table(table: ReportTable) -> dict[str, Any]:
    rows = [[str(cell) for cell in row] for row in table["rows"]]
    return {
        "title": table["title"],
        "columns": table["columns"],
        "rows": rows,
        "widths": _widths([table["columns"], *rows]),
    }


def _widths(rows: list[list[Any]]) -> tuple[int, ...]:
    """Parts of the width: what the numbers of a column need, and the rest for the names of the rows."""
    widths = [
        max(10, min(24, 3 + max(len(str(row[place])) for row in rows)))
        for place in range(1, len(rows[0]))
    ]
    return (max(30, 75 - sum(widths)), *widths)


def workbook(content: ReportContent) -> bytes:
    """Sheets: the report's text, a data dictionary, distributions, tables by group, comments."""
    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True})
    book.set_properties({"title": f"{content['heading']}: {content['title']}"})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    right = direction(content["language"]) == "rtl"

    def sheet(name: str, rows: Iterable[list[Any]]) -> None:
        worksheet = book.add_worksheet(name)
        if right:
            worksheet.right_to_left()
        worksheet.set_column(0, 1, WIDE // 2)
        worksheet.set_column(2, 12, 18)
        worksheet.freeze_panes(1, 0)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                style = plain if number else head
                if isinstance(cell, int | float):
                    worksheet.write_number(number, place, cell, style)
                elif cell is not None:
                    worksheet.write_string(number, place, harmless(str(cell))[:LONGEST_TEXT], style)

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
        for row in _section_rows(section):
            yield [section["title"], *row]


def _section_rows(section: Section) -> Iterable[list[Any]]:
    yield from ([text] for text in section["paragraphs"])
    for finding in section["findings"]:
        yield from ([finding["lead"], text] for text in finding["items"])
    for quotes in section["quotes"]:
        yield from ([f"“{text}”", quotes["theme"]] for text in quotes["texts"])
    for record in section["records"]:
        yield [record["title"], record["text"]]
        yield from ([name, value] for name, value in record["facts"])


def _dictionary(content: ReportContent) -> Iterable[list[Any]]:
    yield [_("Round"), _("Item"), _("Wording"), _("Scale")]
    for round_, round_results in content["results"].items():
        for item, result in round_results["content"]["items"].items():
            yield [round_, item, content["wordings"].get(round_, {}).get(item, ""), result["scale"]]


SILENT = ("not_applicable", "dont_know", "missing", "not_asked")


def _distribution(content: ReportContent) -> Iterable[list[Any]]:
    yield [
        _("Round"),
        _("Item"),
        _("Option"),
        _("Answers"),
        _("Valid answers"),
        _("Favourable, at least"),
        _("Favourable, at most"),
        _("Mean"),
        _("Standard deviation"),
        _("Median"),
        _("Not applicable"),
        _("Do not know"),
        _("Left empty"),
        _("Not asked"),
    ]
    for round_, round_results in content["results"].items():
        labels = content["labels"].get(round_, {})
        for item, result in round_results["content"]["items"].items():
            silent = result["silent"] or {}
            figures = [
                result["n"],
                result["low"],
                result["high"],
                result["mean"],
                result["deviation"],
                result["median"],
            ]
            figures += [silent.get(name) for name in SILENT]
            options: Iterable[tuple[str, int | None]] = (result["options"] or {}).items()
            for code, n in options or [("", None)]:
                yield [round_, item, labels.get(item, {}).get(code, ""), n, *figures]


def _groups(content: ReportContent) -> Iterable[list[Any]]:
    yield [
        _("Round"),
        _("By"),
        _("Group"),
        _("Item"),
        _("Valid answers"),
        _("Favourable, at least"),
        _("Favourable, at most"),
    ]
    for round_, round_results in content["results"].items():
        for code, table in round_results["content"]["groups"].items():
            for item, cells in table["items"].items():
                for group, cell in zip(table["groups"], cells, strict=True):
                    yield [
                        round_,
                        code,
                        content["groups"].get(code, {}).get(group, group),
                        item,
                        *(cell or []),
                    ]
