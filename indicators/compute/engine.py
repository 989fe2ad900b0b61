"""From formulas and inputs to rows ready for COPY, for countries and groups in one pass."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from indicators.compute.aggregates import (
    NORMAL_FROM,
    PUBLISHED_FROM,
    Groups,
    Population,
    matched_sums,
)
from indicators.compute.inputs import Inputs
from indicators.compute.registry import FORMULAS, Formula, choose
from indicators.compute.severity import (
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
from indicators.compute.terms import Terms
from indicators.figures import STATUSES

_LETTERS = np.array(list(STATUSES))


@dataclass(frozen=True, slots=True)
class Result:
    """Rows of one indicator, each array of length n: countries first, then groups.

    `area_code` are area ids; `value` is NaN where the figure is missing for a reason worth
    telling; `status` indexes `STATUSES`; `coverage` is 0-1 for groups, NaN for countries.
    """

    formula: Formula
    area_code: Ints
    year: NDArray[np.int16]
    value: Floats
    status: Codes
    coverage: Floats

    @property
    def letters(self) -> NDArray[np.str_]:
        """The status of each row as its letter."""
        return _LETTERS[self.status]


@dataclass(frozen=True, slots=True)
class Coverages:
    """Population behind the aggregates, worked out once per basis and set of years."""

    inputs: Inputs
    groups: Groups
    given: Panel | None = None
    _made: dict[tuple[str, tuple[int, ...]], Population | None] = field(default_factory=dict)

    def of(self, formula: Formula, axes: Axes) -> Population | None:
        """Counts and totals on the years of the axes; None where no population is known."""
        key = formula.population, axes.years
        if key not in self._made:
            panel = self.given if self.given is not None else self._panel(formula)
            self._made[key] = None if panel is None else Population.of(panel.at(axes), self.groups)
        return self._made[key]

    def _panel(self, formula: Formula) -> Panel | None:
        if formula.population not in self.inputs.available:
            return None
        panel = self.inputs.panel(formula.population)
        return panel.latest if formula.basis == "wfb" else panel.or_year_before


def compute(
    formula: Formula, inputs: Inputs, groups: Groups, weights: Panel | None = None
) -> Result:
    """The figures of one formula; `weights` replaces the basis's own population."""
    return _result(formula, inputs, groups, Coverages(inputs, groups, weights))


def compute_all(
    inputs: Inputs, groups: Groups, codes: Collection[str] | None = None
) -> dict[str, Result]:
    """The figures of every indicator whose inputs are there, by code, each from its first basis."""
    coverages, available = Coverages(inputs, groups), inputs.available
    chosen = [choose(code, available) for code in FORMULAS if codes is None or code in codes]
    return {one.code: _result(one, inputs, groups, coverages) for one in chosen if one is not None}


def digest(formula: Formula, inputs: Inputs, groups: Groups) -> str:
    """Fingerprint of all that the result depends on: 64 hex digits, stable across processes.

    The order of rows, of areas and of groups does not matter, nor do series that are not read.
    """
    made = blake2b(f"{formula.code} {formula.basis} {formula.version}".encode(), digest_size=32)
    for code in sorted(formula.reads):
        if code in inputs.available:
            made.update(code.encode() + b"\0" + inputs.series[code].digest)
    ids = inputs.axes.id_array
    for number, code, member in sorted(
        zip(groups.ids, groups.codes, groups.member, strict=True), key=lambda g: g[0]
    ):
        made.update(f"{number} {code} ".encode() + np.sort(ids[member]).astype("<i4").tobytes())
    return made.hexdigest()


def _result(formula: Formula, inputs: Inputs, groups: Groups, coverages: Coverages) -> Result:
    given = {
        code: inputs.built(code, kind)
        for code, kind, is_optional in formula.shapes
        if not is_optional or code in inputs.available
    }
    with np.errstate(all="ignore"):
        terms = formula.function(**given)
        own = terms.parts[0].severity
        for part in terms.parts[1:]:
            own = np.maximum(own, part.severity)
        axes, floor = terms.parts[0].axes, severity_of(formula.status)
        country = _countries(terms, own, floor)
        group = _groups(formula, terms, own, groups, coverages.of(formula, axes), floor)
    return _rows(formula, axes, groups, country, group)


Cells = tuple[Floats, Codes, Floats]


def _countries(terms: Terms, severity: Codes, floor: int) -> Cells:
    if terms.stated is not None:
        values, severity = terms.stated.values, terms.stated.severity
    else:
        values = terms.finish(*(part.values for part in terms.parts))
    if terms.floor is not None:
        severity = np.maximum(severity, terms.floor)
    coverage = np.full(values.shape, np.nan)
    values, severity = _settle(values, np.maximum(severity, np.uint8(floor)))
    if terms.after is not None:
        values, severity, coverage = terms.after(values, severity, coverage)
    return values, severity, coverage


def _groups(
    formula: Formula,
    terms: Terms,
    severity: Codes,
    groups: Groups,
    population: Population | None,
    floor: int,
) -> Cells:
    sums = matched_sums(terms.parts, severity, groups, population)
    worst = np.maximum(sums.severity, np.uint8(floor))
    if formula.aggregate != "corridors":
        worst = np.where(
            sums.coverage >= NORMAL_FROM, worst, np.maximum(worst, np.uint8(ESTIMATED))
        )
        worst[~(sums.coverage >= PUBLISHED_FROM)] = MISSING
    worst[sums.is_empty] = MISSING
    coverage = np.where(sums.is_empty, np.nan, sums.coverage)
    values, worst = _settle(terms.finish(*sums.parts), worst)
    if terms.after is not None:
        return terms.after(values, worst, coverage)
    return values, worst, coverage


def _settle(values: Floats, severity: Codes) -> tuple[Floats, Codes]:
    """Make value and severity agree: what has no value says why, what says so has no value."""
    missing = severity >= FIRST_MISSING
    impossible = ~(np.isfinite(values) | missing)
    return (
        np.where(missing | impossible, np.nan, values),
        np.where(impossible, np.uint8(IMPOSSIBLE), severity),
    )


def _rows(formula: Formula, axes: Axes, groups: Groups, country: Cells, group: Cells) -> Result:
    values = np.concatenate((country[0], group[0]))
    severity = np.concatenate((country[1], group[1]))
    coverage = np.concatenate((country[2], group[2]))
    row, column = np.nonzero((severity < MISSING) | np.isfinite(coverage))
    return Result(
        formula,
        np.concatenate((axes.id_array, groups.id_array))[row],
        axes.year_array[column],
        values[row, column],
        STATUS_OF_SEVERITY[severity[row, column]],
        coverage[row, column],
    )
