"""Figures that others published from the same data, reproduced."""

from functools import cache

import numpy as np
import openpyxl
import pytest

from indicators.compute import Axes, Groups, Inputs, SeriesInput, compute_all, compute_corridors
from tests.indicators.compute import official
from tests.indicators.compute.cells import cells_of
from tests.reference.areas import everything

pytestmark = official.needs_data

WORKBOOK = "official/undesa_pd_2020_ims_stock_by_sex_and_destination.xlsx"
STOCK_YEARS = (1990, 1995, 2000, 2005, 2010, 2015, 2020)


@cache
def figures():
    """All indicators of the official files, by code and cell."""
    inputs, groups = official.inputs(), official.groups()
    return {
        code: cells_of(one, inputs, groups) for code, one in compute_all(inputs, groups).items()
    }


@cache
def table(number: int, columns: int):
    """A table of the workbook as `{M49 number: the first figures}`; ".." is NaN."""
    book = openpyxl.load_workbook(official.DATA / WORKBOOK, read_only=True)
    rows = book[f"Table {number}"].iter_rows(min_row=12, values_only=True)
    return {
        int(row[3]): [
            float(v) if isinstance(v, int | float) else np.nan for v in row[5 : 5 + columns]
        ]
        for row in rows
        if isinstance(row[3], int | float)
    }


@cache
def revision_2020():
    """The 2020 revision of the stock, with the population of the workbook's table 2 in thousands."""
    countries = official.frame("countries.csv")
    m49 = {int(r.m49): r.iso3 for r in countries.itertuples() if r.m49} | {830: "XCX"}
    areas = official.codes()
    row = {code: number for number, code in enumerate(areas)}
    series = official.stock_series("migrant_stock_rev2020.csv.gz", row)
    people = [
        (row[m49[number]], year, value * 1000)
        for number, values in table(2, 7).items()
        if m49.get(number) in row
        for year, value in zip(STOCK_YEARS, values, strict=True)
        if not np.isnan(value)
    ]
    area, year, value = (np.array(column) for column in zip(*people, strict=True))
    series["pop"] = SeriesInput.of(area, year, value)
    inputs = Inputs(Axes(areas, tuple(range(1989, 2021))), series)
    found = compute_all(inputs, Groups.of(inputs.axes, {}))
    return m49, {code: cells_of(one, inputs) for code, one in found.items()}


def compare(number, code, years, *, rtol):
    """The indicator against a table; returns how many figures were compared."""
    m49, found = revision_2020()
    compared = 0
    for area, values in table(number, len(years)).items():
        for year, value in zip(years, values, strict=True):
            cell = found[code].get((m49.get(area), year))
            if cell is not None and not np.isnan(value):
                assert cell[0] == pytest.approx(value, rel=rtol, abs=1e-9), (m49[area], year)
                compared += 1
    return compared


def test_immigrants_are_table_1():
    assert compare(1, "MIG_IMM", STOCK_YEARS, rtol=0) > 1500


@pytest.mark.wide
def test_shares_of_population_are_table_3():
    assert compare(3, "MIG_IMM_SHR", STOCK_YEARS, rtol=1e-12) > 1500


def test_women_among_immigrants_are_table_4():
    assert compare(4, "MIG_FEM_IMM", STOCK_YEARS, rtol=1e-12) > 1500


def test_rates_of_change_are_table_5():
    assert compare(5, "MIG_STOCK_ARC", STOCK_YEARS[1:], rtol=1e-9) > 1300


def test_an_area_with_zeros_only_is_missing_as_in_the_workbook():
    m49, found = revision_2020()
    south_sudan = next(number for number, code in m49.items() if code == "SSD")

    assert np.isnan(table(1, 7)[south_sudan][:4]).all()
    assert not [year for year in STOCK_YEARS[:4] if ("SSD", year) in found["MIG_IMM"]]


def test_the_world_stock_of_2024():
    found = figures()
    immigrants, emigrants = found["MIG_IMM"]["WLD", 2024], found["MIG_EMI"]["WLD", 2024]

    assert immigrants[0] == 304_021_813
    unknown = official.inputs().axes.position["OOO"]
    matrices = [official.inputs().matrix(code).values for code in ("stock_f", "stock_m")]
    assert immigrants[0] - emigrants[0] == sum(one[-1, unknown].sum() for one in matrices)
    assert not [cell for cell in found["MIG_EMI"] if cell[0] == "OOO"]


