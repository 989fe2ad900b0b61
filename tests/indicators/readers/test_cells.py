"""Every figure knows its cell: another program opens the file there and sees the same number."""

import csv
import io
import json

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlrd

from indicators.readers import READERS, read
from indicators.readers.unhcr import ADDED
from indicators.readers.unhcr_api import GROUPS
from scripts.extract import table_of, write
from tests.indicators.readers.samples import SAMPLES

SCALES = (1.0, 1e3, 1e6)
RECORDS = {"world_bank_api", "unhcr_api"}
ROWLESS = {"world_factbook"}


def opened(data: bytes):
    """A function from (sheet, row, column), counted from 1, to the cell."""
    if data.startswith(b"PK"):
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        return lambda sheet, row, column: book[sheet].cell(row, column).value
    if data.startswith(b"\xd0\xcf"):
        old = xlrd.open_workbook(file_contents=data)
        return lambda sheet, row, column: old.sheet_by_name(sheet).cell_value(row - 1, column - 1)
    if data.startswith(b"PAR1"):
        table = pq.read_table(pa.BufferReader(data))
        return lambda _sheet, row, column: table.column(column - 1)[row - 1].as_py()
    delimiter = ";" if data.split(b"\n", 1)[0].count(b";") else ","
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))
    return lambda _sheet, row, column: rows[row - 1][column - 1]


def assert_cells(key: str, name: str, data: bytes) -> None:
    reading = read(key, data, name=name)
    cell = opened(data)
    sums = 0
    assert len(reading.cells.row) == len(reading.value) > 0
    for value, sheet, row, column in zip(
        reading.value, reading.cells.sheet, reading.cells.row, reading.cells.column, strict=True
    ):
        title = reading.cells.sheets[sheet - 1] if sheet else ""
        text = str(cell(title, int(row), int(column))).replace(",", "")
        is_same = any(np.isclose(float(text) * scale, value, rtol=1e-12) for scale in SCALES)
        sums += not is_same
        assert is_same or float(text) < value, text
    # Of rows that were added up the first is named.
    assert sums <= reading.left_out.get(ADDED, 0)


@pytest.mark.parametrize("key", sorted(set(READERS) - RECORDS - ROWLESS))
def test_a_figure_stands_where_the_reader_says(key):
    name, data = SAMPLES[key]

    assert_cells(key, name, data)


def test_empty_rows_and_cells_of_several_lines_are_counted():
    name, data = SAMPLES["wdi_packed"]
    head, *rows = data.decode().splitlines()
    odd = "\n".join([head, "", *rows[:2], "", "", *rows[2:], ""]).encode()

    assert_cells("wdi_packed", name, odd)


def test_a_preamble_is_counted():
    name, data = SAMPLES["unhcr_csv"]

    assert_cells("unhcr_csv", name, b"Extracted from the Refugee Data Finder\n,\n" + data)


def test_rows_of_parquet_are_counted_from_one(tmp_path):
    name, data = SAMPLES["unhcr_packed"]
    write(table_of(data), tmp_path / "sample.parquet")

    assert_cells("unhcr_packed", name, (tmp_path / "sample.parquet").read_bytes())


def test_records_of_an_answer_are_counted_from_one():
    name, data = SAMPLES["world_bank_api"]
    pages = json.loads(data)
    pages = [pages] if isinstance(pages[0], dict) else pages
    records = [record for page in pages for record in page[1]]
    reading = read("world_bank_api", data, name=name)

    assert [records[row - 1]["value"] for row in reading.cells.row] == reading.value.tolist()

    name, data = SAMPLES["unhcr_api"]
    answer = json.loads(data)
    items = [
        item
        for page in (answer if isinstance(answer, list) else [answer])
        for item in page["items"]
    ]
    reading = read("unhcr_api", data, name=name)
    fields = {series: field for field, series in GROUPS.items()}
    for series, row, value in zip(
        reading.series_code, reading.cells.row, reading.value, strict=True
    ):
        assert float(items[row - 1][fields[reading.series[series]]]) == value


def test_an_entry_of_the_factbook_is_named():
    name, data = SAMPLES["world_factbook"]
    cells = read("world_factbook", data, name=name).cells

    assert all(cells.sheets[number - 1].startswith("entry ") for number in cells.sheet)
    assert not cells.row.any()
