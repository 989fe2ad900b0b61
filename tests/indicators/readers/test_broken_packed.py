"""The packed long files: samples are read whole, and refused with a reason when one thing is wrong."""

from datetime import date

import pytest

from indicators.catalogue.statuses import STATUSES
from indicators.readers import recognise
from tests.indicators.readers.breaking import (
    LONG_CSV,
    assert_refused,
    change,
    read,
    repeat_row,
    sample,
)

SAMPLES = {
    "wdi_packed": "wdi_packed.csv",
    "undesa_packed": "undesa_packed.csv",
    "unhcr_packed": "unhcr_packed.csv",
    "rpw_packed": "rpw_packed.csv",
    "matrix_packed": "bilateral_matrix_2018.csv",
    "knomad_packed": "knomad_packed.csv",
}
WRONG = {
    "wdi_packed": [
        ("unknown country", change("PHL,", "PHX,"), "row 2, column iso3: .*'PHX'"),
        ("no country", change("ZAR,", ","), "row 6, column iso3: the cell is empty"),
        ("unknown series", change("nmig", "nmog"), "row 5, column var_code: 'nmog' is unknown"),
        ("word for a number", change("1000.5", "much"), "row 2, column value: 'much' is not a number"),
        ("not a number", change("1000.5", "nan"), "row 2, column value: 'nan' is not a finite"),
        ("infinite", change("1000.5", "1e999"), "row 2, column value: .* is not a finite"),
        ("negative dollars", change("1000.5", "-1"), "row 2: -1 is negative, which remin cannot be"),
        ("year out of range", change("2019", "20190"), "row 2: the year 20190 is not between"),
        ("half a year", change("2019", "2019.5"), "row 2, column year: '2019.5' is not a whole"),
        ("no year", change(",2019,", ",,"), "row 2, column year: '' is not a whole number"),
        ("row twice", repeat_row(2), "row 7 repeats row 2: remin of PHL in 2019"),
        ("other header", change("iso3", "country"), "row 1: missing columns: iso3"),
        ("column twice", change("unit", "iso3"), "'iso3' occurs twice"),
        ("cell too many", change("0,USD", "0,0,USD"), "row 3: 7 cells where the header has 6"),
        ("decimal comma", change("1000.5", "1000,5"), "row 2: 7 cells where the header has 6"),
    ],
    "undesa_packed": [
        ("unknown destination", change("KWT", "KWX"), "row 5, column dest: .*'KWX'"),
        ("unknown origin", change("NAM", "NAN"), "row 5, column origin: .*'NAN'"),
        ("unknown sex", change("male,110", "both,110"), "row 3, column sex: 'both' is unknown"),
        ("negative persons", change("100", "-100"), "row 2: -100 is negative"),
        ("word for a number", change("110", "n.a."), "row 3, column n: 'n.a.' is not a number"),
        ("thousands", change("110", '"1,110"'), "row 3, column n: '1,110' is not a number"),
        ("year out of range", change("2020", "1020"), "row 2: the year 1020 is not between"),
        ("unknown letter", change("30,I", "30,X"), "row 7, column data_type: 'X' has a letter other"),
        ("row twice", repeat_row(3), "row 8 repeats row 3: stock_m of DEU in 2020"),
        ("column missing", change(",data_type", ""), "missing columns: data_type"),
    ],
    "unhcr_packed": [
        ("unknown asylum", change("COL,COL", "KOL,COL"), "row 5, column asylum: .*'KOL'"),
        ("unknown origin", change("DEU,OOO", "DEU,???"), "row 4, column origin: .*'\\?\\?\\?'"),
        ("unknown group", change("idp", "idps"), "row 5, column group: 'idps' is unknown"),
        ("negative persons", change("900", "-900"), "row 5: -900 is negative"),
        ("word for a number", change("900", "*"), "row 5, column n: '\\*' is not a number"),
        ("year out of range", change("2023", "3023"), "row 2: the year 3023"),
        ("year in words", change("2023", "now"), "row 2, column year: 'now' is not a number"),
        ("row twice", repeat_row(5), "row 6 repeats row 5: unhcr_idp of COL in 2023"),
        ("column missing", change("group", "kind"), "missing columns: group"),
    ],
    "rpw_packed": [
        ("unknown sender", change("ZAF", "ZAX"), "row 2, column sender: .*'ZAX'"),
        ("unknown receiver", change("KSV", "KSX"), "row 4, column receiver: .*'KSX'"),
        ("no such quarter", change("2020-Q1", "2020-Q5"), "row 2, column period: '2020-Q5' is neither"),
        ("a year", change("2020-Q1", "2020"), "row 2, column period: a year"),
        ("no quarter", change("2020-Q1", ""), "row 2, column period: the cell is empty"),
        ("year out of range", change("2020-Q1", "1020-Q1"), "row 2: the year 1020"),
        ("word for a number", change("12.5", "free"), "row 2, column cost_pct: 'free' is not"),
        ("row twice", repeat_row(3), "row 6 repeats row 3: rpw_cost of NAM in 2020"),
        ("column missing", change("period", "quarter"), "missing columns: period"),
    ],
    "matrix_packed": [
        ("unknown sender", change("ARE", "ARX"), "row 4, column sender: .*'ARX'"),
        ("unknown receiver", change("MEX", "MEXX"), "row 2, column receiver: .*'MEXX'"),
        ("no receiver", change("MEX", ""), "row 2, column receiver: the cell is empty"),
        ("negative dollars", change("30", "-30"), "row 2: -3e\\+07 is negative"),
        ("word for a number", change("30", "many"), "row 2, column usd_mn: 'many' is not"),
        ("infinite", change("30", "inf"), "row 2, column usd_mn: 'inf' is not a finite"),
        ("row twice", repeat_row(2), "row 6 repeats row 2: bilateral_2018 of MEX in 2018"),
        ("column missing", change("usd_mn", "usd"), "missing columns: usd_mn"),
        ("cell too few", change("ARE,PHL,4", "ARE,PHL"), "row 4: 2 cells where the header has 3"),
    ],
    "knomad_packed": [
        ("unknown country", change("NAM", "NAX"), "row 4, column iso3: .*'NAX'"),
        ("negative dollars", change("38.05", "-38"), "row 2: -3.8e\\+07 is negative"),
        ("word for a number", change("38.05", "38 mn"), "row 2, column usd_mn: '38 mn' is not"),
        ("a mark of its own", change("40,1", "40,yes"), "row 3, column estimate: 'yes' is not"),
        ("neither 0 nor 1", change("40,1", "40,2"), "row 3, column estimate: neither 0 nor 1"),
        ("year out of range", change("2022", "22"), "row 2: the year 22 is not between"),
        ("row twice", repeat_row(2), "row 5 repeats row 2: knomad_in of PHL in 2022"),
        ("column missing", change("estimate", "e"), "missing columns: estimate"),
    ],
}  # fmt: skip
CASES = [
    pytest.param(reader, spoil, said, id=f"{reader}: {what}")
    for reader, wrong in WRONG.items()
    for what, spoil, said in [*LONG_CSV, *wrong]
]


