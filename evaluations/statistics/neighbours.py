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
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from evaluations.statistics.disclosure import SMALLEST, Flags
from evaluations.statistics.frames import Answers, Dimension, Ints

FAR = np.iinfo(np.int32).max


@dataclass(frozen=True, slots=True)
class _Places:
    """A dimension with those who are in no group as one more: (responses,), (events, groups), number of groups."""

    place: Ints
    sizes: Ints
    groups: int


def _places(answers: Answers, dimension: Dimension) -> _Places:
    groups, event_count = answers.groups[dimension.code], len(answers.audience)
    size = len(dimension.groups) + 1
    place = np.where(groups < 0, size - 1, groups).astype(np.int32)
    key = answers.events.astype(np.int32) * size + place
    sizes = np.bincount(key, minlength=event_count * size).astype(np.int32)
    return _Places(place, sizes.reshape(event_count, size), size)


def _distance(events: Ints, first: _Places, second: _Places) -> Ints:
    """(events,): how many people at least tell a group of one dimension from a group of the other.

    Identical groups (distance 0) give nothing away by their difference and do not count; groups too
    small to be shown neither.
    """
    event_count = len(first.sizes)
    key = (events * first.groups + first.place) * second.groups + second.place
    both = np.bincount(key, minlength=event_count * first.groups * second.groups).astype(np.int32)
    rows, columns = first.sizes[:, :, None], second.sizes[:, None, :]
    apart = rows + columns - 2 * both.reshape(event_count, first.groups, second.groups)
    rest = first.sizes.sum(axis=1, dtype=np.int32)[:, None, None] - apart
    apart[apart <= 0], rest[rest <= 0] = FAR, FAR
    nearest = np.minimum(apart, rest)
    nearest[(rows < SMALLEST) | (columns < SMALLEST)] = FAR
    return np.asarray(nearest.min(axis=(1, 2)))


def distances(answers: Answers) -> Mapping[str, Ints]:
    """(events,) for each dimension: the least distance of its groups from those of earlier dimensions."""
    events = answers.events.astype(np.int32)
    places = {dimension.code: _places(answers, dimension) for dimension in answers.dimensions}
    nearest: dict[str, Ints] = {code: np.full(len(answers.audience), FAR) for code in places}
    for first, second in combinations(places, 2):
        gap = _distance(events, places[first], places[second])
        nearest[second] = np.minimum(nearest[second], gap)
    return nearest


def may_stand(
    visible: Sequence[Flags], gaps: Sequence[Ints], valid: Ints, answered: Ints
) -> list[Flags]:
    """(events, items) for each dimension in order: whether its table may be shown.

    visible: (groups, events, items) for each dimension; gaps: (events,) for each; valid: (events, items).
    Answers that are not valid may bring two groups nearer by at most their number.
    """
    invalid = answered[:, None] - valid
    budget = valid // SMALLEST
    allowed = []
    for table, gap in zip(visible, gaps, strict=True):
        cells = table.sum(axis=0)
        cost = np.where(cells == table.shape[0], cells - 1, cells)
        stands = (cells > 0) & (cost <= budget) & (gap[:, None] - invalid >= SMALLEST)
        budget = budget - np.where(stands, cost, 0)
        allowed.append(stands)
    return allowed
