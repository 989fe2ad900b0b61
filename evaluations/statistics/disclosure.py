"""The door of publication: what a table may show so that no answer of a few people can be worked out (pure).

A share rests on a count k of n. What is published is an interval of counts: exact, a *band* near nought or
all, or hidden, when anything from 0 to n is possible. Whoever sees a table knows its total, the groups
shown, and may know how many people of each group answered (organisers do). The rules below leave at
least two possible counts for every cell that is hidden or in a band:

- a cell needs 5 valid answers, counts of options 8, texts 10, a file of single answers 10;
- **groups**: an event has tables by one dimension only, of groups of 10 people and more, and only of items with 30
  valid answers and more. Within a group people are alike to whoever reads the tables, however much is known about
  them, so nothing fixes the answer of one without fixing those of all, which a band prevents;
- **remainder**: hidden groups under one total hold together at least as many answers as a group must, and neither
  none nor all of them favourable; else the next smallest group is hidden too;
- **band**: near 0 or 100 per cent only "under" or "over" is said, and of a band, too, nothing more can be worked out;
- **options** stand only where the share is not in a band, and are never split by group; of several of many each option
  is a share of its own, and hidden in a band;
- tables over several events are sums of what is published of each, so they add nothing (`pooling`);
- **a file of single answers** stands only where nothing else tells people apart (no table by group, no share shown while
  people answered, no choice of sessions), of questions whose options are shown, without the kind of a silence: so each of
  its rows may be of anybody who answered;
- a later version replaces an earlier one only if at least 8 answers that are not all alike came between them
  (`versions`).

That this holds against everything published together is tested by integer programming over single people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluations.statistics.frames import Ints

SMALLEST = 5
SMALLEST_OPTIONS = 8
SMALLEST_TEXTS = 10
SMALLEST_FILE = 10
SMALLEST_GROUP = 10
SMALLEST_SPLIT = 30
"""Valid answers from which on a share may be split by group."""
LARGE = 100
"""From here on only fewer than 5 people from an end are in a band."""
EDGES = ((5, 75), (10, 80), (20, 90))
"""Up to this n, a share above this per cent is in the upper band; above 20 it is 95. Each band holds at
least two counts: 4 and 5 of 5, 9 and 10 of 10, 19 and 20 of 20."""
WIDEST = 95
Flags = NDArray[np.bool_]


def edge(n: int) -> int:
    """The per cent above which (and, taken from 100, below which) a share of n is in a band."""
    return next((percent for size, percent in EDGES if n <= size), WIDEST)


# The first count of the upper band in whole numbers, k / n > edge / 100, for every n below LARGE.
FIRST = np.array([edge(n) * n // 100 + 1 for n in range(LARGE)], dtype=np.int32)


def _worked_out(k: Ints, n: Ints) -> tuple[Ints, Ints]:
    first = np.where(n >= LARGE, n - SMALLEST + 1, FIRST[np.minimum(n, LARGE - 1)])
    upper, lower = k >= first, k <= n - first
    return (
        np.where(upper, first, np.where(lower, 0, k)),
        np.where(upper, n, np.where(lower, n - first, k)),
    )


# Both ends for all k of n below LARGE, so that most tables are read off: place n * LARGE + k.
_N, _K = (part.ravel() for part in np.indices((LARGE, LARGE), dtype=np.int32))
LOWEST, HIGHEST = _worked_out(np.minimum(_K, _N), _N)


def bands(k: Ints, n: Ints) -> tuple[Ints, Ints]:
    """Lowest and highest count that is published for k of n: equal where the count is exact."""
    if np.max(n, initial=0) >= LARGE:
        return _worked_out(k, n)
    place = n * LARGE + k
    return LOWEST[place], HIGHEST[place]


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """What a one-way table shows, shapes (groups, ...) as given.

    `visible` says where a group's base and share stand; `low` and `high` bound its count of favourable answers.
    """

    visible: Flags
    low: Ints
    high: Ints


def protect(n: Ints, k: Ints, listed: Flags, *, least: int = SMALLEST) -> PublishedTable:
    """Decide what is shown of groups under a published total.

    n, k: (groups, tables) valid and favourable answers; listed: where a group exists at all (somebody
    of it was asked); least: answers that a group needs, and all hidden groups together. A group with no answer is hidden like a small one.
    The hidden groups are the smallest ones; as many as the rules of this module ask for.
    """
    low, high = bands(k, n)
    total = n.sum(axis=0, dtype=n.dtype)
    first, last = bands(k.sum(axis=0, dtype=k.dtype), total)
    # One number holds n and what is published of k, so that one sort brings all in order of size.
    bits = 10 if np.max(n, initial=0) < 1022 else 20
    kind: np.dtype[np.signedinteger[Any]] = np.dtype(np.int32 if bits == 10 else np.int64)
    packed = np.where(listed, n + 1, 0).astype(kind) << 2 * bits | low.astype(kind) << bits | high
    smallest, tied = _limits(_in_order(packed), bits, first, last, least)
    # Groups that are equal to a hidden one in size and share are hidden with it.
    visible = (packed >= smallest) & (packed > tied)
    visible &= listed & (n >= least) & (total >= least)
    return PublishedTable(visible, np.where(visible, low, 0), np.where(visible, high, n))


def _in_order(cells: Ints) -> Ints:
    """Each column in rising order. Groups are few, so whole rows are compared with their neighbours."""
    ordered = cells.copy()
    for turn in range(len(cells)):
        for place in range(turn % 2, len(cells) - 1, 2):
            left, right = ordered[place], ordered[place + 1]
            ordered[place], ordered[place + 1] = np.minimum(left, right), np.maximum(left, right)
    return ordered


def _limits(ordered: Ints, bits: int, first: Ints, last: Ints, least: int) -> tuple[Ints, Ints]:
    """The cell that is shown first, and the one before it, which is hidden; (tables,) each.

    Cells are hidden from the smallest on until each that is not exact could still be two things. With L and H
    the sums of the lowest and highest counts published (0 and n of a hidden group) and [first, last] those of
    the total, a cell that may lie in w + 1 places keeps at least two of them when H - first >= 1, last - L >= 1
    and some other cell or the total is not exact either.
    """
    mask = (1 << bits) - 1
    sizes, mins, maxs = (
        np.maximum((ordered >> 2 * bits) - 1, 0),
        ordered >> bits & mask,
        ordered & mask,
    )
    loose, tables = maxs > mins, ordered.shape[1:]
    open_low, open_high, unknown = mins.sum(axis=0), maxs.sum(axis=0), loose.sum(axis=0)
    hidden_n, hidden_cells = np.zeros(tables, dtype=ordered.dtype), np.zeros(tables, dtype=bool)
    more_loose = last > first
    smallest = np.full(tables, np.iinfo(ordered.dtype).max, dtype=ordered.dtype)
    tied = np.full(tables, -1, dtype=ordered.dtype)
    waiting = np.ones(tables, dtype=bool)
    for place in range(len(ordered) + 1):
        safe = (unknown == 0) | (
            (unknown + more_loose >= 2) & (hidden_n + open_high > first) & (open_low < last)
        )
        safe &= waiting & ~(hidden_cells & (hidden_n < least))
        if place < len(ordered):
            # Groups below the smallest size are always hidden.
            safe &= sizes[place] >= least
            np.copyto(smallest, ordered[place], where=safe)
        if place:
            np.copyto(tied, ordered[place - 1], where=safe)
        waiting &= ~safe
        if place == len(ordered) or not waiting.any():
            break
        hidden_n += sizes[place]
        hidden_cells |= ordered[place] > mask << bits | mask
        open_low, open_high = open_low - mins[place], open_high - maxs[place]
        unknown = unknown + (sizes[place] > 0) - loose[place]
    return smallest, tied


def options_allowed(k: Ints, n: Ints) -> Flags:
    """Where counts of single options, mean and median may stand: enough answers, share not in a band."""
    low, high = bands(k, n)
    return np.asarray((n >= SMALLEST_OPTIONS) & (low == high))