@pytest.mark.parametrize(("reader", "spoil", "said"), CASES)
def test_a_broken_file_is_refused_with_its_reason(reader, spoil, said):
    name = SAMPLES[reader]
    assert_refused(reader, spoil(sample(name)), said, name)


@pytest.mark.parametrize(("reader", "name"), SAMPLES.items())
def test_the_sample_is_recognised_and_read(reader, name):
    data = sample(name)
    assert recognise("whatever.bin", data) == reader

    found = read(reader, data, name)

    empty = sum(line.endswith(b",") or b",," in line for line in data.splitlines())
    assert len(found.value) == data.count(b"\n") - 1 - empty
    assert found.left_out == ({"empty cells": empty} if empty else {})
    assert found.rows_read == data.count(b"\n") - 1


def test_zeros_are_kept_and_nothing_is_filled():
    found = read("wdi_packed", sample("wdi_packed.csv"))

    assert found.value.tolist() == [1000.5, 0.0, -25.0, 5e9]
    assert [found.areas[code] for code in found.area_code] == ["PHL", "PHL", "NAM", "COD"]


def test_namibia_is_not_a_missing_value():
    stock = read("undesa_packed", sample("undesa_packed.csv"))

    assert "NAM" in [stock.areas[code] for code in stock.counterpart_code]


