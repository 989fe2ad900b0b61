"""Sheets of a workbook or a CSV as rows of cells, and cells as numbers, with places to name (pure)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from math import isfinite
from typing import Any

import numpy as np
import openpyxl
import xlrd
from openpyxl.utils import get_column_letter

from indicators.readers.archives import check_workbook
from indicators.readers.base import (
    BadSource,
    Cells,
    Reading,
    Resolve,
    Rows,
    finished,
    plain_number,
    resolved,
)
from indicators.readers.tabular import MOST_WHOLE, decoded

NOTHING = frozenset({"", "..", "...", "-", "–", "n.a.", "na", "n/a", "."})
"""Marks that the providers use for a missing figure."""
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 200_000, 1_000, 5_000_000
"""A workbook may claim 16,384 columns and a million rows with two cells in it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's name (empty for a CSV) and its rows of cells."""

    name: str
    rows: Sequence[Sequence[Any]]

    def place(self, row: int, column: int | None = None) -> str:
        """A cell as a person finds it: sheet, row from 1, column by its letter."""
        where = f"sheet {self.name!r}, row {row + 1}" if self.name else f"row {row + 1}"
        return where if column is None else f"{where}, column {get_column_letter(column + 1)}"

    def find(self, text: str, *, within: int = 25) -> int:
        """The row that has this text in one of its cells; refuses a sheet without it."""
        for number, row in enumerate(self.rows[:within]):
            if any(isinstance(cell, str) and cell.strip().startswith(text) for cell in row):
                return number
        where = f"sheet {self.name!r}" if self.name else "the file"
        raise BadSource(
            f"{where}: no row with {text!r} in the first {within} rows. Is this the provider's layout?"
        )


def xlsx(data: bytes) -> dict[str, Sheet]:
    """The sheets of an .xlsx workbook."""
    try:
        check_workbook(data)
        book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
        sheets = {sheet.title: Sheet(sheet.title, _rows(sheet)) for sheet in book.worksheets}
        book.close()
    except BadSource:
        raise
    except Exception as problem:  # noqa: BLE001  openpyxl raises many kinds on damaged files
        raise BadSource(f"The workbook is damaged: {problem}. Download it again.") from None
    if not sheets:
        raise BadSource("The workbook has no sheet of cells. Download it again.")
    return sheets


def _rows(sheet: Any) -> list[tuple[Any, ...]]:
    width = min(sheet.max_column or MOST_COLUMNS, MOST_COLUMNS)
    rows, cells = [], 0
    for row in sheet.iter_rows(values_only=True, max_col=width):
        rows.append(row)
        cells += len(row)
        if cells > MOST_CELLS or len(rows) > MOST_ROWS:
            raise BadSource(
                f"sheet {sheet.title!r}: more than {MOST_ROWS:,} rows or {MOST_CELLS:,} cells."
                " Delete the empty rows and columns at its end."
            )
    return rows


def first_sheet(data: bytes) -> Sheet:
    """The first sheet of an .xlsx workbook."""
    return next(iter(xlsx(data).values()))


def xls(data: bytes) -> dict[str, Sheet]:
    """The sheets of an old .xls workbook."""
    try:
        book = xlrd.open_workbook(file_contents=data, logfile=StringIO())
        return {
            sheet.name: Sheet(sheet.name, [sheet.row_values(n) for n in range(sheet.nrows)])
            for sheet in book.sheets()
        }
    except Exception as problem:  # noqa: BLE001  xlrd raises many kinds on damaged files
        raise BadSource(f"The workbook is damaged: {problem}. Download it again.") from None


def comma_separated(data: bytes) -> Sheet:
    """A CSV as one sheet without a name."""
    try:
        return Sheet(
            "", list(csv.reader(StringIO(decoded(data).decode(), newline=""), strict=True))
        )
    except csv.Error as problem:
        raise BadSource(f"The file is not a table: {problem}. Is it cut off?") from None


def number(sheet: Sheet, row: int, column: int) -> float | None:
    """The cell as a number; None where it is empty or marked as missing."""
    cells = sheet.rows[row]
    cell = cells[column] if column < len(cells) else None
    if cell is None or (isinstance(cell, str) and cell.strip().casefold() in NOTHING):
        return None
    if isinstance(cell, float) and isfinite(cell):
        return cell
    if type(cell) is int and abs(cell) < MOST_WHOLE:  # not bool, which is an int, too
        return float(cell)
    try:
        return plain_number(str(cell).strip())
    except ValueError:
        raise BadSource(
            f"{sheet.place(row, column)}: {str(cell).strip()[:40]!r} is not a number."
            " Correct the cell or leave it empty."
        ) from None


