"""Figures of items and groups, computed for all events at once and passed through the door (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from evaluations.statistics import disclosure
from evaluations.statistics.counting import SHIFT, Counts, GroupCounts, count, count_groups
from evaluations.statistics.disclosure import Flags, PublishedTable
from evaluations.statistics.frames import Answers, Ints
from evaluations.statistics.intervals import Floats, effective_size, wilson


@dataclass(frozen=True, slots=True)
class Figures:
    """What may be shown of every item in every event; all arrays are (events, items).

    `visible` where anything may be shown; `low`, `high` bound the count of favourable answers (equal: exact);
    `detail` where options, mean, SD and median may. NaN stands where a figure is hidden or means nothing.
    """

    counts: Counts
    visible: Flags
    low: Ints
    high: Ints
    detail: Flags
    mean: Floats
    deviation: Floats
    median: Floats
    lower: Floats
    upper: Floats


def moments(codes: Ints) -> tuple[Floats, Floats]:
    """Mean and standard deviation (n - 1) of counted codes, (..., width) -> (...); NaN below 1 and 2 answers."""
    steps = np.arange(1, codes.shape[-1] - SHIFT, dtype=float)
    scored = codes[..., SHIFT + 1 :].astype(float)
    n, total, squares = scored.sum(axis=-1), scored @ steps, scored @ (steps * steps)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = total / n
        variance = np.maximum(squares - n * mean * mean, 0) / np.where(n > 1, n - 1, np.nan)
    return mean, np.sqrt(variance)


def medians(codes: Ints) -> Floats:
    """The median of counted codes: half-way between the two middle ones of an even number; NaN of none."""
    scored = codes[..., SHIFT + 1 :]
    cumulated = np.cumsum(scored, axis=-1)
    n = cumulated[..., -1:]
    # The code at place m (from 1) is the first whose cumulated count reaches m.
    lower = (cumulated < (n + 1) // 2).sum(axis=-1) + 1.0
    upper = (cumulated < n // 2 + 1).sum(axis=-1) + 1.0
    return np.where(n[..., 0] > 0, (lower + upper) / 2, np.nan)


def figures(answers: Answers) -> Figures:
    """Count, compute and pass through the door, for every event by itself."""
    counts = count(answers)
    valid = counts.valid
    visible = valid >= disclosure.SMALLEST
    low, high = disclosure.bands(counts.favourable, valid)
    rated = np.array([bool(item.favourable) for item in answers.items], dtype=bool)[None, :]
    scaled = np.array([item.is_scale for item in answers.items], dtype=bool)[None, :]
    # What has no favourable side is guarded by its commonest option instead.
    top = counts.codes[:, :, SHIFT + 1 :].max(axis=2, initial=0)
    guard = np.where(rated, counts.favourable, top)
    detail = disclosure.options_allowed(guard, valid)
    open_scale = detail & scaled
    mean, deviation = moments(counts.codes)
    size = effective_size(valid, counts.audience[:, None])
    with np.errstate(divide="ignore", invalid="ignore"):
        ends = np.stack([low, high]) / valid
    lower, _rest = wilson(ends[0], size)
    _rest, upper = wilson(ends[1], size)
    published = visible & rated
    return Figures(
        counts,
        visible,
        low,
        high,
        detail,
        mean=np.where(open_scale, mean, np.nan),
        deviation=np.where(open_scale, deviation, np.nan),
        median=np.where(open_scale, medians(counts.codes), np.nan),
        lower=np.where(published, lower, np.nan),
        upper=np.where(published, upper, np.nan),
    )


@dataclass(frozen=True, slots=True)
class Groups:
    """A one-way table of every item in every event, as shown; arrays are (groups + 1, events, items).

    `chosen`, (events,): where this is the one dimension that the event is split by.
    """

    counts: GroupCounts
    chosen: Flags
    published: PublishedTable


def groups(answers: Answers) -> Mapping[str, Groups]:
    """Every dimension, with what must not be shown taken out: of each event, all dimensions but one."""
    counted = count_groups(answers)
    if not counted:
        return {}
    valid = next(iter(counted.values())).valid.sum(axis=0)
    taken = np.zeros(len(answers.audience), dtype=bool)
    tables = {}
    for code, counts in counted.items():
        chosen = ~taken & splits(counts.answered)
        taken |= chosen
        stands = chosen[:, None] & (valid >= disclosure.SMALLEST_SPLIT)
        tables[code] = Groups(counts, chosen, closed(_protected(counts), counts.valid, stands))
    return tables


def splits(answered: Ints) -> Flags:
    """(events,): where a dimension tells at least two groups apart that are large enough, and so is the rest.

    answered: (groups, events). Of people only their number decides, never what they said.
    """
    large = answered >= disclosure.SMALLEST_GROUP
    rest = np.where(large, 0, answered).sum(axis=0)
    enough = answered.sum(axis=0) >= disclosure.SMALLEST_SPLIT
    return np.asarray(
        enough & (large.sum(axis=0) >= 2) & ((rest == 0) | (rest >= disclosure.SMALLEST_GROUP))
    )


def _protected(counts: GroupCounts) -> PublishedTable:
    shape = counts.valid.shape
    flat = (shape[0], -1)
    exists = (counts.audience > 0) | (counts.answered > 0)
    listed = np.broadcast_to(exists[:, :, None], shape).reshape(flat)
    table = disclosure.protect(
        counts.valid.reshape(flat),
        counts.favourable.reshape(flat),
        listed,
        least=disclosure.SMALLEST_GROUP,
    )
    return PublishedTable(
        table.visible.reshape(shape), table.low.reshape(shape), table.high.reshape(shape)
    )


def closed(table: PublishedTable, n: Ints, stands: Flags) -> PublishedTable:
    """The table where it may stand, else all of it hidden."""
    visible = table.visible & stands
    return PublishedTable(
        visible, np.where(visible, table.low, 0), np.where(visible, table.high, n)
    )
