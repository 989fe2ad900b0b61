"""A table that somebody uploads, as CSV of any office or as an Excel workbook, read as rows of texts."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.errors import PortalError
from core.tables import encodings
from core.tables.spreadsheets import (
    LONGEST_CELL,
    BadWorkbook,
    is_workbook,
    open_workbook,
    sheet_rows,
)
from core.tables.table import RISKY

if TYPE_CHECKING:
    from collections.abc import Iterator

SEPARATORS = (",", ";", "\t", "|")
PROTECTED = re.compile(r'="(.*)"', re.DOTALL)
"""A text as programs write it that want Excel to leave it alone."""


class BadTable(PortalError):
    """The file is no table that can be read."""

    code, status = "bad_table", 422


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row that is not empty, with its number as a spreadsheet counts."""

    number: int
    cells: list[str]


@dataclass(slots=True)
class UploadedTable:
    """The rows of an upload, and how they were read: `encoding` and `separator` are empty for a workbook."""

    rows: list[TableRow] = field(default_factory=list)
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    other_sheets: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """What of the file stands in no row, in words."""

    @property
    def width(self) -> int:
        """The number of columns of the widest row."""
        return max((len(row.cells) for row in self.rows), default=0)


def read_upload(
    data: bytes, *, most_rows: int, most_columns: int, encoding: str = ""
) -> UploadedTable:
    """The rows that are not empty, their cells trimmed; of a workbook those of its first sheet with cells.

    `encoding` is one of `encodings.ENCODINGS`; by default it is guessed. Raises BadTable for what is no
    table, and for more rows or columns.
    """
    if not data:
        raise BadTable(_("The file is empty."))
    if is_workbook(data):
        table, rows = _first_sheet(data, most_rows + 1, most_columns + 1)
    else:
        table, rows = _text_rows(data, most_rows + 1, encoding)
    filled = (TableRow(number, _filled(row)) for number, row in enumerate(rows, start=1))
    table.rows = [row for row in filled if row.cells]
    for row in table.rows:
        if len(row.cells) > most_columns:
            text = _(
                "Row %(row)s has more than %(most)s columns. Delete those that are not needed."
            )
            raise BadTable(text % {"row": row.number, "most": most_columns})
    if len(rows) > most_rows:
        text = _("The file has more than %(most)s rows. Divide it into several files.")
        raise BadTable(text % {"most": most_rows})
    if not table.rows:
        raise BadTable(_("The file has no rows."))
    return table


def rows_of(data: bytes, *, most_rows: int, most_columns: int) -> list[list[str]]:
    """The cells of all rows, empty ones included, at most so many; a row of a workbook is cut. Raises BadTable."""
    if is_workbook(data):
        return _first_sheet(data, most_rows, most_columns)[1]
    return _text_rows(data, most_rows, "")[1]


def _filled(row: list[str]) -> list[str]:
    """The cells up to the last that is not empty."""
    cells = [plain_cell(cell) for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def plain_cell(text: str) -> str:
    """A cell without white space around it, and without what keeps a spreadsheet from reading a formula."""
    text = text.strip().strip("\N{ZERO WIDTH NO-BREAK SPACE}")
    if text.startswith("'") and text[1:].startswith(RISKY):
        return text[1:].strip()
    protected = PROTECTED.fullmatch(text)
    return protected[1].strip() if protected else text


def _first_sheet(
    data: bytes, most_rows: int, most_columns: int
) -> tuple[UploadedTable, list[list[str]]]:
    try:
        with open_workbook(data) as book:
            names = [sheet.title for sheet in book.worksheets]
            for sheet in book.worksheets:
                rows = list(sheet_rows(sheet, most_rows=most_rows, most_columns=most_columns))
                if any(any(row) for row in rows):
                    others = [name for name in names if name != sheet.title]
                    _check_lengths(rows)
                    return UploadedTable(sheet=sheet.title, other_sheets=others), rows
    except BadWorkbook as problem:
        damaged = _("The workbook is damaged. Save it again.")
        raise BadTable(refusals().get(problem.reason, damaged)) from problem
    return UploadedTable(), []


def refusals() -> dict[str, str]:
    """Why a workbook is not opened, by the reason of BadWorkbook; nothing for a damaged one."""
    return {
        "too_large": _(
            "The workbook unpacks to far more than a list holds. Copy the list into a new workbook, or save it as CSV."
        ),
        "protected": _("The file is protected by a password. Save it without one."),
        "old": _(
            "This is an old Excel workbook (.xls), or one with a password. Save it as .xlsx without a password, or as CSV."
        ),
    }


def _check_lengths(rows: list[list[str]]) -> None:
    for number, row in enumerate(rows, start=1):
        if any(len(cell) > LONGEST_CELL for cell in row):
            text = _("Row %(row)s has a cell of more than 128 KB. Shorten it.")
            raise BadTable(text % {"row": number})


def _text_rows(data: bytes, most_rows: int, encoding: str) -> tuple[UploadedTable, list[list[str]]]:
    try:
        text, encoding = encodings.decode(data, encoding)
    except (UnicodeDecodeError, LookupError) as problem:
        raise BadTable(
            _(
                "The file cannot be read in this encoding. Choose another one, or save it as CSV in UTF-8."
            )
        ) from problem
    if text.lstrip().startswith(("%PDF-", "{\\rtf", "<!DOCTYPE", "<html")):
        raise BadTable(_("Give the table as CSV or as an Excel workbook (.xlsx)."))
    separator, text = _separator(text)
    rows = list(islice(_csv_rows(text, separator), most_rows))
    return UploadedTable(encoding=encoding, separator=separator), rows


def _separator(text: str) -> tuple[str, str]:
    """What parts the cells, and the text without the line `sep=;` that Excel reads it from."""
    if declared := re.match(r"\s*\"?sep=(.)\"?[;,\t]*(?:\r\n|\r|\n|$)", text, re.IGNORECASE):
        return declared[1], text[declared.end() :]
    scores = {separator: _evenness(text, separator) for separator in SEPARATORS}
    return max(SEPARATORS, key=lambda separator: scores[separator]), text


def _evenness(text: str, separator: str) -> int:
    """How many separators the first rows have that are of the commonest shape."""
    head = "".join(f"{line}\n" for line in text[:50_000].splitlines()[:60])
    widths: Counter[int] = Counter()
    try:
        for row in csv.reader(io.StringIO(head, newline=""), delimiter=separator):
            widths[len(row)] += len(row) > 1
    except csv.Error:
        pass  # told when the whole is read
    return max((count * (width - 1) for width, count in widths.items()), default=0)


def _csv_rows(text: str, separator: str) -> Iterator[list[str]]:
    """Rows one by one. Raises BadTable with the number of the row."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            raise BadTable(_csv_problem(str(problem), number)) from problem
        # The limit of the csv module is one for the whole process, and a library may have raised it.
        if any(len(cell) > LONGEST_CELL for cell in row):
            raise BadTable(_csv_problem("field limit", number))
        yield row


def _csv_problem(text: str, number: int) -> str:
    if "field limit" in text:
        sentence = _(
            "Row %(row)s has a cell of more than 128 KB. Is a quotation mark in it not closed?"
        )
    elif "unexpected end" in text:
        sentence = _("Row %(row)s: a quotation mark is opened and not closed before the end.")
    elif "expected after" in text:
        sentence = _(
            "Row %(row)s: text follows a closing quotation mark. Write quotation marks within a cell twice."
        )
    else:
        sentence = _("Row %(row)s cannot be read.")
    return sentence % {"row": number}
