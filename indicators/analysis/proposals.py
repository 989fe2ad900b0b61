"""What a file would change if it were in use, cell by cell, and why a person should look first (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterable

    from indicators.compute.inputs import SeriesInput

MOST_LISTED = 20
"""Cells of a series that are told one by one; all are counted."""
REGULAR_YEARS = 6
"""A series of so many years that is constant or grows at one rate was written by no office."""


class Concern(StrEnum):
    """Why a file waits for a person."""

    LOST = "lost"
    REVISED = "revised"
    POWER = "power"
    SIGN = "sign"
    REGULAR = "regular"
    REPEATED = "repeated"
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class Bounds:
    """Revisions beyond `ratio` (either way) are large; up to `share` of a series' cells may be."""

    ratio: float = 2.0
    share: float = 0.02


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell of the file in use and of the new one; area ids, -1 without a counterpart."""

    area: int
    counterpart: int
    year: int
    quarter: int
    before: float
    after: float

    @property
    def ratio(self) -> float | None:
        """The new figure as a multiple of the old one; None where that means nothing."""
        return self.after / self.before if self.before else None


@dataclass(frozen=True, slots=True)
class SeriesProposal:
    """A series of the new file beside the one in use."""

    code: str
    before: int
    after: int
    gained: int
    lost: int
    changed: int
    revised: int
    lost_years: tuple[int, ...]
    lost_areas: tuple[int, ...]
    """Years and areas of which no cell is left."""
    largest: tuple[CellChange, ...]
    first_lost: tuple[CellChange, ...]
    concerns: tuple[Concern, ...]


def is_harmless(proposals: Iterable[SeriesProposal]) -> bool:
    """Whether nothing of it needs a person."""
    return not any(proposal.concerns for proposal in proposals)


def compare(
    code: str, before: SeriesInput | None, after: SeriesInput, bounds: Bounds
) -> SeriesProposal:
    """What the new figures would change; without figures in use everything is gained."""
    new_keys, new_values = _cells(after)
    old_keys, old_values = _cells(before) if before is not None else _NOTHING
    _common, old_at, new_at = np.intersect1d(
        old_keys, new_keys, assume_unique=True, return_indices=True
    )
    old, new = old_values[old_at], new_values[new_at]
    differs = old != new
    with np.errstate(all="ignore"):
        size = np.abs(np.log(np.abs(new / old)))
    size = np.where(np.isnan(size), np.inf, size)
    size = np.where((old < 0) != (new < 0), np.inf, size)
    lost = np.flatnonzero(~np.isin(old_keys, new_keys, assume_unique=True))
    order = np.argsort(-np.where(differs, size, -1.0), kind="stable")[:MOST_LISTED]
    order = order[differs[order]]
    return SeriesProposal(
        code=code,
        before=len(old_keys),
        after=len(new_keys),
        gained=len(new_keys) - len(new_at),
        lost=len(lost),
        changed=int(differs.sum()),
        revised=int((differs & (size > np.log(bounds.ratio))).sum()),
        lost_years=_gone(old_keys, new_keys, lambda keys: keys >> 4 & 0xFFFF),
        lost_areas=_gone(old_keys, new_keys, lambda keys: keys >> 40),
        largest=tuple(
            _change(int(old_keys[old_at[at]]), float(old[at]), float(new[at])) for at in order
        ),
        first_lost=tuple(
            _change(int(old_keys[at]), float(old_values[at]), np.nan) for at in lost[:MOST_LISTED]
        ),
        concerns=_concerns(before, after, lost, _Common(old, new, differs, size), bounds),
    )


_NOTHING = np.empty(0, np.int64), np.empty(0, np.float64)


def _cells(series: SeriesInput) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The cells as sorted numbers (area, counterpart, year, quarter), and their values."""
    keys = series.area.astype(np.int64) << 40 | (series.counterpart.astype(np.int64) + 1) << 20
    keys |= series.year.astype(np.int64) << 4 | series.quarter
    order = np.argsort(keys, kind="stable")
    return keys[order], series.value[order]


