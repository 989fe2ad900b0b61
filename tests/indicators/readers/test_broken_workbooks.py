"""Workbooks with one thing wrong are refused, and the reason names the sheet, the cell, the remedy."""

import re
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from indicators.readers import READERS, BadSource, recognise
from tests.indicators.readers.samples import SAMPLES
from tests.indicators.readers.workbooks import (
    DESTINATION,
    INFLOWS,
    MATRIX,
    ORIGIN,
    WORLD_BANK,
    Cells,
    changed,
    repeated,
    without,
    xls,
    xlsx,
)

Case = tuple[str, Cells, str]
FLOWS, BRM, DATA, ONE, TWO = (
    "Inward remittance flows",
    "FINAL BRM 2021",
    "Data",
    "Table 1",
    "Table 2",
)

# Its totals agree, so that only the sign is wrong.
NEGATIVE = changed(changed(changed(MATRIX, BRM, 3, 3, -40.5), BRM, 3, 5, -40.5), BRM, 5, 3, -40.5)
CASES: dict[str, list[Case]] = {
    "knomad_inflows": [
        ("unknown country", changed(INFLOWS, FLOWS, 3, 1, "Filipines"), r"row 3, column A: .*'Filipines'.*Did you mean Philippines \(PHL\)"),
        ("a code nobody has", changed(INFLOWS, FLOWS, 2, 1, "Atlantis"), "row 2, column A: .*'Atlantis'.*Correct it"),
        ("text in a number cell", changed(INFLOWS, FLOWS, 2, 2, "fifty"), "row 2, column B: 'fifty' is not a number. Correct the cell"),
        ("a decimal comma", changed(INFLOWS, FLOWS, 2, 2, "53,8"), "row 2, column B: '53,8' is not a number"),
        ("an error of Excel", changed(INFLOWS, FLOWS, 2, 3, "#DIV/0!"), "row 2, column C: '#DIV/0!'"),
        ("a truth value", changed(INFLOWS, FLOWS, 2, 2, True), "row 2, column B: 'True' is not a number"),
        ("negative dollars", changed(INFLOWS, FLOWS, 2, 2, -53.8), "row 2, column B: .* is negative"),
        ("a country twice", repeated(INFLOWS, FLOWS, 3), "row 4, column B repeats .*row 3, column B: knomad_in of PHL in 2022"),
        ("a year twice", changed(INFLOWS, FLOWS, 1, 3, 2022), "row 2, column C repeats .*row 2, column B"),
        ("no year", changed(changed(INFLOWS, FLOWS, 1, 2, "a"), FLOWS, 1, 3, "b"), "row 1: no column is headed by a year"),
        ("another title", changed(INFLOWS, FLOWS, 1, 1, "Outflows"), "no row with 'Remittance inflows'"),
        ("header only", without(INFLOWS, FLOWS, slice(1, None)), "no figure that can be used"),
        ("a month that is none", changed(INFLOWS, FLOWS, 8, 1, "Date: Decembre 2023"), "'Date: Decembre 2023' does not name a month"),
    ],
    "matrix_2021": [
        ("unknown sender", changed(MATRIX, BRM, 3, 1, "South Afrika"), r"row 3, column A: .*Did you mean South Africa \(ZAF\)"),
        ("unknown receiver", changed(MATRIX, BRM, 2, 2, "Meksiko"), "row 2, column B: .*'Meksiko'"),
        ("text in a number cell", changed(MATRIX, BRM, 4, 2, "many"), "row 4, column B: 'many' is not a number"),
        ("negative dollars", NEGATIVE, "row 3, column C: .* is negative, which bilateral_2021 cannot be"),
        ("a changed cell", changed(MATRIX, BRM, 4, 2, 52_001), "column .: the total is .*add up to.*Restore"),
        ("a sender twice", repeated(MATRIX, BRM, 3), "row 4, column A: ZAF again, as in .*row 3, column A"),
        ("a receiver twice", changed(MATRIX, BRM, 2, 3, "Mexico"), "row 2, column C: MEX again, as in .*row 2, column B. Correct one"),
        ("no title", changed(MATRIX, BRM, 1, 1, "Estimates"), "no row with 'Bilateral Remittance Estimat'"),
        ("another year", changed({"BRM": MATRIX[BRM]}, "BRM", 1, 1, "Bilateral Remittance Estimates for 2019"), "row 1: the portal knows the matrices of 2018 and 2021"),
        ("title only", without(MATRIX, BRM, slice(1, None)), "row 2: the row of receiving countries is missing"),
        ("receivers only", without(MATRIX, BRM, slice(2, None)), "no countries down or across"),
        ("no corridor", without(MATRIX, BRM, slice(2, 4)), "the total is|no figure"),
    ],
    "undesa_by_destination": [
        ("no table 1", without(DESTINATION, ONE), "no sheet 'Table 1'; the workbook has Table 2"),
        ("no table 2", without(DESTINATION, TWO), "no sheet 'Table 2'; the workbook has Table 1"),
        ("unknown code", changed(DESTINATION, ONE, 6, 4, 517), "sheet 'Table 1', row 6, column D: .*'517'"),
        ("text in a number cell", changed(DESTINATION, ONE, 6, 7, "109 000 est."), "sheet 'Table 1', row 6, column G: '109 000 est.' is not a number"),
        ("decimal comma", changed(DESTINATION, TWO, 6, 6, "2314,9"), "sheet 'Table 2', row 6, column F: '2314,9'"),
        ("negative persons", changed(DESTINATION, ONE, 6, 8, -54), "sheet 'Table 1', row 6, column H: -54 is negative, which stock_dest_m cannot be"),
        ("a destination twice", repeated(DESTINATION, ONE, 6), "row 7, column F repeats sheet 'Table 1', row 6, column F: stock_dest of NAM in 2015"),
        ("a year gone", changed(DESTINATION, ONE, 4, 6, "x"), "row 4: expected three blocks of the same years .* found 5"),
        ("no years", changed(changed(DESTINATION, ONE, 4, 6, 3020), ONE, 4, 8, 3020), "row 4|3020"),
        ("no code column", changed(DESTINATION, ONE, 4, 4, "Code"), "row 4: no column 'Location code'"),
        ("another revision", changed(DESTINATION, ONE, 3, 5, "POP/DB/MIG/Stock/Rev.2019"), "neither Rev.2020 nor Rev.2024"),
        ("no heading", changed(DESTINATION, ONE, 4, 2, "Country"), "sheet 'Table 1': no row with 'Region, development group'"),
    ],
    "undesa_by_origin": [
        ("no table 1", without(ORIGIN, ONE), "no sheet 'Table 1'"),
        ("unknown destination", changed(ORIGIN, ONE, 5, 4, 9_999), "row 5, column D: .*'9999'"),
        ("unknown origin", changed(ORIGIN, ONE, 5, 7, 25), "row 5, column G: .*'25'"),
        ("no origin", changed(ORIGIN, ONE, 5, 7, None), "row 5, column G"),
        ("no destination", changed(ORIGIN, ONE, 5, 4, None), "row 5, column D"),
        ("text in a number cell", changed(ORIGIN, ONE, 5, 11, "twenty"), "row 5, column K: 'twenty' is not a number"),
        ("negative persons", changed(ORIGIN, ONE, 5, 11, -22), "row 5, column K: -22 is negative, which stock_m"),
        ("a corridor twice", repeated(ORIGIN, ONE, 5), "row 6, column J repeats sheet 'Table 1', row 5, column J: stock_m of NAM in 2020"),
        ("a column of years gone", changed(ORIGIN, ONE, 3, 13, None), "row 3: expected three blocks .* found 5"),
        ("blocks of other years", changed(ORIGIN, ONE, 3, 13, 2023), "row 3: expected three blocks"),
        ("no type of data", changed(ORIGIN, ONE, 3, 5, "Kind"), "row 3: no column 'Type of data of destination'"),
        ("no index", changed(ORIGIN, ONE, 3, 1, "No."), "no row with 'Index'"),
        ("no revision", changed(ORIGIN, ONE, 2, 5, "International Migrant Stock"), "neither Rev.2020 nor Rev.2024"),
    ],
    "world_bank_excel": [
        ("no sheet of data", without(WORLD_BANK, DATA), "no sheet 'Data'; the workbook has Metadata - Countries"),
        ("unknown country", changed(WORLD_BANK, DATA, 5, 2, "NAX"), "sheet 'Data', row 5, column B: .*'NAX'"),
        ("no country", changed(WORLD_BANK, DATA, 5, 2, None), "sheet 'Data', row 5, column B"),
        ("unknown series", changed(WORLD_BANK, DATA, 6, 4, "SP.DYN.LE00.IN"), "row 6, column D: the portal does not use the indicator 'SP.DYN.LE00.IN'"),
        ("no series", changed(WORLD_BANK, DATA, 6, 4, None), "row 6, column D: the portal does not use the indicator ''"),
        ("text in a number cell", changed(WORLD_BANK, DATA, 6, 5, "34.9 bn"), "row 6, column E: '34.9 bn' is not a number"),
        ("negative dollars", changed(WORLD_BANK, DATA, 6, 5, -1), "row 6, column E: -1 is negative, which remin cannot be"),
        ("a country twice", repeated(WORLD_BANK, DATA, 6), "row 7, column E repeats .*row 6, column E: remin of PHL in 2020"),
        ("a year twice", changed(WORLD_BANK, DATA, 4, 6, "2020"), "row 6, column F repeats|row 4"),
        ("a year out of range", changed(WORLD_BANK, DATA, 4, 5, "1066"), "column E: the year 1066 is not between"),
        ("no header", changed(WORLD_BANK, DATA, 4, 1, "Land"), "no row with 'Country Name'"),
        ("no column of codes", changed(WORLD_BANK, DATA, 4, 2, "Code"), "row 4: expected 'Country Code' and years"),
        ("no day", changed(WORLD_BANK, DATA, 2, 2, "yesterday"), "row 2, column B: 'yesterday' is not a day"),
        ("a day that is none", changed(WORLD_BANK, DATA, 2, 2, 9e99), "row 2, column B"),
        ("header only", without(WORLD_BANK, DATA, slice(4, None)), "no figure that can be used"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("reader", "cells", "said"),
    [(reader, cells, said) for reader, cases in CASES.items() for _name, cells, said in cases],
    ids=[f"{reader}: {name}" for reader, cases in CASES.items() for name, _cells, _said in cases],
)
def test_one_wrong_cell_refuses_the_workbook(reader, cells, said):
    data = xls(cells) if reader == "world_bank_excel" else xlsx(cells)

    with pytest.raises(BadSource) as problem:
        READERS[reader].read(data, name="broken")
    assert re.search(said, str(problem.value)), str(problem.value)


def _cut(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


def _flipped(data: bytes) -> bytes:
    """Some bytes of the compressed parts changed."""
    middle = len(data) // 3
    return (
        data[:middle]
        + bytes(byte ^ 0x55 for byte in data[middle : middle + 64])
        + data[middle + 64 :]
    )


def _html(_data: bytes) -> bytes:
    return b"<!DOCTYPE html><html><body>503 Service Unavailable</body></html>"


def _empty(_data: bytes) -> bytes:
    return b""


@pytest.mark.parametrize("reader", CASES)
@pytest.mark.parametrize("damage", [_cut, _html, _empty], ids=["cut", "error page", "empty"])
def test_a_damaged_workbook_says_so(reader, damage: Callable[[bytes], bytes]):
    name, data = SAMPLES[reader]

    with pytest.raises(BadSource, match=r"damaged.*Download it again"):
        READERS[reader].read(damage(data), name=name)
    assert recognise(name, damage(data)) in {None, "world_bank_excel"}


@pytest.mark.parametrize("reader", sorted(set(CASES) - {"world_bank_excel"}))
def test_a_workbook_with_changed_bytes_is_refused(reader):
    name, data = SAMPLES[reader]

    with pytest.raises(BadSource):
        READERS[reader].read(_flipped(data), name=name)


def test_a_workbook_that_grows_without_bounds_is_not_opened():
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/worksheets/sheet1.xml", b" " * (64 << 20))

    with pytest.raises(BadSource, match="grows to 64 MB when opened; it is not opened"):
        READERS["knomad_inflows"].read(out.getvalue(), name="bomb.xlsx")
    assert recognise("bomb.xlsx", out.getvalue()) is None


def test_empty_rows_below_the_notes_do_no_harm():
    cells = {FLOWS: [*INFLOWS[FLOWS], *[[None]] * 2_000, ["the end"]]}

    assert len(READERS["knomad_inflows"].read(xlsx(cells), name="long.xlsx").value) == 4


@pytest.mark.parametrize("reader", sorted(set(CASES) - {"world_bank_excel"}))
def test_a_workbook_of_another_layout_is_a_stranger(reader):
    stranger = xlsx({"Sheet1": [["a", "b"], [1, 2]]})

    assert recognise("stranger.xlsx", stranger) is None
    with pytest.raises(BadSource):
        READERS[reader].read(stranger, name="stranger.xlsx")
