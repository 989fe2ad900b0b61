"""Each formula on figures small enough to work out by hand."""

import math

import numpy as np
import pytest

from indicators.compute import FORMULAS, Groups, compute_all
from tests.indicators.compute.cells import YEARS, cells_of, given, nobody

STOCK = {("USA", "PHL", 2000): 100.0, ("USA", "PHL", 2005): 200.0}
OF_THE_FACTBOOK = {
    *("REM_IN_USD", "REM_IN_GDP", "REM_DEP_BAND", "REF_HOST", "REF_HOST_RATE"),
    *("MIG_NET", "MIG_NET_RATE", "POP", "GDP_USD"),
}
"""Indicators that the Factbook prints; the others are derived and name the source of their figures."""
PAIRS = ("stock_f", "stock_m", "unhcr_refugee", "unhcr_asylum", "unhcr_idp", "rpw_cost")


def figures(areas, series, members=None, years=YEARS):
    """All indicators that the series allow, by code and cell."""
    inputs = given(areas, series, years, PAIRS)
    groups = Groups.of(inputs.axes, members or {})
    return {
        code: cells_of(one, inputs, groups) for code, one in compute_all(inputs, groups).items()
    }


def test_ratios_of_the_balance_of_payments():
    found = figures(
        ["PHL"],
        {
            "remin": {("PHL", 2005): 40.0},
            "remout": {("PHL", 2005): 10.0},
            "gdp": {("PHL", 2005): 400.0},
            "pop": {("PHL", 2005): 8.0},
            "fdiin": {("PHL", 2005): 16.0},
        },
    )
    values = {code: cells["PHL", 2005][0] for code, cells in found.items() if cells}

    assert values == {
        "REM_IN_USD": 40,
        "REM_OUT_USD": 10,
        "REM_NET_USD": 30,
        "REM_IN_GDP": 10,
        "REM_OUT_GDP": 2.5,
        "REM_IN_PC": 5,
        "REM_FDI_RATIO": 2.5,
        "REM_DEP_BAND": 3,
        "POP": 8,
        "GDP_USD": 400,
    }


def test_growth_over_one_and_five_years_and_its_deviation():
    growth = [10, -5, 20, 0, 7, 3, 12, -8, 4, 6]
    amounts = [100.0]
    for rate in growth:
        amounts.append(amounts[-1] * (1 + rate / 100))
    found = figures(["PHL"], {"remin": {("PHL", 2000 + n): v for n, v in enumerate(amounts)}})

    assert found["REM_IN_GROWTH"]["PHL", 2003][0] == pytest.approx(20)
    assert ("PHL", 2000) not in found["REM_IN_GROWTH"]
    assert found["REM_IN_CAGR5"]["PHL", 2006][0] == pytest.approx(
        100 * ((amounts[6] / amounts[1]) ** 0.2 - 1)
    )
    volatility = found["REM_IN_VOL10"]
    assert sorted(year for _area, year in volatility) == [2008, 2009, 2010]
    assert volatility["PHL", 2010][0] == pytest.approx(np.std(growth, ddof=1))
    assert volatility["PHL", 2008][0] == pytest.approx(np.std(growth[:8], ddof=1))


def test_a_zero_of_remittances_is_missing_everywhere_after_it():
    found = figures(
        ["SGP"], {"remin": {("SGP", 2001): 5.0, ("SGP", 2002): 0.0, ("SGP", 2003): 6.0}}
    )

    assert sorted(found["REM_IN_USD"]) == [("SGP", 2001), ("SGP", 2003)]
    assert found["REM_IN_GROWTH"] == {}


@pytest.mark.parametrize("invested", [0.0, -3.0])
def test_investment_that_is_not_positive_makes_the_ratio_impossible(invested):
    found = figures(["IRL"], {"remin": {("IRL", 2005): 5.0}, "fdiin": {("IRL", 2005): invested}})

    value, letter, _coverage = found["REM_FDI_RATIO"]["IRL", 2005]
    assert (math.isnan(value), letter) == (True, "M")


def test_a_stock_between_stock_years_is_on_the_line_and_an_estimate():
    found = figures(
        ["PHL", "USA"],
        {
            "remin": {("PHL", year): 1400.0 for year in (2000, 2002, 2005, 2006)},
            "stock_f": STOCK,
            "stock_m": {("PHL", "USA", 2000): 1.0},
        },
    )

    assert {year: cell[:2] for (_a, year), cell in found["REM_IN_PER_EMIG"].items()} == {
        2000: (14.0, "E"),
        2002: (10.0, "E"),
        2005: (7.0, "E"),
    }


