"""The door of publication: what a table may show so that no answer of a few people can be worked out (pure).

A share rests on a count k of n. What is published is an interval of counts: exact, a *band* near nought or
all, or hidden, when anything from 0 to n is possible. Whoever sees a table knows its total, the groups
shown, and may know how many people of each group answered (organisers do). The rules below leave at
least two possible counts for every cell that is hidden or in a band:

- a cell needs 5 valid answers, counts of options 8, texts and a file of single answers 10;
- **remainder**: hidden groups under one total hold together at least 5 answers, of at least two groups,
  and neither none nor all of them favourable; else the next smallest group is hidden too;
- **band**: near 0 or 100 per cent only "under" or "over" is said, and of a band, too, nothing more can be worked out;
- **options** stand only where the share is not in a band, and are never split by group;
- **two dimensions** at once are never shown;
- tables over several events are sums of what is published of each, so they add nothing (`pooling`);
- a later version replaces an earlier one only if at least 5 answers came between them (`versions`).

That this holds against everything published together is tested by linear programming.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workshops.results.frames import Ints

SMALLEST = 5
SMALLEST_OPTIONS = 8
SMALLEST_TEXTS = 10
SMALLEST_FILE = 10
LARGE = 100
"""From here on only fewer than 5 people from an end are in a band."""
EDGES = ((5, 75), (10, 80), (20, 90))
"""Up to this n, a share above this per cent is in the upper band; above 20 it is 95. Each band holds at
least two counts: 4 and 5 of 5, 9 and 10 of 10, 19 and 20 of 20."""
WIDEST = 95
PACK = 20
"""Bits for a count when several are sorted as one number."""

Flags = NDArray[np.bool_]


def edge(n: int) -> int:
    """The per cent above which (and, taken from 100, below which) a share of n is in a band."""
    return next((percent for size, percent in EDGES if n <= size), WIDEST)


# The first count of the upper band in whole numbers, k / n > edge / 100, for every n below LARGE.
FIRST = np.array([edge(n) * n // 100 + 1 for n in range(LARGE)], dtype=np.int64)


def bands(k: Ints, n: Ints) -> tuple[Ints, Ints]:
    """Lowest and highest count that is published for k of n: equal where the count is exact."""
    first = np.where(n >= LARGE, n - SMALLEST + 1, FIRST[np.minimum(n, LARGE - 1)])
    upper, lower = k >= first, k <= n - first
    return (
        np.where(upper, first, np.where(lower, 0, k)),
        np.where(upper, n, np.where(lower, n - first, k)),
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """What a one-way table shows, shapes (groups, ...) as given.

    `visible` says where a group's base and share stand; `low` and `high` bound its count of favourable answers.
    """

    visible: Flags
    low: Ints
    high: Ints


def protect(n: Ints, k: Ints, listed: Flags) -> Shown:
    """Decide what is shown of groups under a published total.

    n, k: (groups, tables) valid and favourable answers; listed: where a group exists at all (somebody
    of it was asked). A group with no answer is hidden like a small one.
    The hidden groups are the smallest ones; as many as the rules of this module ask for.
    """
    low, high = bands(k, n)
    total = n.sum(axis=0)
    first, last = bands(k.sum(axis=0), total)
    # One number holds n and what is published of k, so that one sort brings all in order of size.
    packed = ((listed * (n + 1)) << (2 * PACK)) + (low << PACK) + high
    ordered = np.sort(packed, axis=0)
    sizes = np.maximum((ordered >> (2 * PACK)) - 1, 0)
    mins, maxs = ordered >> PACK & (1 << PACK) - 1, ordered & (1 << PACK) - 1
    hide = _how_many(sizes, mins, maxs, ordered >= 1 << 2 * PACK, first, last)
    smallest = np.take_along_axis(
        np.append(ordered, np.full_like(ordered[:1], np.iinfo(np.int64).max), axis=0),
        hide[None, :],
        axis=0,
    )
    # Groups that are equal to a hidden one in size and share are hidden with it.
    tied = np.take_along_axis(ordered, np.maximum(hide - 1, 0)[None, :], axis=0)
    visible = (packed >= smallest) & ((hide == 0) | (packed > tied))
    visible &= listed & (n >= SMALLEST) & (total >= SMALLEST)
    return Shown(visible, np.where(visible, low, 0), np.where(visible, high, n))


def _how_many(sizes: Ints, mins: Ints, maxs: Ints, exists: Flags, first: Ints, last: Ints) -> Ints:
    """How many of the groups, smallest first, must be hidden in each table.

    With L and H the sums of the lowest and highest counts published (0 and n of a hidden group) and
    [first, last] those of the total, a cell that may lie in w + 1 places keeps at least two of them
    when H - first >= 1, last - L >= 1 and some other cell or the total is not exact either.
    """
    loose = (maxs > mins).astype(np.int64)
    hidden_n = np.zeros_like(first)
    hidden_some = np.zeros_like(first)
    open_low, open_high, open_loose = mins.sum(axis=0), maxs.sum(axis=0), loose.sum(axis=0)
    hidden_cells = np.zeros_like(first)
    total_loose = (last > first).astype(np.int64)
    answer = np.full_like(first, len(sizes))
    settled = np.zeros(first.shape, dtype=bool)
    for place in range(len(sizes) + 1):
        unknown = hidden_some + open_loose
        safe = (
            ((hidden_cells == 0) | (hidden_n >= SMALLEST))
            & ((unknown == 0) | (unknown + total_loose >= 2))
            & ((unknown == 0) | (hidden_n + open_high - first >= 1) & (last - open_low >= 1))
        )
        # Groups below the smallest size are always hidden.
        done = safe if place == len(sizes) else safe & (sizes[place] >= SMALLEST)
        answer = np.where(done & ~settled, place, answer)
        settled |= done
        if place == len(sizes) or settled.all():
            break
        hidden_n = hidden_n + sizes[place]
        hidden_some = hidden_some + (sizes[place] > 0)
        hidden_cells = hidden_cells + exists[place]
        open_low, open_high = open_low - mins[place], open_high - maxs[place]
        open_loose = open_loose - loose[place]
    return answer


def options_allowed(k: Ints, n: Ints) -> Flags:
    """Where counts of single options, mean and median may stand: enough answers, share not in a band."""
    low, high = bands(k, n)
    return np.asarray((n >= SMALLEST_OPTIONS) & (low == high))
