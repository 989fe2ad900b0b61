"""World Bank: the bulk CSV in any language, alone or in its zip, and the old Excel form (pure)."""

from __future__ import annotations

import csv
import re
from datetime import date, datetime, timedelta
from io import StringIO
from itertools import compress

from indicators.catalogue.series import BY_PROVIDER_CODE, PRESENT_CODES, SERIES
from indicators.readers.base import BadSource, Reading
from indicators.readers.packed import WDI_SIGNED
from indicators.readers.sheets import (
    Collected,
    Sheet,
    comma_separated,
    number,
    text,
    xls,
    xlsx,
    years_in,
)
from indicators.readers.tabular import decoded
from regions.names import resolver

UPDATED = "Last Updated Date"
HEADER = "Country Name"
EXCEL_EPOCH, MOST_DAYS = date(1899, 12, 30), 73_050
"""Day 0 of Excel's calendar, and the number of 1 January 2100."""
CODE, SERIES_CODE, FIRST_YEAR = 1, 3, 4
DATABANK_YEAR = re.compile(r"(\d{4}) \[YR\1\]", re.ASCII)
NOT_USED = "cells of indicators that the portal does not use"

FORMER_CODES = {present: former for former, present in PRESENT_CODES.items()}


def series_of(code: str, place: str) -> str:
    """Our series for the provider's indicator code; refuses one that the portal does not use."""
    series = BY_PROVIDER_CODE.get(FORMER_CODES.get(code, code))
    if series is None or SERIES[series].source != "wdi":
        used = sorted(c for c, name in BY_PROVIDER_CODE.items() if SERIES[name].source == "wdi")
        raise BadSource(
            f"{place}: the portal does not use the indicator {code!r}. It uses: {', '.join(used)}."
        )
    return series


def read_csv(data: bytes, *, name: str) -> Reading:
    """The bulk CSV in any of its languages: codes are read, names are not."""
    return _wide(comma_separated(data), "world_bank_csv")


def read_excel(data: bytes, *, name: str) -> Reading:
    """The old .xls form: sheet Data with the same columns as the CSV."""
    sheets = xls(data)
    if "Data" not in sheets:
        raise BadSource(f"There is no sheet 'Data'; the workbook has {', '.join(sheets)}.")
    return _wide(sheets["Data"], "world_bank_excel")


def read_workbook(data: bytes, *, name: str) -> Reading:
    """The bulk CSV, or the table of the DataBank, saved as .xlsx."""
    sheets = xlsx(data)
    sheet = sheets.get("Data") or next(iter(sheets.values()))
    heading = sheet.find(HEADER)
    if text(sheet, heading, SERIES_CODE) == "Series Code":
        return _databank(sheet, "world_bank_workbook")
    return _wide(sheet, "world_bank_workbook")


def read_databank(data: bytes, *, name: str) -> Reading:
    """A table of the DataBank: years as "2019 [YR2019]", missing figures as "..", the day at the end."""
    return _databank(comma_separated(data), "world_bank_databank")


def read_wdi_bulk(data: bytes, *, name: str) -> Reading:
    """The file of all World Development Indicators, of which the portal uses a few."""
    used = [
        code.encode() for code, series in BY_PROVIDER_CODE.items() if SERIES[series].source == "wdi"
    ]
    used += [code.encode() for code in FORMER_CODES]
    lines = decoded(data).splitlines(keepends=True)
    is_used = [
        number == 0 or any(code in line for code in used) for number, line in enumerate(lines)
    ]
    rows = csv.reader(StringIO(b"".join(compress(lines, is_used)).decode(), newline=""))
    nothing: list[str] = []
    try:
        sheet = Sheet("", [next(rows) if use else nothing for use in is_used])
    except (csv.Error, StopIteration) as problem:
        raise BadSource(f"The file is not a table: {problem}. Is it cut off?") from None
    return _wide(sheet, "wdi_bulk", is_bulk=True)


