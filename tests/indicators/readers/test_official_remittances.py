"""KNOMAD inflows, bilateral matrices and prices: packed and official files say the same."""

from datetime import date

import pytest

from tests.indicators.readers.figures import (
    DATA,
    OFFICIAL,
    flags,
    needs_data,
    reading,
    statuses,
    values,
)

pytestmark = needs_data

INFLOWS = "inward_remittance_flows_december_2023_1.xlsx"
MATRIX_2018 = "Bilateralremittancematrix2018Oct2019.csv"
MATRIX_2021 = "bilateral_remittance_matrix_2021_0.xlsx"


@pytest.mark.parametrize(
    ("packed", "official", "count", "rows_read"),
    [
        ("knomad_inflows_2023dec.csv.gz", INFLOWS, 4_691, 5_184),
        ("bilateral_matrix_2018.csv.gz", MATRIX_2018, 6_062, 214 * 214),
        ("bilateral_matrix_2021.csv.gz", MATRIX_2021, 10_227, 215 * 215),
        ("rpw_corridors.csv.gz", "rpw_corridors_databank.csv", 10_417, 186_480),
    ],
)
def test_packed_and_official_agree_value_by_value(packed, official, count, rows_read):
    ours, theirs = reading(DATA / packed), reading(OFFICIAL / official)

    assert (len(ours.value), len(theirs.value), theirs.rows_read) == (count, count, rows_read)
    first, second = values(ours), values(theirs)
    assert first.keys() == second.keys()
    assert {key for key, value in first.items() if value != pytest.approx(second[key])} == set()
    assert (ours.source, ours.vintage) == (theirs.source, theirs.vintage)


def test_inflows_are_in_dollars_and_the_newest_year_is_an_estimate():
    found = reading(OFFICIAL / INFLOWS)

    assert found.vintage == date(2023, 12, 1)
    assert found.left_out == {"empty cells": 445, "aggregates": 48}
    figures, status, mark = values(found), statuses(found), flags(found)
    newest = ("knomad_in", "IND", "", 2023, 0)
    assert (figures[newest], status[newest], mark[newest]) == (125e9, "E", "e")
    assert figures["knomad_in", "NAM", "", 2022, 0] == pytest.approx(53_838_027.593387)
    assert {status[key] for key in status if key[3] < 2023} == {"A"}
    assert {status[key] for key in status if key[3] == 2023} == {"E"}


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        (MATRIX_2018, ("bilateral_2018", "MEX", "USA", 2018, 0), 34_704e6),
        (MATRIX_2021, ("bilateral_2021", "MEX", "USA", 2021, 0), 52_595.342546182175e6),
        (MATRIX_2021, ("bilateral_2021", "IND", "USA", 2021, 0), 15_808.031164243877e6),
    ],
)
def test_matrices_go_from_sender_to_receiver_and_are_never_observed(name, key, value):
    found = reading(OFFICIAL / name)

    assert values(found)[key] == pytest.approx(value)
    assert set(statuses(found).values()) == {"E"}


def test_the_matrix_of_2021_adds_up_to_what_the_world_received():
    found = reading(OFFICIAL / MATRIX_2021)
    to_mexico = [v for (_s, area, _c, _y, _q), v in values(found).items() if area == "MEX"]

    assert sum(to_mexico) == pytest.approx(54_130.11144499997e6)
    assert found.left_out == {"empty cells": 35_606, "totals": 390, "zeros": 2}


def test_prices_are_quarterly_and_may_be_negative():
    found = reading(OFFICIAL / "rpw_corridors_databank.csv")

    assert found.vintage == date(2020, 12, 7)
    figures = values(found)
    assert figures["rpw_cost", "MEX", "USA", 2020, 3] == 4.18037033081055
    assert {key for key, value in figures.items() if value < 0} == {
        ("rpw_cost", "HND", "ESP", 2014, 2),
        ("rpw_cost", "ERI", "GBR", 2013, 2),
        ("rpw_cost", "SLE", "GBR", 2014, 4),
        ("rpw_cost", "SDN", "SAU", 2017, 4),
        ("rpw_cost", "HND", "USA", 2014, 2),
    }
    assert len({counterpart for _s, _a, counterpart, _y, _q in figures}) == 48
