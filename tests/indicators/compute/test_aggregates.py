"""Groups of countries: matched panels, coverage, suppression, and status."""

import math

import numpy as np
import pytest

from indicators.compute import Groups, compute_all
from tests.indicators.compute.cells import cells_of, given

AREAS = ["AAA", "BBB", "CCC"]


def group_of(series, members=AREAS, code="REM_IN_GDP", areas=AREAS):
    """The cells of one group in one indicator."""
    inputs = given(areas, series, pairs=("stock_f", "stock_m", "rpw_cost"))
    groups = Groups.of(inputs.axes, {"ONE": members})
    found = cells_of(compute_all(inputs, groups)[code], inputs, groups)
    return {year: row for (name, year), row in found.items() if name == "ONE"}


def people(*counts, year=2005):
    """Population of the areas."""
    return {(area, year): float(n) for area, n in zip(AREAS, counts, strict=True)}


def test_only_members_with_all_inputs_enter_both_sums():
    found = group_of(
        {
            "remin": {("AAA", 2005): 10.0, ("BBB", 2005): 90.0, ("CCC", 2005): 5.0},
            "gdp": {("AAA", 2005): 100.0, ("CCC", 2005): 50.0},
            "pop": people(70, 10, 20),
        }
    )

    assert found == {2005: (10.0, "E", pytest.approx(0.9))}


@pytest.mark.parametrize(
    ("entering", "letter"), [(95, "A"), (94.9, "E"), (200 / 3, "E"), (66.6, "O"), (0.1, "O")]
)
def test_coverage_decides_between_normal_estimated_and_suppressed(entering, letter):
    value, status, coverage = group_of(
        {"remin": {("AAA", 2005): 7.0}, "pop": people(entering, 100 - entering, 0)},
        code="REM_IN_USD",
    )[2005]

    assert status == letter
    assert coverage == pytest.approx(entering / 100)
    assert math.isnan(value) == (letter == "O")


def test_growth_is_of_members_known_in_both_years():
    found = group_of(
        {
            "remin": {("AAA", 2004): 10.0, ("AAA", 2005): 11.0, ("BBB", 2005): 500.0},
            "pop": people(90, 5, 5),
        },
        code="REM_IN_GROWTH",
    )

    assert found[2005][0] == pytest.approx(10)


def test_negative_investment_of_a_member_stays_in_the_sum():
    found = group_of(
        {
            "remin": {("AAA", 2005): 10.0, ("BBB", 2005): 20.0},
            "fdiin": {("AAA", 2005): -5.0, ("BBB", 2005): 15.0},
            "pop": people(50, 50, 0),
        },
        code="REM_FDI_RATIO",
    )

    assert found[2005][0] == 3.0


def test_the_population_of_the_year_before_weighs_a_year_without():
    found = group_of(
        {"remin": {("AAA", 2006): 1.0, ("BBB", 2006): 2.0}, "pop": people(80, 10, 10)},
        code="REM_IN_USD",
    )

    assert found[2006][0] == 3
    assert found[2006][2] == pytest.approx(0.9)


def test_without_any_population_no_aggregate_is_published():
    assert group_of({"remin": {("AAA", 2005): 1.0}}, code="REM_IN_USD") == {}


def test_a_worse_status_of_a_member_reaches_the_group():
    found = group_of(
        {"remin": {("AAA", 2005): (1.0, "P"), ("BBB", 2005): 1.0}, "pop": people(50, 50, 0)},
        code="REM_IN_USD",
    )

    assert found[2005][1] == "P"


def test_costs_are_averaged_over_corridors_and_never_suppressed():
    found = group_of(
        {
            "rpw_cost": {
                ("AAA", "BBB", 2005): 4.0,
                ("AAA", "CCC", 2005): 6.0,
                ("BBB", "AAA", 2005): 2.0,
            },
            "pop": people(1, 1, 98),
        },
        code="COST200_REC",
    )

    assert found[2005] == (4.0, "D", pytest.approx(0.02))


def test_a_member_named_twice_counts_once():
    series = {"remin": {("AAA", 2005): 7.0}, "pop": people(100, 0, 0)}

    assert group_of(series, ["AAA", "AAA"], "REM_IN_USD") == group_of(series, ["AAA"], "REM_IN_USD")


