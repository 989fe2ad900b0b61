"""Where the plain arithmetic keeps its figures."""

from __future__ import annotations

import numpy as np

from indicators.compute import Groups, Inputs

Pair = tuple[np.ndarray, np.ndarray]


def over(above, below):
    """The quotient, NaN where the denominator is not above zero."""
    return np.where(below > 0, above / below, np.nan)


class Reference:
    """Country figures [A, T] and group figures [G, T] by indicator code."""

    def __init__(self, inputs: Inputs, groups: Groups) -> None:
        self.inputs, self.axes = inputs, inputs.axes
        self.years = np.array(self.axes.years)
        self.member, self.codes = groups.member.astype(float), groups.codes
        people = self.panel("pop")
        self.pop = people
        self.people = np.where(np.isnan(people), shifted(people, 1), people)
        self.figures: dict[str, Pair] = {}

    def panel(self, code: str) -> np.ndarray:
        """The ready cube of a series, [A, T]."""
        return self.inputs.panel(code).values

    def add(self, code, parts, finish, *, people=None, suppress=True, country=None) -> None:
        """Country figures from the parts, group figures from sums over members that have all."""
        own = finish(*parts) if country is None else country
        both = np.logical_and.reduce([~np.isnan(part) for part in parts])
        sums = [self.member @ np.where(both, part, 0) for part in parts]
        weight = np.nan_to_num(self.people if people is None else people)
        coverage = (self.member @ (weight * both)) / (self.member @ weight)
        group = np.where(self.member @ both > 0, finish(*sums), np.nan)
        if suppress:
            group = np.where(coverage >= 2 / 3, group, np.nan)
        self.figures[code] = own, group


def shifted(values, years):
    moved = np.full_like(values, np.nan)
    moved[:, years:] = values[:, :-years]
    return moved
