"""UNHCR downloads with their changing headings, and pages of its population API (pure).

A group of 1 to 4 people may be masked by an asterisk; such cells are left out and counted. A zero
says that nobody of the group is there and is left out too: the area's other rows show that UNHCR
covers it (rule U). Rows that resolve to one area from several spellings (Tibetans and unknown
origins) are added up.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from indicators.readers.base import BadSource, Reading, Rows, finished
from indicators.readers.packed import areas_of
from indicators.readers.tabular import Grid, grid
from regions.names import resolver

ASYLUM = ("Country of Asylum ISO", "Country / territory of asylum/residence")
ORIGIN = ("Country of Origin ISO", "Origin")
GROUPS = {
    "Refugees": "unhcr_refugee",
    "Refugees (incl. refugee-like situations)": "unhcr_refugee",
    "Asylum-seekers": "unhcr_asylum",
    "Asylum Seekers": "unhcr_asylum",
    "Asylum-seekers (pending cases)": "unhcr_asylum",
    "Returned Refugees": "unhcr_refugee_return",
    "Returned refugees": "unhcr_refugee_return",
    "IDPs": "unhcr_idp",
    "Internally displaced persons (IDPs)": "unhcr_idp",
    "Returned IDPs": "unhcr_idp_return",
    "Stateless": "unhcr_stateless",
    "Stateless persons": "unhcr_stateless",
    "OOC": "unhcr_other",
    "Others of concern": "unhcr_other",
}
API_GROUPS = {
    "refugees": "unhcr_refugee",
    "asylum_seekers": "unhcr_asylum",
    "returned_refugees": "unhcr_refugee_return",
    "idps": "unhcr_idp",
    "returned_idps": "unhcr_idp_return",
    "stateless": "unhcr_stateless",
    "ooc": "unhcr_other",
}
NOT_USED = {
    "HST",
    "Host community",
    "Total Population",
    "Other people in need of international protection",
}
MASKED = "*"


def headings(head: bytes) -> list[str]:
    """The cells of the header row, without quotes."""
    first = head.split(b"\n", 1)[0].decode("utf-8", "replace").lstrip("\ufeff").strip()
    return [cell.strip().strip('"') for cell in first.split(",")]


def is_ours(head: bytes) -> bool:
    """Whether the header row is one of UNHCR's."""
    cells = set(headings(head))
    return "Year" in cells and bool(cells & set(ASYLUM)) and bool(cells & set(ORIGIN))


def read_csv(data: bytes, *, name: str) -> Reading:
    """A download of the Refugee Data Finder, or of the older statistics database."""
    cells = headings(data[:4096])
    asylum = next((cell for cell in ASYLUM if cell in cells), "")
    origin = next((cell for cell in ORIGIN if cell in cells), "")
    groups = [cell for cell in cells if cell in GROUPS]
    if not (asylum and origin and groups and "Year" in cells):
        raise BadSource("row 1: the headings are not those of a UNHCR download.")
    table = grid(data, words=(asylum, origin, *groups), numbers=("Year",))
    areas, (area, counterpart) = areas_of(table, (asylum, origin), "unhcr")
    year = table.whole("Year")
    left: dict[str, int] = {}
    parts = [_group(table, column, left) for column in groups]
    chosen = np.concatenate([rows for rows, _value in parts])
    series = np.repeat(np.arange(len(groups)), [len(rows) for rows, _value in parts])
    value = np.concatenate([value for _rows, value in parts])
    return _reading(
        "unhcr_csv", tuple(GROUPS[column] for column in groups), areas, series, area[chosen],
        counterpart[chosen], year[chosen], value, table, chosen, len(year) * len(groups), left,
    )  # fmt: skip


