"""Tables as offices save them: separators, encodings, workbooks, and what is refused with its row."""

import io
import time
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from openpyxl import Workbook

from core.tables import encodings, spreadsheets
from core.tables.upload import BadTable, read_upload, rows_of
from tests.width import cases

TEXTS = {
    "cp1252": "Prénom;Nom;Ministère\nÉlodie;Lefèvre;Économie et Finances\n",
    "cp1250": "Imię;Nazwisko\nŁukasz;Wiśniewski\nStanisław;Główny Urząd\n",
    "cp1251": "Имя;Фамилия\nИван;Петров\nОльга;Министерство труда\n",
    "cp1256": "الاسم;العائلة\nأمل;حداد\nوزارة;العمل\n",
    "gb18030": "名;姓;单位\n伟;王;国家统计局\n",
}


def read(data: bytes, **more):
    return read_upload(data, **{"most_rows": 100, "most_columns": 20} | more)


def cells(data: bytes, **more) -> list[list[str]]:
    return [row.cells for row in read(data, **more).rows]


def workbook(*rows, sheets=("data",)) -> bytes:
    book = Workbook()
    for name in sheets:
        sheet = book.create_sheet(name)
        if name == sheets[0]:
            for row in rows:
                sheet.append(row)
    book.remove(book.worksheets[0])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("declared", [False, True])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_separator_is_recognised(separator, declared, end):
    lines = [
        separator.join(row) for row in (("Given", "Family"), ("Ana, PhD", "Lopez"), ("B", "C"))
    ]
    if separator == ",":
        lines[1] = '"Ana, PhD",Lopez'
    text = end.join([f"sep={separator}"] * declared + lines)

    table = read(text.encode())

    assert [row.cells for row in table.rows][1] == ["Ana, PhD", "Lopez"]
    assert (table.separator, table.rows[0].number) == (separator, 1)


@pytest.mark.parametrize("encoding", TEXTS)
def test_windows_code_pages_are_told_apart_by_content(encoding):
    table = read(TEXTS[encoding].encode(encoding))

    assert table.encoding == encoding
    assert [row.cells for row in table.rows] == [
        line.split(";") for line in TEXTS[encoding].splitlines()
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", TEXTS.values())
def test_unicode_is_read_with_and_without_byte_order_mark(encoding, text):
    assert cells(text.encode(encoding))[0] == text.splitlines()[0].split(";")


def test_an_encoding_that_was_chosen_is_used_or_refused():
    data = "Erdős;Sõber\n".encode("cp1252", "replace")

    assert read(data, encoding="cp1250").encoding == "cp1250"
    with pytest.raises(BadTable, match="encoding"):
        read("Élodie".encode("cp1252"), encoding="utf-8")
    with pytest.raises(BadTable, match="encoding"):
        read(b"a", encoding="rot13")


def test_empty_rows_and_cells_are_skipped_and_rows_keep_their_numbers():
    table = read(b"a,b\n,,,,\n\n c , d ,,\n,,,\n")

    assert [(row.number, row.cells) for row in table.rows] == [(1, ["a", "b"]), (4, ["c", "d"])]


def test_what_keeps_a_spreadsheet_from_reading_a_formula_is_taken_off_again():
    assert cells(b"'+66 2 288,=\"0012\",'=HYPERLINK(),it's,'quoted'\n") == [
        ["+66 2 288", "0012", "=HYPERLINK()", "it's", "'quoted'"]
    ]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b",,\n \n", "no rows"),
        (b'a,b\n1,2\nx,"open\n3,4\n', "Row 3.*not closed"),
        (b"a\n1\n" + b"x" * 200_000, "Row 3.*128 KB"),
        (b'a\n"x"y\n', "Row 2.*quotation mark"),
        (b"a," * 30 + b"b", "more than 20 columns"),
        (b"a\n" * 200, "more than 100 rows"),
        (b"%PDF-1.7 x", "CSV or as an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), r"\.xls"),
        (b"PK\x03\x04 no zip", "damaged"),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(data, sentence):
    with pytest.raises(BadTable, match=sentence):
        read(data)


def test_a_workbook_is_read_from_its_first_sheet_with_cells():
    table = read(workbook(["Given", None, " Family "], [1.0, True, None], sheets=("data", "notes")))

    assert [row.cells for row in table.rows] == [["Given", "", "Family"], ["1", "True"]]
    assert (table.sheet, table.other_sheets, table.encoding) == ("data", ["notes"], "")


def rewritten(data: bytes, **parts: bytes) -> bytes:
    """The workbook with other content in the parts of these names."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", 8) as new:
        for name in old.namelist():
            key = name.rsplit("/", 1)[-1].removesuffix(".xml")
            new.writestr(name, parts.pop(key, old.read(name)))
        for key, content in parts.items():
            new.writestr(f"xl/{key}.xml", content)
    return stream.getvalue()


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
BOMBS = {
    "shared texts": {"sharedStrings": b"<sst>" + b"<si><t/></si>" * 4_000_000 + b"</sst>"},
    "wide rows": {
        "sheet1": SHEET
        + b"".join(b"<row>" + b"<c><v>1</v></c>" * 16_000 + b"</row>" for _n in range(400))
        + b"</sheetData></worksheet>"
    },
    "blank": {"sheet1": SHEET + b" " * 30_000_000 + b"</sheetData></worksheet>"},
    "entities": {"sheet1": b'<!DOCTYPE x [<!ENTITY a "b">]>' + SHEET + b"</sheetData></worksheet>"},
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("reader", [read, lambda data: rows_of(data, most_rows=9, most_columns=9)])
def test_a_workbook_that_would_keep_a_reader_busy_is_not_opened(name, reader):
    data = rewritten(workbook(["a", "b"]), **BOMBS[name])
    began = time.process_time()

    with pytest.raises(BadTable):
        reader(data)

    assert time.process_time() - began < 2


def test_a_workbook_of_many_columns_is_cut_or_refused():
    data = workbook(list(range(300)), ["x"])

    assert len(rows_of(data, most_rows=9, most_columns=20)[0]) == 20
    with pytest.raises(BadTable, match="more than 20 columns"):
        read(data)


def test_a_workbook_with_a_password_is_refused():
    data = bytearray(workbook(["a"]))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1  # the flag of the first entry of the directory

    with pytest.raises(spreadsheets.BadWorkbook, match="protected"):
        spreadsheets.check(bytes(data))


def test_an_encoding_is_guessed_within_a_second():
    data = ("Élodie;Lefèvre\n" * 50_000).encode("cp1252")
    encodings.guess(data)
    began = time.process_time()

    assert encodings.guess(data) == "cp1252"
    assert time.process_time() - began < 1


TABLES = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=200).map(lambda text: text.encode("utf-16")),
    st.text(alphabet='a;,\t"\n\r=\x00é', max_size=200).map(str.encode),
    st.binary(max_size=100).map(lambda data: b"PK\x03\x04" + data),
)


@given(TABLES)
@hypothesis_settings(max_examples=cases(200), deadline=None)
def test_no_bytes_break_the_reader(data):
    with suppress(BadTable):
        assert all(any(row.cells) for row in read(data).rows)
