"""The shapes that figures have while they are computed: panels, matrices, pairs, corridors.

Every shape lies on common axes, so that arithmetic aligns by itself and a figure that is not
there stays missing: NaN with a severity of `FIRST_MISSING` or more, in all of them alike.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from indicators.compute.severity import (
    ESTIMATED,
    FIRST_MISSING,
    MISSING,
    STATUS_OF_SEVERITY,
    Codes,
    Flags,
    Floats,
    Ints,
)

UNKNOWN_ORIGIN = "OOO"
"""UN DESA's origin "Others": counted in totals by destination, never an area of its own."""


def summed(cell: NDArray[np.int64], value: Floats, cells: int) -> Floats:
    """Values added up by cell number, float64[cells]; also where there is no row at all."""
    return np.bincount(cell, value, cells).astype(np.float64, copy=False)


@dataclass(frozen=True)
class Axes:
    """The areas (rows) and years (columns, ascending) that figures are laid on.

    `ids` are the whole numbers by which series name the areas (the primary keys in the
    database); without them an area is named by its position. `subregions` are the M49 sub-regions
    of the areas, empty where an area is in none.
    """

    areas: tuple[str, ...]
    years: tuple[int, ...]
    ids: tuple[int, ...] = ()
    subregions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Fill in `ids`; refuse repeated areas, repeated ids and years out of order."""
        if not self.ids:
            object.__setattr__(self, "ids", tuple(range(len(self.areas))))
        if not self.subregions:
            object.__setattr__(self, "subregions", ("",) * len(self.areas))
        if not len(self.ids) == len(self.subregions) == len(self.areas):
            raise ValueError(f"{len(self.areas)} areas but {len(self.ids)} ids")
        if len(set(self.areas)) < len(self.areas) or len(set(self.ids)) < len(self.ids):
            raise ValueError("an area or an id occurs twice on the axes")
        if any(b <= a for a, b in zip(self.years, self.years[1:], strict=False)):
            raise ValueError("the years of the axes must be ascending, each once")

    @property
    def shape(self) -> tuple[int, int]:
        """Number of areas and of years."""
        return len(self.areas), len(self.years)

    @cached_property
    def position(self) -> dict[str, int]:
        """Row of each area code."""
        return {code: row for row, code in enumerate(self.areas)}

    @cached_property
    def id_array(self) -> Ints:
        """`ids` as int32[A]."""
        return np.array(self.ids, np.int32)

    @cached_property
    def year_array(self) -> NDArray[np.int16]:
        """`years` as int16[T]."""
        return np.array(self.years, np.int16)

    @cached_property
    def _row_of_id(self) -> NDArray[np.int64]:
        lookup = np.full(max(self.ids, default=0) + 1, -1, np.int64)
        lookup[self.id_array] = np.arange(len(self.ids))
        return lookup

    def rows(self, ids: NDArray[np.int32]) -> NDArray[np.int64]:
        """Rows of the given area ids, int64[n]; refuses an id that is not on the axes."""
        lookup = self._row_of_id
        inside = (ids >= 0) & (ids < len(lookup))
        rows = np.where(inside, lookup[np.where(inside, ids, 0)], -1)
        if rows.size and rows.min() < 0:
            raise ValueError(f"area id {int(ids[rows < 0][0])} is not on the axes")
        return rows

    def columns(self, years: NDArray[np.int16]) -> NDArray[np.int64]:
        """Columns of the given years, int64[n]; -1 for a year that is not on the axes."""
        if not self.years:
            return np.full(len(years), -1, np.int64)
        positions = np.minimum(np.searchsorted(self.year_array, years), len(self.years) - 1)
        return np.where(self.year_array[positions] == years, positions, -1)

    @property
    def is_consecutive(self) -> bool:
        """Whether no year is left out between the first and the last."""
        return not self.years or self.years[-1] - self.years[0] + 1 == len(self.years)

    def at(self, years: tuple[int, ...]) -> Axes:
        """The same areas with other years."""
        return replace(self, years=years)


@dataclass(frozen=True)
class Panel:
    """One figure per area and year: values float64[A, T] and their severity uint8[A, T].

    A value is NaN exactly where the severity is `FIRST_MISSING` or worse. Never written into.
    """

    axes: Axes
    values: Floats
    severity: Codes

    @property
    def present(self) -> Flags:
        """Where there is a value, bool[A, T]."""
        return self.severity < FIRST_MISSING

    @property
    def values_or_zero(self) -> Floats:
        """Values for a sum: 0 where there is none."""
        return np.where(self.present, self.values, 0.0)

    @property
    def status(self) -> Codes:
        """Index into `indicators.catalogue.statuses.STATUSES`, uint8[A, T]."""
        return STATUS_OF_SEVERITY[self.severity]

    def without(self, cells: Flags, severity: int = MISSING) -> Panel:
        """The panel with the given cells (bool[A, T]) missing for the given reason."""
        return Panel(
            self.axes,
            np.where(cells, np.nan, self.values),
            np.where(cells, np.maximum(self.severity, severity), self.severity).astype(np.uint8),
        )

    def at_least(self, severity: Codes | int) -> Panel:
        """The panel with statuses that are no better than the given one."""
        return Panel(self.axes, self.values, np.maximum(self.severity, severity).astype(np.uint8))

    @cached_property
    def nonzero(self) -> Panel:
        """Rule Z: an exact zero means "not reported" and is missing."""
        return self.without(self.values == 0)

    def lag(self, years: int) -> Panel:
        """The figure of so many years before, in the column of the later year."""
        if not self.axes.is_consecutive:
            raise ValueError("a lag in years needs axes without gaps")
        values = np.full_like(self.values, np.nan)
        severity = np.full_like(self.severity, MISSING)
        values[:, years:] = self.values[:, :-years]
        severity[:, years:] = self.severity[:, :-years]
        return Panel(self.axes, values, severity)

    @cached_property
    def or_year_before(self) -> Panel:
        """Rule P: where a figure is missing, that of the year before, as an estimate."""
        before = self.lag(1)
        is_filled = ~self.present & before.present
        return Panel(
            self.axes,
            np.where(is_filled, before.values, self.values),
            np.where(is_filled, np.maximum(before.severity, ESTIMATED), self.severity).astype(
                np.uint8
            ),
        )

    @cached_property
    def latest(self) -> Panel:
        """The newest figure of each area, in every year: for weights only."""
        if not self.axes.years:
            return self
        present = self.present
        last = len(self.axes.years) - 1 - np.argmax(present[:, ::-1], axis=1)
        column = np.where(present.any(axis=1), last, 0)[:, None]
        return Panel(
            self.axes,
            np.repeat(np.take_along_axis(self.values, column, 1), len(self.axes.years), 1),
            np.repeat(np.take_along_axis(self.severity, column, 1), len(self.axes.years), 1),
        )

    def at(self, axes: Axes) -> Panel:
        """The panel's columns for the years of other axes; a year it has not is missing."""
        columns = self.axes.columns(axes.year_array)
        values, severity = self.values[:, columns], self.severity[:, columns]
        is_missing = columns < 0
        if is_missing.any():
            values[:, is_missing], severity[:, is_missing] = np.nan, MISSING
        return Panel(axes, values, severity)


