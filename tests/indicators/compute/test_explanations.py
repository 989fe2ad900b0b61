"""The arithmetic told for a figure gives it, and a cell outside its reach never changes it."""

from math import isclose, isnan

import pytest
from hypothesis import Phase, settings
from hypothesis import given as for_any

from indicators.compute import FORMULAS, Groups
from indicators.compute.engine import compute
from indicators.compute.explanations import explain
from indicators.compute.reach import ALL, COUNTERPART, EITHER, reach
from tests.indicators.compute.cells import cells_of, given
from tests.indicators.compute.test_properties import AREAS, PAIRS, STOCK_YEARS, YEARS, worlds

# Without shrinking, which would compute every indicator a thousand times.
FEW = settings(max_examples=4, deadline=None, phases=(Phase.generate,))
WORLDS = worlds().map(lambda series: series | {"nmig": series["fdiin"]})
MEMBERS = {"ALL": AREAS, "TWO": AREAS[:2]}
WDI = {code: found[0] for code, found in FORMULAS.items() if found[0].basis == "wdi"}


@FEW
@for_any(WORLDS)
def test_the_arithmetic_gives_the_published_figure(series):
    inputs = given(AREAS, series, YEARS, PAIRS)
    groups = Groups.of(inputs.axes, MEMBERS)
    ids = dict(
        zip((*inputs.axes.areas, *groups.codes), (*inputs.axes.ids, *groups.ids), strict=True)
    )
    for formula in WDI.values():
        result = cells_of(compute(formula, inputs, groups), inputs, groups)
        for (area, year), (value, _letter, _coverage) in result.items():
            found = explain(formula, inputs, groups, ids[area], year)
            if isnan(value) or not found.expression:
                continue
            result_of_line = eval(found.python)  # noqa: S307
            assert isclose(result_of_line, value, rel_tol=1e-9, abs_tol=1e-9), formula.code
            assert isclose(found.result, value, rel_tol=1e-9, abs_tol=1e-9), formula.code


def test_members_who_enter_and_leave_are_told():
    inputs = given(
        ("AAA", "BBB", "CCC"),
        {
            "remin": {
                ("AAA", 2001): 5.0,
                ("AAA", 2002): 6.0,
                ("BBB", 2001): 7.0,
                ("CCC", 2002): 9.0,
            },
            "pop": {(area, year): 10.0 for area in ("AAA", "BBB", "CCC") for year in (2001, 2002)},
        },
    )
    groups = Groups.of(inputs.axes, {"ALL": ("AAA", "BBB", "CCC")})
    found = explain(WDI["REM_IN_USD"], inputs, groups, groups.ids[0], 2002)

    assert [one.area for one in found.contributions if one.enters] == [0, 2]
    assert found.changes() == ((2,), (1,))
    assert found.python == "15.0"
    assert explain(WDI["REM_IN_USD"], inputs, groups, groups.ids[0], 1950) is None


def changed_outside(cells, reached, area):
    """The same cells; what does not lie in the reach of the area is three times as large."""
    ends = (0,) if reached is None else {COUNTERPART: (1,), EITHER: (0, 1)}.get(reached.end, (0,))

    def is_inside(key):
        if reached is None or key[-1] not in reached.years:
            return False
        return reached.end == ALL or any(key[end] == area for end in ends)

    return {key: value if is_inside(key) else 3 * value for key, value in cells.items()}


@pytest.mark.wide(but="IDX_GINI_EXCH")
@pytest.mark.parametrize("code", WDI)
@FEW
@for_any(WORLDS)
def test_a_cell_out_of_reach_changes_nothing(code, series):
    formula = WDI[code]
    inputs = given(AREAS, series, YEARS, PAIRS)
    groups = Groups.of(inputs.axes, {})
    before = cells_of(compute(formula, inputs, groups), inputs)
    known = {name: sorted({key[-1] for key in cells}) for name, cells in series.items()}
    for year in (*STOCK_YEARS, 2007, 2011):
        reached = {one.series: one for one in reach(formula, known, year)}
        changed = {
            name: changed_outside(cells, reached.get(name), "AAA") for name, cells in series.items()
        }
        other = given(AREAS, changed, YEARS, PAIRS)
        after = cells_of(compute(formula, other, groups), other)
        was, became = (
            cells.get(("AAA", year), (float("nan"), "O"))[0] for cells in (before, after)
        )
        assert (isnan(was) and isnan(became)) or isclose(was, became, rel_tol=1e-9), year