def _change(key: int, before: float, after: float) -> CellChange:
    counterpart, year = (key >> 20 & 0xFFFFF) - 1, key >> 4 & 0xFFFF
    return CellChange(key >> 40, counterpart, year, key & 0xF, before, after)


def _gone(old, new, part) -> tuple[int, ...]:  # type: ignore[no-untyped-def]
    """Years, or areas, that the old cells have and the new ones lack."""
    return tuple(np.setdiff1d(part(old), part(new)).tolist())


@dataclass(frozen=True, slots=True)
class _Common:
    """Cells that both files have: `size` is the logarithm of the ratio, infinite where that means nothing."""

    old: NDArray[np.float64]
    new: NDArray[np.float64]
    differs: NDArray[np.bool_]
    size: NDArray[np.float64]

    def is_beyond(self, bounds: Bounds) -> bool:
        """Whether more cells than the bounds allow were revised by more than they allow."""
        large = self.differs & (self.size > np.log(bounds.ratio))
        return bool(large.sum() > bounds.share * len(self.old))

    def changes_sign(self, bounds: Bounds) -> bool:
        """Whether more cells than the bounds allow have the other sign."""
        turned = ((self.old < 0) != (self.new < 0)) & (self.old != 0) & (self.new != 0)
        return bool(turned.sum() > bounds.share * len(self.old))


def _concerns(
    before: SeriesInput | None,
    after: SeriesInput,
    lost: NDArray[np.int64],
    common: _Common,
    bounds: Bounds,
) -> tuple[Concern, ...]:
    regular = repeated = False
    if before is not None:
        regular = bool(set(regular_areas(after)) - set(regular_areas(before)))
        repeated = bool(set(repeated_areas(after)) - set(repeated_areas(before)))
    concerns = {
        Concern.UNUSABLE: not len(after.area),
        Concern.LOST: len(lost) > 0,
        Concern.REVISED: common.is_beyond(bounds),
        Concern.POWER: bool(powers_of_ten(common.old, common.new).any()),
        Concern.SIGN: common.changes_sign(bounds),
        Concern.REGULAR: regular,
        Concern.REPEATED: repeated,
    }
    return tuple(concern for concern, is_present in concerns.items() if is_present)


def powers_of_ten(old: NDArray[np.float64], new: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where a figure became ten, a hundred, … times, or that part, of what it was."""
    with np.errstate(all="ignore"):
        exponent = np.log10(new / old)
        power = np.rint(exponent)
        is_power: NDArray[np.bool_] = (np.abs(exponent - power) < 1e-3) & (np.abs(power) >= 1)
    return is_power


def regular_areas(series: SeriesInput) -> tuple[int, ...]:
    """Areas whose yearly figures without counterpart are all alike, or grow at exactly one rate."""
    areas = []
    for area, values in _by_area(series):
        if len(values) >= REGULAR_YEARS and (values > 0).all():
            growth = values[1:] / values[:-1]
            if np.allclose(growth, growth[0], rtol=1e-9, atol=0):
                areas.append(area)
    return tuple(areas)


def repeated_areas(series: SeriesInput) -> tuple[int, ...]:
    """Areas that have the very figures of another area in every year."""
    first: dict[bytes, int] = {}
    areas = []
    for area, values in _by_area(series):
        if len(values) >= REGULAR_YEARS and len(np.unique(values)) > 1:
            if values.tobytes() in first:
                areas.append(area)
            first.setdefault(values.tobytes(), area)
    return tuple(areas)


def _by_area(series: SeriesInput) -> list[tuple[int, NDArray[np.float64]]]:
    """The figures of years without counterpart, in the order of the years, by area."""
    chosen = np.flatnonzero((series.counterpart < 0) & (series.quarter == 0))
    order = chosen[np.lexsort((series.year[chosen], series.area[chosen]))]
    areas, starts = np.unique(series.area[order], return_index=True)
    parts = np.split(series.value[order], starts[1:])
    return list(zip(areas.tolist(), parts, strict=True)) if len(areas) else []
