"""Remittance Prices Worldwide as exported by the World Bank's DataBank: corridors by quarter (pure)."""

from __future__ import annotations

import re
from datetime import date

from indicators.readers.base import BadSource, Reading
from indicators.readers.sheets import Collected, Sheet, comma_separated, number, text
from regions.names import resolver

HEADER = "Sending Countries Name"
SERIES = "ATCR.CORR"
SENDER, SERIES_CODE, RECEIVER = 1, 3, 5
QUARTER = re.compile(r"(\d{4})Q([1-4]) \[YR\d{4}Q[1-4]\]")
UPDATED = re.compile(r"Last Updated: (\d{1,2})/(\d{1,2})/(\d{4})")


def read(data: bytes, *, name: str) -> Reading:
    """Average total cost of sending USD 200, per cent, by corridor and quarter; may be negative."""
    sheet = comma_separated(data)
    heading = sheet.find(HEADER)
    quarters = _quarters(sheet, heading)
    figures = Collected(resolver("rpw"))
    for row in range(heading + 1, len(sheet.rows)):
        if text(sheet, row, SENDER):
            _corridor(sheet, row, quarters, figures)
        elif text(sheet, row, SERIES_CODE):
            raise BadSource(
                f"{sheet.place(row, SENDER)}: the code of the sending country is empty."
            )
    return figures.reading(
        reader="rpw",
        source="rpw",
        vintage=_updated(sheet),
        vintage_label="",
        may_be_negative=frozenset({"rpw_cost"}),
    )


def _quarters(sheet: Sheet, heading: int) -> list[tuple[int, int, int]]:
    quarters = []
    for column in range(RECEIVER + 1, len(sheet.rows[heading])):
        match = QUARTER.fullmatch(text(sheet, heading, column))
        if match is None:
            raise BadSource(
                f"{sheet.place(heading, column)}: expected a quarter such as 2020Q3 [YR2020Q3]."
            )
        quarters.append((column, int(match[1]), int(match[2])))
    if not quarters:
        raise BadSource(f"{sheet.place(heading)}: no column is headed by a quarter.")
    return quarters


def _corridor(
    sheet: Sheet, row: int, quarters: list[tuple[int, int, int]], figures: Collected
) -> None:
    code = text(sheet, row, SERIES_CODE)
    if code != SERIES:
        raise BadSource(
            f"{sheet.place(row, SERIES_CODE)}: the series is {code!r}; the portal reads {SERIES}."
        )
    if len(sheet.rows[row]) <= quarters[-1][0]:
        raise BadSource(f"{sheet.place(row)}: the row is cut off. Export the file again.")
    sender = figures.area(sheet, row, SENDER, text(sheet, row, SENDER))
    receiver = figures.area(sheet, row, RECEIVER, text(sheet, row, RECEIVER))
    for column, year, quarter in quarters:
        value = number(sheet, row, column)
        if value is None:
            figures.leave_out("empty cells")
        elif sender is None or receiver is None:
            figures.leave_out("aggregates")
        else:
            figures.add(
                (sheet, row, column),
                "rpw_cost",
                receiver,
                year,
                value,
                counterpart=sender,
                quarter=quarter,
            )


def _updated(sheet: Sheet) -> date | None:
    for row in sheet.rows[-5:]:
        if row and (match := UPDATED.fullmatch(str(row[0]).strip())):
            try:
                return date(int(match[3]), int(match[1]), int(match[2]))
            except ValueError:
                raise BadSource(f"{row[0]!r} is not a day (month/day/year).") from None
    return None