def test_imputed_stocks_say_so_and_keep_the_letters_of_the_source():
    found = read("undesa_packed", sample("undesa_packed.csv"))

    assert [STATUSES[code] for code in found.status] == ["E", "E", "E", "E", "E", "I"]
    assert [found.flags[code] for code in found.flag_code] == ["BR", "BR", "BR", "CR", "CR", "I"]


def test_the_revision_of_the_stock_is_told_by_its_years():
    newer = sample("undesa_packed.csv")
    older = newer.replace(b",2024,", b",2015,")

    assert read("undesa_packed", newer).vintage == date(2025, 1, 27)
    assert read("undesa_packed", older).vintage == date(2021, 1, 15)


def test_costs_may_be_negative_and_stand_at_their_quarter():
    found = read("rpw_packed", sample("rpw_packed.csv"))

    assert found.value.tolist() == [12.5, -0.4, 6.0]
    assert found.quarter.tolist() == [1, 2, 2]
    assert [found.areas[code] for code in found.area_code] == ["NAM", "NAM", "XKX"]


def test_millions_become_dollars_and_estimates_say_so():
    found = read("knomad_packed", sample("knomad_packed.csv"))

    assert found.value.tolist() == pytest.approx([38.05e6, 40e6, 0.06e6])
    assert [STATUSES[code] for code in found.status] == ["A", "E", "A"]


def test_a_matrix_is_modelled_and_its_year_must_be_named():
    data = sample("bilateral_matrix_2018.csv")

    found = read("matrix_packed", data, "bilateral_matrix_2018.csv")

    assert {STATUSES[code] for code in found.status} == {"E"}
    assert_refused("matrix_packed", data, "name no year", "matrix.csv")
    assert_refused("matrix_packed", data, "name no year", "from_2018_to_2021.csv")


def test_rows_are_counted_as_in_a_spreadsheet_with_its_empty_rows():
    data = sample("wdi_packed.csv").replace(b"\nNAM,nmig", b"\n\n\nNAM,nmig", 1)

    assert_refused("wdi_packed", data.replace(b"5e9", b"x"), "row 8, column value: 'x'")


def test_rows_are_counted_right_in_large_files():
    rows = "\n".join(f"PHL,pop,SP.POP.TOTL,{1950 + n % 70},{n}," for n in range(70))
    many = "\n".join(
        f"{area},{series},x,{year},{year},"
        for series in ("birth", "unem", "depend", "gdp")
        for area in ("DEU", "FRA", "TUR", "KEN")
        for year in range(1900, 2100)
    )
    data = f"iso3,var_code,source_code,year,value,unit\n{rows}\n{many}\nPHL,remin,x,2020,1,\n"

    assert len(read("wdi_packed", data.encode()).value) == 70 + 3200 + 1
    assert_refused("wdi_packed", (data + "QQQ,remin,x,2020,1,\n").encode(), "row 3273.*'QQQ'")


def test_windows_line_ends_and_a_byte_order_mark_are_no_error():
    plain = sample("undesa_packed.csv")
    windows = b"\xef\xbb\xbf" + plain.replace(b"\n", b"\r\n")

    assert recognise("x", windows) == "undesa_packed"
    assert (
        read("undesa_packed", windows).value.tolist() == read("undesa_packed", plain).value.tolist()
    )


def test_a_file_full_of_strangers_is_refused_at_once_and_briefly():
    rows = "".join(f"stranger {n},remin,,2020,{n},\n" for n in range(20_000))
    data = ("iso3,var_code,source_code,year,value,unit\n" + rows).encode()

    assert_refused(
        "wdi_packed", data, "row 2, column iso3: .*'stranger 0'.* Also unknown: 'stranger 1'"
    )


def test_a_page_in_a_cell_is_not_quoted_whole():
    page = "lorem ipsum " * 5_000

    for old in ("PHL", "nmig", "1000.5", "2019"):
        assert_refused("wdi_packed", change(old, page)(sample("wdi_packed.csv")), r"row \d, column")
