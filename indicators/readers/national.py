"""The long CSV that a national office fills in; described in docs/national-csv.md (pure)."""

from __future__ import annotations

import re

import numpy as np

from indicators.catalogue import SERIES
from indicators.figures import STATUSES
from indicators.readers.base import BadSource, Reading, Rows, finished
from indicators.readers.packed import areas_of, coded, kept, placed
from indicators.readers.tabular import Grid, decoded, grid

REQUIRED = ("series", "ref_area", "time_period", "value")
OPTIONAL = ("counterpart_area", "obs_status")
PERIOD = re.compile(r"(\d{4})(?:-Q([1-4]))?")


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
    known = {code: code for code, series in SERIES.items() if series.source == "national"}
    pool, series = coded(table, "series", table.words("series"), known)
    areas, area, counterpart = _areas(table, optional)
    year, quarter = _periods(table)
    value = _values(table)
    keep, left = kept(value, area)
    return finished(
        Rows(
            reader="national", source="national", series=pool, areas=areas, series_code=series[keep],
            area_code=area[keep], counterpart_code=None if counterpart is None else counterpart[keep],
            year=year[keep], quarter=quarter[keep], value=value[keep], place=placed(table, keep),
            rows_read=len(value), status=_statuses(table, optional)[keep], left_out=left,
        )
    )  # fmt: skip


def _areas(table: Grid, optional: tuple[str, ...]):  # type: ignore[no-untyped-def]
    if "counterpart_area" not in optional:
        areas, (area,) = areas_of(table, ("ref_area",), "any")
        return areas, area, None
    words = table.words("counterpart_area")
    if (words.code < 0).all():
        areas, (area,) = areas_of(table, ("ref_area",), "any")
        return areas, area, None
    if (words.code < 0).any():
        row = int(np.flatnonzero(words.code < 0)[0])
        raise BadSource(
            f"{table.place(row)}, column counterpart_area: empty, while other rows name one."
            " Put totals and corridors in separate files."
        )
    areas, (area, counterpart) = areas_of(table, ("ref_area", "counterpart_area"), "any")
    return areas, area, counterpart


def _periods(table: Grid):  # type: ignore[no-untyped-def]
    words = table.words("time_period")
    split = [PERIOD.fullmatch(word.strip()) for word in words.words]
    for number, found in enumerate(split):
        if found is None and (words.code == number).any():
            row = int(np.flatnonzero(words.code == number)[0])
            raise BadSource(
                f"{table.place(row)}, column time_period: {words.words[number][:20]!r} is neither a year (2020)"
                " nor a quarter (2020-Q3)."
            )
    if (words.code < 0).any():
        row = int(np.flatnonzero(words.code < 0)[0])
        raise BadSource(f"{table.place(row)}, column time_period: the cell is empty.")
    years = np.array([int(found[1]) if found else 0 for found in split], np.int64)
    quarters = np.array([int(found[2] or 0) if found else 0 for found in split], np.int8)
    return years[words.code], quarters[words.code]


def _values(table: Grid):  # type: ignore[no-untyped-def]
    try:
        return table.number("value")
    except BadSource as problem:
        if re.search(r"'-?[\d.]*\d,\d+'", str(problem)):
            raise BadSource(f"{problem} Write decimals with a point, not a comma.") from None
        raise


def _statuses(table: Grid, optional: tuple[str, ...]):  # type: ignore[no-untyped-def]
    length = table.table.num_rows
    if "obs_status" not in optional:
        return np.zeros(length, np.int8)
    words = table.words("obs_status")
    for number, word in enumerate(words.words):
        if word and word not in STATUSES and (words.code == number).any():
            row = int(np.flatnonzero(words.code == number)[0])
            raise BadSource(
                f"{table.place(row)}, column obs_status: {word[:20]!r} is not one of {', '.join(STATUSES)}."
            )
    index = [STATUSES.index(word) if word and word in STATUSES else 0 for word in words.words] + [0]
    return np.array(index, np.int8)[words.code]
