"""Figures of country groups: the matched panel and how much of the population it stands for.

Groups overlap (Russia is in ECE and ESCAP), so a group is always made from countries, never from
other groups. A country enters once, however often it was named.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from indicators.compute.severity import FIRST_MISSING, Codes, Flags, Floats, Ints
from indicators.compute.shapes import UNKNOWN_ORIGIN, Axes, Panel

PUBLISHED_FROM = 2 / 3
"""Smallest share of the group's population behind a published aggregate (World Bank practice)."""
NORMAL_FROM = 0.95
"""From this share on the aggregate is as good as its inputs; below it is an estimate."""


@dataclass(frozen=True)
class Groups:
    """Country groups: codes, their area ids, and who belongs, bool[G, A] on the axes' areas."""

    codes: tuple[str, ...]
    ids: tuple[int, ...]
    member: Flags

    def __post_init__(self) -> None:
        """Refuse shapes that do not fit and repeated groups."""
        if self.member.ndim != 2 or self.member.shape[0] != len(self.codes):
            raise ValueError("membership must be bool[groups, areas] with one row per group")
        if len(set(self.codes)) < len(self.codes) or len(set(self.ids)) != len(self.codes):
            raise ValueError("every group needs a code and an id of its own")

    @classmethod
    def of(
        cls,
        axes: Axes,
        members: Mapping[str, Collection[str]],
        ids: Mapping[str, int] | None = None,
    ) -> Groups:
        """Groups from area codes; a member that is not on the axes is refused by name.

        Without `ids` a group is numbered after the highest area id.
        """
        first = max(axes.ids, default=-1) + 1
        numbers = ids or {code: first + n for n, code in enumerate(members)}
        member = np.zeros((len(members), len(axes.areas)), np.bool_)
        for group, (code, areas) in enumerate(members.items()):
            for area in areas:
                if area == UNKNOWN_ORIGIN or area not in axes.position:
                    raise ValueError(f"{area} cannot be a member of {code}: no area of the axes")
                member[group, axes.position[area]] = True
        return cls(tuple(members), tuple(numbers[code] for code in members), member)

    @cached_property
    def weights(self) -> Floats:
        """Membership as float64[G, A], so that a sum over members is a matrix product."""
        return self.member.astype(np.float64)

    @cached_property
    def id_array(self) -> Ints:
        """`ids` as int32[G]."""
        return np.array(self.ids, np.int32)

    @cached_property
    def _listed(self) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
        """Members one group after another, where each starts, and which groups have any."""
        filled = np.nonzero(self.member.any(axis=1))[0]
        group, area = np.nonzero(self.member[filled])
        return area, np.searchsorted(group, np.arange(len(filled))), filled

    def worst(self, severity: Codes) -> Codes:
        """Worst severity among the members, uint8[G, T]; 0 for a group without members."""
        area, starts, filled = self._listed
        worst = np.zeros((len(self.codes), severity.shape[1]), np.uint8)
        if len(filled):
            worst[filled] = np.maximum.reduceat(severity[area], starts, axis=0)
        return worst


@dataclass(frozen=True)
class Population:
    """The people an aggregate stands for: counts float64[A, T] (0 unknown), totals [G, T] (NaN
    where none is known)."""

    counts: Floats
    totals: Floats

    @classmethod
    def of(cls, panel: Panel, groups: Groups) -> Population:
        """From a panel of population to which rule P has been applied."""
        counts = np.where(panel.present, panel.values, 0.0)
        totals = groups.weights @ counts
        return cls(counts, np.where(totals > 0, totals, np.nan))


@dataclass(frozen=True)
class Sums:
    """Sums over the matched panel [G, T]: one per part; worst severity; coverage 0-1 or NaN."""

    parts: tuple[Floats, ...]
    severity: Codes
    coverage: Floats
    is_empty: Flags


def matched_sums(
    parts: tuple[Panel, ...], severity: Codes, groups: Groups, population: Population | None
) -> Sums:
    """Add up every part over the members in which all of the parts are present.

    `severity` is the worst of the parts, uint8[A, T]. Coverage is the population of the members
    that enter over that of all members; NaN where no population is known.
    """
    entering = severity < FIRST_MISSING
    sums = tuple(groups.weights @ np.where(entering, part.values, 0.0) for part in parts)
    worst = groups.worst((severity + np.uint8(1)) * entering)
    is_empty = worst == 0
    if population is None:
        coverage = np.full(worst.shape, np.nan)
    else:
        coverage = (groups.weights @ (population.counts * entering)) / population.totals
    return Sums(sums, worst - np.where(is_empty, 0, 1).astype(np.uint8), coverage, is_empty)
