"""What must hold for any figures at all."""

from math import isclose, isnan

import numpy as np
import pytest
from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st

from indicators.compute import FORMULAS, Axes, Groups, Inputs, Panel, compute_all
from indicators.compute.severity import FIRST_MISSING, MISSING
from indicators.compute.stocks import in_every_year
from tests.indicators.compute.cells import cells_of, given
from tests.width import cases

AREAS = ("AAA", "BBB", "CCC", "DDD")
YEARS = tuple(range(2000, 2012))
STOCK_YEARS = (2000, 2005, 2010)
PAIRS = ("stock_f", "stock_m", "unhcr_refugee", "unhcr_asylum", "rpw_cost", "bilateral_2018")
MONEY, PEOPLE = ("remin", "remout", "gdp", "fdiin"), ("pop",)
PER_CENT_OF_MONEY = (
    "REM_IN_GDP", "REM_OUT_GDP", "REM_IN_GROWTH", "REM_IN_CAGR5", "REM_FDI_RATIO", "REM_DEP_BAND",
    "BRE_TOP_SRC_SHARE", "BRE_SRC_HHI", "BRE_OUT_GAP",
)  # fmt: skip
SCALE_FREE = tuple(code for code in FORMULAS if code.startswith(("IDX_", "HHI_", "MIG_INTRA_")))
IN_MONEY = ("REM_IN_USD", "REM_OUT_USD", "REM_NET_USD", "REM_IN_PC", "REM_IN_PER_EMIG")
EASY = settings(max_examples=cases(15), deadline=None)

amounts = st.one_of(st.just(0.0), st.floats(1, 1e12), st.floats(-1e9, -1))
persons = st.integers(0, 10**8).map(float)
area, year = st.sampled_from(AREAS), st.sampled_from(YEARS)


@st.composite
def worlds(draw):
    """Cells of every series of the `wdi` basis, some of them missing."""
    series = {
        code: draw(st.dictionaries(st.tuples(area, year), amounts, min_size=1)) for code in MONEY
    }
    series["pop"] = draw(st.dictionaries(st.tuples(area, year), st.floats(1, 1e9), min_size=1))
    corridor = st.tuples(area, area, st.sampled_from(STOCK_YEARS)).filter(
        lambda key: key[0] != key[1]
    )
    for code in ("stock_f", "stock_m"):
        series[code] = draw(st.dictionaries(corridor, persons, min_size=1))
    for code in ("unhcr_refugee", "unhcr_asylum"):
        series[code] = draw(st.dictionaries(st.tuples(area, area, year), persons, min_size=1))
    series["income"] = draw(st.dictionaries(st.tuples(area, year), st.floats(300, 1e5), min_size=1))
    series["bilateral_2018"] = draw(
        st.dictionaries(
            st.tuples(area, area, st.just(2005)).filter(lambda key: key[0] != key[1]),
            st.floats(1, 1e9),
            min_size=1,
        )
    )
    series["rpw_cost"] = draw(
        st.dictionaries(st.tuples(area, area, year), st.floats(-5, 90), min_size=1)
    )
    return series


def figures(series, members=None, areas=AREAS, ids=()):
    """All indicators, by code and cell."""
    inputs = given(areas, series, YEARS, PAIRS, ids)
    groups = Groups.of(inputs.axes, members or {})
    return {
        code: cells_of(one, inputs, groups) for code, one in compute_all(inputs, groups).items()
    }


def same(left, right, *, rel=1e-9):
    """Whether two sets of cells agree: keys, letters, values and coverage."""

    def close(a, b):
        return (isnan(a) and isnan(b)) or isclose(a, b, rel_tol=rel, abs_tol=1e-6)

    return left.keys() == right.keys() and all(
        row[1] == right[key][1] and close(row[0], right[key][0]) and close(row[2], right[key][2])
        for key, row in left.items()
    )


@EASY
@for_any(worlds(), st.sampled_from([1e-3, 2.0, 1000.0]))
def test_the_unit_of_money_cancels_in_ratios_and_scales_amounts(series, factor):
    scaled = series | {
        code: {key: value * factor for key, value in series[code].items()} for code in MONEY
    }
    before, after = figures(series), figures(scaled)

    for code in PER_CENT_OF_MONEY:
        assert same(before[code], after[code]), code
    for code in IN_MONEY:
        for key, (value, letter, _coverage) in before[code].items():
            assert after[code][key][1] == letter
            if not isnan(value):
                assert isclose(after[code][key][0], value * factor, rel_tol=1e-9, abs_tol=1e-6)


@EASY
@for_any(worlds())
def test_indices_and_concentrations_do_not_depend_on_how_many_move_in_all(series):
    thrice = {code: {key: 3 * value for key, value in series[code].items()} for code in PAIRS[:2]}
    members = {"ALL": AREAS, "TWO": AREAS[:2]}
    before, after = figures(series, members), figures(series | thrice, members)

    for code in SCALE_FREE:
        if code != "IDX_ANMR":  # per head of a population that did not grow
            assert same(before[code], after[code]), code


@EASY
@for_any(worlds())
def test_shares_indices_and_correlations_keep_to_their_range(series):
    ranges = {"INDEX_0_1": (0, 1), "INDEX_0_100": (0, 100)}
    bounds = {
        code: ranges[found[0].unit] for code, found in FORMULAS.items() if found[0].unit in ranges
    }
    bounds |= dict.fromkeys(
        (
            "BRE_TOP_SRC_SHARE",
            "COST200_GT5_SHARE",
            "COST200_WCOV",
            "MIG_INTRA_EMI",
            "MIG_INTRA_IMM",
        ),
        (0, 100),
    )
    bounds |= {"REM_CYCL10": (-1, 1), "REM_DEP_BAND": (0, 4)}
    found = figures(series, {"ALL": AREAS, "TWO": AREAS[:2]})

    for code, (low, high) in bounds.items():
        for value, _letter, _coverage in found[code].values():
            assert isnan(value) or low - 1e-9 <= value <= high * (1 + 1e-9), code