def test_stocks_by_sex_and_the_rate_of_natives():
    found = figures(
        ["FRA", "OOO", "PHL"],
        {
            "stock_f": {
                ("FRA", "PHL", 2005): 30.0,
                ("FRA", "OOO", 2005): 10.0,
                ("PHL", "FRA", 2005): 1.0,
            },
            "stock_m": {("FRA", "PHL", 2005): 60.0, ("PHL", "FRA", 2005): 3.0},
            "pop": {("FRA", 2004): 1000.0, ("PHL", 2005): 1914.0},
        },
    )

    assert found["MIG_IMM"]["FRA", 2005][0] == 100
    assert found["MIG_EMI"] == {
        ("FRA", 2005): (4, "E", pytest.approx(np.nan, nan_ok=True)),
        ("PHL", 2005): (90, "E", pytest.approx(np.nan, nan_ok=True)),
    }
    assert found["MIG_IMM_SHR"]["FRA", 2005][0] == 10
    assert found["MIG_FEM_IMM"]["FRA", 2005][0] == 40
    assert found["MIG_FEM_EMI"]["PHL", 2005][0] == pytest.approx(100 / 3)
    assert found["MIG_EMI_RATE"]["PHL", 2005][0] == pytest.approx(100 * 90 / (1914 - 4 + 90))


def test_the_rate_of_change_knows_that_the_last_interval_has_four_years():
    years = tuple(range(2015, 2025))
    stock = {("FRA", "PHL", 2015): 100.0, ("FRA", "PHL", 2020): 110.0, ("FRA", "PHL", 2024): 121.0}
    found = figures(
        ["FRA", "PHL"], {"stock_f": stock, "stock_m": dict.fromkeys(stock, 0.0)}, years=years
    )["MIG_STOCK_ARC"]

    assert found["FRA", 2020][0] == pytest.approx(100 * math.log(1.1) / 5)
    assert found["FRA", 2024][0] == pytest.approx(100 * math.log(1.1) / 4)


def test_a_repeated_number_gives_no_rate_and_then_a_break():
    cells = {("SSD", "PHL", year): 9.0 for year in (2000, 2005)} | {("SSD", "PHL", 2010): 12.0}
    found = figures(["PHL", "SSD"], {"stock_f": cells, "stock_m": dict.fromkeys(cells, 0.0)})[
        "MIG_STOCK_ARC"
    ]

    assert {cell: row[1] for cell, row in found.items()} == {("SSD", 2010): "B"}


def test_refugees_leave_out_own_nationals_and_know_zero_from_missing():
    found = figures(
        ["DEU", "FRA", "PSE", "SYR", "XKX"],
        {
            "unhcr_refugee": {
                ("DEU", "SYR", 2005): 30.0,
                ("DEU", "DEU", 2005): 5.0,
                ("SYR", "FRA", 2005): 2.0,
            },
            "unhcr_asylum": {("DEU", "SYR", 2005): 10.0},
            "unhcr_idp": {("FRA", "FRA", 2005): 7.0},
            "stock_f": {
                ("DEU", "SYR", 2005): 80.0,
                ("FRA", "SYR", 2005): 9.0,
                ("SYR", "FRA", 2005): 1.0,
            },
            "stock_m": {("DEU", "SYR", 2005): 0.0},
            "pop": {(area, 2005): 970.0 for area in ("DEU", "FRA", "PSE", "SYR", "XKX")},
        },
    )
    share = {area: cell[:2] for (area, _y), cell in found["MIG_REF_SHARE"].items()}

    assert share == {"DEU": (50.0, "D"), "FRA": (0.0, "D"), "SYR": (200.0, "U")}
    assert found["REF_ORIG_RATE"]["SYR", 2005][:2] == (100_000 * 30 / 1000, "D")
    assert found["REF_HOST"]["FRA", 2005][0] == 0
    assert ("PSE", 2005) not in found["REF_HOST"]
    assert found["REF_HOST"]["XKX", 2005][1] == "K"


