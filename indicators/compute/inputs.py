"""From long coded arrays, as they come from the database, to the shapes on common axes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from hashlib import blake2b
from typing import cast

import numpy as np
from numpy.typing import NDArray

from indicators.compute.severity import FIRST_MISSING, MISSING, SEVERITY_OF_STATUS, Codes, Floats
from indicators.compute.shapes import (
    UNKNOWN_ORIGIN,
    Axes,
    Corridors,
    Matrix,
    Pairs,
    Panel,
    summed,
)

NO_COUNTERPART = -1
SUM_OF_PARTS = {"pop": {"XCX": ("GGY", "JEY")}}
"""Areas that a series lacks but whose parts it has: the Channel Islands (methods 0.5)."""

Cells = NDArray[np.int64]
Built = Panel | Matrix | Pairs | Corridors


@dataclass(frozen=True)
class SeriesInput:
    """One series as long arrays of equal length n, one row per figure, in any order.

    `area` and `counterpart` (-1: none) are area ids, `year` calendar years, `value` base units,
    `status` indices into `indicators.catalogue.statuses.STATUSES`, `quarter` 0 for a year. A row whose
    status says that it has no value (K, M, O) is missing for that reason, whatever its value.
    """

    area: NDArray[np.int32]
    counterpart: NDArray[np.int32]
    year: NDArray[np.int16]
    value: Floats
    status: Codes
    quarter: NDArray[np.int8]

    def __post_init__(self) -> None:
        """Refuse columns of different lengths."""
        lengths = {len(column) for column in self._columns}
        if len(lengths) > 1:
            raise ValueError(f"the columns of a series have different lengths: {sorted(lengths)}")

    @classmethod
    def of(  # one argument per column of the table
        cls,
        area: NDArray[np.generic],
        year: NDArray[np.generic],
        value: NDArray[np.generic],
        *,
        counterpart: NDArray[np.generic] | None = None,
        status: NDArray[np.generic] | None = None,
        quarter: NDArray[np.generic] | None = None,
    ) -> SeriesInput:
        """A series from arrays of any integer and float types; status normal unless given."""
        n = len(area)
        return cls(
            area=area.astype(np.int32),
            counterpart=np.full(n, NO_COUNTERPART, np.int32)
            if counterpart is None
            else counterpart.astype(np.int32),
            year=year.astype(np.int16),
            value=value.astype(np.float64),
            status=np.zeros(n, np.uint8) if status is None else status.astype(np.uint8),
            quarter=np.zeros(n, np.int8) if quarter is None else quarter.astype(np.int8),
        )

    @property
    def _columns(self) -> tuple[NDArray[np.generic], ...]:
        return self.area, self.counterpart, self.year, self.quarter, self.value, self.status

    @cached_property
    def digest(self) -> bytes:
        """Fingerprint of the figures: the same for the same rows in any order and process."""
        key = self.area.astype(np.int64) << 40 | (self.counterpart.astype(np.int64) + 1) << 20
        key |= self.year.astype(np.int64) << 4 | self.quarter
        order = slice(None) if (key[1:] > key[:-1]).all() else np.argsort(key, kind="stable")
        fingerprint = blake2b(digest_size=32)
        for column, kind in zip(
            self._columns, ("<i4", "<i4", "<i2", "<i1", "<f8", "<u1"), strict=True
        ):
            fingerprint.update(np.ascontiguousarray(column[order], kind).tobytes())
        return fingerprint.digest()


QUARTERS = 4
"""Quarters are numbered 4 x year + quarter - 1 where they stand in the place of years."""


def in_quarters(series: SeriesInput) -> SeriesInput:
    """The figures of quarters, numbered as years are; of a series without any, each year's figure in its four."""
    is_quarterly = series.quarter > 0
    if is_quarterly.any():
        year = (
            QUARTERS * series.year[is_quarterly].astype(np.int64) + series.quarter[is_quarterly] - 1
        )
        return SeriesInput.of(
            series.area[is_quarterly],
            year,
            series.value[is_quarterly],
            counterpart=series.counterpart[is_quarterly],
            status=series.status[is_quarterly],
        )
    four = [np.repeat(column, QUARTERS) for column in series._columns]
    area, counterpart, year, _quarter, value, status = four
    number = QUARTERS * year.astype(np.int64) + np.tile(np.arange(QUARTERS), len(series.area))
    return SeriesInput.of(area, number, value, counterpart=counterpart, status=status)