def text(sheet: Sheet, row: int, column: int) -> str:
    """The cell as trimmed text, numbers without a decimal part."""
    cells = sheet.rows[row]
    cell = cells[column] if column < len(cells) else None
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()


@dataclass(slots=True)
class Collected:
    """Figures gathered cell by cell from a workbook, and what was left out."""

    resolve: Resolve
    series: dict[str, int] = field(default_factory=dict)
    areas: dict[str, int] = field(default_factory=dict)
    flags: dict[str, int] = field(default_factory=dict)
    rows: list[tuple[int, int, int, int, int, float, int, int]] = field(default_factory=list)
    places: list[tuple[Sheet, int, int]] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
    rows_read: int = 0
    _codes: dict[str, str | None] = field(default_factory=dict)
    _claimed: set[tuple[str | int, ...]] = field(default_factory=set)

    def area(self, sheet: Sheet, row: int, column: int, spelling: str) -> str | None:
        """The code of a spelling; refuses an unknown one with its place."""
        if spelling not in self._codes:
            try:
                self._codes[spelling] = resolved(self.resolve, spelling)
            except ValueError as problem:
                raise BadSource(f"{sheet.place(row, column)}: {problem}") from None
        return self._codes[spelling]

    def leave_out(self, reason: str, count: int = 1) -> None:
        """Count cells that are not kept."""
        self.left_out[reason] = self.left_out.get(reason, 0) + count
        self.rows_read += count

    def is_first(self, *key: str | int) -> bool:
        """Whether this is asked of the key for the first time, for sources that repeat themselves."""
        if key in self._claimed:
            return False
        self._claimed.add(key)
        return True

    def add(
        self,
        place: tuple[Sheet, int, int],
        series: str,
        area: str,
        year: int,
        value: float,
        *,
        counterpart: str = "",
        quarter: int = 0,
        status: int = 0,
        flag: str = "",
    ) -> None:
        """Keep one figure."""
        self.rows_read += 1
        self.places.append(place)
        self.rows.append(
            (
                self.series.setdefault(series, len(self.series)),
                self.areas.setdefault(area, len(self.areas)),
                self.areas.setdefault(counterpart, len(self.areas)) if counterpart else -1,
                year,
                quarter,
                value,
                status,
                self.flags.setdefault(flag, len(self.flags)) if flag else -1,
            )
        )

    def cells(self) -> Cells:
        """Where each figure stands; an entry without rows (`Entry`) is named as a sheet."""
        titles: dict[str, int] = {}
        numbers = np.array(
            [
                (titles.setdefault(sheet.name, len(titles) + 1) if sheet.name else 0, row, column)
                for sheet, row, column in self.places
            ],
            np.int64,
        ).reshape(-1, 3)
        shift = np.array([bool(sheet.rows) for sheet, _row, _column in self.places], int)
        return Cells.of(numbers[:, 1] + shift, numbers[:, 2] + shift, numbers[:, 0], tuple(titles))

    def reading(self, **about: Any) -> Reading:
        """The checked Reading; `about` is passed to Rows (reader, source, vintage, ...)."""
        columns = list(zip(*self.rows, strict=True)) or [()] * 8
        return finished(
            Rows(
                series=tuple(self.series),
                areas=tuple(self.areas),
                flags=tuple(self.flags),
                series_code=np.array(columns[0], np.int32),
                area_code=np.array(columns[1], np.int32),
                counterpart_code=np.array(columns[2], np.int32),
                year=np.array(columns[3], np.int64),
                quarter=np.array(columns[4], np.int8),
                value=np.array(columns[5], np.float64),
                status=np.array(columns[6], np.int8),
                flag_code=np.array(columns[7], np.int32),
                cells=self.cells(),
                place=lambda i: self.places[i][0].place(*self.places[i][1:]),
                rows_read=self.rows_read,
                left_out=self.left_out,
                **about,
            )
        )


def years_in(cells: Iterable[Any]) -> list[tuple[int, int]]:
    """Columns whose heading is a year, with the year."""
    years = []
    for column, cell in enumerate(cells):
        word = (
            str(int(cell))
            if isinstance(cell, float) and cell.is_integer()
            else str(cell or "").strip()
        )
        if len(word) == 4 and word.isascii() and word.isdigit():
            years.append((column, int(word)))
    return years
