"""How long people were present, as unions of intervals of time. No database here.

An interval is a pair of POSIX times: their difference is real time, whatever the clocks of the place do in
between, while Python subtracts two moments of one time zone by what the clocks show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

Interval = tuple[float, float]


def interval(starts_at: datetime, ends_at: datetime) -> Interval:
    """From one moment to another."""
    return starts_at.timestamp(), ends_at.timestamp()


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """The same time without overlaps, in order; empty intervals are left out."""
    merged: list[Interval] = []
    for start, end in sorted(one for one in intervals if one[1] > one[0]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def within(intervals: Iterable[Interval], bounds: Interval) -> list[Interval]:
    """What of the intervals lies between the bounds, as a union."""
    return union((max(start, bounds[0]), min(end, bounds[1])) for start, end in intervals)


def without(bounds: Interval, taken: Iterable[Interval]) -> list[Interval]:
    """What of the bounds is left when the taken intervals are cut out."""
    left, start = [], bounds[0]
    for begin, end in within(taken, bounds):
        if begin > start:
            left.append((start, begin))
        start = end
    return [*left, (start, bounds[1])] if start < bounds[1] else left


def minutes(intervals: Iterable[Interval]) -> int:
    """Whole minutes of the union."""
    return int(sum(end - start for start, end in union(intervals)) // 60)


def placed(known: Iterable[Interval], loose: Iterable[tuple[Interval, int]]) -> list[Interval]:
    """The known time, and minutes whose place within a session is not known, where they fit.

    Nobody is in two rooms at once, so minutes of parallel sessions lie beside one another as long as there
    is room: each takes the earliest free time of its session, the session that ends first before the others.
    """
    taken = union(known)
    for bounds, amount in sorted(loose, key=lambda one: (one[0][1], one[0][0])):
        rest = amount * 60.0
        for start, end in without(bounds, taken):
            if rest <= 0:
                break
            piece = min(rest, end - start)
            taken = union([*taken, (start, start + piece)])
            rest -= piece
    return taken
