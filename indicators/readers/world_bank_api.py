"""Pages of the World Bank's API v2, as `fetch` keeps them (pure)."""

from __future__ import annotations

from typing import Any

import numpy as np
import orjson

from indicators.catalogue.statuses import STATUSES
from indicators.readers.base import (
    MOST_UNKNOWN_SHARE,
    UNKNOWN_CODES,
    BadSource,
    Cells,
    Reading,
    Rows,
    finished,
    resolve_all,
    resolved,
)
from indicators.readers.packed import WDI_SIGNED
from indicators.readers.world_bank import day, series_of
from regions.names import resolver


def read(data: bytes, *, name: str) -> Reading:
    """One page of API v2, or an array of pages as `fetch` keeps them. Empty values are left out."""
    pages = _pages(data)
    rows = [row for page in pages for row in (page[1] or [])]
    if not all(isinstance(row, dict) for row in rows):
        raise BadSource(
            "A page of the answer holds something else than observations. Fetch it again."
        )
    _check_total(pages)
    updated = [str(page[0]["lastupdated"]) for page in pages if page[0].get("lastupdated")]
    full = [(number, row) for number, row in enumerate(rows) if row.get("value") is not None]
    codes = [_country(row) for _number, row in full]
    distinct = list(dict.fromkeys(codes))
    unknown = _unknown(codes)
    countries = [code for code in distinct if code not in unknown]
    areas, index = resolve_all(
        countries, resolver("world_bank"), lambda n: _place(full[codes.index(countries[n])][0])
    )
    position = dict(zip(countries, index.tolist(), strict=True))
    area = np.array([position.get(code, -1) for code in codes], np.int32)
    left_unknown = sum(code in unknown for code in codes)
    series = [series_of(_indicator(row), _place(number)) for number, row in full]
    pool = tuple(dict.fromkeys(series))
    raw = [str(row.get("obs_status") or "") for _number, row in full]
    flags = tuple(dict.fromkeys(word for word in raw if word))
    keep = np.flatnonzero(area >= 0)
    return finished(
        Rows(
            reader="world_bank_api",
            source="wdi",
            series=pool,
            areas=areas,
            series_code=np.array([pool.index(code) for code in series], np.int32)[keep],
            area_code=area[keep],
            year=np.array([_year(row, number) for number, row in full], np.int64)[keep],
            value=np.array([_value(row, number) for number, row in full], np.float64)[keep],
            status=np.array([_status(word) for word in raw], np.int8)[keep],
            flags=flags,
            flag_code=np.array([flags.index(word) if word else -1 for word in raw], np.int32)[keep],
            place=lambda i: _place(full[int(keep[i])][0]),
            cells=Cells.of(np.array([number + 1 for number, _row in full], np.int32)[keep]),
            rows_read=len(rows),
            left_out={
                "empty cells": len(rows) - len(full),
                "aggregates": len(full) - len(keep) - left_unknown,
                UNKNOWN_CODES: left_unknown,
            },
            vintage=day(max(updated), "lastupdated") if updated else None,
            may_be_negative=WDI_SIGNED,
        )
    )


def _unknown(codes: list[str]) -> set[str]:
    """Codes that nobody knows, where they are so few that only their rows are left out."""
    resolve = resolver("world_bank")
    unknown = set()
    for code in dict.fromkeys(codes):
        try:
            resolved(resolve, code)
        except ValueError:
            unknown.add(code)
    share = sum(code in unknown for code in codes)
    return unknown if share <= MOST_UNKNOWN_SHARE * len(codes) else set()


def _place(number: int) -> str:
    return f"observation {number + 1}"


def _pages(data: bytes) -> list[list[Any]]:
    try:
        answer = orjson.loads(data)
    except orjson.JSONDecodeError as problem:
        raise BadSource(
            f"The file is not JSON: {problem}. Is it a page that reports an error?"
        ) from None
    if isinstance(answer, list) and answer and isinstance(answer[0], dict):
        answer = [answer]
    is_pages = isinstance(answer, list) and all(isinstance(page, list) and page for page in answer)
    if not answer or not is_pages:
        raise BadSource("The file is not an answer of the World Bank's API.")
    for page in answer:
        _check_page(page)
    _check_complete([page[0] for page in answer])
    return answer  # type: ignore[no-any-return]  # checked just above


def _check_page(page: list[Any]) -> None:
    """Refuse the provider's error, with its own words, and what is no page."""
    head = page[0]
    if isinstance(head, dict) and "message" in head:
        message = head["message"]
        texts = (
            [m.get("value", m) for m in message if isinstance(m, dict)]
            if isinstance(message, list)
            else [message]
        )
        raise BadSource(
            f"The World Bank answered with an error: {'; '.join(map(str, texts))[:300]}"
        )
    if len(page) < 2 or not isinstance(head, dict) or not isinstance(page[1], list | None):
        raise BadSource("A page of the answer has no observations. Fetch it again.")


def _check_complete(heads: list[dict[str, Any]]) -> None:
    """Refuse pages that are there twice or missing: a part would pass for the whole."""
    numbers = [int(head["page"]) for head in heads if str(head.get("page")).isdecimal()]
    if len(set(numbers)) < len(numbers):
        raise BadSource("A page of the answer is there twice. Fetch it again.")
    pages = {int(head["pages"]) for head in heads if str(head.get("pages")).isdecimal()}
    missing = (
        sorted(set(range(1, min(max(pages, default=0), 10_000) + 1)) - set(numbers))
        if numbers
        else []
    )
    if missing:
        raise BadSource(
            f"Page {missing[0]} of {max(pages)} of the answer is missing. Fetch it again."
        )


def _check_total(pages: list[list[Any]]) -> None:
    """Refuse an answer with fewer observations than the provider counted: a part would pass for the whole."""
    totals = {int(page[0]["total"]) for page in pages if str(page[0].get("total")).isdecimal()}
    is_whole = len(pages) == max(
        (int(page[0]["pages"]) for page in pages if str(page[0].get("pages")).isdecimal()),
        default=0,
    )
    count = sum(len(page[1] or []) for page in pages)
    if totals and is_whole and count != max(totals):
        raise BadSource(
            f"The answer has {count} observations; the provider counts {max(totals)}. Fetch it again."
        )


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


def _year(row: dict[str, Any], number: int) -> int:
    word = str(row.get("date", ""))
    if not (len(word) == 4 and word.isascii() and word.isdigit()):
        raise BadSource(f"{_place(number)}: the date {word[:20]!r} is not a year.")
    return int(word)


def _value(row: dict[str, Any], number: int) -> float:
    value = row["value"]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadSource(f"{_place(number)}: the value {str(value)[:40]!r} is not a number.")
    return float(value)


def _status(word: str) -> int:
    """Our letter for the provider's; F is a forecast, any other letter is kept as of low reliability."""
    letter = {"": "A", "F": "E"}.get(word.upper(), word.upper())
    return STATUSES.index(letter if len(letter) == 1 and letter in STATUSES else "U")
