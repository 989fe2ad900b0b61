"""World Bank: bulk CSV (alone or in its zip), the old Excel form, and pages of API v2 (pure)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import orjson

from indicators.catalogue import BY_PROVIDER_CODE, SERIES
from indicators.figures import STATUSES
from indicators.readers.base import BadSource, Reading, Rows, finished, resolve_all
from indicators.readers.packed import WDI_SIGNED
from indicators.readers.sheets import Collected, Sheet, comma_separated, number, text, xls, years_in
from regions.names import resolver

UPDATED = "Last Updated Date"
HEADER = "Country Name"
EXCEL_EPOCH = date(1899, 12, 30)
CODE, SERIES_CODE, FIRST_YEAR = 1, 3, 4


def series_of(code: str, place: str) -> str:
    """Our series for the provider's indicator code; refuses one that the portal does not use."""
    found = BY_PROVIDER_CODE.get(code)
    if found is None or SERIES[found].source != "wdi":
        used = sorted(c for c, name in BY_PROVIDER_CODE.items() if SERIES[name].source == "wdi")
        raise BadSource(
            f"{place}: the portal does not use the indicator {code!r}. It uses: {', '.join(used)}."
        )
    return found


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
    found = Collected(resolver("world_bank"))
    for row in range(heading + 1, len(sheet.rows)):
        if any(text(sheet, row, column) for column in range(FIRST_YEAR)):
            _wide_row(sheet, row, years, found)
    return found.reading(
        reader=reader,
        source="wdi",
        vintage=_updated(sheet),
        vintage_label="",
        may_be_negative=WDI_SIGNED,
    )


def _wide_row(sheet: Sheet, row: int, years: list[tuple[int, int]], found: Collected) -> None:
    if len(sheet.rows[row]) < FIRST_YEAR:
        raise BadSource(f"{sheet.place(row)}: the row is cut off. Download the file again.")
    series = series_of(text(sheet, row, SERIES_CODE), sheet.place(row, SERIES_CODE))
    area = found.area(sheet, row, CODE, text(sheet, row, CODE))
    for column, year in years:
        value = number(sheet, row, column)
        if value is None:
            found.leave_out("empty cells")
        elif area is None:
            found.leave_out("aggregates")
        else:
            found.add((sheet, row, column), series, area, year, value)


def _updated(sheet: Sheet) -> date:
    row = sheet.find(UPDATED)
    cell = sheet.rows[row][1] if len(sheet.rows[row]) > 1 else ""
    if isinstance(cell, float):
        return EXCEL_EPOCH + timedelta(days=int(cell))
    return day(str(cell), sheet.place(row, 1))


def day(word: str, place: str) -> date:
    """A day such as 2025-06-05; refuses anything else."""
    try:
        return datetime.strptime(word.strip()[:10], "%Y-%m-%d").date()  # noqa: DTZ007  a day has no zone
    except ValueError:
        raise BadSource(f"{place}: {word[:40]!r} is not a day such as 2025-06-05.") from None


def read_api(data: bytes, *, name: str) -> Reading:
    """One page of API v2, or an array of pages as `fetch` keeps them. Empty values are left out."""
    pages = _pages(data)
    rows = [row for page in pages for row in (page[1] or [])]
    if not all(isinstance(row, dict) for row in rows):
        raise BadSource(
            "A page of the answer holds something else than observations. Fetch it again."
        )
    updated = [str(page[0]["lastupdated"]) for page in pages if page[0].get("lastupdated")]
    full = [row for row in rows if row.get("value") is not None]
    codes = [_country(row) for row in full]
    distinct = list(dict.fromkeys(codes))
    areas, index = resolve_all(
        distinct, resolver("world_bank"), lambda n: f"observation {codes.index(distinct[n]) + 1}"
    )
    position = {code: int(index[number]) for number, code in enumerate(distinct)}
    area = np.array([position[code] for code in codes], np.int32)
    series = [series_of(_indicator(row), f"observation {n + 1}") for n, row in enumerate(full)]
    pool = tuple(dict.fromkeys(series))
    keep = area >= 0
    return finished(
        Rows(
            reader="world_bank_api", source="wdi", series=pool, areas=areas,
            series_code=np.array([pool.index(code) for code in series], np.int32)[keep], area_code=area[keep],
            year=np.array([_year(row, n) for n, row in enumerate(full)], np.int64)[keep],
            value=np.array([_value(row, n) for n, row in enumerate(full)], np.float64)[keep],
            status=np.array([_status(row) for row in full], np.int8)[keep],
            place=lambda i: f"observation {int(np.flatnonzero(keep)[i]) + 1}", rows_read=len(rows),
            left_out={"empty cells": len(rows) - len(full), "aggregates": int((~keep).sum())},
            vintage=day(max(updated), "lastupdated") if updated else None, may_be_negative=WDI_SIGNED,
        )
    )  # fmt: skip


def _pages(data: bytes) -> list[list[Any]]:
    try:
        answer = orjson.loads(data)
    except orjson.JSONDecodeError as problem:
        raise BadSource(
            f"The file is not JSON: {problem}. Is it a page that reports an error?"
        ) from None
    if isinstance(answer, list) and answer and isinstance(answer[0], dict):
        answer = [answer]
    if (
        not isinstance(answer, list)
        or not answer
        or not all(isinstance(page, list) and page for page in answer)
    ):
        raise BadSource("The file is not an answer of the World Bank's API.")
    for page in answer:
        if isinstance(page[0], dict) and "message" in page[0]:
            told = page[0]["message"]
            said = (
                "; ".join(str(m.get("value", m)) for m in told if isinstance(m, dict))
                if isinstance(told, list)
                else str(told)
            )
            raise BadSource(f"The World Bank answered with an error: {said}")
        if len(page) < 2 or not isinstance(page[0], dict) or not isinstance(page[1], list | None):
            raise BadSource("A page of the answer has no observations. Fetch it again.")
    numbers = [page[0].get("page") for page in answer]
    if len(set(numbers)) < len(numbers):
        raise BadSource("A page of the answer is there twice. Fetch it again.")
    return answer


def _country(row: dict[str, Any]) -> str:
    country = row.get("country")
    return str(
        row.get("countryiso3code")
        or (country.get("value") if isinstance(country, dict) else "")
        or ""
    )


def _indicator(row: dict[str, Any]) -> str:
    indicator = row.get("indicator")
    return str(indicator.get("id", "")) if isinstance(indicator, dict) else ""


def _year(row: dict[str, Any], number_: int) -> int:
    word = str(row.get("date", ""))
    if not (len(word) == 4 and word.isdigit()):
        raise BadSource(f"observation {number_ + 1}: the date {word[:20]!r} is not a year.")
    return int(word)


def _value(row: dict[str, Any], number_: int) -> float:
    value = row["value"]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadSource(f"observation {number_ + 1}: the value {value!r} is not a number.")
    return float(value)


def _status(row: dict[str, Any]) -> int:
    letter = str(row.get("obs_status") or "A").upper()[:1]
    return STATUSES.index(letter) if letter in STATUSES else STATUSES.index("A")
