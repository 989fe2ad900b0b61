"""Opening uploaded .xlsx workbooks within bounds: the one door for all of them (pure).

openpyxl parses every cell of a row before it can cut columns, and all shared texts before the first
row, so a small file can keep it busy for minutes. What it would parse is measured first.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

if TYPE_CHECKING:
    from collections.abc import Iterator

ZIP = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The container of .xls, and of workbooks that are protected by a password."""
MOST_PARTS = 1_000
MOST_BYTES = 64 * 1024 * 1024
MOST_RATIO = 100
"""Unpacked bytes for each packed one; workbooks with text stay below 30."""
SMALL = 4 * 1024 * 1024
MOST_TAGS = 3_000_000
"""XML tags of all parts. A cell with a number has four; openpyxl parses about 300,000 a second."""
LONGEST_CELL = 128 * 1024
BLOCK = 1024 * 1024
DAMAGED = (
    zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, TypeError, OSError,
    AttributeError, NotImplementedError, RuntimeError, EOFError, SyntaxError, zlib.error,
)  # fmt: skip
"""What zipfile and openpyxl raise on files that are no workbook, or a damaged one."""


class BadWorkbook(ValueError):
    """A workbook that is not opened; `reason` is too_large, protected, old or damaged."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are meant as a workbook, new or old."""
    return data.startswith((ZIP, OLD_OFFICE))


def check(data: bytes) -> None:
    """Raises BadWorkbook for what is not to be parsed: by number of parts, size, ratio, tags, DTDs."""
    if data.startswith(OLD_OFFICE):
        raise BadWorkbook("old")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _measure(archive, min(MOST_BYTES, max(SMALL, len(data) * MOST_RATIO)))
    except BadWorkbook:
        raise
    except DAMAGED as problem:
        raise BadWorkbook("damaged") from problem


def _measure(archive: zipfile.ZipFile, most_bytes: int) -> None:
    """Unpack block by block; the sizes that an archive declares are not trusted."""
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise BadWorkbook("too_large")
    if any(part.flag_bits & 1 for part in parts):
        raise BadWorkbook("protected")
    size = tags = 0
    for part in parts:
        is_markup = part.filename.lower().endswith((".xml", ".rels"))
        with archive.open(part) as stream:
            first = True
            while block := stream.read(BLOCK):
                if first and is_markup and b"<!DOCTYPE" in block[:4096]:
                    raise BadWorkbook("damaged")
                first = False
                size += len(block)
                tags += block.count(b"<") if is_markup else 0
                if size > most_bytes or tags > MOST_TAGS:
                    raise BadWorkbook("too_large")


@contextmanager
def open_workbook(data: bytes) -> Iterator[Any]:
    """The workbook, read only, values instead of formulas. Raises BadWorkbook, also while it is read."""
    check(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            yield book
        finally:
            book.close()
    except BadWorkbook:
        raise
    except DAMAGED as problem:
        raise BadWorkbook("damaged") from problem


def sheet_rows(sheet: Any, *, most_rows: int, most_columns: int) -> Iterator[list[str]]:
    """At most so many rows of texts, each cut at so many columns."""
    if hasattr(sheet, "reset_dimensions"):
        sheet.reset_dimensions()  # files of some programs claim A1 alone, others a million rows
    for row in sheet.iter_rows(max_row=most_rows, max_col=most_columns, values_only=True):
        yield [cell_text(value) for value in row]


def cell_text(value: object) -> str:
    """A cell as a person reads it: whole numbers without a decimal part, days as 2026-01-31."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        day = value.strftime("%Y-%m-%d")
        return day if value.time() == time.min else f"{day} {value:%H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
