"""Figures of groups chained over members that report in both years, at the level of the newest year."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext as _

from indicators.compute.breaks import LEVELS, matched_steps
from indicators.compute.engine import terms_of, worst_of
from indicators.models import ComputeRun
from indicators.selectors import formula_of, published_table
from indicators.services.inputs import InputStore
from regions.models import Area

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from indicators.analysis.figure_table import Figure, FigureTable

Steps = dict[tuple[str, int], float]
"""By group and year: the figure over that of the year before, of members with both."""
ESTIMATED, BREAK = "E", "B"


def may_chain(code: str) -> bool:
    """Whether the groups' figures are sums or ratios of sums; growth is of the same members already."""
    return formula_of(code).aggregate in LEVELS


def with_same_members(table: FigureTable) -> FigureTable:
    """The table with its groups chained; countries stay. It must hold every year of each group.

    The newest figure is the published one. Each earlier one is the later over the step between them, so growth is that of the
    same members. A chain ends where a step is not known.
    """
    groups = [code for code, label in table.areas.items() if label.kind not in {"country", "other"}]
    if not groups or not may_chain(table.code):
        return table
    steps = _steps(table, groups)
    rows: list[Figure] = []
    for area in sorted({row.area for row in table.rows}):
        area_rows = [row for row in table.rows if row.area == area]
        rows += _chained(area_rows, steps) if area in groups else area_rows
    note = _(
        "Groups here: chained back from the newest year by the growth of members that report in both years."
    )
    return replace(table, rows=tuple(rows), note=f"{table.note}\n\n{note}")


def figures_of_slice(
    code: str,
    areas: Sequence[str] | None,
    years: tuple[int | None, int | None],
    *,
    as_of: date | None,
    release: int | None,
    same_members: bool,
    quarters: bool = False,
) -> FigureTable:
    """The figures of some years as published, or with groups chained over all years before.

    A chain is one of years, so `quarters` come with figures as published alone.
    """
    if not same_members:
        return published_table(
            code, areas=areas, years=years, as_of=as_of, release=release, quarters=quarters
        )
    table = with_same_members(published_table(code, areas=areas, as_of=as_of, release=release))
    first, last = years
    rows = [row for row in table.rows if (first or 0) <= row.year <= (last or row.year)]
    return replace(table, rows=tuple(rows))


def _chained(rows: Iterable[Figure], steps: Steps) -> list[Figure]:
    """The rows of one group, ascending by year."""
    chained: list[Figure] = []
    for row in sorted(rows, key=lambda figure: -figure.year):
        if row.value is None or row.quarter:
            continue
        if not chained:
            # A chain has no break: the year before is of the same members.
            chained.append(row._replace(status=ESTIMATED) if row.status == BREAK else row)
            continue
        later = chained[-1]
        step = steps.get((row.area, later.year), math.nan)
        if later.value is None or not math.isfinite(step) or step == 0:
            break
        if row.year != _year_before(steps, row.area, later.year):
            break
        chained.append(row._replace(value=later.value / step, status=ESTIMATED))
    return chained[::-1]


def _year_before(steps: Steps, area: str, year: int) -> int | None:
    """The year before on the axis of the steps: a year, or a stock year."""
    years = [at for code, at in steps if code == area and at < year]
    return max(years, default=None)


def _steps(table: FigureTable, groups: list[str]) -> Steps:
    run = ComputeRun.objects.get(pk=table.run)
    formula = formula_of(table.code, run.basis)
    store = InputStore()
    terms = terms_of(formula, store.inputs_of(run.inputs.select_related("series")))
    with np.errstate(all="ignore"):
        matched = matched_steps(terms, worst_of(terms), store.groups)
    codes = dict(Area.objects.filter(code__in=groups).values_list("pk", "code"))
    years = terms.parts[0].axes.years
    steps: Steps = {}
    for pk, row in zip(store.groups.ids, matched, strict=True):
        if pk in codes:
            steps |= {(codes[pk], year): float(step) for year, step in zip(years, row, strict=True)}
    return steps
