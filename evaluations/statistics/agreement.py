"""How far two coders of free text agree (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """Cohen's kappa (1960) of one theme: beyond what two coders would agree on by chance.

    `kappa` is None where both gave the theme to all texts or to none: chance alone explains it.
    """

    texts: int
    both: int
    only_one: int
    none: int
    kappa: float | None

    @property
    def observed(self) -> float:
        """Share of texts on which the two agree, from 0 to 1."""
        return (self.both + self.none) / self.texts if self.texts else 0.0


def agree(first: Mapping[str, Set[str]], second: Mapping[str, Set[str]], theme: str) -> Agreement:
    """Agreement on one theme over the texts that both coded; text -> themes given to it."""
    texts = first.keys() & second.keys()
    pairs = [(theme in first[text], theme in second[text]) for text in texts]
    both = sum(a and b for a, b in pairs)
    none = sum(not a and not b for a, b in pairs)
    n = len(pairs)
    return Agreement(n, both, n - both - none, none, _kappa(pairs))


def overall(
    first: Mapping[str, Set[str]], second: Mapping[str, Set[str]], themes: Set[str]
) -> Agreement:
    """The same over all decisions (text and theme) taken together."""
    texts = first.keys() & second.keys()
    pairs = [
        (theme in first[text], theme in second[text]) for text in texts for theme in sorted(themes)
    ]
    both = sum(a and b for a, b in pairs)
    none = sum(not a and not b for a, b in pairs)
    return Agreement(len(pairs), both, len(pairs) - both - none, none, _kappa(pairs))


def _kappa(pairs: list[tuple[bool, bool]]) -> float | None:
    n = len(pairs)
    if n == 0:
        return None
    observed = sum(a == b for a, b in pairs) / n
    first, second = sum(a for a, _b in pairs) / n, sum(b for _a, b in pairs) / n
    chance = first * second + (1 - first) * (1 - second)
    return None if chance >= 1 else (observed - chance) / (1 - chance)
