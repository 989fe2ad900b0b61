"""The long CSV that a national office fills in; described in docs/national-csv.md (pure)."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from indicators.catalogue.series import SERIES
from indicators.catalogue.statuses import STATUSES
from indicators.readers.base import BadSource, Reading, Rows, finished
from indicators.readers.columns import areas_of, cells_of, coded, periods, placed, usable
from indicators.readers.tabular import Grid, decoded, grid

REQUIRED = ("series", "ref_area", "time_period", "value")
COUNTERPART = "counterpart_area"
OPTIONAL = (COUNTERPART, "obs_status")
MISSING = "MO"
"""Statuses of a figure that is not there."""


def header(data: bytes) -> tuple[list[str], str]:
    """The headings and the delimiter: comma or semicolon, whichever splits the first line."""
    first = (
        decoded(data[:4096].rsplit(b"\n", 1)[0] or data[:4096])
        .decode("utf-8", "replace")
        .split("\n", 1)[0]
    )
    delimiter = ";" if first.count(";") > first.count(",") else ","
    return [cell.strip().strip('"') for cell in first.strip().split(delimiter)], delimiter


def is_ours(head: bytes) -> bool:
    """Whether the headings are those of the long CSV."""
    try:
        return {"series", "ref_area", "time_period"} <= set(header(head)[0])
    except BadSource:
        return False


def read(data: bytes, *, name: str) -> Reading:
    """Columns series, ref_area, time_period, value; optionally counterpart_area and obs_status."""
    cells, delimiter = header(decoded(data))
    unknown = [cell for cell in cells if cell not in (*REQUIRED, *OPTIONAL)]
    if unknown:
        raise BadSource(
            f"row 1: unknown columns: {', '.join(unknown)}. Use {', '.join((*REQUIRED, *OPTIONAL))}."
        )
    optional = tuple(cell for cell in OPTIONAL if cell in cells)
    table = grid(
        data,
        words=("series", "ref_area", "time_period", *optional),
        numbers=("value",),
        delimiter=delimiter,
    )
    series_codes = {code: code for code, series in SERIES.items() if series.source == "national"}
    pool, series = coded(table, "series", table.words("series"), series_codes)
    areas, area, counterpart = _areas(table, optional)
    year, quarter = periods(table, "time_period")
    value = _values(table)
    keep, left_out = usable(value, area, *([] if counterpart is None else [counterpart]))
    return finished(
        Rows(
            reader="national",
            source="national",
            series=pool,
            areas=areas,
            series_code=series[keep],
            area_code=area[keep],
            counterpart_code=None if counterpart is None else counterpart[keep],
            year=year[keep],
            quarter=quarter[keep],
            value=value[keep],
            place=placed(table, keep),
            cells=cells_of(table, keep, "value"),
            rows_read=len(value),
            status=_statuses(table, optional, value)[keep],
            left_out=left_out,
        )
    )


def _areas(
    table: Grid, optional: tuple[str, ...]
) -> tuple[tuple[str, ...], NDArray[np.int32], NDArray[np.int32] | None]:
    """Pool of areas, each row's area, and each row's counterpart where the file has corridors."""
    if COUNTERPART not in optional or (table.words(COUNTERPART).code < 0).all():
        areas, (area,) = areas_of(table, ("ref_area",), "any")
        return areas, area, None
    empty = table.words(COUNTERPART).code < 0
    if empty.any():
        raise BadSource(
            f"{table.place(int(np.flatnonzero(empty)[0]))}, column {COUNTERPART}: empty, while other"
            " rows name one. Put totals and corridors in separate files."
        )
    areas, (area, counterpart) = areas_of(table, ("ref_area", COUNTERPART), "any")
    return areas, area, counterpart


def _values(table: Grid) -> NDArray[np.float64]:
    try:
        return table.number("value")
    except BadSource as problem:
        if re.search(r"'-?[\d.]*\d,\d+'", str(problem)):
            raise BadSource(f"{problem} Write decimals with a point, not a comma.") from None
        raise


def _statuses(
    table: Grid, optional: tuple[str, ...], value: NDArray[np.float64]
) -> NDArray[np.int8]:
    """Each row's status; refuses a letter that is none, and a figure that is said to be missing."""
    if "obs_status" not in optional:
        return np.zeros(table.table.num_rows, np.int8)
    words = table.words("obs_status")
    for number, word in enumerate(words.words):
        if word and (len(word) > 1 or word not in STATUSES):
            problem = f"is not one of {', '.join(STATUSES)}."
            table.refuse_word("obs_status", words, number, problem)
    # An empty cell has the code -1, which takes the last entry: A, a normal figure.
    index = [STATUSES.index(word) if word else 0 for word in words.words] + [0]
    status = np.array(index, np.int8)[words.code]
    contradicts = np.isin(status, [STATUSES.index(letter) for letter in MISSING]) & ~np.isnan(value)
    if contradicts.any():
        row = int(np.flatnonzero(contradicts)[0])
        raise BadSource(
            f"{table.place(row)}, column obs_status: {STATUSES[status[row]]!r} says that there is no"
            " figure, but column value holds one. Empty one of the two cells."
        )
    return status
