"""The shape of answers as results are computed from them: integer arrays, no names, no labels (pure).

A row is a response, a column an item. Nothing here leads to a person: rows have no order, the group
attributes are numbers of coarse groups, and `pairs` is a number that joins two rows of the same
unknown person within one computation and means nothing outside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluations.statistics.codes import DIMENSIONS, FAVOURABLE, NOT_ASKED, SCALES, UNKNOWN

Ints = NDArray[np.signedinteger[Any]]

HIGHEST_OPTION = 60
"""Options of one question; several of many are counted as a sum of 2 ** (code - 1)."""
POSITIVE: Mapping[str, tuple[int, ...]] = {**FAVOURABLE, "F5": (5, 4, 3)}
"""Codes whose share is the headline of an item; in F5 it is to have done it at all."""
MIDDLE: Mapping[str, tuple[int, ...]] = dict.fromkeys(("A5", "A5R", "E5", "C5", "O5"), (3,))
"""The middle of the five-point scales, neither favourable nor unfavourable."""


@dataclass(frozen=True, slots=True)
class Item:
    """A question as it is counted. A row of a matrix and a rank of an option are items of their own.

    `scale` is one of `codes.SCALES`, or `single`, `multiple`, `number`, `text`, `period`, `right`;
    with the last, `right` holds the right answer. `options` are the codes
    in the order shown. For `number`, values are whole numbers of 0 or more. For `multiple`, a value is
    the sum of 2 ** (code - 1) over what was ticked.
    """

    code: str
    scale: str
    options: tuple[int, ...] = ()
    core: bool = False
    right: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if any(not 0 < option <= HIGHEST_OPTION for option in self.options):
            raise ValueError(f"{self.code}: option codes lie between 1 and {HIGHEST_OPTION}.")

    @property
    def is_scale(self) -> bool:
        """Its codes are steps of a scale, so that a mean says something."""
        return self.scale in SCALES

    @property
    def favourable(self) -> tuple[int, ...]:
        """The codes whose share is the headline; none where that means nothing."""
        return self.right or POSITIVE.get(self.scale, ())


@dataclass(frozen=True, slots=True)
class Dimension:
    """A way to break results down: `code` as in DIMENSIONS, and the codes of its groups in order."""

    code: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers of one round, in one event or in many.

    values: (responses, items), an option's code or what is no answer in `codes`.
    events: (responses,), index into `audience`.
    groups: dimension -> (responses,), index into its groups, or UNKNOWN.
    audience: (events,), who was asked: those who attended, or who agreed to be asked again.
    audience_groups: dimension -> (events, groups), the same by group.
    pairs: (responses,), equal in the rows of one person over rounds that are computed together,
        -1 where there is none.
    Raises ValueError when the parts do not fit together.
    """

    items: tuple[Item, ...]
    values: Ints
    events: Ints
    audience: Ints
    dimensions: tuple[Dimension, ...] = ()
    groups: Mapping[str, Ints] = field(default_factory=dict)
    audience_groups: Mapping[str, Ints] = field(default_factory=dict)
    pairs: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    def __post_init__(self) -> None:
        rows, columns = self.values.shape
        if columns != len(self.items) or self.events.shape != (rows,):
            raise ValueError("values must have one row per response and one column per item.")
        if rows and (self.events.min() < 0 or self.events.max() >= len(self.audience)):
            raise ValueError("events must be indexes into audience.")
        if rows and self.values.min() < NOT_ASKED:
            raise ValueError(f"no code lies below {NOT_ASKED}.")
        for dimension in self.dimensions:
            self._check(dimension, rows)

    def _check(self, dimension: Dimension, rows: int) -> None:
        if dimension.code not in DIMENSIONS:
            raise ValueError(f"results are not broken down by {dimension.code}.")
        groups = self.groups[dimension.code]
        if groups.shape != (rows,):
            raise ValueError(f"{dimension.code}: one group for each response.")
        if rows and (groups.min() < UNKNOWN or groups.max() >= len(dimension.groups)):
            raise ValueError(f"{dimension.code}: groups must be indexes or {UNKNOWN}.")
        if self.audience_groups[dimension.code].shape != (
            len(self.audience),
            len(dimension.groups),
        ):
            raise ValueError(f"{dimension.code}: the audience has one number per event and group.")

    def item(self, code: str) -> int:
        """The column of an item. Raises KeyError when it was not part of the round."""
        for place, item in enumerate(self.items):
            if item.code == code:
                return place
        raise KeyError(code)
