"""UN DESA International Migrant Stock: the official workbooks of the 2020 and 2024 revisions (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from indicators.catalogue.statuses import STATUSES
from indicators.readers.base import BadSource, Reading
from indicators.readers.packed import STOCK_2020, STOCK_2024
from indicators.readers.sheets import Collected, Sheet, number, text, xlsx, years_in
from regions.names import resolver

HEADING = "Region, development group"
REVISIONS: dict[str, tuple[date, str]] = {
    "Rev.2020": (STOCK_2020, "2020 revision"),
    "Rev.2024": (STOCK_2024, "2024 revision"),
}
THOUSAND = 1e3
TABLES = (
    ("Table 1", ("stock_dest", "stock_dest_m", "stock_dest_f"), 1.0),
    ("Table 2", ("undesa_pop", "", ""), THOUSAND),
)
"""Sheets of the workbook by destination: series of its three blocks (both, men, women), scale."""
BOTH_MEN_WOMEN = ("", "stock_m", "stock_f")


def read_by_destination(data: bytes, *, name: str) -> Reading:
    """The 2020 workbook "by sex and destination": stock (table 1) and population (table 2, thousands)."""
    sheets = xlsx(data)
    figures = Collected(resolver("undesa"))
    for title, series, scale in TABLES:
        sheet = _sheet(sheets, title)
        heading = sheet.find(HEADING)
        column = _column(sheet, heading, "Location code")
        flag = _optional(sheet, heading, "Type of data")
        blocks = _blocks(sheet, heading, series)
        for row in range(heading + 1, len(sheet.rows)):
            code = text(sheet, row, column)
            if code:
                letters = text(sheet, row, flag) if flag is not None else ""
                _figures(
                    sheet,
                    row,
                    blocks,
                    scale,
                    figures.area(sheet, row, column, code),
                    "",
                    letters,
                    figures,
                )
    vintage, label = _revision(_sheet(sheets, "Table 1"))
    return figures.reading(
        reader="undesa_by_destination", source="undesa_stock", vintage=vintage, vintage_label=label
    )


def read_by_origin(data: bytes, *, name: str) -> Reading:
    """The 2024 workbook "by sex, destination and origin"; men and women, both sexes being their sum."""
    sheet = _sheet(xlsx(data), "Table 1")
    heading = sheet.find("Index")
    destination = _column(sheet, heading, "Location code of destination")
    origin = _column(sheet, heading, "Location code of origin")
    flag = _column(sheet, heading, "Type of data of destination")
    blocks = _blocks(sheet, heading, BOTH_MEN_WOMEN)
    figures = Collected(resolver("undesa"))
    for row in range(heading + 1, len(sheet.rows)):
        to, origin_code = text(sheet, row, destination), text(sheet, row, origin)
        if not to and not origin_code:
            continue
        area = figures.area(sheet, row, destination, to)
        counterpart = figures.area(sheet, row, origin, origin_code)
        if counterpart is None:
            area = None
        _figures(sheet, row, blocks, 1.0, area, counterpart or "", text(sheet, row, flag), figures)
    vintage, label = _revision(sheet)
    return figures.reading(
        reader="undesa_by_origin", source="undesa_stock", vintage=vintage, vintage_label=label
    )


def _figures(
    sheet: Sheet,
    row: int,
    blocks: Iterable[tuple[str, int, int]],
    scale: float,
    area: str | None,
    counterpart: str,
    flag: str,
    figures: Collected,
) -> None:
    status = STATUSES.index("I" if "I" in flag else "E")
    for series, column, year in blocks:
        value = number(sheet, row, column)
        if value is None:
            figures.leave_out("empty cells")
        elif area is None:
            figures.leave_out("aggregates")
        elif not series:
            figures.leave_out("columns that repeat others (sums, splits by sex)")
        else:
            figures.add(
                (sheet, row, column),
                series,
                area,
                year,
                value * scale,
                counterpart=counterpart,
                status=status,
                flag=flag.replace(" ", ""),
            )


def _sheet(sheets: dict[str, Sheet], title: str) -> Sheet:
    if title not in sheets:
        raise BadSource(
            f"There is no sheet {title!r}; the workbook has {', '.join(sheets) or 'none'}."
        )
    return sheets[title]


def _optional(sheet: Sheet, heading: int, title: str) -> int | None:
    for column in range(len(sheet.rows[heading])):
        if text(sheet, heading, column).casefold().startswith(title.casefold()):
            return column
    return None


def _column(sheet: Sheet, heading: int, title: str) -> int:
    column = _optional(sheet, heading, title)
    if column is None:
        raise BadSource(
            f"{sheet.place(heading)}: no column {title!r}. Is this the official workbook?"
        )
    return column


def _blocks(sheet: Sheet, heading: int, series: tuple[str, str, str]) -> list[tuple[str, int, int]]:
    """(series, column, year) for the three blocks of years: both sexes, men, women."""
    columns = years_in(sheet.rows[heading])
    years = list(dict.fromkeys(year for _column, year in columns))
    if not years or len(columns) != 3 * len(years):
        raise BadSource(
            f"{sheet.place(heading)}: expected three blocks of the same years (both sexes, men, women);"
            f" found {len(columns)} columns with a year."
        )
    return [
        (series[place // len(years)], column, year) for place, (column, year) in enumerate(columns)
    ]


def _revision(sheet: Sheet) -> tuple[date, str]:
    for row in range(min(12, len(sheet.rows))):
        for cell in sheet.rows[row]:
            for mark, revision in REVISIONS.items():
                if mark in str(cell or ""):
                    return revision
    raise BadSource(
        f"sheet {sheet.name!r}: neither Rev.2020 nor Rev.2024 is named above the table."
    )
