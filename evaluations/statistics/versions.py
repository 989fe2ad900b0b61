"""Which newer counts may follow published ones: two versions side by side must not show a few people (pure).

Tables by group are published once, when a round is closed. A later version of one, with an answer or two
more, would uncover groups that the first had to hide; no rule on single cells prevents that.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evaluations.statistics.disclosure import SMALLEST, SMALLEST_OPTIONS, Flags
from evaluations.statistics.frames import Ints


def may_follow(n: Ints, k: Ints, old_n: Ints, old_k: Ints) -> Flags:
    """(items,): where the figures of all answers may replace the published ones.

    Between the two lie at least 8 valid answers (the options of so many may be told) of which neither none nor all
    are favourable. Where no valid answer came the published figures stay, too: how many left the question empty
    would tell it of the one who came late. n, k: valid and favourable answers, (items,).
    """
    added_n, added_k = n - old_n, k - old_k
    wide = np.abs(added_n) >= SMALLEST_OPTIONS
    mixed = (added_k > np.minimum(added_n, 0)) & (added_k < np.maximum(added_n, 0))
    return np.asarray((wide & mixed) | (old_n < SMALLEST) & (np.abs(added_n) >= SMALLEST))


def is_a_step(answered: int, earlier: Sequence[int]) -> bool:
    """Whether a file of so many answers may follow the files that earlier versions allowed, in their order.

    The first version begins; from then on 8 answers must come in between.
    """
    begun = earlier[0]
    for number in earlier[1:]:
        if number - begun >= SMALLEST_OPTIONS:
            begun = number
    return answered == begun or answered - begun >= SMALLEST_OPTIONS


def room_step(n: Ints, k: Ints, waiting_n: Ints, waiting_k: Ints) -> Flags:
    """Where a live page may move on, by item: since the counts that wait, 8 answers came that are not all alike.

    Live shares are shown one step late: those that wait are shown once a step has come after them, and the
    present ones wait in their turn. So any two shares that are shown, the last one when the round is
    closed included, lie a whole step apart.
    """
    added_n, added_k = n - waiting_n, k - waiting_k
    mixed = (added_k > 0) & (added_k < added_n)
    return np.asarray((waiting_n >= SMALLEST) & (added_n >= SMALLEST_OPTIONS) & mixed)
