"""CSV as providers hand it out, one row per country or corridor: read whole, or refused with a reason."""

from datetime import date

import pytest

from indicators.catalogue.statuses import STATUSES
from indicators.readers import recognise
from tests.indicators.readers.breaking import (
    ANY_CSV,
    assert_refused,
    change,
    cut_off,
    only_header,
    read,
    repeat_row,
    sample,
)

SAMPLES = {
    "world_bank_csv": "world_bank.csv",
    "matrix_2018": "matrix_2018.csv",
    "rpw": "rpw_databank.csv",
    "unhcr_csv": "unhcr_download.csv",
}
NOT_A_TABLE = {
    "world_bank_csv": "no row with 'Country Name'",
    "matrix_2018": "unknown country|no countries",
    "rpw": "no row with 'Sending Countries Name'",
    "unhcr_csv": "headings are not those",
}
WRONG = {
    "world_bank_csv": [
        ("unknown country", change('"NAM"', '"NAX"'), "row 7, column B: .*'NAX'"),
        ("unknown series", change("BX.TRF", "BX.XXX"), "row 6, column D: .*does not use the indicator 'BX.XXX"),
        ("word for a number", change('"7"', '"seven"'), "row 7, column F: 'seven' is not a number"),
        ("decimal comma", change('"120.5"', '"120,5"'), "row 6, column G: '120,5' is not a number"),
        ("infinite", change('"7"', '"1e999"'), "row 7, column F: '1e999' is not a number"),
        ("negative dollars", change('"7"', '"-7"'), "row 7, column F: -7 is negative"),
        ("row twice", repeat_row(6), "row 10, column E repeats row 6, column E: remin of PHL in 2019"),
        ("year out of range", change('"2019"', '"1019"'), "the year 1019 is not between"),
        ("other headings", change("Country Code", "Code"), "row 5: expected 'Country Code'"),
        ("no day", change("2025-06-05", "soon"), "row 3, column B: 'soon' is not a day"),
        ("no metadata", change("Last Updated Date", "Updated"), "no row with 'Last Updated Date'"),
        ("a quote that never ends", change('"7"', '"7'), "not a table|not a number"),
        ("cut off", lambda data: data[: data.rindex(b'"BX')], "cut off|not a table|does not use"),
    ],
    "matrix_2018": [
        ("unknown sender", change("Egypt, Arab", "Egybt, Arab"), "row 4, column A: .*Egybt"),
        ("unknown receiver", change(",Algeria", ",Algerien"), "row 1, column D: .*Algerien"),
        ("word for a number", change("3.5", "much"), "row 3, column D: 'much' is not a number"),
        ("negative dollars", change("Albania,2,,3.5,5.5", "Albania,2,,-3.5,"), "total|negative"),
        ("changed cell", change("3.5", "3.6"), "row .*, column .: the total is .*, the cells add up to"),
        ("changed total", change("16.5", "17"), "row 5, column E: the total is 17, the cells add up to 16.5"),
        ("lost row", change('"Egypt, Arab Rep.",0,4,6,10\n', ""), "the total is"),
        ("row twice", lambda data: data.replace(b"WORLD,2,5,9.5,16.5\n", b"Albania,1,,,1\n"), "row 5, column A: ALB again, as in row 3"),
        ("receiver twice", change(",Algeria", ",Albania"), "row 1, column D: ALB again, as in row 1, column C"),
        ("infinite", change("3.5", "inf"), "row 3, column D: 'inf' is not a number"),
        ("header only", only_header, "no countries down or across"),
    ],
    "rpw": [
        ("unknown sender", change(",ZAF,", ",ZAX,"), "row 2, column B: .*'ZAX'"),
        ("unknown receiver", change(",KSV,", ",KSX,"), "row 3, column F: .*'KSX'"),
        ("no sender", change(",ZAF,", ",,"), "row 2, column B: .*is empty"),
        ("another series", change("ATCR.CORR", "SMART.CORR"), "row 2, column D: the series is 'SMART.CORR'"),
        ("word for a number", change("12.5", "free"), "row 2, column G: 'free' is not a number"),
        ("no quarter", change("2020Q2 [YR2020Q2]", "2020"), "row 1, column H: expected a quarter"),
        ("other headings", change("Sending Countries Name", "From"), "no row with 'Sending"),
        ("row twice", repeat_row(2), "repeats row 2, column G: rpw_cost of NAM in 2020"),
        ("quarter twice", change("2020Q2 [YR2020Q2]", "2020Q1 [YR2020Q1]"), "repeats"),
        ("no such day", change("12/07/2020", "31/31/2020"), "'Last Updated: 31/31/2020' is not a day"),
        ("row cut off", change(",KSV,..,6.25", ",KSV,.."), "row 3: the row is cut off"),
        ("header only", only_header, "no figure"),
    ],
    "unhcr_csv": [
        ("unknown asylum", change("DEU,SYR", "DEX,SYR"), "row 2, column Country of Asylum ISO: .*'DEX'"),
        ("unknown origin", change("DEU,SYR", "DEU,SYX"), "row 2, column Country of Origin ISO: .*'SYX'"),
        ("word for a number", change('"1,500"', "many"), "row 2, column Refugees: 'many' is not"),
        ("odd thousands", change('"1,500"', '"1,50"'), "row 2, column Refugees: '1,50' is not"),
        ("negative persons", change(",40,", ",-40,"), "row 2, column Asylum-seekers: '-40' is not"),
        ("infinite", change(",40,", ",inf,"), "column Asylum-seekers: 'inf' is not"),
        ("year in words", change("2023", "now"), "row 2, column Year: 'now' is not a number"),
        ("year out of range", change("2023", "20233"), "row 2: the year 20233 is not between"),
        ("no year", change("2023,Col", ",Col"), "row 5, column Year: '' is not a whole number"),
        ("row twice", repeat_row(2), "row 6 repeats row 2: unhcr_refugee of DEU from SYR in 2023"),
        ("other headings", change("Country of Asylum ISO", "Where"), "headings are not those"),
        ("cell too many", change(",40,", ",4,0,"), "row 2: 10 cells where the header has 9"),
        ("cut off", cut_off, "row 5: 8 cells where the header has 9"),
        ("header only", only_header, "no figure"),
    ],
}  # fmt: skip
CASES = [
    pytest.param(
        reader, spoil, NOT_A_TABLE[reader] if what == "error page" else said, id=f"{reader}: {what}"
    )
    for reader, wrong in WRONG.items()
    for what, spoil, said in [*ANY_CSV, *wrong]
]


