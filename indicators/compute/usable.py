"""Which figures of a series formulas can use: the others are reported and left out (pure).

A provider's file may be well formed and still hold what no formula takes: totals over countries of
asylum, quarters of a series that is read by year, a corridor without its second area. One such
figure must not stop the computation of the others.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

import numpy as np

from indicators.compute.inputs import NO_COUNTERPART, SeriesInput
from indicators.compute.registry import REGISTERED
from indicators.compute.severity import Flags
from indicators.compute.shapes import Corridors, Matrix, Pairs, Panel

CORRIDOR_SHAPES = {Matrix, Pairs, Corridors}


@cache
def _shapes() -> dict[str, frozenset[type]]:
    """The shapes in which formulas read each series."""
    shapes: dict[str, set[type]] = {}
    for formulas in REGISTERED.values():
        for formula in formulas:
            for code, shape, _is_optional in formula.shapes:
                shapes.setdefault(code, set()).add(shape)
            if not formula.is_bilateral:
                shapes.setdefault(formula.population, set()).add(Panel)
    return {code: frozenset(kinds) for code, kinds in shapes.items()}


def is_usable(code: str, series: SeriesInput, area_ids: Collection[int]) -> Flags:
    """Which rows formulas can use on axes of these areas, bool[n]."""
    ids = np.fromiter(area_ids, np.int64, len(area_ids))
    has_counterpart = series.counterpart != NO_COUNTERPART
    usable: Flags = np.isin(series.area, ids) & np.isfinite(series.value)
    usable &= ~has_counterpart | np.isin(series.counterpart, ids)
    shapes = _shapes().get(code, frozenset())
    if shapes & CORRIDOR_SHAPES:
        usable &= has_counterpart
    if shapes and Corridors not in shapes:
        usable &= series.quarter == 0
    return usable


def usable(code: str, series: SeriesInput, area_ids: Collection[int]) -> SeriesInput:
    """The series without the rows that no formula can use."""
    chosen = is_usable(code, series, area_ids)
    if chosen.all():
        return series
    return SeriesInput.of(
        series.area[chosen],
        series.year[chosen],
        series.value[chosen],
        counterpart=series.counterpart[chosen],
        status=series.status[chosen],
        quarter=series.quarter[chosen],
    )
