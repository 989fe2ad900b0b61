"""World Bank: the bulk CSV in any language, alone or in its zip, and the old Excel form (pure)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from indicators.catalogue.series import BY_PROVIDER_CODE, PRESENT_CODES, SERIES
from indicators.readers.base import BadSource, Reading
from indicators.readers.packed import WDI_SIGNED
from indicators.readers.sheets import Collected, Sheet, comma_separated, number, text, xls, years_in
from regions.names import resolver

UPDATED = "Last Updated Date"
HEADER = "Country Name"
EXCEL_EPOCH, MOST_DAYS = date(1899, 12, 30), 73_050
"""Day 0 of Excel's calendar, and the number of 1 January 2100."""
CODE, SERIES_CODE, FIRST_YEAR = 1, 3, 4

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


def _wide(sheet: Sheet, reader: str) -> Reading:
    heading = sheet.find(HEADER)
    years = years_in(sheet.rows[heading])
    if not years or text(sheet, heading, CODE) != "Country Code":
        raise BadSource(
            f"{sheet.place(heading)}: expected 'Country Code' and years as column headings."
        )
    figures = Collected(resolver("world_bank"))
    for row in range(heading + 1, len(sheet.rows)):
        if any(text(sheet, row, column) for column in range(FIRST_YEAR)):
            _wide_row(sheet, row, years, figures)
    return figures.reading(
        reader=reader,
        source="wdi",
        vintage=_updated(sheet),
        vintage_label="",
        may_be_negative=WDI_SIGNED,
    )


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
    if isinstance(cell, float) and 0 < cell < MOST_DAYS:
        return EXCEL_EPOCH + timedelta(days=int(cell))
    return day(str(cell), sheet.place(row, 1))


def day(word: str, place: str) -> date:
    """A day such as 2025-06-05; refuses anything else."""
    try:
        return datetime.strptime(word.strip()[:10], "%Y-%m-%d").date()  # noqa: DTZ007  a day has no zone
    except ValueError:
        raise BadSource(f"{place}: {word[:40]!r} is not a day such as 2025-06-05.") from None
