"""Bilateral remittance matrices of the World Bank and KNOMAD: modelled, never observed (pure).

Senders down, receivers across, millions of US dollars. An empty cell is no estimate; a zero is a
corridor without migrants. Neither is kept, and both are counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from indicators.catalogue.precision import MONTH
from indicators.catalogue.statuses import STATUSES
from indicators.readers.base import BadSource, Reading
from indicators.readers.packed import MATRIX_VINTAGE, MILLION
from indicators.readers.sheets import (
    Collected,
    Sheet,
    comma_separated,
    first_sheet,
    number,
    text,
)
from regions.names import resolver

TITLE = "Bilateral Remittance Estimat"
TOTAL = "world"
ESTIMATE = STATUSES.index("E")
TOLERANCE = 1e-6
"""Totals are sums of floats in the workbook; they agree to a relative 1e-15 there."""


def read_2021(data: bytes, *, name: str) -> Reading:
    """The workbook of 2021. Its row and column WORLD must be the sums, and are not kept."""
    sheet = first_sheet(data)
    title = sheet.find(TITLE)
    words = " ".join(str(cell or "") for cell in (*sheet.rows[title], sheet.name))
    year = re.search(r"20\d\d", words, re.ASCII)
    if not year or year[0] not in MATRIX_VINTAGE:
        years = " and ".join(MATRIX_VINTAGE)
        raise BadSource(
            f"{sheet.place(title)}: the portal knows the matrices of {years}; the title names another year."
        )
    return _matrix(sheet, title + 1, year[0], "matrix_2021")


def read_2018(data: bytes, *, name: str) -> Reading:
    """The matrix of 2018 as CSV, with totals or without."""
    return _matrix(comma_separated(data), 0, "2018", "matrix_2018")


Headings = list[tuple[int, str | None]]
"""Numbers of rows or columns with their area, None for totals."""


def _matrix(sheet: Sheet, heading: int, year: str, reader: str) -> Reading:
    figures = Collected(resolver("knomad"))
    rows, columns = _headings(sheet, heading, figures)
    _check_totals(sheet, rows, columns)
    for row, sender in rows:
        for column, receiver in columns:
            value = number(sheet, row, column)
            if value is None:
                figures.leave_out("empty cells")
            elif sender is None or receiver is None:
                figures.leave_out("totals")
            elif value == 0:
                figures.leave_out("zeros")
            else:
                figures.add(
                    (sheet, row, column),
                    f"bilateral_{year}",
                    receiver,
                    int(year),
                    value * MILLION,
                    counterpart=sender,
                    status=ESTIMATE,
                )
    vintage, label = MATRIX_VINTAGE[year], f"matrix {year}"
    return figures.reading(
        reader=reader,
        source="wb_matrix",
        vintage=vintage,
        vintage_label=label,
        vintage_precision=MONTH,
    )


def _headings(sheet: Sheet, heading: int, figures: Collected) -> tuple[Headings, Headings]:
    """Senders down and receivers across."""
    if heading >= len(sheet.rows):
        raise BadSource(f"{sheet.place(heading)}: the row of receiving countries is missing.")
    columns = [
        (column, _area(sheet, heading, column, figures))
        for column in range(1, len(sheet.rows[heading]))
        if text(sheet, heading, column)
    ]
    rows = []
    for row in range(heading + 1, len(sheet.rows)):
        if not text(sheet, row, 0):
            break  # notes follow the table after an empty row
        rows.append((row, _area(sheet, row, 0, figures)))
    if not rows or not columns:
        raise BadSource(
            f"{sheet.place(heading)}: no countries down or across. Is the file cut off?"
        )
    _refuse_twice(columns, lambda column: sheet.place(heading, column))
    _refuse_twice(rows, lambda row: sheet.place(row, 0))
    return rows, columns


def _refuse_twice(headings: Headings, place: Callable[[int], str]) -> None:
    """Refuse an area that heads two columns or rows: one of them bears the wrong name."""
    first: dict[str, int] = {}
    for number_, area in headings:
        if area is not None and first.setdefault(area, number_) != number_:
            raise BadSource(
                f"{place(number_)}: {area} again, as in {place(first[area])}. Correct one of them."
            )


def _area(sheet: Sheet, row: int, column: int, figures: Collected) -> str | None:
    """The area of a heading; None for the row or column of totals, in any spelling of WORLD."""
    spelling = text(sheet, row, column)
    area = None if spelling.casefold() == TOTAL else figures.area(sheet, row, column, spelling)
    return None if area == "WLD" else area


def _check_totals(sheet: Sheet, rows: Headings, columns: Headings) -> None:
    """Refuse a matrix whose totals are not the sums of its cells: a cell was changed or lost."""
    all_rows = [row for row, area in rows if area is not None]
    all_columns = [column for column, area in columns if area is not None]
    for row, sender in rows:
        for column, receiver in columns:
            if sender is None or receiver is None:
                down = all_rows if sender is None else [row]
                across = all_columns if receiver is None else [column]
                _check_total(sheet, row, column, [(r, c) for r in down for c in across])


def _check_total(sheet: Sheet, row: int, column: int, cells: list[tuple[int, int]]) -> None:
    total = number(sheet, row, column)
    expected = sum(number(sheet, *cell) or 0.0 for cell in cells)
    if total is not None and abs(total - expected) > TOLERANCE * max(1.0, abs(expected)):
        raise BadSource(
            f"{sheet.place(row, column)}: the total is {total:.10g}, the cells add up to"
            f" {expected:.10g}. Restore the provider's file."
        )
