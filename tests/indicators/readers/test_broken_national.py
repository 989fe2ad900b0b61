"""The long CSV of national offices: each mistake is answered with its place and what to do."""

import pytest

from indicators.catalogue.statuses import STATUSES
from tests.indicators.readers.breaking import (
    LONG_CSV,
    assert_refused,
    change,
    read,
    repeat_row,
    sample,
)

HEADER = "series,ref_area,counterpart_area,time_period,value\n"
CASES = [
    *LONG_CSV,
    ("unknown series", change("nat_remin", "remin"), "row 2, column series: 'remin' is unknown. Use one of: nat_emi"),
    ("unknown country", change("Namibia", "Nambia"), "row 6, column ref_area: .*'Nambia'.*Did you mean"),
    ("no country", change("PHL,2023", ",2023"), "row 2, column ref_area: the cell is empty"),
    ("no period", change("PHL,2023", "PHL,"), "row 2, column time_period: the cell is empty"),
    ("a month", change("2024-Q4", "2024-12"), "row 4, column time_period: '2024-12' is neither a year"),
    ("no such quarter", change("2024-Q4", "2024-Q0"), "row 4, column time_period: '2024-Q0' is neither"),
    ("year out of range", change("2023", "2203"), "row 2: the year 2203 is not between"),
    ("word for a number", change("37210000000", "37 billion"), "row 2, column value: '37 billion' is not a number"),
    ("decimal comma", change("37210000000", '"37,21"'), "row 2, column value: '37,21'.*with a point, not a comma"),
    ("thousands and comma", change("37210000000", '"37.210,5"'), "with a point, not a comma"),
    ("not a number", change("37210000000", "NaN"), "row 2, column value: 'nan' is not a finite"),
    ("negative dollars", change("37210000000", "-5"), "row 2: -5 is negative, which nat_remin cannot be"),
    ("unknown status", change(",A", ",Z"), "row 2, column obs_status: 'Z' is not one of A, B"),
    ("two statuses", change(",A", ",AB"), "row 2, column obs_status: 'AB' is not one of"),
    ("row twice", repeat_row(3), "row 7 repeats row 3: nat_remin of PHL in 2024"),
    ("column missing", change("value", "amount"), "row 1: unknown columns: amount. Use series"),
    ("column twice", change("obs_status", "value"), "row 1: the column 'value' occurs twice"),
    ("cell too many", change(",A", ",A,"), "row 2: 6 cells where the header has 5"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        pytest.param(spoil, "unknown columns" if what == "error page" else said, id=what)
        for what, spoil, said in CASES
    ],
)
def test_a_mistake_is_refused_with_its_place(spoil, said):
    assert_refused("national", spoil(sample("national.csv")), said)


def test_one_country_under_two_spellings_is_one_key():
    data = sample("national.csv").replace(b"nat_imm,Namibia,2023,,O", b"nat_pop,Namibia,2023,5,A")

    assert_refused("national", data, "row 6 repeats row 5: nat_pop of NAM in 2023")


def test_semicolons_are_as_good_as_commas_and_statuses_are_kept():
    plain = read("national", sample("national.csv"))
    other = read("national", sample("national.csv").replace(b",", b";"))

    assert other.value.tolist() == plain.value.tolist()
    assert [STATUSES[code] for code in other.status] == ["A", "P", "P", "A"]
    assert_refused(
        "national", b"series;ref_area;time_period;value\nnat_pop;NAM;2023;3,5\n", "point, not"
    )


def test_totals_and_corridors_are_not_mixed():
    rows = "nat_imm,PHL,USA,2020,10\nnat_imm,PHL,,2020,20\n"

    assert_refused("national", (HEADER + rows).encode(), "row 3, column counterpart_area: empty")


def test_the_world_as_counterpart_never_becomes_a_total():
    data = (HEADER + "nat_imm,PHL,World,2020,10\n").encode()

    assert_refused("national", data, "row 2, column counterpart_area: .*'World'")


def test_an_empty_corridor_column_means_totals():
    found = read("national", (HEADER + "nat_pop,PHL,,2020,10\n").encode())

    assert found.counterpart_code.tolist() == [-1]
