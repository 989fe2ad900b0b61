"""How one figure came about: the parts behind it, and of a group its members, one by one (pure)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np

from indicators.compute.aggregates import Groups
from indicators.compute.engine import terms_of, worst_of
from indicators.compute.formulas import Formula
from indicators.compute.inputs import QUARTERS, Inputs
from indicators.compute.severity import FIRST_MISSING
from indicators.compute.terms import Terms

LETTERS = "abcdefgh"
NAMES = re.compile(r"\b[a-h]\b")
WITHOUT_SUMS = ("own", "pooled", "none")
"""Aggregates that do not follow from sums over members."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """A member of a group: its parts in the period, NaN where missing, and whether it enters the sums."""

    area: int
    parts: tuple[float, ...]
    enters: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """The parts of a figure and how they are put together.

    `expression` calls the parts a, b, c; it is empty where one line of arithmetic does not give the
    figure. `result` is what the formula makes of the parts, NaN without an expression. `contributions` are those of all members of a group, `before` in the period before, whose year
    is `year_before`; both are empty for a country.
    """

    expression: str
    parts: tuple[float, ...]
    result: float = math.nan
    contributions: tuple[Contribution, ...] = ()
    before: tuple[Contribution, ...] = ()
    year_before: int | None = None

    @property
    def python(self) -> str:
        """The expression with the numbers put in; empty without one."""
        values = dict(zip(LETTERS, self.parts, strict=False))
        return NAMES.sub(lambda name: repr(values[name[0]]), self.expression)

    def changes(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Members that entered since the period before, and those that left, by area id."""
        now = {member.area for member in self.contributions if member.enters}
        before = {member.area for member in self.before if member.enters}
        if self.year_before is None:
            return (), ()
        return tuple(sorted(now - before)), tuple(sorted(before - now))


def explain(
    formula: Formula, inputs: Inputs, groups: Groups, area: int, year: int, quarter: int = 0
) -> Explanation | None:
    """The parts behind a figure of an area or a group (both by id); None where it has none."""
    if quarter:
        inputs, year = inputs.by_quarter(formula.reads), year * QUARTERS + quarter - 1
    if not inputs.axes.years:
        return None
    terms = terms_of(formula, inputs)
    axes = terms.parts[0].axes
    if year not in axes.years:
        return None
    column = axes.years.index(year)
    if area in groups.ids:
        return _of_group(formula, terms, groups, groups.ids.index(area), column)
    if area not in axes.ids:
        return None
    return _of_country(terms, axes.ids.index(area), column)


def _of_country(terms: Terms, row: int, column: int) -> Explanation:
    parts = tuple(float(part.values[row, column]) for part in terms.parts)
    expression = "" if terms.after is not None else terms.expression
    if terms.stated is not None:
        stated = float(terms.stated.values[row, column])
        # What the source states itself is no arithmetic of ours; an index of a matrix is not one line.
        return Explanation("a", (stated,), stated) if expression else Explanation("", parts)
    return Explanation(expression, parts, _result(terms, parts) if expression else math.nan)


def _of_group(
    formula: Formula, terms: Terms, groups: Groups, group: int, column: int
) -> Explanation:
    members = np.flatnonzero(groups.member[group])
    enters = worst_of(terms) < FIRST_MISSING
    now = _contributions(terms, members, enters, column)
    years = terms.parts[0].axes.years
    has_line = formula.aggregate not in WITHOUT_SUMS and terms.after is None
    sums = tuple(
        # In the order in which the published sum was made, so that the last digit agrees.
        float((groups.weights[group : group + 1] @ np.where(enters, part.values, 0.0))[0, column])
        for part in terms.parts
    )
    return Explanation(
        terms.expression if has_line else "",
        sums,
        _result(terms, sums) if has_line and terms.expression else math.nan,
        now,
        _contributions(terms, members, enters, column - 1) if column else (),
        years[column - 1] if column else None,
    )


def _result(terms: Terms, parts: tuple[float, ...]) -> float:
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(terms.finish(*(np.array([[part]]) for part in parts))[0, 0])


def _contributions(
    terms: Terms, members: np.ndarray, enters: np.ndarray, column: int
) -> tuple[Contribution, ...]:
    ids = terms.parts[0].axes.ids
    return tuple(
        Contribution(
            ids[row],
            tuple(float(part.values[row, column]) for part in terms.parts),
            bool(enters[row, column]),
        )
        for row in members.tolist()
    )
