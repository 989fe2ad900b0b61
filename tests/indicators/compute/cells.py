"""Small inputs written by hand, and a look at single cells of a result."""

import numpy as np

from indicators.catalogue.statuses import STATUSES
from indicators.compute import Axes, Groups, Inputs, SeriesInput

YEARS = tuple(range(2000, 2013))


def long(axes: Axes, cells, *, pairs: bool = False) -> SeriesInput:
    """A series from `{(area, year): value}` or, for pairs, `{(area, counterpart, year): value}`.

    A value may be `(value, letter)` to give it a status.
    """
    rows = [
        (key[0], key[1] if pairs else None, key[-1], *(v if isinstance(v, tuple) else (v, "A")))
        for key, v in cells.items()
    ]
    at = axes.position
    ids = axes.ids
    return SeriesInput.of(
        np.array([ids[at[row[0]]] for row in rows], np.int32),
        np.array([row[2] for row in rows], np.int16),
        np.array([row[3] for row in rows], float),
        counterpart=np.array([ids[at[row[1]]] if row[1] else -1 for row in rows], np.int32),
        status=np.array([STATUSES.index(row[4]) for row in rows], np.uint8),
    )


def given(areas, series, years=YEARS, pairs=(), ids=()) -> Inputs:
    """Inputs from dicts of cells; names in `pairs` have two areas per cell."""
    axes = Axes(tuple(areas), tuple(years), tuple(ids))
    return Inputs(
        axes, {code: long(axes, cells, pairs=code in pairs) for code, cells in series.items()}
    )


def cells_of(result, inputs: Inputs, groups: Groups | None = None) -> dict:
    """`{(code, year): (value, letter, coverage)}` of a result."""
    names = dict(zip(inputs.axes.ids, inputs.axes.areas, strict=True))
    if groups is not None:
        names |= dict(zip(groups.ids, groups.codes, strict=True))
    rows = zip(
        result.area_code.tolist(),
        result.year.tolist(),
        result.value.tolist(),
        result.letters.tolist(),
        result.coverage.tolist(),
        strict=True,
    )
    return {
        (names[area], year): (value, letter, share) for area, year, value, letter, share in rows
    }


def nobody(inputs: Inputs) -> Groups:
    """No groups at all."""
    return Groups.of(inputs.axes, {})