@pytest.mark.parametrize(("series", "zeros"), [("remin", 362), ("remout", 36)])
def test_exact_zeros_of_remittances_are_not_reported(series, zeros):
    panel = official.inputs().panel(series)

    assert (panel.values == 0).sum() == zeros
    assert panel.present.sum() - panel.nonzero.present.sum() == zeros


def test_the_mean_cost_of_a_quarter_over_corridors():
    inputs = official.inputs()
    quarter = official.cost_series(inputs.axes.position, "2020-Q3")
    one = Inputs(inputs.axes, {"rpw_cost": quarter})
    # The Netherlands Antilles are in no commission and not of the world, but in the published mean.
    groups = Groups.of(one.axes, {"ALL": set(one.axes.areas) - {"OOO"}})
    found = {code: cells_of(r, one, groups) for code, r in compute_all(one, groups).items()}

    assert found["COST200_N"]["ALL", 2020][0] == 367
    assert found["COST200_REC"]["ALL", 2020][:2] == (pytest.approx(7.0007, abs=5e-5), "D")


def test_a_share_of_gdp_from_the_files_by_hand():
    wdi = official.frame("observations_wdi.csv.gz").set_index(["iso3", "var_code", "year"])["value"]
    received, gdp = (float(wdi["PHL", code, 2020]) for code in ("remin", "gdp"))

    assert figures()["REM_IN_GDP"]["PHL", 2020][:2] == (pytest.approx(100 * received / gdp), "A")


@pytest.mark.wide
def test_territory_rules_on_the_official_files():
    found = figures()

    assert found["REF_ORIG_RATE"]["XKX", 2020][1] == "K"
    assert np.isnan(found["REF_ORIG_RATE"]["XKX", 2020][0])
    assert ("XKX", 2020) not in found["MIG_REF_SHARE"]
    assert ("PSE", 2020) not in found["MIG_REF_SHARE"]
    assert {found["MIG_REF_SHARE"][code, 2020][1] for code in ("JOR", "LBN", "SYR")} == {"U"}
    assert ("SSD", 2005) not in found["MIG_STOCK_ARC"]
    assert found["MIG_STOCK_ARC"]["CUW", 2010][1] == "B"
    assert (
        found["POP"]["XCX", 2020][0] == found["POP"]["GGY", 2020][0] + found["POP"]["JEY", 2020][0]
    )


def test_the_population_of_the_year_before_only_where_the_method_says_so():
    found = figures()

    assert ("PHL", 2024) in found["MIG_IMM_SHR"]
    assert ("PHL", 2024) not in found["REF_HOST_RATE"]
    assert ("PHL", 2024) not in found["POP"]


def test_union_of_the_commissions_is_never_more_than_their_sum():
    found = figures()["MIG_IMM"]
    parts = sum(found[code, 2024][0] for code in ("ECA", "ECE", "ECLAC", "ESCAP", "ESCWA"))

    assert found["WLD", 2024][0] < parts


def test_the_same_figures_as_the_bare_arithmetic():
    inputs, groups = official.inputs(), official.groups()
    found, (expected, layers) = compute_all(inputs, groups), everything(inputs, groups)
    stock_years = inputs.matrix("stock_f").axes.years
    row = {number: n for n, number in enumerate(inputs.axes.ids + groups.ids)}

    assert set(found) == set(expected)
    for code, result in found.items():
        values = np.concatenate(expected[code])
        years = inputs.axes.years if values.shape[1] == len(inputs.axes.years) else stock_years
        ours = np.full(values.shape, np.nan)
        ours[[row[a] for a in result.area_code], [years.index(y) for y in result.year]] = (
            result.value
        )
        np.testing.assert_allclose(ours, values, rtol=1e-9, atol=1e-10, err_msg=code)
    corridors = {
        (code, block.sex, block.variant): block.values
        for code, result in compute_corridors(inputs).items()
        for block in result.blocks
    }
    assert set(corridors) == set(layers)
    for key, values in layers.items():
        kept = values[~np.isnan(values).all(axis=1)]
        np.testing.assert_allclose(corridors[key], kept, rtol=1e-9, err_msg=str(key))
