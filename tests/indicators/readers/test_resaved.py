"""World Bank tables as analysts have them: of the DataBank, all of WDI, saved anew by a French Excel."""

from datetime import date

import pytest

from indicators import readers
from indicators.services import ingest
from tests.indicators.readers import workbooks
from tests.indicators.readers.figures import OWN, values

DATABANK = (OWN / "databank.csv").read_text(encoding="utf-8")
BULK = (OWN / "wdi_bulk.csv").read_text(encoding="utf-8")


def read(data: bytes, key: str):
    assert readers.recognise("file.csv", data) == key
    found = readers.read(key, data, name="file.csv")
    assert found.rows_read == len(found.value) + sum(found.left_out.values())
    return found


def test_a_table_of_the_databank():
    found = read(DATABANK.encode(), "world_bank_databank")

    assert values(found) == {
        ("remin", "PHL", "", 2019, 0): 35167485000,
        ("remin", "PHL", "", 2020, 0): 34913389000,
        ("remin", "PHL", "", 2021, 0): 36685310000,
        ("remin", "TJK", "", 2019, 0): 2321975000,
        ("remin", "TJK", "", 2020, 0): 2186962000,
    }
    assert found.vintage == date(2024, 12, 16)


def test_all_of_wdi_is_read_for_what_the_portal_uses():
    found = read(BULK.encode(), "wdi_bulk")

    assert {key[:2] for key in values(found)} == {("remin", "PHL"), ("pop", "JOR")}
    assert found.left_out["cells of indicators that the portal does not use"] == 2


def french(data: bytes, encoding: str) -> bytes:
    """The same table as a spreadsheet in French saves it."""
    rows = readers.resaved.csv.reader(data.decode("utf-8-sig").splitlines())
    lines = [
        ";".join(
            cell.replace(".", ",") if cell.replace(".", "").isdecimal() else cell for cell in row
        )
        for row in rows
    ]
    return "\r\n".join([*lines, ""]).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_bulk_csv_saved_by_a_french_excel_has_the_same_figures(encoding):
    original = (OWN / "world_bank.csv").read_bytes()
    same = readers.read("world_bank_csv", original, name="world_bank.csv")

    found = read(french(original, encoding), "world_bank_csv")

    assert values(found) == values(same)


def test_decimal_commas_and_spaces_between_thousands_are_understood():
    rows = "Country Name;Country Code;Indicator Name;Indicator Code;2019;2020\n"
    rows += "Côte d'Ivoire;CIV;Population;SP.POP.TOTL;25\u00a0000\u00a0000;1,5\n"

    assert set(values(read(rows.encode("cp1252"), "wdi_bulk")).values()) == {25e6, 1.5}


def test_the_bulk_csv_saved_as_a_workbook():
    found = read(workbooks.xlsx(workbooks.WORLD_BANK), "world_bank_workbook")

    same = readers.read("world_bank_excel", workbooks.xls(workbooks.WORLD_BANK), name="a.xls")
    assert values(found) == values(same)


def test_a_stranger_is_told_the_nearest_layout_and_the_first_difference(db):
    data = DATABANK.replace("Series Code", "Code").encode()

    with pytest.raises(
        ingest.NotAProviderFile, match=r"looks like world_bank_databank, but has no .*Series Code"
    ):
        ingest.receive(name="a.csv", data=data, retrieved_on=date(2026, 1, 1))
    with pytest.raises(ingest.NotAProviderFile, match="See the list of formats"):
        ingest.receive(name="a.csv", data=b"sun and sea", retrieved_on=date(2026, 1, 1))