def _databank(sheet: Sheet, reader: str) -> Reading:
    heading = sheet.find(HEADER)
    matches = [
        (column, DATABANK_YEAR.fullmatch(text(sheet, heading, column)))
        for column in range(FIRST_YEAR, len(sheet.rows[heading]))
    ]
    years = [(column, int(match[1])) for column, match in matches if match]
    if not years or text(sheet, heading, SERIES_CODE) != "Series Code":
        raise BadSource(
            f"{sheet.place(heading)}: expected 'Series Code' and years such as 2019 [YR2019] as column headings."
        )
    figures = Collected(resolver("world_bank"))
    for row in range(heading + 1, len(sheet.rows)):
        if text(sheet, row, CODE):
            _wide_row(sheet, row, years, figures)
    return figures.reading(
        reader=reader,
        source="wdi",
        vintage=_databank_day(sheet),
        vintage_label="",
        may_be_negative=WDI_SIGNED,
    )


def _databank_day(sheet: Sheet) -> date | None:
    """The day in "Last Updated: 12/16/2024" below the table; None where it was cut away."""
    for row in range(max(0, len(sheet.rows) - 10), len(sheet.rows)):
        word = text(sheet, row, 0)
        if word.startswith("Last Updated:"):
            try:
                return datetime.strptime(word.partition(":")[2].strip(), "%m/%d/%Y").date()  # noqa: DTZ007  a day has no zone
            except ValueError:
                raise BadSource(f"{sheet.place(row)}: {word[:40]!r} is not a day.") from None
    return None


def _wide(sheet: Sheet, reader: str, *, is_bulk: bool = False) -> Reading:
    heading = sheet.find(HEADER)
    years = years_in(sheet.rows[heading])
    if not years or text(sheet, heading, CODE) != "Country Code":
        raise BadSource(
            f"{sheet.place(heading)}: expected 'Country Code' and years as column headings."
        )
    figures = Collected(resolver("world_bank"))
    for row in range(heading + 1, len(sheet.rows)):
        if is_bulk and not _is_used(sheet, row):
            figures.leave_out(NOT_USED, len(years))
        elif any(text(sheet, row, column) for column in range(FIRST_YEAR)):
            _wide_row(sheet, row, years, figures)
    return figures.reading(
        reader=reader,
        source="wdi",
        vintage=None if is_bulk else _updated(sheet),
        vintage_label="",
        may_be_negative=WDI_SIGNED,
    )


def _is_used(sheet: Sheet, row: int) -> bool:
    code = text(sheet, row, SERIES_CODE)
    return FORMER_CODES.get(code, code) in BY_PROVIDER_CODE


def _wide_row(sheet: Sheet, row: int, years: list[tuple[int, int]], figures: Collected) -> None:
    if len(sheet.rows[row]) < FIRST_YEAR:
        raise BadSource(f"{sheet.place(row)}: the row is cut off. Download the file again.")
    series = series_of(text(sheet, row, SERIES_CODE), sheet.place(row, SERIES_CODE))
    area = figures.area(sheet, row, CODE, text(sheet, row, CODE))
    for column, year in years:
        value = number(sheet, row, column)
        if value is None:
            figures.leave_out("empty cells")
        elif area is None:
            figures.leave_out("aggregates")
        else:
            figures.add((sheet, row, column), series, area, year, value)


def _updated(sheet: Sheet) -> date:
    row = sheet.find(UPDATED)
    cell = sheet.rows[row][1] if len(sheet.rows[row]) > 1 else ""
    if isinstance(cell, float | int) and 0 < cell < MOST_DAYS:
        return EXCEL_EPOCH + timedelta(days=int(cell))
    return day(str(cell), sheet.place(row, 1))


def day(word: str, place: str) -> date:
    """A day such as 2025-06-05; refuses anything else."""
    try:
        return datetime.strptime(word.strip()[:10], "%Y-%m-%d").date()  # noqa: DTZ007  a day has no zone
    except ValueError:
        raise BadSource(f"{place}: {word[:40]!r} is not a day such as 2025-06-05.") from None
