"""The sheets of an XLSForm as rows by heading, with headings as any tool or person writes them (pure)."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from babel import Locale

from core.i18n.records import LANGUAGES
from core.tables.spreadsheets import BadWorkbook, open_workbook

MOST_ROWS = 500
MOST_COLUMNS = 200
MOST_SHEETS = 10

OTHER_NAMES = {
    "relevance": "relevant",
    "caption": "label",
    "calculate": "calculation",
    "readonly": "read_only",
}
"""Headings that older forms use, and ours."""

TRANSLATED = re.compile(r"(label|hint)\s*::?\s*(.+)", re.IGNORECASE | re.DOTALL)


class NotAForm(Exception):
    """It is no workbook (`workbook`), has no sheet of questions (`survey`), one beyond measure (`long`), or is not
    opened for a reason of BadWorkbook."""


class Row(NamedTuple):
    """A row as a spreadsheet counts it, its cells by our name of the column, and how the file calls these."""

    number: int
    cells: dict[str, str]
    headings: dict[str, str]

    def get(self, column: str) -> str:
        """The cell, empty where there is none."""
        return self.cells.get(column, "")

    def heading(self, column: str) -> str:
        """The heading of a column as it stands in the file."""
        return self.headings.get(column, column)


def language_of(text: str) -> str:
    """The code of a language that is named by tag, in English or in itself; empty for none of ours.

    `French (fr)`, `Français (fr)`, `Français`, `fr`, `fr-FR` are all French.
    """
    text = " ".join(text.split())
    tag = re.search(r"\(([^)]*)\)\s*\Z", text)
    for candidate in (tag[1], text[: tag.start()]) if tag else (text,):
        name = candidate.strip().casefold()
        for language in LANGUAGES:
            if re.split("[-_]", name)[0] == language.code or name in _names(language.code):
                return language.code
    return ""


def _names(code: str) -> set[str]:
    locale = Locale.parse(code)
    names = (
        locale.english_name,
        locale.display_name,
        *(known.name for known in LANGUAGES if known.code == code),
    )
    return {name.casefold() for name in names if name}


def sheets_of(data: bytes) -> dict[str, list[Row]]:
    """The rows of each sheet by its name in small letters. Raises NotAForm."""
    try:
        with open_workbook(data) as book:
            default = _default_language(book)
            sheets = {
                sheet.title.strip().casefold(): _rows(sheet, default)
                for sheet in book.worksheets[:MOST_SHEETS]
            }
    except BadWorkbook as problem:
        damaged = problem.reason == "damaged"
        raise NotAForm("workbook" if damaged else problem.reason) from problem
    survey = sheets.get("survey")
    if not survey or not any({"type", "name"} <= set(row.headings) for row in survey):
        raise NotAForm("survey")
    return sheets


def _default_language(book: Any) -> str:
    """The language of plain `label` columns: that of the settings, else English."""
    for sheet in book.worksheets:
        if sheet.title.strip().casefold() == "settings":
            for row in _rows(sheet, ""):
                return language_of(row.get("default_language")) or "en"
    return "en"


def _rows(sheet: Any, default: str) -> list[Row]:
    rows = sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS + 1)
    written = [_text(cell) for cell in next(rows, ())]
    columns = [_column(heading, default) for heading in written]
    headings = {column: heading for column, heading in zip(columns, written, strict=True) if column}
    filled = [
        Row(number, cells, headings)
        for number, row in enumerate(rows, start=2)
        if (cells := _cells(columns, written, row))
    ]
    if any(written[MOST_COLUMNS:]) or (filled and filled[-1].number > MOST_ROWS + 1):
        raise NotAForm("long")
    return filled


def _cells(columns: list[str], written: list[str], row: tuple[Any, ...]) -> dict[str, str]:
    # Of two columns for one text the one that names its language is the more particular.
    cells: dict[str, str] = {}
    for column, heading, cell in zip(columns, written, row, strict=False):
        text = _text(cell)
        if column and text and (column not in cells or "::" in heading):
            cells[column] = text
    return cells


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return "" if cell is None else str(cell).strip()


def _column(heading: str, default: str) -> str:
    """Our name of a column: `label::fr` for every way to say so, else the heading in small letters."""
    plain = " ".join(heading.split()).casefold()
    plain = OTHER_NAMES.get(plain, plain)
    if plain in ("label", "hint"):
        return f"{plain}::{default}" if default else plain
    match = TRANSLATED.fullmatch(heading.strip())
    if match and (code := language_of(match[2])):
        return f"{match[1].casefold()}::{code}"
    return plain.replace(" ", "_")
