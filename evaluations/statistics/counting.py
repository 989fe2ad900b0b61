"""Counts of answers by event, by item and by group, in one pass over integers (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluations.statistics.codes import (
    ANY_ANSWER,
    DONT_KNOW,
    MISSING,
    MULTIPLE,
    NOT_APPLICABLE,
    NOT_ASKED,
)
from evaluations.statistics.frames import Answers, Dimension, Ints

SHIFT = -NOT_ASKED
"""Added to a code, so that the lowest becomes 0."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What was answered. `codes` is (events, items, width): place `code + SHIFT` holds the count of a code.

    For several of many, numbers and texts the code 1 stands for any answer; `ticked` is
    (events, items, options) and counts each option of several of many.
    """

    codes: Ints
    favourable: Ints
    ticked: Ints
    answered: Ints
    audience: Ints

    @property
    def valid(self) -> Ints:
        """(events, items): who gave an answer that is one; the base of every share."""
        return np.asarray(self.codes[:, :, SHIFT:].sum(axis=2))

    def special(self, code: int) -> Ints:
        """(events, items): how many have the code NOT_APPLICABLE, DONT_KNOW, MISSING or NOT_ASKED."""
        return np.asarray(self.codes[:, :, code + SHIFT])


def plain_codes(answers: Answers) -> Ints:
    """The values, with 1 for any answer that is no single option: a number, several of many, a text."""
    values = answers.values
    loose = [place for place, item in enumerate(answers.items) if item.scale in ANY_ANSWER]
    if not loose:
        return values
    coded = values.copy()
    coded[:, loose] = np.where(values[:, loose] >= 0, 1, values[:, loose])
    return coded


def count(answers: Answers) -> Counts:
    """Count every code of every item in every event."""
    coded = plain_codes(answers)
    events, items = len(answers.audience), len(answers.items)
    width = max((max(item.options, default=1) for item in answers.items), default=1) + SHIFT + 1
    width = max(width, int(coded.max(initial=0)) + SHIFT + 1)
    start = (np.arange(items) * width + SHIFT)[None, :] + (answers.events * (items * width))[
        :, None
    ]
    codes = np.bincount((start + coded).ravel(), minlength=events * items * width)
    table = codes.reshape(events, items, width)
    return Counts(
        codes=table,
        favourable=np.einsum("eiw,iw->ei", table, _favourable(answers, width)),
        ticked=_ticked(answers, events),
        answered=np.bincount(answers.events, minlength=events),
        audience=answers.audience,
    )


def _favourable(answers: Answers, width: int) -> Ints:
    table = np.zeros((len(answers.items), width), dtype=np.int64)
    for place, item in enumerate(answers.items):
        table[place, [code + SHIFT for code in item.favourable]] = 1
    return table


def _ticked(answers: Answers, events: int) -> Ints:
    several = [item for item in answers.items if item.scale == MULTIPLE]
    option_count = max((max(item.options, default=0) for item in several), default=0)
    table = np.zeros((events, len(answers.items), option_count), dtype=np.int64)
    for place, item in enumerate(answers.items):
        if item.scale == MULTIPLE:
            masks = np.maximum(answers.values[:, place], 0)
            for option in item.options:
                chosen = answers.events[(masks >> (option - 1)) & 1 == 1]
                table[:, place, option - 1] = np.bincount(chosen, minlength=events)
    return table


@dataclass(frozen=True, slots=True)
class GroupCounts:
    """Valid and favourable answers, (groups + 1, events, items); the last group is `not known`.

    `audience` is (groups + 1, events): who was asked in each group, and who answered without a known one.
    """

    dimension: Dimension
    valid: Ints
    favourable: Ints
    audience: Ints
    answered: Ints


MOST = np.iinfo(np.uint16).max
"""Responses in one event: counters have 8 or 16 bits, so that eight or four of them are added as one number."""


def marks(answers: Answers, largest: int) -> NDArray[np.uint8] | NDArray[np.uint16]:
    """(responses, 2 items, filled up to whole numbers of 64 bits): 1 where valid; after these, 1 where favourable.

    `largest` is the number of responses of the largest event; the numbers are wide enough to count them.
    """
    kind = np.dtype(np.uint8 if largest <= np.iinfo(np.uint8).max else np.uint16)
    coded = np.minimum(plain_codes(answers), np.iinfo(np.int8).max).astype(np.int8)
    rows, items = coded.shape
    together = 8 // kind.itemsize
    marked = np.zeros((rows, -(-2 * items // together) * together), dtype=kind)
    marked[:, :items] = coded >= 0
    for codes in {item.favourable for item in answers.items} - {()}:
        places = np.array([item.favourable == codes for item in answers.items])
        marked[:, items : 2 * items] |= (coded >= min(codes)) & (coded <= max(codes)) & places
    return marked


def count_groups(answers: Answers) -> dict[str, GroupCounts]:
    """Valid and favourable answers of each group, for every dimension.

    Raises ValueError for an event with more than 65,535 responses.
    """
    largest = int(np.bincount(answers.events, minlength=1).max())
    if largest > MOST:
        raise ValueError(f"an event has at most {MOST:,} responses.")
    marked = marks(answers, largest)
    return {
        dimension.code: _by_group(answers, dimension, marked) for dimension in answers.dimensions
    }


def _by_group(answers: Answers, dimension: Dimension, marked: NDArray[Any]) -> GroupCounts:
    events, items, groups = len(answers.audience), len(answers.items), len(dimension.groups)
    # A group of -1 counts as the last one.
    group = np.where(answers.groups[dimension.code] < 0, groups, answers.groups[dimension.code])
    key = group * events + answers.events
    # Several counters in one number: none reaches its highest value, so none spills into its neighbour.
    wide = marked.view(np.uint64)
    sizes = np.bincount(key, minlength=(groups + 1) * events)
    filled = np.flatnonzero(sizes)
    table = np.zeros(((groups + 1) * events, wide.shape[1]), dtype=np.uint64)
    if len(filled):
        starts = (np.cumsum(sizes) - sizes)[filled]
        # Numbers of 16 bits are sorted by counting, ten times as fast.
        small = (groups + 1) * events <= np.iinfo(np.int16).max
        order = np.argsort(key.astype(np.int16) if small else key, kind="stable")
        table[filled] = np.add.reduceat(wide[order], starts, axis=0)
    counts = table.view(marked.dtype)[:, : 2 * items].astype(np.int32)
    shaped = counts.reshape(groups + 1, events, 2, items)
    answered = sizes.reshape(groups + 1, events)
    audience = answers.audience_groups[dimension.code].T
    rest = np.maximum(answers.audience - audience.sum(axis=0), answered[-1])
    return GroupCounts(
        dimension, shaped[:, :, 0], shaped[:, :, 1], np.vstack([audience, rest]), answered
    )


SILENCES = {
    "not_applicable": NOT_APPLICABLE,
    "dont_know": DONT_KNOW,
    "missing": MISSING,
    "not_asked": NOT_ASKED,
}
"""What is told beside the valid base, and its code."""