@pytest.mark.parametrize(("reader", "spoil", "said"), CASES)
def test_a_broken_file_is_refused_with_its_reason(reader, spoil, said):
    assert_refused(reader, spoil(sample(SAMPLES[reader])), said)


@pytest.mark.parametrize(("reader", "name"), SAMPLES.items())
def test_the_sample_is_recognised_by_content(reader, name):
    assert recognise("whatever.bin", sample(name)) == reader


def test_world_bank_zeros_stay_and_aggregates_and_gaps_are_counted():
    found = read("world_bank_csv", sample("world_bank.csv"))

    assert found.value.tolist() == [100.0, 0.0, 120.5, 7.0, 50.0, 51.0, 52.0]
    assert found.areas == ("PHL", "NAM", "XKX")
    assert found.left_out == {"empty cells": 3, "aggregates": 2}
    assert found.vintage == date(2025, 6, 5)


def test_the_world_bank_file_may_be_in_another_language():
    spanish = (
        sample("world_bank.csv")
        .replace(b"World Development Indicators", b"Indicadores del desarrollo")
        .replace(b'"Namibia"', b'""')
    )

    found = read("world_bank_csv", spanish)

    assert found.value.tolist() == read("world_bank_csv", sample("world_bank.csv")).value.tolist()


def test_a_matrix_keeps_cells_without_totals_and_zeros():
    found = read("matrix_2018", sample("matrix_2018.csv"))

    cells = {
        (found.areas[receiver], found.areas[sender]): value
        for receiver, sender, value in zip(
            found.area_code, found.counterpart_code, found.value, strict=True
        )
    }
    assert cells == {
        ("ALB", "AFG"): 1e6,
        ("AFG", "ALB"): 2e6,
        ("DZA", "ALB"): 3.5e6,
        ("ALB", "EGY"): 4e6,
        ("DZA", "EGY"): 6e6,
    }
    assert {STATUSES[code] for code in found.status} == {"E"}
    assert found.left_out == {"empty cells": 2, "zeros": 2, "totals": 7}


def test_the_day_of_the_prices_is_the_one_below_the_table():
    found = read("rpw", sample("rpw_databank.csv"))

    assert found.vintage == date(2020, 12, 7)
    assert found.value.tolist() == [12.5, -0.4, 6.25]
    assert [found.areas[code] for code in found.counterpart_code] == ["ZAF", "ZAF", "DEU"]


def test_unhcr_masks_and_zeros_are_counted_and_residual_origins_added_up():
    found = read("unhcr_csv", sample("unhcr_download.csv"))

    figures = {
        (found.series[s], found.areas[a], found.areas[o]): v
        for s, a, o, v in zip(
            found.series_code, found.area_code, found.counterpart_code, found.value, strict=True
        )
    }
    assert figures == {
        ("unhcr_refugee", "DEU", "SYR"): 1500,
        ("unhcr_refugee", "DEU", "OOO"): 20,
        ("unhcr_asylum", "DEU", "SYR"): 40,
        ("unhcr_idp", "COL", "COL"): 700,
        ("unhcr_stateless", "DEU", "OOO"): 3,
    }
    assert found.left_out == {
        "masked by the provider (1 to 4 people)": 1,
        "zeros: nobody of the group": 8,
        "empty cells": 1,
        "rows added to another of the same area": 1,
    }
    assert found.vintage == date(2024, 6, 12)


def test_a_name_of_two_territories_may_have_two_rows_and_others_may_not():
    header = "Year,Country / territory of asylum/residence,Origin,Refugees (incl. refugee-like situations)\n"
    joined = '2014,"Serbia and Kosovo (S/RES/1244 (1999))",Croatia,'
    single = "2014,Malaysia,Liberia,"

    two = read("unhcr_csv", f"{header}{joined}32372\n{joined}36\n".encode())

    assert two.value.tolist() == [32408]
    assert_refused("unhcr_csv", f"{header}{single}14\n{single}2\n".encode(), "row 3 repeats row 2")
    assert read("unhcr_csv", f"{header}{single}14\n{single}0\n".encode()).value.tolist() == [14]
