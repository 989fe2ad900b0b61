"""From formulas and inputs to rows ready for COPY, for countries and groups in one pass."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import cast

import numpy as np
from numpy.typing import NDArray

from indicators.catalogue.statuses import STATUSES
from indicators.compute.aggregates import (
    NORMAL_FROM,
    PUBLISHED_FROM,
    Groups,
    Population,
    matched_sums,
)
from indicators.compute.breaks import LEVELS, breaks
from indicators.compute.formulas import Formula
from indicators.compute.inputs import QUARTERS, Built, Inputs
from indicators.compute.links import CorridorResult, Flows, result_of
from indicators.compute.registry import CORRIDORS, FORMULAS, choose
from indicators.compute.severity import (
    BREAK,
    ESTIMATED,
    FIRST_MISSING,
    IMPOSSIBLE,
    MISSING,
    STATUS_OF_SEVERITY,
    Codes,
    Floats,
    Ints,
    severity_of,
)
from indicators.compute.shapes import Axes, Panel
from indicators.compute.terms import After, Terms

_LETTERS = np.array(list(STATUSES))


@dataclass(frozen=True, slots=True)
class Result:
    """Rows of one indicator, each array of length n: countries first, then groups.

    `area_code` are area ids; `quarter` is 0 for a year; `value` is NaN where the figure is missing
    for a reason worth telling; `status` indexes `STATUSES`; `coverage` is 0-1 for groups, NaN for
    countries. Rows of quarters follow those of years.
    """

    formula: Formula
    area_code: Ints
    year: NDArray[np.int16]
    quarter: NDArray[np.int16]
    value: Floats
    status: Codes
    coverage: Floats

    @property
    def size(self) -> int:
        """Number of rows."""
        return len(self.value)

    @property
    def letters(self) -> NDArray[np.str_]:
        """The status of each row as its letter."""
        return _LETTERS[self.status]


@dataclass(frozen=True, slots=True)
class _Cells:
    """Area id and year of every cell of countries and then groups, flat."""

    area: Ints
    year: NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Frame:
    """What the formulas of one run share: groups, population behind them, names of cells."""

    inputs: Inputs
    groups: Groups
    weights: Panel | None = None
    _populations: dict[tuple[str, tuple[int, ...]], Population | None] = field(default_factory=dict)
    _cells: dict[tuple[int, ...], _Cells] = field(default_factory=dict)

    def cells(self, axes: Axes) -> _Cells:
        """Names of the cells on the years of the axes."""
        if axes.years not in self._cells:
            ids = np.concatenate((axes.id_array, self.groups.id_array))
            self._cells[axes.years] = _Cells(
                np.repeat(ids, len(axes.years)), np.tile(axes.year_array, len(ids))
            )
        return self._cells[axes.years]

    def population(self, formula: Formula, axes: Axes) -> Population | None:
        """Counts and totals on the years of the axes; None where no population is known."""
        key = formula.population, axes.years
        if key not in self._populations:
            panel = self.weights if self.weights is not None else self._panel(formula)
            self._populations[key] = (
                None if panel is None else Population.of(panel.at(axes), self.groups)
            )
        return self._populations[key]

    def _panel(self, formula: Formula) -> Panel | None:
        if formula.population not in self.inputs.available:
            return None
        panel = self.inputs.panel(formula.population)
        return panel.latest if formula.basis == "wfb" else panel.or_year_before


def figures_of(
    formula: Formula, inputs: Inputs, groups: Groups, weights: Panel | None = None
) -> Result | CorridorResult:
    """The figures of countries and groups, or of corridors; `weights` replaces the basis's own
    population."""
    if formula.is_bilateral:
        return compute_flows(formula, inputs)
    return compute(formula, inputs, groups, weights)


def compute(
    formula: Formula, inputs: Inputs, groups: Groups, weights: Panel | None = None
) -> Result:
    """The figures of one formula, of quarters too where it has them; `weights` replaces the basis's
    own population.
    """
    years = _result(formula, Frame(inputs, groups, weights))
    if not formula.is_quarterly or not any(
        inputs.series[code].quarter.any() for code in formula.inputs
    ):
        return years
    return _joined(years, _result(formula, Frame(inputs.by_quarter(formula.reads), groups)))


def _joined(years: Result, quarters: Result) -> Result:
    """Rows of years, and then those of quarters, whose years are numbers of quarters."""
    return Result(
        years.formula,
        np.concatenate((years.area_code, quarters.area_code)),
        np.concatenate((years.year, quarters.year // QUARTERS)).astype(np.int16),
        np.concatenate((years.quarter, quarters.year % QUARTERS + 1)).astype(np.int16),
        np.concatenate((years.value, quarters.value)),
        np.concatenate((years.status, quarters.status)),
        np.concatenate((years.coverage, quarters.coverage)),
    )


def compute_all(
    inputs: Inputs, groups: Groups, codes: Collection[str] | None = None
) -> dict[str, Result]:
    """The yearly figures of every indicator whose inputs are there, by code, each from its first basis."""
    frame, available = Frame(inputs, groups), inputs.available
    chosen = [choose(code, available) for code in FORMULAS if codes is None or code in codes]
    return {formula.code: _result(formula, frame) for formula in chosen if formula is not None}


def compute_flows(formula: Formula, inputs: Inputs) -> CorridorResult:
    """The figures of one formula on corridors."""
    with np.errstate(all="ignore"):
        flows = cast(Flows, formula.function(**_arguments(formula, inputs)))
    return result_of(formula, flows)


def compute_corridors(inputs: Inputs) -> dict[str, CorridorResult]:
    """The figures of every indicator on corridors whose inputs are there, by code."""
    chosen = [choose(code, inputs.available) for code in CORRIDORS]
    return {
        formula.code: compute_flows(formula, inputs) for formula in chosen if formula is not None
    }


def digest(formula: Formula, inputs: Inputs, groups: Groups) -> str:
    """Fingerprint of all that the result depends on: 64 hex digits, stable across processes.

    The order of rows, of areas and of groups does not matter, nor do series that are not read.
    """
    fingerprint = blake2b(
        f"{formula.code} {formula.basis} {formula.version}".encode(), digest_size=32
    )
    for code in sorted(formula.reads):
        if code in inputs.available:
            fingerprint.update(code.encode() + b"\0" + inputs.series[code].digest)
    ids = inputs.axes.id_array
    for number, code, member in sorted(
        zip(groups.ids, groups.codes, groups.member, strict=True), key=lambda g: g[0]
    ):
        fingerprint.update(
            f"{number} {code} ".encode() + np.sort(ids[member]).astype("<i4").tobytes()
        )
    return fingerprint.hexdigest()


def _result(formula: Formula, frame: Frame) -> Result:
    with np.errstate(all="ignore"):
        terms = terms_of(formula, frame.inputs)
        severity = worst_of(terms)
        axes = terms.parts[0].axes
        country = _countries(formula, terms, severity)
        group = _groups(formula, terms, severity, frame.groups, frame.population(formula, axes))
    return _rows(formula, frame.cells(axes), country, group)


def terms_of(formula: Formula, inputs: Inputs) -> Terms:
    """What the formula of areas answers for the inputs: the parts of its figures."""
    with np.errstate(all="ignore"):
        return cast(Terms, formula.function(**_arguments(formula, inputs)))


def worst_of(terms: Terms) -> Codes:
    """The worst severity among the parts, uint8[A, T]: who enters a group has all of them."""
    severity = terms.parts[0].severity
    for part in terms.parts[1:]:
        severity = np.maximum(severity, part.severity)
    return severity


def _arguments(formula: Formula, inputs: Inputs) -> dict[str, Built]:
    """The series that the formula reads, in the shapes it asks for."""
    return {
        code: inputs.built(code, kind)
        for code, kind, is_optional in formula.shapes
        if not is_optional or code in inputs.available
    }


Figures = tuple[Floats, Codes, Floats]
"""Values, severity and coverage, each [rows, T]."""


def _countries(formula: Formula, terms: Terms, severity: Codes) -> Figures:
    if terms.stated is not None:
        values, severity = terms.stated.values, terms.stated.severity
    else:
        values = terms.finish(*(part.values for part in terms.parts))
    severity = np.maximum(severity, np.uint8(severity_of(formula.status)))
    part_values = tuple(part.values for part in terms.parts)
    severity = _graded(terms, severity, part_values)
    if terms.own_severity is not None:
        severity = np.where(
            (terms.own_severity > 0) & (severity < FIRST_MISSING), terms.own_severity, severity
        )
    values, severity = _settle(values, severity)
    if terms.after is not None:
        return _after(terms, values, severity, np.full(values.shape, np.nan), part_values)
    return values, severity, values


def _graded(terms: Terms, severity: Codes, parts: tuple[Floats, ...]) -> Codes:
    if terms.graded is None:
        return severity
    grades = np.where(severity < FIRST_MISSING, terms.graded(*parts), 0)
    return np.maximum(severity, grades).astype(np.uint8)


def _after(
    terms: Terms, values: Floats, severity: Codes, coverage: Floats, parts: tuple[Floats, ...]
) -> Figures:
    after = cast(After, terms.after)
    if terms.beside is None:
        return after(values, severity, coverage)
    beside = np.where(severity < FIRST_MISSING, terms.beside(*parts), np.nan)
    return after(values, severity, coverage, beside)


def _groups(
    formula: Formula,
    terms: Terms,
    severity: Codes,
    groups: Groups,
    population: Population | None,
) -> Figures:
    if formula.aggregate == "none":
        shape = len(groups.codes), severity.shape[1]
        return (
            np.full(shape, np.nan),
            np.full(shape, MISSING, np.uint8),
            np.full(shape, np.nan),
        )
    sums = matched_sums(terms.parts, severity, groups, population)
    if population is None and formula.is_of_whole_matrices:
        sums = replace(sums, coverage=np.ones(sums.coverage.shape))
    worst = np.maximum(sums.severity, np.uint8(severity_of(formula.status)))
    if formula.aggregate != "corridors":
        worst = np.where(
            sums.coverage >= NORMAL_FROM, worst, np.maximum(worst, np.uint8(ESTIMATED))
        )
        worst[~(sums.coverage >= PUBLISHED_FROM)] = MISSING
    worst[sums.is_empty] = MISSING
    coverage = np.where(sums.is_empty, np.nan, sums.coverage)
    worst = _graded(terms, worst, sums.parts)
    figures = terms.finish(*sums.parts) if terms.pooled is None else terms.pooled(groups)
    values, worst = _settle(figures, worst)
    if terms.after is not None:
        return _after(terms, values, worst, coverage, sums.parts)
    if formula.aggregate in LEVELS:
        # Coverage stands beside the figure, so B may take the place of E.
        is_break = breaks(terms, severity, groups, values) & (worst <= ESTIMATED)
        worst = np.where(is_break, np.uint8(BREAK), worst)
    return values, worst, coverage


def _settle(values: Floats, severity: Codes) -> tuple[Floats, Codes]:
    """Make value and severity agree: what has no value says why, what says so has no value."""
    finite, missing = np.isfinite(values), severity >= FIRST_MISSING
    if (impossible := ~(finite | missing)).any():
        severity = np.where(impossible, np.uint8(IMPOSSIBLE), severity)
        values = np.where(impossible, np.nan, values)
    if (hidden := finite & missing).any():
        values = np.where(hidden, np.nan, values)
    return values, severity


def _rows(formula: Formula, cells: _Cells, country: Figures, group: Figures) -> Result:
    """The cells worth a row: those with a value, a reason, or a coverage that was too low."""
    first = country[0].size
    is_worth_a_row = np.concatenate(
        (country[1] < MISSING, (group[1] < MISSING) | np.isfinite(group[2]))
    )
    chosen = np.flatnonzero(is_worth_a_row)
    severity = np.concatenate((country[1], group[1])).take(chosen)
    coverage = np.full(len(chosen), np.nan)
    begin = int(np.searchsorted(chosen, first))
    coverage[begin:] = group[2].take(chosen[begin:] - first)
    return Result(
        formula,
        cells.area.take(chosen),
        cells.year.take(chosen),
        np.zeros(len(chosen), np.int16),
        np.concatenate((country[0], group[0])).take(chosen),
        STATUS_OF_SEVERITY[severity],
        coverage,
    )