@EASY
@for_any(worlds())
def test_a_figure_has_a_number_exactly_where_its_status_says_so(series):
    for cells in figures(series, {"ALL": AREAS}).values():
        for value, letter, _coverage in cells.values():
            assert isnan(value) == (letter in "KMO")
            assert not np.isinf(value)


@EASY
@for_any(worlds(), st.data())
def test_taking_an_input_away_never_makes_a_figure(series, data):
    code = data.draw(st.sampled_from([*MONEY, *PEOPLE]))
    lost = data.draw(st.sampled_from(sorted(series[code])))
    fewer = {key: value for key, value in series[code].items() if key != lost}
    before, after = figures(series), figures(series | {code: fewer})

    for indicator, cells in after.items():
        assert {key for key, row in cells.items() if not isnan(row[0])} <= set(before[indicator])


@EASY
@for_any(worlds(), st.permutations(AREAS), st.randoms())
def test_the_order_of_areas_and_rows_does_not_matter(series, order, random):
    members = {"ALL": AREAS, "TWO": AREAS[:2]}
    ids = {code: number for number, code in enumerate(AREAS, start=10)}
    shuffled = {}
    for code, cells in series.items():
        rows = list(cells.items())
        random.shuffle(rows)
        shuffled[code] = dict(rows)
    before = figures(series, members, AREAS, [ids[code] for code in AREAS])
    after = figures(shuffled, members, order, [ids[code] for code in order])

    assert before.keys() == after.keys()
    assert all(same(before[code], after[code]) for code in before)


@EASY
@for_any(worlds())
def test_an_unrelated_area_changes_nothing(series):
    extra = series | {
        "remin": series["remin"] | {("ZZZ", 2005): 9.0},
        "pop": series["pop"] | {("ZZZ", 2005): 9.0},
    }
    members = {"ALL": AREAS}
    before, after = figures(series, members), figures(extra, members, (*AREAS, "ZZZ"))

    for code, cells in before.items():
        assert same(cells, {key: row for key, row in after[code].items() if key[0] != "ZZZ"}), code


@EASY
@for_any(worlds())
def test_the_aggregate_of_one_member_is_the_member(series):
    found = figures(series, {"ONE": ["AAA"]})

    for code, cells in found.items():
        for (name, when), (value, _letter, _coverage) in cells.items():
            if name == "ONE" and ("AAA", when) in cells and not isnan(value):
                assert isclose(cells["AAA", when][0], value, rel_tol=1e-12), (code, when)


@EASY
@for_any(worlds())
def test_a_union_of_overlapping_groups_is_never_more_than_their_sum(series):
    members = {"LEFT": AREAS[:3], "RIGHT": AREAS[1:], "ALL": AREAS}
    cells = figures(series, members)["MIG_IMM"]

    for when in STOCK_YEARS:
        whole, left, right = (
            cells.get((name, when), (np.nan,))[0] for name in ("ALL", "LEFT", "RIGHT")
        )
        if not any(isnan(value) for value in (whole, left, right)):
            assert whole <= left + right


@EASY
@for_any(worlds())
def test_shares_of_women_lie_between_nothing_and_everybody(series):
    found = figures(series, {"ALL": AREAS})

    for code in ("MIG_FEM_IMM", "MIG_FEM_EMI"):
        assert all(0 <= row[0] <= 100 for row in found[code].values() if not isnan(row[0]))


@EASY
@for_any(worlds())
def test_net_is_received_minus_paid_and_needs_both(series):
    found = figures(series)
    received, paid = found["REM_IN_USD"], found["REM_OUT_USD"]

    assert found["REM_NET_USD"].keys() == received.keys() & paid.keys()
    for key, row in found["REM_NET_USD"].items():
        assert row[0] == received[key][0] - paid[key][0]


@EASY
@for_any(st.lists(st.one_of(st.none(), st.floats(1, 1e9)), min_size=3, max_size=3))
def test_a_stock_between_two_years_lies_between_them_and_never_outside(known):
    axes, stock_axes = Axes(("AAA",), YEARS), Axes(("AAA",), (2001, 2005, 2010))
    values = np.array([[np.nan if value is None else value for value in known]])
    stock = Panel(stock_axes, values, np.where(np.isnan(values), MISSING, 0).astype(np.uint8))
    line = in_every_year(stock, axes)

    assert np.array_equal(line.values[0, [1, 5, 10]], values[0], equal_nan=True)
    assert np.isnan(line.values[0, [0, 11]]).all()
    for first, last, columns in ((0, 1, slice(2, 5)), (1, 2, slice(6, 10))):
        low, high = sorted((values[0, first], values[0, last]))
        between = line.values[0, columns]
        if np.isnan(low) or np.isnan(high):
            assert np.isnan(between).all()
        else:
            assert (between >= low * (1 - 1e-12)).all()
            assert (between <= high * (1 + 1e-12)).all()
    assert np.array_equal(np.isnan(line.values), line.severity >= FIRST_MISSING)


@pytest.mark.parametrize("code", sorted(FORMULAS))
def test_nothing_is_computed_without_inputs(code):
    inputs = Inputs(Axes(AREAS, YEARS), {})

    assert compute_all(inputs, Groups.of(inputs.axes, {}), [code]) == {}
