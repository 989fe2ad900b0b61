"""Figures of groups of countries that a reader puts together, by the formulas that make those of commissions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from indicators.analysis.figure_table import Figure
from indicators.compute import Groups
from indicators.compute.engine import compute
from indicators.models import ComputeRun
from indicators.selectors import formula_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from indicators.analysis.figure_table import FigureTable
    from indicators.services.inputs import InputStore


def figures_of_groups(
    table: FigureTable, groups: Mapping[str, Sequence[str]], store: InputStore
) -> tuple[Figure, ...]:
    """The yearly figures of each group for the indicator of a table, from the files behind that table.

    A sum is one of its members, a ratio one of sums over members that have both, a concentration one of their
    corridors put together; the rules of coverage are those of commissions. An indicator without aggregates has none.
    """
    run = ComputeRun.objects.get(pk=table.run)
    formula = formula_of(table.code, run.basis)
    inputs = store.inputs_of(run.inputs.select_related("series"))
    chosen = Groups.of(inputs.axes, groups)
    names = dict(zip(chosen.ids, chosen.codes, strict=True))
    result = compute(formula, inputs, chosen)
    rows = np.flatnonzero(np.isin(result.area_code, chosen.id_array) & (result.quarter == 0))
    letters = result.letters
    figures = [
        Figure(
            names[int(result.area_code[at])],
            "",
            int(result.year[at]),
            0,
            _number(result.value[at]),
            str(letters[at]),
            _number(result.coverage[at]),
        )
        for at in rows.tolist()
    ]
    return tuple(sorted(figures, key=lambda figure: (figure.area, figure.year)))


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
