"""A table that somebody uploads, CSV or Excel workbook, as rows of texts."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from core.errors import PortalError

WORKBOOK = b"PK\x03\x04"


class BadTable(PortalError):
    """The file is no table that can be read."""

    code, status = "bad_table", 422


def rows_of(data: bytes, *, most_rows: int, most_columns: int) -> list[list[str]]:
    """The cells of a CSV in UTF-8 or of a workbook's first sheet; of the latter at most so many. Raises BadTable."""
    if data.startswith(WORKBOOK):
        return _workbook(data, most_rows, most_columns)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise BadTable(
            _("Give the table as CSV in UTF-8 or as an Excel workbook (.xlsx).")
        ) from problem
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as problem:
        raise BadTable(_("The CSV cannot be read: %(why)s.") % {"why": problem}) from problem


def _workbook(data: bytes, most_rows: int, most_columns: int) -> list[list[str]]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(
            max_row=most_rows, max_col=most_columns, values_only=True
        )
        cells = [[_cell(value) for value in row] for row in rows]
        book.close()
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        KeyError,
        ValueError,
        IndexError,
        TypeError,
        OSError,
    ) as problem:
        raise BadTable(_("The workbook is damaged. Save it again.")) from problem
    return cells


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
