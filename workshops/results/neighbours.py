"""Which tables may stand beside each other: a guard against those who know the people of a room (pure).

An organiser knows everybody's sex, ministry and language. If all but one of the women speak French, the
table by sex less the table by language is the answer of one person. So, dimension after dimension:

- **twins**: a dimension whose group differs from a group (or from all but a group) of an earlier one by fewer
  than 5 valid answers is not shown;
- **budget**: all dimensions together show at most one independent figure for every 5 valid answers, so that
  they stay too few to be solved for the answers of single people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np

from workshops.results.disclosure import SMALLEST, Flags
from workshops.results.frames import Answers, Dimension, Ints

FAR = np.iinfo(np.int64).max


def _places(answers: Answers, dimension: Dimension) -> tuple[Ints, int]:
    groups = answers.groups[dimension.code]
    return np.where(groups < 0, len(dimension.groups), groups), len(dimension.groups) + 1


def _distance(events: Ints, one: tuple[Ints, int], two: tuple[Ints, int], most: int) -> Ints:
    """(events,): how many people at least tell a group of one dimension from a group of the other.

    Identical groups (distance 0) give nothing away by their difference and do not count; groups too
    small to be shown neither.
    """
    (first, a), (second, b) = one, two
    key = (events * a + first) * b + second
    both = np.bincount(key, minlength=most * a * b).reshape(most, a, b)
    n = both.sum(axis=(1, 2))[:, None, None]
    rows, columns = both.sum(axis=2)[:, :, None], both.sum(axis=1)[:, None, :]
    apart = rows + columns - 2 * both
    skip = (rows < SMALLEST) | (columns < SMALLEST)
    nearest = np.minimum(np.where(apart > 0, apart, FAR), np.where(n - apart > 0, n - apart, FAR))
    return np.asarray(np.where(skip, FAR, nearest).min(axis=(1, 2)))


def distances(answers: Answers) -> Mapping[str, Ints]:
    """(events,) for each dimension: the least distance of its groups from those of earlier dimensions."""
    most = len(answers.audience)
    places = {one.code: _places(answers, one) for one in answers.dimensions}
    found = {code: np.full(most, FAR) for code in places}
    for one, two in combinations(places, 2):
        gap = _distance(answers.events, places[one], places[two], most)
        found[two] = np.minimum(found[two], gap)
    return found


def may_stand(
    visible: Sequence[Flags], gaps: Sequence[Ints], valid: Ints, answered: Ints
) -> list[Flags]:
    """(events, items) for each dimension in order: whether its table may be shown.

    visible: (groups, events, items) for each dimension; gaps: (events,) for each; valid: (events, items).
    Answers that are not valid may bring two groups nearer by at most their number.
    """
    invalid = answered[:, None] - valid
    left = valid // SMALLEST
    allowed = []
    for seen, gap in zip(visible, gaps, strict=True):
        cells = seen.sum(axis=0)
        cost = np.where(cells == seen.shape[0], cells - 1, cells)
        stands = (cells > 0) & (cost <= left) & (gap[:, None] - invalid >= SMALLEST)
        left = left - np.where(stands, cost, 0)
        allowed.append(stands)
    return allowed