@dataclass(frozen=True)
class Inputs:
    """The series there are, by code, and the axes on which they are computed.

    Rows of a year that is not on the axes are left out; an area that is not is refused. Shapes
    are built on first use and kept, as are the results of the rules on them.
    """

    axes: Axes
    series: Mapping[str, SeriesInput]
    _built: dict[str, Built] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def spanning(
        cls,
        areas: tuple[str, ...],
        series: Mapping[str, SeriesInput],
        ids: tuple[int, ...] = (),
        subregions: tuple[str, ...] = (),
    ) -> Inputs:
        """Inputs on axes from the first to the last year of any of the series."""
        years = [
            int(y)
            for series_input in series.values()
            if len(series_input.year)
            for y in (series_input.year.min(), series_input.year.max())
        ]
        span = tuple(range(min(years), max(years) + 1)) if years else ()
        return cls(Axes(areas, span, ids, subregions), series)

    def by_quarter(self, codes: Collection[str]) -> Inputs:
        """Some of the series with quarters in the place of years."""
        series = {code: in_quarters(self.series[code]) for code in codes if code in self.available}
        return Inputs.spanning(self.axes.areas, series, self.axes.ids, self.axes.subregions)

    @property
    def available(self) -> frozenset[str]:
        """Codes of the series that have at least one row."""
        return frozenset(
            code for code, series_input in self.series.items() if len(series_input.area)
        )

    def built(self, code: str, kind: type[Panel | Matrix | Pairs | Corridors]) -> Built:
        """The series in the given shape, built once."""
        if code not in self._built:
            self._built[code] = _build(self, code, kind)
        built = self._built[code]
        if not isinstance(built, kind):
            raise TypeError(
                f"series {code} is used both as {type(built).__name__} and {kind.__name__}"
            )
        return built

    def panel(self, code: str) -> Panel:
        """The series as one figure per area and year; several counterparts are added up."""
        return cast(Panel, self.built(code, Panel))

    def matrix(self, code: str) -> Matrix:
        """The series as a matrix year x origin x destination."""
        return cast(Matrix, self.built(code, Matrix))

    def ready(self) -> Inputs:
        """The same shapes, built, without what rules have derived from them (for benchmarks)."""
        fresh = {
            code: type(built)(
                **{
                    attribute.name: getattr(built, attribute.name)
                    for attribute in fields(built)
                    if attribute.init
                }
            )
            for code, built in self._built.items()
        }
        return Inputs(self.axes, self.series, fresh)


@dataclass(frozen=True)
class _Rows:
    """The rows of a series that lie on the axes: row, counterpart row and column of each."""

    row: Cells
    counterpart: Cells
    column: Cells
    value: Floats
    severity: Codes
    quarter: NDArray[np.int8]


def _rows(inputs: Inputs, code: str, axes: Axes | None = None) -> _Rows:
    series_input, axes = inputs.series[code], axes or inputs.axes
    column = axes.columns(series_input.year)
    on_axes = column >= 0
    kept_rows: NDArray[np.bool_] | slice = slice(None) if on_axes.all() else on_axes
    column = column[kept_rows]
    severity = SEVERITY_OF_STATUS[series_input.status[kept_rows]]
    value = series_input.value[kept_rows]
    if not np.isfinite(value[severity < FIRST_MISSING]).all():
        raise ValueError(f"series {code} has a value that is not a finite number")
    named = series_input.counterpart[kept_rows]
    counterpart = np.where(
        named < 0, -1, axes.rows(np.where(named < 0, axes.ids[0] if axes.ids else 0, named))
    )
    area = axes.rows(series_input.area[kept_rows])
    return _Rows(area, counterpart, column, value, severity, series_input.quarter[kept_rows])


def _sum_panel(
    axes: Axes, rows: _Rows, at: Cells, chosen: NDArray[np.bool_] | None = None
) -> Panel:
    """Rows added up in the area `at`; missing where there is no row with a value."""
    n_areas, n_years = axes.shape
    cell, value, severity = at * n_years + rows.column, rows.value, rows.severity
    if chosen is not None:
        cell, value, severity = cell[chosen], value[chosen], severity[chosen]
    has_value = severity < FIRST_MISSING
    n_cells = n_areas * n_years
    total = summed(cell[has_value], value[has_value], n_cells)
    worst = np.zeros(n_cells, np.uint8)
    np.maximum.at(worst, cell[has_value], severity[has_value])
    empty = np.bincount(cell[has_value], minlength=n_cells) == 0
    worst[empty], total[empty] = MISSING, np.nan
    says_why = ~has_value & empty[cell]
    worst[cell[says_why]] = severity[says_why]
    return _without_unknown(Panel(axes, total.reshape(axes.shape), worst.reshape(axes.shape)))


def _without_unknown(panel: Panel) -> Panel:
    if (unknown := panel.axes.position.get(UNKNOWN_ORIGIN)) is not None:
        panel.values[unknown], panel.severity[unknown] = np.nan, MISSING
    return panel