@dataclass(frozen=True)
class Matrix:
    """Migrant stock of one sex: persons float64[Y, origin, destination] on the stock years.

    A corridor without a row is 0 (rule A), and `MISSING` in `severity`, uint8 in the same shape.
    `severity_in` (by destination) and `severity_out` (by origin), uint8[A, Y], hold the worst
    status of the rows that make a total, and `MISSING` where an area has no row at all in that
    year. `derived` remembers what rules have made of the matrix together with others.
    """

    axes: Axes
    values: Floats
    severity: Codes
    severity_in: Codes
    severity_out: Codes
    derived: dict[str, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def immigrants(self) -> Panel:
        """Persons living in each area who came from elsewhere, unknown origins included."""
        return self._total(self.values.sum(axis=1).T, self.severity_in)

    @cached_property
    def emigrants(self) -> Panel:
        """Persons from each area who live elsewhere; the unknown origin has none."""
        severity = self.severity_out
        if (unknown := self.axes.position.get(UNKNOWN_ORIGIN)) is not None:
            severity = severity.copy()
            severity[unknown] = MISSING
        return self._total(self.values.sum(axis=2).T, severity)

    def _total(self, values: Floats, severity: Codes) -> Panel:
        return Panel(self.axes, np.where(severity < FIRST_MISSING, values, np.nan), severity)


@dataclass(frozen=True)
class Pairs:
    """Sums of a series that has two areas per row (UNHCR: area of asylum, area of origin).

    `by_area` and `by_counterpart` are totals, `nationals` the rows in which both are the same area
    (a country's own nationals). Missing where there is no row.
    """

    by_area: Panel
    by_counterpart: Panel
    nationals: Panel


@dataclass(frozen=True)
class Corridors:
    """Yearly mean per corridor: receiver and sender rows int64[C], cost and severity [C, T].

    `by_quarter`, float64[C, T, 4], are the prices behind the means, NaN where none was taken.
    """

    axes: Axes
    receiver: NDArray[np.int64]
    sender: NDArray[np.int64]
    cost: Floats
    severity: Codes
    by_quarter: Floats

    @cached_property
    def into(self) -> tuple[Panel, ...]:
        """Sum of the costs of the corridors into each area, and their number, as panels."""
        return self.summed_at(self.receiver, self.cost, np.ones_like(self.cost))

    @cached_property
    def out_of(self) -> tuple[Panel, ...]:
        """Sum of the costs of the corridors out of each area, and their number, as panels."""
        return self.summed_at(self.sender, self.cost, np.ones_like(self.cost))

    def summed_at(self, end: NDArray[np.int64], *figures: Floats) -> tuple[Panel, ...]:
        """Figures of priced corridors [C, T] added up at the area `end` of each, as panels.

        A figure of NaN leaves its corridor out; missing where no corridor is left.
        """
        rows, years = len(self.axes.areas), len(self.axes.years)
        has_figure = self.severity < FIRST_MISSING
        for figure in figures:
            has_figure = has_figure & ~np.isnan(figure)
        corridor, column = np.nonzero(has_figure)
        cell = end[corridor] * years + column
        worst = np.full(rows * years, MISSING, np.uint8)
        worst[cell] = 0
        np.maximum.at(worst, cell, self.severity[corridor, column])
        severity, none = worst.reshape(rows, years), worst == MISSING
        panels = []
        for figure in figures:
            total = summed(cell, figure[corridor, column], rows * years)
            total[none] = np.nan
            panels.append(Panel(self.axes, total.reshape(rows, years), severity))
        return tuple(panels)
