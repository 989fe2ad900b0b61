"""Published figures as Arrow tables, with the CSV text of every row beside them.

A row of text is made once and taken into every archive that has the row, so a figure that is in the
archives of a theme, two sources and a commission is printed once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection

from core.tables.copy import copy_out, float_list
from core.tables.table import BOM, EXACT_WHOLE, harmless

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

VALUE_FIELDS = (
    ("run", ">i8"),
    ("area", ">i2"),
    ("counterpart", ">i2"),
    ("year", ">i2"),
    ("quarter", ">i2"),
    ("value", ">f8"),
    ("status", "S1"),
    ("coverage", ">f8"),
)


@dataclass(frozen=True, slots=True)
class PublishedIndicator:
    """What a release shows of an indicator: its run and what every row of it repeats."""

    run: int
    code: str
    unit: str
    vintage: date


@dataclass(frozen=True, slots=True)
class AreaNames:
    """Codes and English names by area id."""

    codes: Mapping[int, str]
    names: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Frame:
    """Rows as a typed table and as CSV text; `run` and `area` are ids, to choose rows by."""

    table: pa.Table
    lines: pa.Array
    run: np.ndarray
    area: np.ndarray

    def where(self, chosen: np.ndarray) -> Frame:
        """The rows of a mask."""
        mask = pa.array(chosen)
        return Frame(
            self.table.filter(mask), self.lines.filter(mask), self.run[chosen], self.area[chosen]
        )

    @property
    def text(self) -> bytes:
        """All rows as CSV, without a header."""
        if not len(self.lines):
            return b""
        start, end = self.lines.offset, self.lines.offset + len(self.lines)
        offsets = np.frombuffer(self.lines.buffers()[1], np.int64)
        return self.lines.buffers()[2][int(offsets[start]) : int(offsets[end])].to_pybytes()


def header(names: Sequence[str]) -> bytes:
    """The first line of a CSV file, after the mark by which Excel knows UTF-8."""
    return (BOM + ",".join(names) + "\r\n").encode()


def of_areas(indicators: Sequence[PublishedIndicator], areas: AreaNames) -> Frame:
    """Every figure of the runs, in their order, then by area and period. One query."""
    runs = [indicator.run for indicator in indicators]
    with connection.cursor() as cursor:
        listed = cursor.mogrify("%s", [runs]).decode()
    rows = copy_out(
        "SELECT run_id, area_id, counterpart_id, year, quarter, coalesce(value, 'NaN'), status,"
        f" coalesce(coverage, 'NaN') FROM indicators_indicatorvalue WHERE run_id = ANY({listed}::bigint[])",
        VALUE_FIELDS,
    )
    figures = {name: _native(rows[name]) for name, _kind in VALUE_FIELDS}
    codes, at = _coded(figures["area"], areas.codes)
    place = _places(runs, figures["run"])
    order = np.lexsort((figures["quarter"], figures["year"], _ranks(codes)[at], place))
    figures = {name: column[order] for name, column in figures.items()}
    place = place[order]
    columns = {
        "indicator": _picked([indicator.code for indicator in indicators], place),
        "ref_area": _of(figures["area"], areas.codes),
        "ref_area_name": _of(figures["area"], areas.names),
        "counterpart_area": _of(figures["counterpart"], dict(areas.codes) | {0: None}),
        "time_period": _periods(figures["year"], figures["quarter"]),
        "value": _number(figures["value"]),
        "obs_status": _letters(figures["status"]),
        "unit": _picked([indicator.unit for indicator in indicators], place),
        "coverage": _number(figures["coverage"]),
        "vintage": _picked([indicator.vintage for indicator in indicators], place),
    }
    return _frame(columns, figures["run"], figures["area"])


def of_corridors(
    indicator: PublishedIndicator,
    dimensions: Mapping[str, list[str]],
    ref_area: str,
    areas: AreaNames,
) -> Iterator[Frame]:
    """The figures of a bilateral indicator, a frame for each sex and variant; missing ones have no row."""
    periods = dimensions["periods"]
    fields = (
        ("home", ">i2"),
        ("host", ">i2"),
        ("values", float_list(len(periods))),
        ("status", f"S{len(periods)}"),
    )
    for number, variant in enumerate(dimensions["variants"]):
        for sex in dimensions["sexes"]:
            lines = copy_out(
                "SELECT home_id, host_id, values, status FROM indicators_corridorline"
                f" WHERE run_id = {int(indicator.run)} AND variant = {number} AND sex = '{sex[:1]}'",
                fields,
            )
            values = np.ascontiguousarray(lines["values"]["cells"]["value"].astype(np.float64))
            letters = np.ascontiguousarray(lines["status"]).view("S1").reshape(values.shape)
            row, at = np.nonzero(~np.isnan(values))
            ends = {name: _native(lines[name])[row] for name in ("home", "host")}
            ref_areas = ends[ref_area]
            counterpart = ends["host" if ref_area == "home" else "home"]
            count = len(row)
            columns = {
                "indicator": _repeated(indicator.code, count),
                "ref_area": _of(ref_areas, areas.codes),
                "ref_area_name": _of(ref_areas, areas.names),
                "counterpart_area": _of(counterpart, areas.codes),
                "counterpart_area_name": _of(counterpart, areas.names),
                "sex": _repeated("_T" if sex == "T" else sex, count),
                "variant": _repeated(variant or None, count),
                "time_period": _picked(periods, at),
                "value": _number(values[row, at]),
                "obs_status": _letters(letters[row, at]),
                "unit": _repeated(indicator.unit, count),
                "vintage": _repeated(indicator.vintage, count),
            }
            yield _frame(columns, np.full(count, indicator.run), ref_areas)


def _native(column: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(column.astype(column.dtype.newbyteorder("=")))


def _places(keys: Sequence[int], column: np.ndarray) -> np.ndarray:
    """The position of each value in `keys`."""
    order = np.argsort(keys, kind="stable")
    return order[np.searchsorted(np.asarray(keys), column, sorter=order)]


def _ranks(texts: Sequence[str]) -> np.ndarray:
    ranks = np.empty(len(texts), np.int32)
    ranks[np.argsort(np.array(texts, object), kind="stable")] = np.arange(len(texts))
    return ranks


def _coded(column: np.ndarray, texts: Mapping[int, str]) -> tuple[list[str], np.ndarray]:
    distinct, at = np.unique(column, return_inverse=True)
    return [texts[int(key)] for key in distinct], at


def _picked(values: Sequence, at: np.ndarray) -> pa.Array:
    return pa.array(values).take(pa.array(at))


def _of(column: np.ndarray, texts: Mapping[int, str | None]) -> pa.Array:
    distinct, at = np.unique(column, return_inverse=True)
    return pa.array([texts[int(key)] for key in distinct], pa.string()).take(pa.array(at))


def _repeated(value: object, count: int) -> pa.Array:
    kind = pa.string() if value is None else None
    return pa.array([value], kind).take(pa.array(np.zeros(count, np.int8)))


def _periods(year: np.ndarray, quarter: np.ndarray) -> pa.Array:
    distinct, at = np.unique(year.astype(np.int32) * 10 + quarter, return_inverse=True)
    texts = [
        f"{period // 10}-Q{period % 10}" if period % 10 else str(period // 10)
        for period in distinct.tolist()
    ]
    return pa.array(texts).take(pa.array(at))


def _number(column: np.ndarray) -> pa.Array:
    return pa.array(column, mask=np.isnan(column))


def _letters(column: np.ndarray) -> pa.Array:
    distinct, at = np.unique(column, return_inverse=True)
    return pa.array([letter.decode() for letter in distinct.tolist()], pa.string()).take(
        pa.array(at)
    )


def _frame(columns: dict[str, pa.Array], run: np.ndarray, area: np.ndarray) -> Frame:
    parts = [_text(column) for column in columns.values()]
    parts[-1] = pc.binary_join_element_wise(
        parts[-1], pa.scalar("\r\n", pa.large_string()), pa.scalar("", pa.large_string())
    )
    lines = pc.binary_join_element_wise(*parts, pa.scalar(",", pa.large_string()))
    return Frame(pa.table(columns), lines, run, area)


def _text(column: pa.Array) -> pa.Array:
    """The cells as CSV: whole numbers plain, others in the shortest form that reads back exactly."""
    if pa.types.is_floating(column.type):
        is_whole = pc.and_(pc.equal(pc.floor(column), column), pc.less(pc.abs(column), EXACT_WHOLE))
        safe = pc.if_else(is_whole, column, 0.0)
        plain = pc.cast(pc.cast(safe, pa.int64()), pa.large_string())
        texts = pc.if_else(is_whole, plain, pc.cast(column, pa.large_string()))
    elif pa.types.is_string(column.type):
        texts = _quoted(column)
    else:
        texts = pc.cast(column, pa.large_string())
    return pc.fill_null(texts, "")


def _quoted(column: pa.Array) -> pa.Array:
    """Quotes where CSV needs them (RFC 4180), and no text that a spreadsheet takes for a formula."""
    coded = column.dictionary_encode()
    cells = [
        f'"{text.replace(chr(34), 2 * chr(34))}"' if set(text) & set(',"\r\n') else text
        for text in map(harmless, coded.dictionary.to_pylist())
    ]
    return pa.array(cells, pa.large_string()).take(coded.indices)