def _build_panel(inputs: Inputs, code: str) -> Panel:
    rows, axes = _rows(inputs, code), inputs.axes
    key = (rows.row * (len(axes.areas) + 1) + rows.counterpart + 1) * len(axes.years) + rows.column
    ordered = np.sort(key)
    if (ordered[1:] == ordered[:-1]).any():
        twice = int(ordered[1:][ordered[1:] == ordered[:-1]][0])
        area = axes.areas[twice // len(axes.years) // (len(axes.areas) + 1)]
        year = axes.years[twice % len(axes.years)]
        raise ValueError(f"series {code} has two figures for {area} in {year}")
    panel = _sum_panel(axes, rows, rows.row)
    for area_code, parts in SUM_OF_PARTS.get(code, {}).items():
        panel = _sum_of_parts(panel, area_code, parts)
    return panel


def _sum_of_parts(panel: Panel, area_code: str, parts: tuple[str, ...]) -> Panel:
    position = panel.axes.position
    if area_code not in position or any(part not in position for part in parts):
        return panel
    row, members = position[area_code], [position[part] for part in parts]
    filled = ~panel.present[row] & panel.present[members].all(axis=0)
    values, severity = panel.values.copy(), panel.severity.copy()
    values[row, filled] = panel.values[members].sum(axis=0)[filled]
    severity[row, filled] = panel.severity[members].max(axis=0)[filled]
    return Panel(panel.axes, values, severity)


def _build_matrix(inputs: Inputs, code: str) -> Matrix:
    on_axes = inputs.axes.columns(inputs.series[code].year)
    present = np.unique(inputs.series[code].year[on_axes >= 0])
    axes = inputs.axes.at(tuple(int(year) for year in present))
    rows = _rows(inputs, code, axes)
    if rows.counterpart.size and rows.counterpart.min() < 0:
        raise ValueError(f"series {code} has a row without its second area")
    n_areas, n_years = axes.shape
    has_value = rows.severity < FIRST_MISSING
    cell = (rows.column * n_areas + rows.counterpart) * n_areas + rows.row
    values = summed(cell[has_value], rows.value[has_value], n_years * n_areas * n_areas)
    severities = np.full(values.size, MISSING, np.uint8)
    severities[cell[has_value]] = rows.severity[has_value]
    worst: list[Codes] = []
    for at in (rows.row, rows.counterpart):
        flat = at * n_years + rows.column
        severity = np.zeros(n_areas * n_years, np.uint8)
        np.maximum.at(severity, flat[has_value], rows.severity[has_value])
        severity[np.bincount(flat[has_value], minlength=severity.size) == 0] = MISSING
        worst.append(severity.reshape(axes.shape))
    shape = n_years, n_areas, n_areas
    return Matrix(axes, values.reshape(shape), severities.reshape(shape), worst[0], worst[1])


def _build_pairs(inputs: Inputs, code: str) -> Pairs:
    rows, axes = _rows(inputs, code), inputs.axes
    return Pairs(
        by_area=_sum_panel(axes, rows, rows.row),
        by_counterpart=_sum_panel(axes, rows, rows.counterpart, rows.counterpart >= 0),
        nationals=_sum_panel(axes, rows, rows.row, rows.row == rows.counterpart),
    )


def _build_corridors(inputs: Inputs, code: str) -> Corridors:
    rows, (n_areas, n_years) = _rows(inputs, code), inputs.axes.shape
    if rows.counterpart.size and rows.counterpart.min() < 0:
        raise ValueError(f"series {code} has a row without its second area")
    has_value = rows.severity < FIRST_MISSING
    pair, corridor = np.unique(
        (rows.row * n_areas + rows.counterpart)[has_value], return_inverse=True
    )
    cell = corridor * n_years + rows.column[has_value]
    number = np.bincount(cell, minlength=len(pair) * n_years)
    total = np.bincount(cell, rows.value[has_value], len(pair) * n_years)
    severity = np.zeros(len(number), np.uint8)
    np.maximum.at(severity, cell, rows.severity[has_value])
    severity[number == 0] = MISSING
    cost = np.where(number > 0, total / np.maximum(number, 1), np.nan)
    by_quarter = np.full((len(pair) * n_years, 4), np.nan)
    quarter = rows.quarter[has_value]
    priced = quarter > 0
    by_quarter[cell[priced], quarter[priced] - 1] = rows.value[has_value][priced]
    shape = len(pair), n_years
    return Corridors(
        inputs.axes,
        pair // n_areas,
        pair % n_areas,
        cost.reshape(shape),
        severity.reshape(shape),
        by_quarter.reshape(*shape, 4),
    )


_BUILDERS: dict[type[Built], Callable[[Inputs, str], Built]] = {
    Panel: _build_panel,
    Matrix: _build_matrix,
    Pairs: _build_pairs,
    Corridors: _build_corridors,
}


def _build(inputs: Inputs, code: str, kind: type[Panel | Matrix | Pairs | Corridors]) -> Built:
    if code not in inputs.series:
        raise KeyError(f"series {code} is not among the inputs")
    return _BUILDERS[kind](inputs, code)
