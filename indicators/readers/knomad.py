"""World Bank and KNOMAD workbook of inward remittance flows (pure)."""

from __future__ import annotations

import re
from datetime import date

from indicators.catalogue.precision import MONTH
from indicators.catalogue.statuses import STATUSES
from indicators.readers.base import BadSource, Reading
from indicators.readers.packed import KNOMAD_VINTAGE, MILLION
from indicators.readers.sheets import Collected, Sheet, first_sheet, number, text
from regions.names import resolver

INFLOWS = "Remittance inflows"
YEAR = re.compile(r"((?:19|20)\d\d)(e?)", re.ASCII)
DAY = re.compile(r"Date: (\w+) (\d{4})", re.ASCII)
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
ESTIMATE = STATUSES.index("E")


def read_inflows(data: bytes, *, name: str) -> Reading:
    """Inflows by country and year, millions of USD; the newest year, marked "e", is an estimate."""
    sheet = first_sheet(data)
    heading = sheet.find(INFLOWS)
    columns = [
        (column, int(year[1]), year[2])
        for column in range(1, len(sheet.rows[heading]))
        if (year := YEAR.fullmatch(text(sheet, heading, column)))
    ]
    if not columns:
        raise BadSource(f"{sheet.place(heading)}: no column is headed by a year.")
    figures = Collected(resolver("knomad"))
    for row in range(heading + 1, len(sheet.rows)):
        spelling = text(sheet, row, 0)
        if not spelling:
            break  # notes follow the table after an empty row
        area = figures.area(sheet, row, 0, spelling)
        for column, when, mark in columns:
            value = number(sheet, row, column)
            if value is None:
                figures.leave_out("empty cells")
            elif area is None:
                figures.leave_out("aggregates")
            else:
                figures.add(
                    (sheet, row, column),
                    "knomad_in",
                    area,
                    when,
                    value * MILLION,
                    status=ESTIMATE if mark else 0,
                    flag=mark,
                )
    return figures.reading(
        reader="knomad_inflows",
        source="knomad",
        vintage=_day(sheet),
        vintage_label="",
        vintage_precision=MONTH,
    )


def _day(sheet: Sheet) -> date:
    for row in sheet.rows:
        cell = str(row[0] or "").strip() if row else ""
        if match := DAY.fullmatch(cell):
            if match[1] in MONTHS and match[2] > "1900":
                return date(int(match[2]), MONTHS.index(match[1]) + 1, 1)
            raise BadSource(f"{cell!r} does not name a month. Correct the note below the table.")
    return KNOMAD_VINTAGE
