"""Figures between two areas: the corridors that carry people, and what a formula answers on them.

A corridor has a *home* (where people were born, where money goes) and a *host* (where they live,
where money comes from), whatever is measured, so stocks, money and prices of one corridor meet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from indicators.compute.severity import (
    FIRST_MISSING,
    MISSING,
    STATUS_OF_SEVERITY,
    Codes,
    Flags,
    Floats,
    Ints,
)
from indicators.compute.shapes import UNKNOWN_ORIGIN, Axes, Matrix

if TYPE_CHECKING:
    from indicators.compute.formulas import Formula

Rows = NDArray[np.int64]
SEXES = ("T", "F", "M")
"""Both sexes, women, men (SDMX CL_SEX writes the first as _T)."""


@dataclass(frozen=True)
class Links:
    """Corridors with a row in any year: rows of home and host int64[P], sorted by both.

    `women` and `men`, float64[P, Y], are persons on the stock years of the axes, 0 where there is
    no row (rule A); `severity`, uint8[P, Y] by sex in the order of `SEXES`, is `MISSING` there.
    The unknown origin and people counted in their own country are left out.
    """

    axes: Axes
    home: Rows
    host: Rows
    women: Floats
    men: Floats
    severity: tuple[Codes, Codes, Codes]

    @property
    def both(self) -> Floats:
        """Persons of both sexes, float64[P, Y]."""
        return self.women + self.men

    @property
    def by_sex(self) -> tuple[Floats, Floats, Floats]:
        """Persons in the order of `SEXES`."""
        return self.both, self.women, self.men


def links(women: Matrix, men: Matrix) -> Links:
    """The corridors of two matrices, made once for them."""
    key = f"links {id(men)}"
    if key not in women.derived:
        women.derived[key] = _links(women, men), men  # men stay alive, so their id stays theirs
    stored: tuple[Links, Matrix] = women.derived[key]  # type: ignore[assignment]
    return stored[0]


def _links(women: Matrix, men: Matrix) -> Links:
    years = tuple(sorted({*women.axes.years, *men.axes.years}))
    axes = women.axes.at(years)
    has_row: Flags = np.logical_or.reduce(
        [*(women.severity < FIRST_MISSING), *(men.severity < FIRST_MISSING)]
    )
    if has_row.ndim != 2:
        has_row = np.zeros((len(axes.areas), len(axes.areas)), np.bool_)
    np.fill_diagonal(has_row, val=False)
    if (unknown := axes.position.get(UNKNOWN_ORIGIN)) is not None:
        has_row[unknown], has_row[:, unknown] = False, False
    home, host = np.nonzero(has_row)
    counts, worst = zip(*(_along(matrix, axes, home, host) for matrix in (women, men)), strict=True)
    severities = [np.where(severity < FIRST_MISSING, severity, 0) for severity in worst]
    is_missing = (worst[0] >= FIRST_MISSING) & (worst[1] >= FIRST_MISSING)
    both = np.where(is_missing, MISSING, np.maximum(*severities)).astype(np.uint8)
    return Links(axes, home, host, counts[0], counts[1], (both, *worst))


def square(women: Matrix, men: Matrix) -> Floats:
    """Persons of both sexes, float64[Y, home, host], without the unknown origin and the diagonal."""
    key = f"square {id(men)}"
    if key not in women.derived:
        corridors = links(women, men)
        areas = len(corridors.axes.areas)
        stock = np.zeros((len(corridors.axes.years), areas, areas))
        stock[:, corridors.home, corridors.host] = corridors.both.T
        women.derived[key] = stock
    stored: Floats = women.derived[key]  # type: ignore[assignment]
    return stored


def _along(matrix: Matrix, axes: Axes, home: Rows, host: Rows) -> tuple[Floats, Codes]:
    """Persons and severity of the corridors on the years of the axes, [P, Y]."""
    columns = axes.columns(matrix.axes.year_array)
    values = np.zeros((len(home), len(axes.years)))
    severity = np.full(values.shape, MISSING, np.uint8)
    values[:, columns] = matrix.values[:, home, host].T
    severity[:, columns] = matrix.severity[:, home, host].T
    return values, severity


@dataclass(frozen=True, slots=True)
class Layer:
    """Figures of one sex and variant ("" or V1, V2, V3): values and severity [P, number of periods].

    A value is NaN exactly where the severity is `FIRST_MISSING` or worse.
    """

    sex: str
    variant: str
    values: Floats
    severity: Codes


@dataclass(frozen=True, slots=True)
class Flows:
    """What a formula on corridors answers: rows of home and host, periods (2020 or 2020-Q3), layers."""

    axes: Axes
    periods: tuple[str, ...]
    home: Rows
    host: Rows
    layers: tuple[Layer, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """The corridors of one sex and variant that have a figure in any period.

    `home` and `host` are area ids, `values` float64[n, T], NaN where there is none, `status`
    uint8[n, T] indexes `STATUSES`.
    """

    sex: str
    variant: str
    home: Ints
    host: Ints
    values: Floats
    status: Codes


@dataclass(frozen=True, slots=True)
class CorridorResult:
    """The figures of one indicator on corridors, with as many values per corridor as periods."""

    formula: Formula
    periods: tuple[str, ...]
    blocks: tuple[Block, ...]

    @property
    def size(self) -> int:
        """Number of figures that are not missing."""
        return sum(int(np.isfinite(block.values).sum()) for block in self.blocks)


def result_of(formula: Formula, flows: Flows) -> CorridorResult:
    """The answer of a formula as rows for storage; corridors without any figure are left out."""
    ids = flows.axes.id_array
    blocks = []
    for layer in flows.layers:
        has_figures = (layer.severity < MISSING).any(axis=1)
        chosen = slice(None) if has_figures.all() else np.flatnonzero(has_figures)
        blocks.append(
            Block(
                layer.sex,
                layer.variant,
                ids[flows.home[chosen]],
                ids[flows.host[chosen]],
                layer.values[chosen],
                STATUS_OF_SEVERITY[layer.severity[chosen]],
            )
        )
    return CorridorResult(formula, flows.periods, tuple(blocks))