def test_the_cost_is_averaged_over_quarters_then_over_corridors():
    inputs = given(
        ["DEU", "PHL", "USA"],
        {"rpw_cost": {("PHL", "DEU", 2005): 4.0, ("PHL", "USA", 2005): 9.0}},
        pairs=PAIRS,
    )
    once = inputs.series["rpw_cost"]
    twice = type(once)(
        *(
            np.concatenate((getattr(once, name), getattr(once, name)[:1]))
            for name in ("area", "counterpart", "year")
        ),
        value=np.array([4.0, 9.0, 2.0]),
        status=np.zeros(3, np.uint8),
        quarter=np.array([1, 1, 2], np.int8),
    )
    inputs = type(inputs)(inputs.axes, {"rpw_cost": twice})
    found = {code: cells_of(r, inputs) for code, r in compute_all(inputs, nobody(inputs)).items()}

    assert found["COST200_REC"]["PHL", 2005][:2] == (6.0, "D")
    assert found["COST200_N"]["PHL", 2005][0] == 2
    assert ("DEU", 2005) not in found["COST200_REC"]


def test_the_factbook_basis_multiplies_only_figures_of_the_same_year():
    found = figures(
        ["HTI", "PHL"],
        {
            "wfb_remittances_gdp": {("PHL", 2010): 9.0, ("PHL", 2011): 8.0, ("HTI", 2010): 20.0},
            "wfb_gdp": {("PHL", 2010): 300.0, ("HTI", 2010): 100.0},
            "wfb_pop": {("PHL", 2012): 90.0, ("HTI", 2012): 10.0},
            "wfb_net_rate": {("PHL", 2012): -2.0},
            "wfb_refugees": {("PHL", 2012): 9.0},
        },
        members={"ONE": ["PHL", "HTI"]},
    )

    assert found["REM_IN_GDP"]["PHL", 2011][:2] == (8.0, "A")
    assert found["REM_IN_GDP"]["ONE", 2010] == (100 * (27 + 20) / 400, "A", 1.0)
    assert sorted(found["REM_IN_USD"]) == [("HTI", 2010), ("ONE", 2010), ("PHL", 2010)]
    assert found["MIG_NET"]["PHL", 2012][:2] == (-0.18, "E")
    assert found["MIG_NET_RATE"]["ONE", 2012] == (pytest.approx(-2.0), "E", 0.9)
    assert found["REF_HOST_RATE"]["PHL", 2012][0] == 100


def test_a_basis_is_taken_whole_or_not_at_all():
    wfb = {"wfb_remittances_gdp": {("PHL", 2010): 9.0}, "wfb_gdp": {("PHL", 2010): 300.0}}
    received = {"remin": {("PHL", 2009): 1.0}}
    inputs = given(["PHL"], wfb | received)
    found = compute_all(inputs, nobody(inputs))

    assert found["REM_IN_USD"].formula.basis == "wdi"
    assert found["REM_IN_GDP"].formula.basis == "wfb"
    assert list(cells_of(found["REM_IN_USD"], inputs)) == [("PHL", 2009)]


def test_the_workbook_by_destination_serves_where_the_matrix_is_missing():
    found = figures(
        ["FRA"],
        {
            "stock_dest": {("FRA", 2005): 50.0, ("FRA", 2010): 60.0},
            "stock_dest_f": {("FRA", 2005): 20.0},
            "undesa_pop": {("FRA", 2005): 500.0},
        },
    )

    assert found["MIG_IMM_SHR"]["FRA", 2005][0] == 10
    assert found["MIG_FEM_IMM"]["FRA", 2005][0] == 40
    assert found["MIG_STOCK_ARC"]["FRA", 2010][0] == pytest.approx(100 * math.log(1.2) / 5)


def test_worst_status_of_the_inputs_wins():
    found = figures(
        ["PHL"], {"remin": {("PHL", 2005): (4.0, "P")}, "gdp": {("PHL", 2005): (8.0, "U")}}
    )

    assert found["REM_IN_GDP"]["PHL", 2005][1] == "U"


def test_every_formula_has_a_note_that_says_where_groups_and_figures_come_from():
    notes = {one.code: one.note for alternatives in FORMULAS.values() for one in alternatives}

    assert [code for code, note in notes.items() if "group:" not in note] == []
    assert {code for code, note in notes.items() if "Factbook" in note} == OF_THE_FACTBOOK
    assert {code for code, note in notes.items() if "Source" not in note} == OF_THE_FACTBOOK
