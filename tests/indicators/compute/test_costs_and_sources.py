"""Costs by corridor, sources of remittances, cycle and dependence: by hand, then as published."""

import math
from functools import cache

import numpy as np
import pytest

from indicators.compute import FORMULAS, Axes, Groups, Inputs, SeriesInput, compute_all, figures_of
from indicators.compute.networks import nodes
from tests.indicators.compute import official
from tests.indicators.compute.cells import YEARS, cells_of, given

PAIRS = ("stock_f", "stock_m", "rpw_cost", "bilateral_2018")


def figures(series, members=None, years=YEARS):
    areas = sorted({key[0] for cells in series.values() for key in cells} | {"DEU", "USA", "ITA"})
    inputs = given(areas, series, years, PAIRS)
    groups = Groups.of(inputs.axes, members or {})
    return {
        code: cells_of(one, inputs, groups) for code, one in compute_all(inputs, groups).items()
    }


PRICES = {
    "rpw_cost": {
        ("PHL", "DEU", 2005): 4.0, ("PHL", "USA", 2005): 5.0, ("PHL", "ITA", 2005): 8.0,
        ("TUN", "ITA", 2005): -1.0,
    },
    "bilateral_2018": {
        ("PHL", "DEU", 2010): 100.0, ("PHL", "USA", 2010): 300.0, ("PHL", "JPN", 2010): 100.0,
        ("TUN", "ITA", 2010): 20.0, ("TUN", "DEU", 2010): 60.0, ("EGY", "DEU", 2010): 420.0,
    },
    "pop": {(code, 2005): 10.0 for code in ("PHL", "TUN", "EGY", "JPN")},
}  # fmt: skip


def test_costs_are_counted_and_weighted_over_corridors():
    found = figures(PRICES, {"ALL": ["PHL", "TUN", "EGY"]})

    def value(code, area="PHL"):
        return found[code][area, 2005][0]

    assert value("COST200_REC") == pytest.approx(17 / 3)
    assert value("COST200_SND", "ITA") == 3.5
    assert value("COST200_GT5_N") == 1, "exactly 5 is not more"
    assert value("COST200_GT5_SHARE") == pytest.approx(100 / 3)
    assert value("COST200_WAVG") == pytest.approx((4 * 100 + 5 * 300) / 400)
    assert value("COST200_WCOV") == 80
    assert value("COST200_SAVING") == pytest.approx(0.01 * 100 + 0.02 * 300)
    assert value("COST200_SAVING", "TUN") == 0
    assert value("COST200_WAVG", "ALL") == pytest.approx((4 * 100 + 5 * 300 - 1 * 20) / 420)
    assert value("COST200_WCOV", "ALL") == 42
    assert value("COST200_SAVING", "ALL") == pytest.approx(7)


def test_a_weighted_cost_that_rests_on_little_is_of_low_reliability():
    found = figures(PRICES, {"ALL": ["PHL", "TUN", "EGY"]})["COST200_WAVG"]

    assert found["PHL", 2005][1] == "E", "the weights are modelled"
    assert found["TUN", 2005][1] == "U"
    assert found["ALL", 2005][1] == "U", "42 percent are covered"
    assert ("EGY", 2005) not in found


def test_sources_of_countries_and_of_groups_put_together():
    series = {
        "remin": {("PHL", 2005): 100.0, ("TUN", 2005): 300.0},
        "remout": {("USA", 2005): 40.0, ("DEU", 2005): 0.0},
        "income": {("USA", 2005): 1.0},
        "stock_f": {
            ("USA", "PHL", 2005): 60.0,
            ("DEU", "PHL", 2005): 40.0,
            ("DEU", "TUN", 2005): 50.0,
        },
        "stock_m": {("ITA", "TUN", 2005): 50.0},
        "pop": {("PHL", 2005): 1.0, ("TUN", 2005): 1.0},
    }

    found = figures(series, {"BOTH": ["PHL", "TUN"]})

    assert found["BRE_TOP_SRC_SHARE"]["PHL", 2005][:2] == (pytest.approx(60), "E")
    assert found["BRE_SRC_HHI"]["PHL", 2005][0] == pytest.approx(0.36 + 0.16)
    # put together: USA 60, DEU 40 + 150, ITA 150 of 400
    assert found["BRE_TOP_SRC_SHARE"]["BOTH", 2005][0] == pytest.approx(100 * 190 / 400)
    assert found["BRE_SRC_HHI"]["BOTH", 2005][0] == pytest.approx(
        (60**2 + 190**2 + 150**2) / 400**2
    )
    assert found["BRE_OUT_GAP"]["USA", 2005][:2] == (pytest.approx(1.5), "U")
    assert ("DEU", 2005) not in found["BRE_OUT_GAP"], "an exact zero is not reported"


def test_correlation_with_the_cycle_needs_eight_pairs():
    growth = [10, -5, 20, 0, 7, 3, 12, -8, 4, 6]
    money, product = [100.0], [100.0]
    for number, rate in enumerate(growth):
        money.append(money[-1] * (1 + rate / 100))
        product.append(product[-1] * (1 + (rate if number % 2 else -rate) / 100))
    series = {
        "remin": {("PHL", 2000 + n): v for n, v in enumerate(money)},
        "gdp": {("PHL", 2000 + n): v for n, v in enumerate(product)},
    }
    other = [rate if number % 2 else -rate for number, rate in enumerate(growth)]

    found = figures(series)["REM_CYCL10"]

    assert sorted(year for _area, year in found) == [2008, 2009, 2010]
    assert found["PHL", 2010][0] == pytest.approx(np.corrcoef(growth, other)[0, 1])
    assert found["PHL", 2010][1] == "G"
    steady = figures(series | {"gdp": {("PHL", 2000 + n): 2.0**n for n in range(11)}})
    assert steady["REM_CYCL10"]["PHL", 2010][1] == "M", "what never changes correlates with nothing"


