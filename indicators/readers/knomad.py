"""World Bank and KNOMAD workbooks: inward remittance flows, and the bilateral matrices (pure)."""

from __future__ import annotations

import re
from datetime import date

from indicators.figures import STATUSES
from indicators.readers.base import BadSource, Reading
from indicators.readers.packed import KNOMAD_VINTAGE, MATRIX_VINTAGE, MILLION
from indicators.readers.sheets import Collected, Sheet, comma_separated, number, text, xlsx
from regions.names import resolver

INFLOWS = "Remittance inflows"
MATRIX = "Bilateral Remittance Estimat"
YEAR = re.compile(r"((?:19|20)\d\d)(e?)")
MONTHS = {
    name: place
    for place, name in enumerate(
        [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
        1,
    )
}
ESTIMATE = STATUSES.index("E")


def read_inflows(data: bytes, *, name: str) -> Reading:
    """Inflows by country and year, millions of USD; the newest year, marked "e", is an estimate."""
    sheet = next(iter(xlsx(data).values()))
    heading = sheet.find(INFLOWS)
    columns = [
        (column, int(found[1]), found[2])
        for column in range(1, len(sheet.rows[heading]))
        if (found := YEAR.fullmatch(text(sheet, heading, column)))
    ]
    if not columns:
        raise BadSource(f"{sheet.place(heading)}: no column is headed by a year.")
    found = Collected(resolver("knomad"))
    for row in range(heading + 1, len(sheet.rows)):
        spelling = text(sheet, row, 0)
        if not spelling:
            break  # notes follow the table after an empty row
        area = found.area(sheet, row, 0, spelling)
        for column, year, mark in columns:
            value = number(sheet, row, column)
            if value is None:
                found.leave_out("empty cells")
            elif area is None:
                found.leave_out("aggregates")
            else:
                status = ESTIMATE if mark else 0
                found.add(
                    (sheet, row, column),
                    "knomad_in",
                    area,
                    year,
                    value * MILLION,
                    status=status,
                    flag=mark,
                )
    return found.reading(
        reader="knomad_inflows", source="knomad", vintage=_day(sheet), vintage_label=""
    )


def _day(sheet: Sheet) -> date:
    for row in sheet.rows:
        cell = str(row[0] or "") if row else ""
        if found := re.fullmatch(r"Date: (\w+) (\d{4})", cell.strip()):
            if found[1] in MONTHS:
                return date(int(found[2]), MONTHS[found[1]], 1)
            raise BadSource(f"{cell!r} does not name a month. Correct the note below the table.")
    return KNOMAD_VINTAGE


def read_matrix_2021(data: bytes, *, name: str) -> Reading:
    """The matrix workbook: senders down, receivers across, millions of USD. Modelled, so status E."""
    sheet = next(iter(xlsx(data).values()))
    title = sheet.find(MATRIX)
    found = re.search(
        r"20\d\d", " ".join(str(cell or "") for cell in (*sheet.rows[title], sheet.name))
    )
    if not found or found[0] not in MATRIX_VINTAGE:
        known = " and ".join(MATRIX_VINTAGE)
        raise BadSource(
            f"{sheet.place(title)}: the portal knows the matrices of {known}; the title names another year."
        )
    return _matrix(sheet, title + 1, found[0], "matrix_2021")


def read_matrix_2018(data: bytes, *, name: str) -> Reading:
    """The matrix of 2018 as CSV: senders down, receivers across, millions of USD; totals removed."""
    return _matrix(comma_separated(data), 0, "2018", "matrix_2018")


def _matrix(sheet: Sheet, heading: int, year: str, reader: str) -> Reading:
    if heading >= len(sheet.rows):
        raise BadSource(f"{sheet.place(heading)}: the row of receiving countries is missing.")
    found = Collected(resolver("knomad"))
    receivers = [
        (column, found.area(sheet, heading, column, text(sheet, heading, column)))
        for column in range(1, len(sheet.rows[heading]))
        if text(sheet, heading, column)
    ]
    for row in range(heading + 1, len(sheet.rows)):
        spelling = text(sheet, row, 0)
        if not spelling:
            break  # notes follow the table after an empty row
        sender = found.area(sheet, row, 0, spelling)
        for column, receiver in receivers:
            value = number(sheet, row, column)
            if value is None:
                found.leave_out("empty cells")
            elif sender is None or receiver is None:
                found.leave_out("totals")
            elif value == 0:
                found.leave_out("zeros")
            else:
                found.add(
                    (sheet, row, column), f"bilateral_{year}", receiver, int(year), value * MILLION,
                    counterpart=sender, status=ESTIMATE,
                )  # fmt: skip
    return found.reading(
        reader=reader,
        source="wb_matrix",
        vintage=MATRIX_VINTAGE[year],
        vintage_label=f"matrix {year}",
    )
