"""Pages of UNHCR's population API, as `fetch` keeps them (pure)."""

from __future__ import annotations

from typing import Any

import numpy as np
import orjson

from indicators.readers.base import (
    FIRST_YEAR,
    LAST_YEAR,
    MOST_UNKNOWN_SHARE,
    UNKNOWN_CODES,
    BadSource,
    Reading,
    resolved,
)
from indicators.readers.unhcr import (
    MASK,
    MASKED,
    ZEROS,
    Gathered,
    people,
    reading_of,
)
from regions.names import resolver

GROUPS = {
    "refugees": "unhcr_refugee",
    "asylum_seekers": "unhcr_asylum",
    "returned_refugees": "unhcr_refugee_return",
    "idps": "unhcr_idp",
    "returned_idps": "unhcr_idp_return",
    "stateless": "unhcr_stateless",
    "ooc": "unhcr_other",
}


def read(data: bytes, *, name: str) -> Reading:
    """One page, or an array of pages; the same rules as for the downloads (see `unhcr`)."""
    items = _items(data)
    resolve = resolver("unhcr")
    pool: dict[str, int] = {}
    pairs: dict[tuple[str, str], int] = {}
    rows: list[tuple[int, int, int, int, int, int]] = []
    value: list[float] = []
    left_out: dict[str, int] = {}
    unknown: list[str] = []
    for number, item in enumerate(items):
        if not isinstance(item, dict):
            raise BadSource(f"item {number + 1}: not a set of figures. Fetch it again.")
        spelled = (str(item.get("coa_iso") or "-"), str(item.get("coo_iso") or "-"))
        try:
            codes = [resolved(resolve, spelling) for spelling in spelled]
        except ValueError as problem:
            unknown.append(f"item {number + 1}: {problem}")
            counts = [_people(item.get(group), number, left_out) for group in GROUPS]
            cells = sum(1 for count in counts if count)
            left_out[UNKNOWN_CODES] = left_out.get(UNKNOWN_CODES, 0) + cells
            continue
        area, origin = (pool.setdefault(code, len(pool)) if code else -1 for code in codes)
        pair, year = pairs.setdefault(spelled, len(pairs)), _year(item, number)
        for group_number, group in enumerate(GROUPS):
            if count := _people(item.get(group), number, left_out):
                rows.append((group_number, area, origin, pair, year, number))
                value.append(count)
    if len(unknown) > MOST_UNKNOWN_SHARE * len(items):
        raise BadSource(unknown[0])
    code, area_, origin_, pair_, year_, item_ = np.array(rows, np.int64).reshape(-1, 6).T
    gathered = Gathered(
        reader="unhcr_api",
        series=tuple(GROUPS.values()),
        areas=tuple(pool),
        code=code,
        area=area_,
        counterpart=origin_,
        pair=pair_,
        year=year_,
        value=np.array(value, np.float64),
        row=item_ + 1,
        column=np.zeros(len(item_), np.int64),
        place=lambda i: f"item {int(item_[i]) + 1}",
    )
    return reading_of(gathered, len(items) * len(GROUPS), left_out)


def _year(item: dict[str, Any], number: int) -> int:
    word = str(item.get("year"))
    if not (word.isascii() and word.isdigit() and len(word) == 4):
        raise BadSource(f"item {number + 1}: the year {word[:20]!r} is not a year. Fetch it again.")
    if not FIRST_YEAR <= int(word) <= LAST_YEAR:
        raise BadSource(
            f"item {number + 1}: the year {word} is not between {FIRST_YEAR} and {LAST_YEAR}."
        )
    return int(word)


def _people(cell: Any, number: int, left_out: dict[str, int]) -> float:
    """How many, or 0 for a cell that is left out and counted."""
    if cell == MASK:
        left_out[MASKED] = left_out.get(MASKED, 0) + 1
        return 0.0
    try:
        count = 0.0 if cell in (None, "", "-") else people(str(cell))
    except ValueError:
        raise BadSource(
            f"item {number + 1}: {str(cell)[:40]!r} is not a number of people."
        ) from None
    if count == 0:
        left_out[ZEROS] = left_out.get(ZEROS, 0) + 1
    return count


def _items(data: bytes) -> list[Any]:
    try:
        answer = orjson.loads(data)
    except orjson.JSONDecodeError as problem:
        raise BadSource(
            f"The file is not JSON: {problem}. Is it a page that reports an error?"
        ) from None
    pages = answer if isinstance(answer, list) else [answer]
    if not pages or not all(
        isinstance(page, dict) and isinstance(page.get("items"), list) for page in pages
    ):
        raise BadSource("The file is not an answer of UNHCR's population API.")
    page_counts = [page["maxPages"] for page in pages if isinstance(page.get("maxPages"), int)]
    if page_counts and len(pages) != max(page_counts[0], 1):
        raise BadSource(f"The answer has {len(pages)} of {page_counts[0]} pages. Fetch it again.")
    items = [item for page in pages for item in page["items"]]
    totals = [page["total"] for page in pages if type(page.get("total")) is int]
    if totals and len(items) != max(totals):
        raise BadSource(
            f"The answer has {len(items)} items; the provider counts {max(totals)}. Fetch it again."
        )
    return items