@pytest.mark.parametrize("stranger", ["ZZZ", "OOO"])
def test_a_member_that_is_no_area_is_refused_by_name(stranger):
    axes = given([*AREAS, "OOO"], {}).axes

    with pytest.raises(ValueError, match=f"{stranger} cannot be a member of ONE"):
        Groups.of(axes, {"ONE": [stranger]})


def test_an_empty_group_has_no_figures_and_disturbs_none():
    inputs = given(AREAS, {"remin": {("AAA", 2005): 7.0}, "pop": people(100, 0, 0)})
    groups = Groups.of(inputs.axes, {"NONE": [], "ONE": ["AAA"], "NADA": []})
    found = cells_of(compute_all(inputs, groups)["REM_IN_USD"], inputs, groups)

    assert {name for name, _year in found} == {"AAA", "ONE"}


def test_the_deviation_of_a_group_is_of_its_own_growth():
    rng = np.random.default_rng(7)
    cells = {
        (area, 2000 + n): float(v)
        for area in ("AAA", "BBB")
        for n, v in enumerate(rng.uniform(5, 9, 11))
    }
    pop = {(area, year): 10.0 for area in ("AAA", "BBB") for year in range(2000, 2011)}
    found = group_of({"remin": cells, "pop": pop}, ["AAA", "BBB"], "REM_IN_VOL10")
    totals = np.array([cells["AAA", 2000 + n] + cells["BBB", 2000 + n] for n in range(11)])

    assert found[2010][0] == pytest.approx(np.std(100 * (totals[1:] / totals[:-1] - 1), ddof=1))
    assert found[2010][2] == 1.0


def reporting(late, *, first=100.0):
    """Money of three areas of one size in two years; the third reports `late`, in the second year alone."""
    years = (2005, 2006)
    series = {
        "remin": {(area, year): first for area in AREAS[:2] for year in years},
        "pop": {
            (area, year): float(n)
            for area, n in zip(AREAS, (40, 40, 20), strict=True)
            for year in years
        },
    }
    if late is not None:
        series["remin"]["CCC", 2006] = late
    return group_of(series, code="REM_IN_USD")


@pytest.mark.parametrize(
    ("late", "letter"), [(None, "E"), (100.0, "B"), (5.0, "B"), (3.9, "A"), (1.0, "A")]
)
def test_a_member_who_enters_makes_a_break_where_it_moves_the_figure_by_more_than_two_per_cent(
    late, letter
):
    found = reporting(late)

    assert found[2005][1] == "E"
    assert found[2006][1] == letter
    assert found[2006][0] == 200 + (late or 0)


def test_growth_of_those_who_report_in_both_years_is_no_break():
    remin = {(area, year): 100.0 * (year - 2004) for area in AREAS for year in (2005, 2006, 2007)}
    pop = {(area, year): 50.0 for area in AREAS for year in (2005, 2006, 2007)}
    found = group_of({"remin": remin, "pop": pop}, code="REM_IN_USD")

    assert {row[1] for row in found.values()} == {"A"}


def test_a_member_who_leaves_breaks_a_ratio_of_sums():
    money = {
        (area, year): value
        for area, value in zip(AREAS, (10.0, 10.0, 90.0), strict=True)
        for year in (2005, 2006)
    }
    gdp = {(area, year): 100.0 for area in AREAS for year in (2005, 2006)}
    del money["CCC", 2006]
    pop = {
        (area, year): float(n)
        for area, n in zip(AREAS, (40, 40, 2), strict=True)
        for year in (2005, 2006)
    }
    found = group_of({"remin": money, "gdp": gdp, "pop": pop})

    assert (found[2005][:2], found[2006][:2]) == ((pytest.approx(110 / 3), "A"), (10.0, "B"))


def test_groups_of_a_whole_matrix_are_covered_before_any_population_is_known():
    stock = {"stock_f": {("AAA", "BBB", 2005): 10.0}, "stock_m": {("AAA", "BBB", 2005): 5.0}}

    assert group_of(stock, code="MIG_IMM") == {2005: (15.0, "E", 1.0)}
