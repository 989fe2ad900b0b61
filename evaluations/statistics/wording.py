"""Which word a share deserves (pure): the quantifier table behind every generated sentence.

Words are codes here; pages translate them. The first five need the lower end of the interval above their
floor; for the others the share itself decides.
"""

from __future__ import annotations

from typing import Literal

from evaluations.statistics.rates import NO_WORDS_BELOW

Quantifier = Literal[
    "all", "nearly_all", "large_majority", "most", "majority", "half", "some", "few", "none_said"
]

BY_LOWER_END: tuple[tuple[Quantifier, float], ...] = (
    ("nearly_all", 90), ("large_majority", 75), ("most", 60),
)  # fmt: skip
"""Floors that the lower end must reach, in per cent. `majority` must lie above 50."""


def quantifier(percent: float, lower_end: float, response: float) -> Quantifier:
    """The word for a share, all in per cent; `lower_end` is that of its interval.

    `none_said` below 40 per cent of response, or where no word of the table is true: then only the figures stand.
    `all` needs 100 per cent of answers from 100 per cent of the audience.
    """
    if response < NO_WORDS_BELOW:
        return "none_said"
    if percent >= 100 and response >= 100:
        return "all"
    for word, floor in BY_LOWER_END:
        if lower_end >= floor:
            return word
    if lower_end > 50:
        return "majority"
    return _by_share(percent)


def _by_share(percent: float) -> Quantifier:
    # Above 55 with an interval that reaches down to 50 no word of the table is true.
    if percent > 55:
        return "none_said"
    if percent >= 45:
        return "half"
    return "some" if percent >= 20 else "few"
