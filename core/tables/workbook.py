"""A table as an Excel workbook with the sheets data, wide, metadata and notes (pure).

XlsxWriter in constant-memory mode writes all that is used here (right-to-left sheets, frozen
panes, number formats) at about 25,000 rows a second. A rust writer was measured eight times
faster, which pays only for whole source files, and those are given as CSV.
"""

from __future__ import annotations

import io
import math
from dataclasses import replace
from datetime import date
from typing import Any

from xlsxwriter import Workbook

from core.i18n.records import BY_CODE
from core.tables.table import RISKY, Across, Cell, Column, Table, first_day

MOST_ROWS = 1_048_575
LONGEST_TEXT = 32_767
WIDEST = 48
SAMPLE = 300
"""Rows that decide the width of a column."""


class TooManyRows(ValueError):
    """More rows than a sheet holds."""


def as_xlsx(table: Table) -> bytes:
    """The workbook. Numbers are numbers with all digits; `decimals` only sets how they show.

    Raises TooManyRows above 1,048,575 rows.
    """
    if len(table.rows) > MOST_ROWS:
        raise TooManyRows(f"{len(table.rows):,} rows; a sheet holds {MOST_ROWS:,}.")
    stream = io.BytesIO()
    book = Workbook(stream, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    book.set_properties({"title": table.title, "comments": "\n".join(table.notes)[:LONGEST_TEXT]})
    header = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    _data(book, table, header)
    if table.across:
        _wide(book, table, table.across, header)
    _metadata(book, table, header, wrapped)
    _notes(book, table, wrapped)
    book.close()
    return stream.getvalue()


def _sheet(book: Workbook, name: str, table: Table) -> Any:
    sheet = book.add_worksheet(name)
    language = BY_CODE.get(table.language.split("-")[0])
    if language and language.is_right_to_left:
        sheet.right_to_left()
    return sheet


def _text(sheet: Any, row: int, column: int, text: str, style: Any = None) -> None:
    # write_string never makes a formula, so nothing is put in front of what looks like one.
    sheet.write_string(row, column, text[:LONGEST_TEXT], style)


def _number_format(column: Column) -> str:
    if column.kind == "date":
        return "yyyy-mm-dd"
    if column.kind != "number" or column.decimals is None:
        return "General" if column.kind != "whole" else "0"
    return "#,##0" + ("." + "0" * column.decimals if column.decimals else "")


def _width(column: Column, cells: list[Cell]) -> int:
    longest = max((len(str(cell)) for cell in cells if cell is not None), default=0)
    return min(WIDEST, max(8, longest + 2, min(len(column.title) + 2, 24)))


def _data(book: Workbook, table: Table, header: Any) -> None:
    table = _with_days(table)
    sheet = _sheet(book, "data", table)
    styles = []
    # Kept as text when somebody edits the cell, too.
    literal = book.add_format({"quote_prefix": True})
    for index, column in enumerate(table.columns):
        styles.append(book.add_format({"num_format": _number_format(column)}))
        sheet.set_column(index, index, _width(column, [r[index] for r in table.rows[:SAMPLE]]))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(table.rows), 1), max(len(table.columns) - 1, 0))
    for index, column in enumerate(table.columns):
        _text(sheet, 0, index, column.title, header)
    links = {index for index, column in enumerate(table.columns) if column.kind == "link"}
    for number, row in enumerate(table.rows, start=1):
        for index, cell in enumerate(row):
            is_risky = isinstance(cell, str) and cell.startswith(RISKY)
            if index in links and cell:
                sheet.write_url(number, index, str(cell), string=str(cell))
            else:
                _write(sheet, number, index, cell, literal if is_risky else styles[index])


def _with_days(table: Table) -> Table:
    """The table with years as numbers and the first day of each period as a last column."""
    if table.across is None:
        return table
    at = table.place(table.across.period)
    day = Column("first_day", table.across.first_day, "date")
    rows = tuple(
        (*row[:at], _period(str(row[at])), *row[at + 1 :], first_day(str(row[at])))
        for row in table.rows
    )
    return replace(table, columns=(*table.columns, day), rows=rows)


def _period(text: str) -> Cell:
    """A year as a number, a quarter as it is."""
    return int(text) if text.isascii() and text.isdigit() else text


def _wide(book: Workbook, table: Table, across: Across, header: Any) -> None:
    """One row for each series and one column for each period."""
    keys = [table.place(key) for key in across.series]
    period, value = table.place(across.period), table.place(across.value)
    periods = sorted({str(row[period]) for row in table.rows})
    series: dict[tuple[Cell, ...], dict[str, Cell]] = {}
    for row in table.rows:
        series.setdefault(tuple(row[at] for at in keys), {})[str(row[period])] = row[value]
    sheet = _sheet(book, "wide", table)
    sheet.freeze_panes(1, len(keys))
    style = book.add_format({"num_format": _number_format(table.columns[value])})
    for index, at in enumerate(keys):
        cells = [row[at] for row in table.rows[:SAMPLE]]
        sheet.set_column(index, index, _width(table.columns[at], cells))
        _text(sheet, 0, index, table.columns[at].title, header)
    sheet.set_column(len(keys), len(keys) + max(len(periods), 1) - 1, 14)
    for index, text in enumerate(periods, start=len(keys)):
        _write(sheet, 0, index, _period(text), header)
    for number, (named, values) in enumerate(series.items(), start=1):
        for index, cell in enumerate((*named, *map(values.get, periods))):
            _write(sheet, number, index, cell, style if index >= len(keys) else None)


def _write(sheet: Any, row: int, column: int, cell: Cell, style: Any) -> None:
    if cell is None or (isinstance(cell, float) and not math.isfinite(cell)):
        return
    if isinstance(cell, str):
        _text(sheet, row, column, cell, style)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, style)
    else:
        sheet.write_number(row, column, cell, style)


def _metadata(book: Workbook, table: Table, header: Any, wrapped: Any) -> None:
    sheet = _sheet(book, "metadata", table)
    sheet.set_column(0, 1, 26)
    sheet.set_column(2, 2, 90)
    rows = [("title", "", table.title)]
    rows += [(meta.key, meta.label, meta.value) for meta in table.metadata]
    rows += [(f"column:{c.key}", c.title, c.description) for c in table.columns]
    for number, row in enumerate(rows):
        for index, text in enumerate(row):
            _text(sheet, number, index, text, wrapped if index == 2 else header)


def _notes(book: Workbook, table: Table, wrapped: Any) -> None:
    sheet = _sheet(book, "notes", table)
    sheet.set_column(0, 0, 110)
    for number, note in enumerate(table.notes):
        _text(sheet, number, 0, note, wrapped)