def _group(
    table: Grid, column: str, left: dict[str, int]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Rows with people of a group, and how many; masked cells and zeros are counted as left out."""
    words = table.words(column)
    value_of = np.full(len(words.words) + 1, np.nan)
    for number, word in enumerate(words.words):
        plain = word.strip().replace(",", "")
        if plain in {"", "-"}:
            continue
        if plain == MASKED:
            value_of[number] = -1
            continue
        try:
            value_of[number] = float(plain)
        except ValueError:
            row = int(np.flatnonzero(words.code == number)[0])
            raise BadSource(
                f"{table.place(row)}, column {column}: {word[:40]!r} is not a number. Correct the cell."
            ) from None
        if value_of[number] < 0 or not np.isfinite(value_of[number]):
            row = int(np.flatnonzero(words.code == number)[0])
            raise BadSource(
                f"{table.place(row)}, column {column}: {word!r} people cannot be. Correct the cell."
            )
    value = value_of[words.code]
    for reason, count in (
        ("masked by the provider (1 to 4 people)", value == -1),
        ("zeros: nobody of the group", value == 0),
        ("empty cells", np.isnan(value)),
    ):
        left[reason] = left.get(reason, 0) + int(count.sum())
    rows = np.flatnonzero(value > 0)
    return rows, value[rows]


def _reading(
    reader: str, series: tuple[str, ...], areas: tuple[str, ...], code: NDArray[Any], area: NDArray[Any],
    counterpart: NDArray[Any], year: NDArray[Any], value: NDArray[np.float64], table: Grid | None,
    rows: NDArray[np.intp], rows_read: int, left: dict[str, int],
) -> Reading:  # fmt: skip
    keep = (area >= 0) & (counterpart >= 0)
    left["aggregates"] = int((~keep).sum())
    code, area, counterpart, year, value, rows = (
        c[keep] for c in (code, area, counterpart, year, value, rows)
    )
    if len(value) == 0:
        raise BadSource("The file holds no figure that can be used. Check that it is complete.")
    if int(year.min()) < 1900 or int(year.max()) > 2100:
        wrong = int(np.flatnonzero((year < 1900) | (year > 2100))[0])
        where = table.place(int(rows[wrong])) if table else f"item {int(rows[wrong]) + 1}"
        raise BadSource(
            f"{where}: the year {int(year[wrong])} is not between 1900 and 2100. Correct the year."
        )
    order, starts, merged = _merged(code, area, counterpart, year, value, len(areas))
    first = order[starts]
    left["rows added to another of the same area"] = len(value) - len(first)
    return finished(
        Rows(
            reader=reader, source="unhcr", series=series, areas=areas, series_code=code[first],
            area_code=area[first], counterpart_code=counterpart[first], year=year[first], value=merged,
            place=lambda i: table.place(int(rows[first[i]])) if table else f"item {int(rows[first[i]]) + 1}",
            rows_read=rows_read, left_out=left, vintage=published(int(year.max())), vintage_label="",
        )
    )  # fmt: skip


def _merged(
    code: NDArray[Any], area: NDArray[Any], counterpart: NDArray[Any], year: NDArray[Any],
    value: NDArray[np.float64], areas: int,
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:  # fmt: skip
    """Rows of one key added up: their order, where each key starts in it, and the sums."""
    key = ((code.astype(np.int64) * areas + area) * areas + counterpart) * 256 + (year - 1900)
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    return order, starts, np.add.reduceat(value[order], starts)


def published(last: int) -> date:
    """UNHCR publishes the figures of a year in June of the next (Global Trends); files do not say."""
    return date(last + 1, 6, 12)


def read_api(data: bytes, *, name: str) -> Reading:
    """Pages of the population API: one, or an array of them as `fetch` keeps it."""
    items = _items(data)
    resolve = resolver("unhcr")
    pool: dict[str, int] = {}
    columns: list[tuple[int, int, int, int, float, int]] = []
    left: dict[str, int] = {}
    series = tuple(dict.fromkeys(API_GROUPS.values()))
    for number, item in enumerate(items):
        try:
            year = int(item["year"])
            pair = [resolve(str(item.get(key) or "-")) for key in ("coa_iso", "coo_iso")]
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            raise BadSource(f"item {number + 1}: {problem}. Fetch it again.") from None
        area, origin = (pool.setdefault(code, len(pool)) if code else -1 for code in pair)
        for group, name_ in API_GROUPS.items():
            people = _people(item.get(group), number, left)
            if people:
                columns.append((series.index(name_), area, origin, year, people, number))
    if not columns:
        raise BadSource("The answer holds no figure that can be used.")
    table = np.array(columns, np.float64).T
    codes = table[[0, 1, 2, 3]].astype(np.int64)
    return _reading(
        "unhcr_api", series, tuple(pool), *codes, table[4], None, table[5].astype(np.intp),
        len(items) * len(API_GROUPS), left,
    )  # fmt: skip


def _people(cell: Any, number: int, left: dict[str, int]) -> float:
    if cell in (None, "", "-", "0", 0):
        left["zeros: nobody of the group"] = left.get("zeros: nobody of the group", 0) + 1
        return 0.0
    if cell == MASKED:
        left["masked by the provider (1 to 4 people)"] = (
            left.get("masked by the provider (1 to 4 people)", 0) + 1
        )
        return 0.0
    try:
        people = float(cell)
    except (TypeError, ValueError):
        raise BadSource(f"item {number + 1}: {cell!r} is not a number of people.") from None
    if people < 0 or not np.isfinite(people):
        raise BadSource(f"item {number + 1}: {cell!r} people cannot be.")
    return people


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
    return [item for page in pages for item in page["items"]]
