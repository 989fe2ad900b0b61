"""Change of the same people between two rounds, such that no single person's answer follows from it (pure).

Beside the change stand the results of both rounds. What is known of the people in the pairs is therefore known of those
who are not, by difference. People who stand in the same parts of everything that is published can be exchanged
without changing any of it, so a fact about one of them is fixed only if it holds for all of them alike. Hence:

- of who answered both rounds, some are left out by lot until those outside the pairs are none or at least five, in
  each round and in each group that a table of the round shows;
- an item is told only where each such part holds favourable answers and others, and where the pairs are at least eight;
- the pairs of a third round are taken from those of the second, so that two changes differ by a part of that kind;
- that nearly nobody or nearly everybody moved one way is told as a band, and the mean is then hidden.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import NotRequired, TypedDict

import numpy as np

from evaluations.statistics import disclosure
from evaluations.statistics.frames import Ints, Item

SAME = {"KNO2": "KNO0", "CON2": "CON0"}
"""Items that ask what another one asks in the first round, under a code of their own."""


class ItemChange(TypedDict):
    """Of `pairs`, how many answered higher and lower than before, each between two counts; steps of the scale.

    `mean` and its 95 % interval are hidden where nearly nobody or nearly everybody answered higher.
    """

    before: str
    pairs: int
    higher: list[int]
    lower: list[int]
    mean: float | None
    interval: NotRequired[list[float]]


class WaveResult(TypedDict):
    """Change since the round `base`, of `people` who answered both and were not left out by lot, by item."""

    base: str
    people: int
    items: dict[str, ItemChange]


@dataclass(frozen=True, slots=True)
class Wave:
    """Answers of a round by person: person -> values, (items,); and the group of each in the round's table.

    Persons are names that sort in an order that nobody can foresee.
    """

    items: tuple[Item, ...]
    values: Mapping[bytes, Ints]
    groups: Mapping[bytes, Hashable]

    def series(self) -> dict[str, int]:
        """What is asked (under the code of the first round) -> column, of scales with a favourable side."""
        return {
            SAME.get(item.code, item.code): place
            for place, item in enumerate(self.items)
            if item.favourable
        }

    def column(self, people: Sequence[bytes], place: int) -> Ints:
        """Their answers to one item, (people,)."""
        return np.array([self.values[person][place] for person in people], dtype=np.int64)


def panel_of(before: frozenset[bytes], base: Wave, after: Wave) -> frozenset[bytes]:
    """Of the people in `before`, those whose pairs are counted; who answered both and is not in it was left out by lot."""
    both = sorted(before & after.values.keys())
    cells = {person: (base.groups[person], after.groups[person]) for person in both}
    sizes = Counter(cells.values())
    chosen = [person for person in both if sizes[cells[person]] >= disclosure.SMALLEST]
    while short := _short(frozenset(chosen), before, base, after):
        leaves = next(
            (p for p in chosen if base.groups[p] in short[0] or after.groups[p] in short[1]), None
        )
        if leaves is None:
            return frozenset()
        chosen.remove(leaves)
    sizes = Counter(cells[person] for person in chosen)
    if any(size < disclosure.SMALLEST for size in sizes.values()):
        return frozenset()
    return frozenset(chosen)  # fmt: skip


def _short(
    chosen: frozenset[bytes], before: frozenset[bytes], base: Wave, after: Wave
) -> tuple[set[Hashable], set[Hashable]] | None:
    """Groups of which one to four people stand outside the pairs, in each of the two rounds; None of none."""
    parts = (
        Counter(base.groups[person] for person in before - chosen),
        Counter(after.groups[person] for person in after.values.keys() - chosen),
    )
    short = [
        {group for group, size in part.items() if size < disclosure.SMALLEST} for part in parts
    ]
    return (short[0], short[1]) if short[0] or short[1] else None


def change_of(
    people: frozenset[bytes],
    before: frozenset[bytes],
    base: Wave,
    between: Sequence[Wave],
    after: Wave,
) -> dict[str, ItemChange]:
    """Code in the later round -> change of `people`, a part of `before`, as it may be told.

    `between` are rounds whose change since `base` was told of all of `before`.
    """
    ordered, rest = sorted(people), sorted(before - people)
    outside = sorted(after.values.keys() - people)
    first, last = base.series(), after.series()
    changes = {}
    for series in first.keys() & last.keys():
        parts = [(base, first[series], ordered), (base, first[series], rest)]
        parts += [(after, last[series], ordered), (after, last[series], outside)]
        for wave in between:
            if (place := wave.series().get(series)) is not None:
                parts += [(wave, place, ordered), (wave, place, rest)]
        if all(_is_mixed(*part) for part in parts):
            told = _told(
                base.items[first[series]].code,
                _steps_of(base, ordered, first[series]),
                _steps_of(after, ordered, last[series]),
            )
            if told is not None:
                code = after.items[last[series]].code
                changes[code] = told
    return {item.code: changes[item.code] for item in after.items if item.code in changes}


def _is_mixed(wave: Wave, place: int, people: Sequence[bytes]) -> bool:
    """Whether each group among these people gave favourable answers and others; so do none."""
    cells: dict[Hashable, set[bool]] = {}
    good = wave.items[place].favourable
    for person in people:
        code = int(wave.values[person][place])
        if code > 0:
            cells.setdefault(wave.groups[person], set()).add(code in good)
        else:
            cells.setdefault(wave.groups[person], set())
    return all(len(kinds) == 2 for kinds in cells.values())


def _steps_of(wave: Wave, people: Sequence[bytes], place: int) -> Ints:
    """Their answers as steps of the scale; of a question with a right answer 2 where it was given, 1 for any other."""
    codes, right = wave.column(people, place), wave.items[place].right
    return np.where(codes > 0, 1 + np.isin(codes, right), codes) if right else codes


def _told(code: str, before: Ints, after: Ints) -> ItemChange | None:
    both = (before > 0) & (after > 0)
    steps = (after[both] - before[both]).astype(float)
    n = len(steps)
    if n < disclosure.SMALLEST_OPTIONS:
        return None
    higher, lower = (_band(int(part.sum()), n) for part in (steps > 0, steps < 0))
    told: ItemChange = {"before": code, "pairs": n, "higher": higher, "lower": lower, "mean": None}
    if higher[0] == higher[1]:
        half = t_quantile(n - 1) * float(steps.std(ddof=1)) / math.sqrt(n)
        mean = float(steps.mean())
        told["mean"] = round(mean, 1)
        told["interval"] = [round(mean - half, 1), round(mean + half, 1)]
    return told


def _band(k: int, n: int) -> list[int]:
    low, high = disclosure.bands(np.array([k]), np.array([n]))
    return [int(low[0]), int(high[0])]


def t_quantile(freedom: int, level: float = 0.95) -> float:
    """Student's t for a two-sided interval; to three digits from 6 degrees of freedom on.

    Abramowitz and Stegun 26.7.5: a series in the quantile of the normal distribution.
    """
    x, n = NormalDist().inv_cdf(0.5 + level / 2), freedom
    terms = (
        (x**3 + x) / 4,
        (5 * x**5 + 16 * x**3 + 3 * x) / 96,
        (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / 384,
        (79 * x**9 + 776 * x**7 + 1482 * x**5 - 1920 * x**3 - 945 * x) / 92160,
    )
    return float(x + sum(term / n**power for power, term in enumerate(terms, start=1)))