@pytest.mark.parametrize(
    ("share", "band"), [(0.99, 0), (1, 1), (2.99, 1), (3, 2), (10, 3), (19.9, 3), (20, 4), (55, 4)]
)
def test_a_band_begins_at_its_lower_bound(share, band):
    found = figures({"remin": {("PHL", 2005): share}, "gdp": {("PHL", 2005): 100.0}})

    assert found["REM_DEP_BAND"]["PHL", 2005][0] == band


@cache
def real():
    inputs, groups = official.inputs(), official.groups()
    return {
        code: cells_of(one, inputs, groups) for code, one in compute_all(inputs, groups).items()
    }


def quarters(code, inputs, groups):
    """Values by area and quarter."""
    made = figures_of(FORMULAS[code][0], inputs, groups)
    names = dict(
        zip((*inputs.axes.ids, *groups.ids), (*inputs.axes.areas, *groups.codes), strict=True)
    )
    return {
        (names[area], f"{year}-Q{quarter}"): value
        for area, year, quarter, value in zip(
            made.area_code.tolist(),
            made.year.tolist(),
            made.quarter.tolist(),
            made.value.tolist(),
            strict=True,
        )
        if quarter
    }


def test_a_quarter_counts_the_corridors_that_were_priced_in_it():
    table = [
        ("PHL", "ITA", 2019, 1, 4.0),
        ("PHL", "ITA", 2019, 2, 8.0),
        ("PHL", "ESP", 2019, 2, 2.0),
        ("TUN", "ITA", 2020, 4, 6.0),
    ]
    axes = Axes(("ESP", "ITA", "PHL", "TUN"), (2019, 2020))
    at = {code: row for row, code in enumerate(axes.areas)}
    to, origin, year, quarter, cost = (np.array(column) for column in zip(*table, strict=True))
    prices = SeriesInput.of(
        np.array([at[one] for one in to]),
        year,
        cost,
        counterpart=np.array([at[one] for one in origin]),
        quarter=quarter,
    )
    inputs = Inputs(axes, {"rpw_cost": prices})
    groups = Groups.of(axes, {"ALL": ["PHL", "TUN"]})

    assert quarters("COST200_REC", inputs, groups) == {
        ("PHL", "2019-Q1"): 4,
        ("PHL", "2019-Q2"): 5,
        ("TUN", "2020-Q4"): 6,
        ("ALL", "2019-Q1"): 4,
        ("ALL", "2019-Q2"): 5,
        ("ALL", "2020-Q4"): 6,
    }
    assert quarters("COST200_GT5_N", inputs, groups)["PHL", "2019-Q2"] == 1


@pytest.mark.wide
@official.needs_data
def test_published_figures_of_costs():
    found = real()

    assert found["COST200_N"]["WLD", 2020][0] == 367
    assert 6.9 < found["COST200_REC"]["WLD", 2020][0] < 7.1
    share = found["COST200_GT5_N"]["WLD", 2020][0] / found["COST200_N"]["WLD", 2020][0]
    assert found["COST200_GT5_SHARE"]["WLD", 2020][0] == pytest.approx(100 * share)
    inputs, groups = official.inputs(), official.groups()
    mean, number = (quarters(code, inputs, groups) for code in ("COST200_REC", "COST200_N"))
    # The mean over corridors in the last quarter of the file, as the methods give it.
    assert (round(mean["WLD", "2020-Q3"], 4), number["WLD", "2020-Q3"]) == (7.0007, 367)
    assert max(period for _area, period in number) == "2020-Q3"


@official.needs_data
def test_what_is_known_of_some_corridors_and_matrices():
    found = real()

    tajikistan = found["BRE_TOP_SRC_SHARE"]["TJK", 2020]
    assert tajikistan[0] > 80, "most people from Tajikistan abroad live in Russia"
    assert found["HHI_DEST"]["MEX", 2020][0] > 0.9, (
        "nearly all from Mexico live in the United States"
    )
    assert found["REM_DEP_BAND"]["TJK", 2022][0] == 4
    assert found["REM_DEP_BAND"]["USA", 2022][0] == 0
    world = found["IDX_MEI"]["WLD", 2020][0]
    assert world == pytest.approx(
        found["IDX_ANMR"]["WLD", 2020][0]
        / (found["MIG_IMM"]["WLD", 2020][0] - _unknown())
        * found["POP"]["WLD", 2020][0],
        rel=1e-3,
    )
    assert all(not math.isnan(row[0]) for row in found["IDX_CONN"].values())


@official.needs_data
def test_the_matrix_of_the_world_has_233_nodes():
    women, men = (official.inputs().matrix(code) for code in ("stock_f", "stock_m"))

    assert nodes(women, men).sum() == 233


def _unknown() -> float:
    """People of unknown origin in 2020, who are in no matrix."""
    women, men = (official.inputs().matrix(code) for code in ("stock_f", "stock_m"))
    row = women.axes.position["OOO"]
    column = women.axes.years.index(2020)
    return float(women.values[column, row].sum() + men.values[column, row].sum())
