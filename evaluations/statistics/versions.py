"""Which newer counts may follow published ones: two versions side by side must not show a few people (pure).

Tables by group are published once, when a round is closed. A later version of one, with an answer or two
more, would uncover groups that the first had to hide; no rule on single cells prevents that.
"""

from __future__ import annotations

import numpy as np

from evaluations.statistics.disclosure import SMALLEST, SMALLEST_OPTIONS, Flags
from evaluations.statistics.frames import Ints


def may_follow(n: Ints, k: Ints, old_n: Ints, old_k: Ints) -> Flags:
    """(items,): where the figures of all answers may replace the published ones.

    Between the two lie no answers, or at least 8 (the options of so many may be told) of which neither
    none nor all are favourable. n, k: valid and favourable answers, (items,).
    """
    added_n, added_k = n - old_n, k - old_k
    unchanged = (added_n == 0) & (added_k == 0)
    wide = np.abs(added_n) >= SMALLEST_OPTIONS
    mixed = (added_k > np.minimum(added_n, 0)) & (added_k < np.maximum(added_n, 0))
    return np.asarray(
        unchanged | (wide & mixed) | (old_n < SMALLEST) & (np.abs(added_n) >= SMALLEST)
    )


def room_step(n: Ints, waiting: Ints) -> Flags:
    """Where a live page may move on, by item: 5 valid answers came since the counts that wait were taken.

    Live shares are shown one step late: those of `waiting` answers are shown once n is 5 above it, and the
    present ones wait in their turn. So what is shown at any time lies at least 5 answers behind what
    is shown when the round is closed.
    """
    return np.asarray((waiting >= SMALLEST) & (n >= waiting + SMALLEST))
