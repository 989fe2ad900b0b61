"""Change in the same people: before and after, and what became of intentions (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evaluations.statistics import disclosure
from evaluations.statistics.frames import Ints


@dataclass(frozen=True, slots=True)
class Change:
    """Paired change. `low`, `high` bound how many improved; None where pairs are too few."""

    pairs: int
    low: int | None = None
    high: int | None = None
    mean: float | None = None
    deviation: float | None = None


def paired_change(before: Ints, after: Ints) -> Change:
    """Change in those who gave an answer to both, (responses,) each.

    Below 5 pairs nothing but that is said; mean change and its SD need 8, and an improved share that is
    not near 0 or 100 per cent.
    """
    both = (before > 0) & (after > 0)
    steps = (after[both] - before[both]).astype(float)
    n, better = int(both.sum()), int((steps > 0).sum())
    if n < disclosure.SMALLEST:
        return Change(n)
    low, high = (int(part) for part in disclosure.bands(np.int64(better), np.int64(n)))  # type: ignore[arg-type]
    if n < disclosure.SMALLEST_OPTIONS or low != high:
        return Change(n, low, high)
    return Change(n, low, high, float(steps.mean()), float(steps.std(ddof=1)))


def joined(first: Ints, second: Ints) -> tuple[Ints, Ints]:
    """Rows of two rounds that belong to the same person: two arrays of row numbers, equally long.

    first, second: (responses,) numbers of persons, negative where unknown; each at most once.
    """
    _common, first_rows, second_rows = np.intersect1d(
        first, second, assume_unique=False, return_indices=True
    )
    is_known = first[first_rows] >= 0
    return first_rows[is_known], second_rows[is_known]


REALISED = (5, 4)
"""Codes of the scale S5 that count: done, under way."""


@dataclass(frozen=True, slots=True)
class Realised:
    """How many of the plans that people came back to are done or under way; None where pairs are too few."""

    pairs: int
    low: int | None = None
    high: int | None = None


def realised(status: Ints) -> Realised:
    """The rate over plans with a status, (plans,) codes of S5 or what is no answer."""
    statuses = status[status > 0]
    n = len(statuses)
    if n < disclosure.SMALLEST:
        return Realised(n)
    k = np.int64(np.isin(statuses, REALISED).sum())
    low, high = disclosure.bands(k, np.int64(n))  # type: ignore[arg-type]
    return Realised(n, int(low), int(high))


def realised_by_barrier(status: Ints, barriers: Ints, options: Sequence[int]) -> list[Realised]:
    """The rate among those who named each barrier; barriers: (plans,) sums of 2 ** (code - 1).

    Those who named a barrier and those who did not make up the total, so each is shown only if the table of
    the two may be.
    """
    counted = (status > 0) & (barriers >= 0)
    good = counted & np.isin(status, REALISED)
    rates = []
    for option in options:
        named = (np.maximum(barriers, 0) >> (option - 1)) & 1 == 1
        n = np.array([[(counted & named).sum()], [(counted & ~named).sum()]])
        k = np.array([[(good & named).sum()], [(good & ~named).sum()]])
        published = disclosure.protect(n, k, n > 0)
        rates.append(
            Realised(int(n[0, 0]), int(published.low[0, 0]), int(published.high[0, 0]))
            if published.visible[0, 0]
            else Realised(0)
        )
    return rates


def realised_by_group(status: Ints, group: Ints, codes: Sequence[int]) -> list[Realised]:
    """The rate in each of several groups that exclude each other, with the remainder rule; group: (plans,)."""
    good = np.isin(status, REALISED)
    n = np.array([[((status > 0) & (group == code)).sum()] for code in codes])
    k = np.array([[(good & (group == code)).sum()] for code in codes])
    published = disclosure.protect(n, k, n > 0)
    return [
        Realised(int(n[place, 0]), int(published.low[place, 0]), int(published.high[place, 0]))
        if published.visible[place, 0]
        else Realised(0)
        for place in range(len(codes))
    ]
