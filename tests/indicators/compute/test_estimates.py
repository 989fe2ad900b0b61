"""Bilateral estimates and corridors: by hand, for any figures at all, and on the official ones."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st

from indicators.compute import Axes, Inputs, SeriesInput, compute_corridors
from indicators.compute.agreement import agreement
from indicators.compute.estimates import incomes, weights_of_one
from indicators.compute.links import CorridorResult
from tests.indicators.compute import official
from tests.indicators.compute.cells import given, long
from tests.width import cases

AREAS = ("IND", "PAK", "RUS", "TJK", "USA")
PAIRS = ("stock_f", "stock_m", "rpw_cost")
YEARS = tuple(range(2000, 2011))
BY_HAND = {
    "remin": {("TJK", 2000): 640.0, ("TJK", 2005): 640.0, ("RUS", 2000): 0.0},
    "income": {("TJK", 2000): 8.0, ("USA", 2000): 24.0, ("RUS", 2000): 4.0},
    "stock_f": {("USA", "TJK", 2000): 4.0, ("RUS", "TJK", 2000): 20.0, ("RUS", "TJK", 2010): 10.0},
    "stock_m": {("USA", "TJK", 2000): 6.0, ("RUS", "TJK", 2000): 40.0, ("RUS", "TJK", 2010): 20.0},
}


def lines(result: CorridorResult, inputs: Inputs) -> dict:
    """`{(sex, variant, home, host): {period: value}}` of figures that are there."""
    names = dict(zip(inputs.axes.ids, inputs.axes.areas, strict=True))
    return {
        (block.sex, block.variant, names[home], names[host]): {
            period: value
            for period, value in zip(result.periods, values, strict=True)
            if not np.isnan(value)
        }
        for block in result.blocks
        for home, host, values in zip(
            block.home.tolist(), block.host.tolist(), block.values.tolist(), strict=True
        )
    }


def figures(series, code="BRE_USD", areas=AREAS, years=YEARS):
    inputs = given(areas, series, years, PAIRS)
    return lines(compute_corridors(inputs)[code], inputs)


def test_what_is_received_is_shared_out_by_each_of_the_three_rules():
    found = figures(BY_HAND)

    # V1: 10 and 60 persons. V2: 10 x 24 and 60 x 4. V3: 10 x (8 + 16 ** 0.75) and 60 x 8.
    assert found["T", "V1", "TJK", "USA"]["2000"] == pytest.approx(640 * 10 / 70)
    assert found["T", "V2", "TJK", "USA"]["2000"] == pytest.approx(320)
    assert found["T", "V3", "TJK", "USA"]["2000"] == pytest.approx(160)
    assert found["T", "V3", "TJK", "RUS"]["2000"] == pytest.approx(480)
    assert found["F", "V3", "TJK", "RUS"]["2000"] == pytest.approx(160)
    assert found["M", "V3", "TJK", "USA"]["2000"] == pytest.approx(96)


def test_between_stock_years_people_lie_on_a_line_and_income_is_that_of_years_before():
    found = figures(BY_HAND)

    # 2005: 5 persons in the USA (10 fall to none), 45 in Russia; incomes are those of 2000.
    assert found["T", "V3", "TJK", "USA"]["2005"] == pytest.approx(640 * 80 / (80 + 360))
    assert set(found["T", "V3", "TJK", "USA"]) == {"2000", "2005"}, "nothing is reported else"


@pytest.mark.parametrize(("home", "host"), [("IND", "PAK"), ("PAK", "IND")])
def test_no_money_is_modelled_between_countries_assumed_to_send_none(home, host):
    series = {
        "remin": {(home, 2000): 90.0},
        "income": {("USA", 2000): 5.0},
        "stock_f": {(host, home, 2000): 100.0, ("USA", home, 2000): 1.0},
        "stock_m": {(host, home, 2000): 100.0},
    }

    found = figures(series)

    assert {key[3] for key in found} == {"USA"}
    assert found["T", "V3", home, "USA"]["2000"] == pytest.approx(90)


def test_income_is_of_the_year_then_of_five_before_then_the_middle_of_the_sub_region():
    axes = Axes(("AAA", "BBB", "CCC", "DDD", "EEE"), YEARS, (), ("034", "034", "034", "035", ""))
    income = {("AAA", 2000): 1.0, ("BBB", 2006): 10.0, ("CCC", 2006): 30.0, ("DDD", 2006): 500.0}
    inputs = Inputs(axes, {"income": long(axes, income)})

    found = incomes(inputs.panel("income"), axes.at((2005, 2006, 2010)))

    assert found[:, 0].tolist()[0] == 1.0  # five years back
    assert np.isnan(found[1:, 0]).all(), "no area has a figure in 2005 itself, so no median"
    assert found[:, 1].tolist() == [20.0, 10.0, 30.0, 500.0, 30.0]
    assert found[1:4, 2].tolist() == [10.0, 30.0, 500.0]


corridor = st.tuples(
    st.sampled_from(AREAS), st.sampled_from(AREAS), st.sampled_from((2000, 2005, 2010))
).filter(lambda key: key[0] != key[1])
cell = st.tuples(st.sampled_from(AREAS), st.sampled_from(YEARS))


@settings(max_examples=cases(40), deadline=None)
@for_any(
    st.dictionaries(corridor, st.integers(0, 10**7).map(float), min_size=1),
    st.dictionaries(corridor, st.integers(0, 10**7).map(float), min_size=1),
    st.dictionaries(cell, st.floats(0, 1e12), min_size=1),
    st.dictionaries(cell, st.floats(300, 150_000), min_size=1),
)
def test_homes_get_what_they_report_sexes_add_up_and_money_scales(women, men, received, income):
    series = {"stock_f": women, "stock_m": men, "remin": received, "income": income}
    found, doubled = (
        figures(series | {"remin": {key: n * value for key, value in received.items()}})
        for n in (1, 2)
    )

    totals: dict = {}
    for (sex, variant, home, host), values in found.items():
        assert home != host
        for period, value in values.items():
            assert value >= 0
            assert doubled[sex, variant, home, host][period] == pytest.approx(2 * value)
            totals.setdefault((variant, home, period), {}).setdefault(sex, []).append(value)
    for (_variant, home, period), sexes in totals.items():
        assert sum(sexes["T"]) == pytest.approx(received[home, int(period)], rel=1e-9)
        assert sum(sexes["F"]) + sum(sexes["M"]) == pytest.approx(sum(sexes["T"]), rel=1e-9)


def test_a_migrant_weighs_the_same_in_all_poorer_hosts_and_more_in_richer_ones():
    host, home = np.array([[1.0], [50.0], [100.0], [181.0]]), np.full((4, 1), 100.0)

    weights = weights_of_one(host, home)["V3"][:, 0]

    assert weights[:3].tolist() == [100, 100, 100]
    assert weights[3] == pytest.approx(100 + 27)  # 81 ** 0.75


def test_corridors_of_people_their_shares_and_their_places():
    series = {
        "stock_f": {
            ("USA", "TJK", 2000): 10.0,
            ("RUS", "TJK", 2000): 0.0,
            ("USA", "PAK", 2000): 30.0,
        },
        "stock_m": {
            ("USA", "TJK", 2000): 0.0,
            ("RUS", "TJK", 2000): 30.0,
            ("USA", "PAK", 2000): 0.0,
        },
    }
    inputs = given(AREAS, series, YEARS, PAIRS)
    found = {code: lines(one, inputs) for code, one in compute_corridors(inputs).items()}

    assert found["COR_STOCK"]["T", "", "TJK", "USA"] == {"2000": 10}
    assert found["COR_STOCK"]["F", "", "TJK", "RUS"] == {"2000": 0}, "a stated zero is shown"
    assert ("T", "", "IND", "USA") not in found["COR_STOCK"]
    assert found["COR_SHARE_O"]["T", "", "TJK", "USA"] == {"2000": 25}
    assert found["COR_SHARE_D"]["T", "", "TJK", "USA"] == {"2000": 25}
    places = {key[2:]: values["2000"] for key, values in found["COR_TOP"].items()}
    assert places == {("PAK", "USA"): 1, ("TJK", "RUS"): 2, ("TJK", "USA"): 3}


def test_a_priced_corridor_has_its_quarters_and_their_mean():
    axes = Axes(AREAS, YEARS)
    tjk, rus = axes.position["TJK"], axes.position["RUS"]
    cost = SeriesInput.of(
        np.array([tjk, tjk]),
        np.array([2004, 2004]),
        np.array([1.0, 4.0]),
        counterpart=np.array([rus, rus]),
        quarter=np.array([1, 3]),
    )
    inputs = Inputs(axes, {"rpw_cost": cost})

    result = compute_corridors(inputs)["COST200_CORR"]

    assert result.periods == ("2004", "2004-Q1", "2004-Q3")
    assert lines(result, inputs)["T", "", "TJK", "RUS"] == {"2004": 2.5, "2004-Q1": 1, "2004-Q3": 4}


@cache
def official_corridors():
    inputs = official.inputs()
    return inputs, compute_corridors(inputs)


def _sums(block, areas: int, end: str) -> np.ndarray:
    total = np.zeros((areas, block.values.shape[1]))
    np.add.at(total, getattr(block, end), np.nan_to_num(block.values))
    return total


@official.needs_data
def test_every_variant_adds_up_to_what_is_reported_and_nothing_is_left_but_kosovo():
    inputs, found = official_corridors()
    result = found["BRE_USD"]
    reported = inputs.panel("remin").nonzero
    columns = [inputs.axes.years.index(int(period)) for period in result.periods]
    received = np.nan_to_num(reported.values[:, columns])

    for block in result.blocks:
        if block.sex == "T":
            homes = _sums(block, len(inputs.axes.areas), "home")
            left = (received > 0) & (homes == 0)
            unallocated = {inputs.axes.areas[row] for row in np.nonzero(left.any(axis=1))[0]}
            assert unallocated == {"XKX"}
            np.testing.assert_allclose(homes[~left], received[~left], rtol=1e-9)
            hosts = _sums(block, len(inputs.axes.areas), "host")
            np.testing.assert_allclose(hosts.sum(axis=0), homes.sum(axis=0), rtol=1e-12)
    women, men, both = (
        next(b for b in result.blocks if (b.sex, b.variant) == (sex, "V3")) for sex in "FMT"
    )
    np.testing.assert_allclose(women.values + men.values, both.values, rtol=1e-9)


@pytest.mark.wide
@official.needs_data
def test_corridors_of_the_world_add_up_to_the_published_totals():
    inputs, found = official_corridors()
    stock = next(block for block in found["COR_STOCK"].blocks if block.sex == "T")
    unknown = inputs.axes.position["OOO"]
    women, men = (inputs.matrix(code).values[-1, unknown].sum() for code in ("stock_f", "stock_m"))

    assert np.nansum(stock.values[:, -1]) + women + men == 304_021_813
    price = found["COST200_CORR"]
    quarter = price.blocks[0].values[:, price.periods.index("2020-Q3")]
    assert np.isfinite(quarter).sum() == 367
    assert np.nanmean(quarter) == pytest.approx(7.0007, abs=5e-5)


@official.needs_data
@pytest.mark.parametrize(("year", "correlation", "error"), [(2018, 0.92, 40), (2021, 0.96, 34)])
def test_the_model_agrees_with_the_published_matrices(year, correlation, error):
    inputs, found = official_corridors()
    result = found["BRE_USD"]
    column = result.periods.index(str(year))
    theirs = inputs.series[f"bilateral_{year}"]
    by_variant = {}
    for block in result.blocks:
        if block.sex == "T":
            there = block.values[:, column] > 0
            ours = block.home[there], block.host[there], block.values[there, column]
            by_variant[block.variant] = agreement(
                ours, (theirs.area, theirs.counterpart, theirs.value)
            )

    best = by_variant["V3"]
    assert best.correlation > correlation
    assert best.error < error
    assert abs(best.top_ours - best.top_theirs) < 1
    assert best.shared > 80
    assert best.error < by_variant["V1"].error, "the World Bank's own rule is nearer than none"


def test_agreement_of_two_matrices_by_hand():
    def flows(cells):
        home, host, value = zip(*cells, strict=True)
        return np.array(home, np.int32), np.array(host, np.int32), np.array(value, float)

    found = agreement(
        flows([(1, 2, 10), (1, 3, 100), (2, 3, 1000), (4, 5, 90)]),
        flows([(1, 2, 1), (1, 3, 10), (2, 3, 100), (6, 5, 89)]),
    )

    assert (found.corridors, found.ours, found.theirs, found.shared) == (3, 1200, 200, 3)
    assert found.correlation == pytest.approx(1)
    assert found.error == pytest.approx(100 * (9 + 90 + 900 + 90 + 89) / 200)
    assert found.top_ours == found.top_theirs == 100
    assert agreement(flows([(1, 2, 0)]), flows([(1, 2, 1)])) is None
