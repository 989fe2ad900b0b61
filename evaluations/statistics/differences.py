"""Whether a difference is more than chance: exact tests on published counts, and Holm's rule over many of them (pure).

All take what is published, so that a word on a difference tells nothing more; of a band they take the end that makes
the difference smallest.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from math import comb
from typing import Literal, TypeVar

ALPHA = 0.05
Name = TypeVar("Name", bound=Hashable)
Direction = Literal["higher", "lower", "none"]


def sign_test(higher: int, lower: int) -> float:
    """Two-sided: how likely so uneven a split is if up and down were as likely as each other. No mean is needed."""
    n, k = higher + lower, min(higher, lower)
    tail: float = sum(comb(n, i) for i in range(k + 1)) / 2**n
    return min(1.0, 2 * tail)


def change_test(higher: list[int], lower: list[int]) -> tuple[float, Direction]:
    """The sign test and the way it points; both counts lie between two numbers."""
    if higher[0] > lower[1]:
        return sign_test(higher[0], lower[1]), "higher"
    if lower[0] > higher[1]:
        return sign_test(higher[1], lower[0]), "lower"
    return 1.0, "none"


def fisher(k: int, n: int, other_k: int, other_n: int) -> float:
    """Fisher's exact test of two shares, two-sided: the sum over all tables that are no likelier than this one."""
    total, good = n + other_n, k + other_k
    ways = [
        comb(n, i) * comb(other_n, good - i) if 0 <= good - i <= other_n else 0
        for i in range(n + 1)
    ]
    return sum(way for way in ways if way <= ways[k]) / comb(total, good)  # fmt: skip


def share_test(cell: list[int], other: list[int]) -> float:
    """Fisher's test of two published shares [n, low, high]; of bands, the ends that lie nearest to each other."""
    (n, low, high), (other_n, other_low, other_high) = cell, other
    if low * other_n > other_high * n:
        return fisher(low, n, other_high, other_n)
    if high * other_n < other_low * n:
        return fisher(high, n, other_low, other_n)
    return 1.0


def holm(tests: Mapping[Name, float], alpha: float = ALPHA) -> set[Name]:
    """Those that are more than chance though so many were looked at (Holm 1979)."""
    named = set()
    for place, name in enumerate(sorted(tests, key=lambda name: tests[name])):
        if tests[name] > alpha / (len(tests) - place):
            break
        named.add(name)
    return named


def differing_groups(items: Mapping[str, list[list[int] | None]]) -> set[tuple[str, int]]:
    """(item, place of the group): groups that differ from all others shown together, over one table."""
    tests = {}
    for item, cells in items.items():
        shown = [(place, cell) for place, cell in enumerate(cells) if cell]
        for place, cell in shown:
            others = [cell for at, cell in shown if at != place]
            if others:
                rest = [sum(cell[part] for cell in others) for part in range(3)]
                tests[item, place] = share_test(cell, rest)
                if len(shown) == 2:
                    # The other of two differs if this one does; counted once.
                    break
    found = holm(tests)
    twins = set()
    for item, _place in found:
        places = [place for place, cell in enumerate(items[item]) if cell]
        if len(places) == 2:
            twins |= {(item, place) for place in places}
    return found | twins
