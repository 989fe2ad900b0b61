"""What every reader answers with, and the checks that all of them share (pure)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from indicators.catalogue.precision import DAY
from indicators.catalogue.statuses import STATUSES

FIRST_YEAR, LAST_YEAR = 1900, 2100
NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
MOST_REASON, MOST_NAME, MOST_UNKNOWN = 600, 200, 9
"""Letters in a reason, letters in a country's name, and unknown names that one reason tells of."""
MOST_UNKNOWN_SHARE = 0.02
"""Rows with a code that nobody knows are left out and counted, up to this share of a file; beyond, it is refused."""
UNKNOWN_CODES = "rows with an unknown code of a country"
Resolve = Callable[[str], str | None]
Ints = NDArray[np.int32]


class BadSource(Exception):
    """The file cannot be used; the text says where, what is wrong, and what to do."""

    def __init__(self, reason: str) -> None:
        # A cell quoted in a reason may hold a whole page.
        super().__init__(reason if len(reason) <= MOST_REASON else f"{reason[: MOST_REASON - 1]}…")


def plain_number(word: str) -> float:
    """A finite decimal number; ValueError for anything else (1_000, nan, digits of other scripts)."""
    value = float(word) if NUMBER.fullmatch(word) else np.nan
    if not np.isfinite(value):
        raise ValueError(word)
    return float(value)


@dataclass(frozen=True, slots=True)
class Cells:
    """Where each figure stands in its file: columns of length n, all counted from 1, 0 where there is none.

    `sheet` is a number in `sheets`; `row` counts as a spreadsheet does, header and empty rows included,
    and is the number of the record in a file without rows (JSON, Parquet). Of figures that were added
    up it is the first one's place.
    """

    sheets: tuple[str, ...]
    sheet: NDArray[np.int16]
    row: NDArray[np.int32]
    column: NDArray[np.int16]

    @classmethod
    def of(
        cls,
        row: NDArray[np.integer],
        column: NDArray[np.integer] | int = 0,
        sheet: NDArray[np.integer] | int = 0,
        sheets: tuple[str, ...] = (),
    ) -> Cells:
        """Cells in one column or sheet, or in many; a column too far right to be counted has no number."""
        n = len(row)
        columns, numbers = np.broadcast_to(column, n), np.broadcast_to(sheet, n)
        most = np.iinfo(np.int16).max
        return cls(
            sheets,
            np.where(numbers > most, 0, numbers).astype(np.int16),
            row.astype(np.int32),
            np.where(columns > most, 0, columns).astype(np.int16),
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """The figures of a file as integer codes: all columns have length n.

    `series_code`, `area_code`, `counterpart_code` and `flag_code` are indices into the pools
    `series`, `areas`, `areas` and `flags` (-1: none). `quarter` is 0 for a year. `value` is in
    base units; `status` indexes `STATUSES`. `left_out` counts every row or cell not kept, by
    reason, so that `rows_read` is what was kept plus what was left out.
    """

    reader: str
    source: str
    series: tuple[str, ...]
    areas: tuple[str, ...]
    flags: tuple[str, ...]
    series_code: Ints
    area_code: Ints
    counterpart_code: Ints
    year: NDArray[np.int16]
    quarter: NDArray[np.int8]
    value: NDArray[np.float64]
    status: NDArray[np.int8]
    flag_code: Ints
    rows_read: int
    left_out: Mapping[str, int]
    vintage: date | None
    cells: Cells
    vintage_label: str = ""
    vintage_precision: str = DAY
    unused: tuple[str, ...] = ()
    """Headings of the columns that are known and not read."""


@dataclass(slots=True)
class Rows:
    """Columns on the way to a Reading; `place(i)` names the row i for a person."""

    reader: str
    source: str
    series: tuple[str, ...]
    areas: tuple[str, ...]
    series_code: NDArray[np.integer]
    area_code: NDArray[np.integer]
    year: NDArray[np.integer]
    value: NDArray[np.float64]
    place: Callable[[int], str]
    cells: Cells
    rows_read: int
    counterpart_code: NDArray[np.integer] | None = None
    quarter: NDArray[np.integer] | None = None
    status: NDArray[np.integer] | str = "A"
    flags: tuple[str, ...] = ()
    flag_code: NDArray[np.integer] | None = None
    left_out: dict[str, int] = field(default_factory=dict)
    vintage: date | None = None
    vintage_label: str = ""
    vintage_precision: str = DAY
    may_be_negative: frozenset[str] = frozenset()
    unused: tuple[str, ...] = ()


def finished(rows: Rows) -> Reading:
    """The Reading, after the checks: finite values, plausible years, no negative counts, no repeats."""
    n = len(rows.value)
    if n == 0:
        raise BadSource("The file holds no figure that can be used. Check that it is complete.")
    none = np.full(n, -1, np.int32)
    counterpart = none if rows.counterpart_code is None else rows.counterpart_code.astype(np.int32)
    quarter = np.zeros(n, np.int8) if rows.quarter is None else rows.quarter.astype(np.int8)
    _check_values(rows)
    _check_repeats(rows, counterpart, quarter)
    status = (
        np.full(n, STATUSES.index(rows.status), np.int8)
        if isinstance(rows.status, str)
        else rows.status.astype(np.int8)
    )
    return Reading(
        reader=rows.reader,
        source=rows.source,
        series=rows.series,
        areas=rows.areas,
        flags=rows.flags,
        series_code=rows.series_code.astype(np.int32),
        area_code=rows.area_code.astype(np.int32),
        counterpart_code=counterpart,
        year=rows.year.astype(np.int16),
        quarter=quarter,
        value=rows.value,
        status=status,
        flag_code=none if rows.flag_code is None else rows.flag_code.astype(np.int32),
        rows_read=rows.rows_read,
        left_out={reason: count for reason, count in rows.left_out.items() if count},
        vintage=rows.vintage,
        cells=rows.cells,
        vintage_label=rows.vintage_label,
        vintage_precision=rows.vintage_precision,
        unused=rows.unused,
    )


def _check_values(rows: Rows) -> None:
    year = rows.year
    if year.min() < FIRST_YEAR or year.max() > LAST_YEAR:
        first = int(np.flatnonzero((year < FIRST_YEAR) | (year > LAST_YEAR))[0])
        raise BadSource(
            f"{rows.place(first)}: the year {int(year[first])} is not between {FIRST_YEAR} and"
            f" {LAST_YEAR}. Correct the year."
        )
    if not np.isfinite(rows.value).all():
        first = int(np.flatnonzero(~np.isfinite(rows.value))[0])
        raise BadSource(
            f"{rows.place(first)}: the value is not a finite number. Leave the cell empty."
        )
    if rows.value.min() < 0:
        negative = rows.value < 0
        for code, name in enumerate(rows.series):
            if name in rows.may_be_negative:
                negative &= rows.series_code != code
        if negative.any():
            first = int(np.flatnonzero(negative)[0])
            raise BadSource(
                f"{rows.place(first)}: {rows.value[first]:g} is negative, which"
                f" {rows.series[int(rows.series_code[first])]} cannot be. Correct the value."
            )


def _check_repeats(rows: Rows, counterpart: Ints, quarter: NDArray[np.int8]) -> None:
    """Refuse two figures for one key, naming both rows."""
    areas = len(rows.areas) + 1
    key = rows.series_code.astype(np.int64)
    for part, width in (
        (rows.area_code, areas),
        (counterpart + 1, areas),
        (rows.year.astype(np.int64) - FIRST_YEAR, 256),
        (quarter, 8),
    ):
        key = key * width + part
    if key.size < 2 or (key[1:] > key[:-1]).all():
        return
    order = np.argsort(key, kind="stable")
    repeats = np.flatnonzero(key[order][1:] == key[order][:-1])
    if repeats.size:
        first, second = int(order[repeats[0]]), int(order[repeats[0] + 1])
        where = rows.areas[int(rows.area_code[first])]
        raise BadSource(
            f"{rows.place(second)} repeats {rows.place(first)}:"
            f" {rows.series[int(rows.series_code[first])]} of {where} in {int(rows.year[first])}."
            " Keep one of them."
        )


def resolve_all(
    spellings: list[str], resolve: Resolve, place: Callable[[int], str]
) -> tuple[tuple[str, ...], Ints]:
    """Codes for distinct spellings: the pool of codes, and for each spelling its index (-1: excluded).

    Several spellings of one area share an index. Every unknown spelling is named, with the place
    of the first one.
    """
    pool: dict[str, int] = {}
    index = np.full(len(spellings), -1, np.int32)
    unknown: list[tuple[int, str]] = []
    for number, spelling in enumerate(spellings):
        try:
            code = resolved(resolve, spelling)
        except ValueError as problem:
            unknown.append((number, str(problem)))
            if len(unknown) > MOST_UNKNOWN:
                break  # near matches take time, and nobody reads a thousand of them
            continue
        if code is not None:
            index[number] = pool.setdefault(code, len(pool))
    if unknown:
        (number, text), *other_unknown = unknown
        also_unknown = (
            f" Also unknown: {', '.join(repr(spellings[n][:40]) for n, _ in other_unknown)}."
            if other_unknown
            else ""
        )
        raise BadSource(f"{place(number)}: {text}{also_unknown}")
    return tuple(pool), index


def resolved(resolve: Resolve, spelling: str) -> str | None:
    """The code of a spelling; ValueError for an unknown one, or for a text too long to be a name."""
    if len(spelling) > MOST_NAME:
        raise ValueError(f"unknown country or area {spelling[:40]!r}…, too long to be a name.")
    return resolve(spelling)
