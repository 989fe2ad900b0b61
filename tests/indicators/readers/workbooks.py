"""Tiny workbooks in the providers' layouts, with invented figures, as .xlsx and as old .xls."""

import copy
import struct
from io import BytesIO
from typing import Any

import openpyxl

Cells = dict[str, list[list[Any]]]

INFLOWS: Cells = {
    "Inward remittance flows": [
        ["Remittance inflows (US$ million)", 2022, "2023e", "% of GDP in 2023"],
        ["Namibia", 53.8, 61.9, 0.5],
        ["Philippines", 38_000, 39_000, 9],
        ["Venezuela, RB", None, None, None],
        ["World", 800_000, 820_000, 0.8],
        [None],
        ["Note: All numbers are in current (nominal) US $."],
        ["Date: December 2023"],
    ]
}

MATRIX: Cells = {
    "FINAL BRM 2021": [
        ["Bilateral Remittance Estimates for 2021 using Migrant Stocks (millions of US$)"],
        ["Remittance-receiving country (across)", "Mexico", "Namibia", "Philippines", "WORLD"],
        ["South Africa", None, 40.5, 0, 40.5],
        ["United States", 52_000, None, 11_000, 63_000],
        ["WORLD", 52_000, 40.5, 11_000, None],
        [None],
        ["Note: All numbers are in current (nominal) US dollar."],
    ]
}

_YEARS = [2015, 2020]
_TABLE = [
    [None],
    [None, None, None, None, "International Migrant Stock 2020: Destination"],
    [None, None, None, None, "POP/DB/MIG/Stock/Rev.2020"],
    [None, "Region, development group, country or area", "Notes", "Location code", "Type of data"]
    + _YEARS * 3,
]
DESTINATION: Cells = {
    "Table 1": [
        *_TABLE,
        [1, "WORLD", None, 900, "", 250_000, 280_000, 130_000, 145_000, 120_000, 135_000],
        [2, "   Namibia", None, 516, "B R", 100, 109, 54, 59, 46, 50],
        [3, "   Montenegro", None, 499, "I", "..", 70, "..", 27, "..", 43],
    ],
    "Table 2": [
        *_TABLE,
        [1, "WORLD", None, 900, "", 7_379_797, 7_794_799, 3_720_696, 3_929_974, 3_659_101, 3_864_825],
        [2, "   Namibia", None, 516, "", 2_314.9, 2_540.9, 1_123.2, 1_231.9, 1_191.7, 1_309],
    ],
}  # fmt: skip

_WORDS = [
    "Index", "Region, development group, country or area of destination", "Notes of destination",
    "Location code of destination", "Type of data of destination",
    "Region, development group, country or area of origin", "Location code of origin",
]  # fmt: skip
ORIGIN: Cells = {
    "Table of contents": [[None], ["International Migrant Stock 2024"]],
    "Table 1": [
        [None],
        [None, None, None, None, "POP/DB/MIG/Stock/Rev.2024"],
        [*_WORDS, *[2020, 2024] * 3],
        [1, "World", None, 900, None, "Mexico*", 484, 11_000, 11_500, 5_900, 6_000, 5_100, 5_500],
        [2, "Namibia", None, 516, "B R", "Angola", 24, 43, 45, 22, 22, 21, 23],
        [3, "Namibia", None, 516, "I", "Others", 2003, 4, 5, 2, 3, 2, 2],
    ],
}

WORLD_BANK: Cells = {
    "Data": [
        ["Data Source", "World Development Indicators"],
        ["Last Updated Date", 45_225],
        [None],
        [
            "Country Name",
            "Country Code",
            "Indicator Name",
            "Indicator Code",
            "2020",
            "2021",
            "2022",
        ],
        ["Namibia", "NAM", "Remittances", "BX.TRF.PWKR.CD.DT", 47e6, None, 53e6],
        ["Philippines", "PHL", "Remittances", "BX.TRF.PWKR.CD.DT", 34.9e9, 36.7e9, 38e9],
        ["World", "WLD", "Remittances", "BX.TRF.PWKR.CD.DT", 590e9, 650e9, 700e9],
    ],
    "Metadata - Countries": [["Country Name", "Country Code"]],
}


def changed(cells: Cells, sheet: str, row: int, column: int, value: Any) -> Cells:
    """The same cells with another value at row and column, both from 1; a short row grows."""
    result = copy.deepcopy(cells)
    line = result[sheet][row - 1]
    line += [None] * (column - len(line))
    line[column - 1] = value
    return result


def without(cells: Cells, sheet: str, rows: slice | None = None) -> Cells:
    """The same cells without some rows of a sheet, or without the sheet."""
    result = copy.deepcopy(cells)
    if rows is None:
        del result[sheet]
    else:
        del result[sheet][rows]
    return result


def repeated(cells: Cells, sheet: str, row: int) -> Cells:
    """The same cells with a row (from 1) twice, one under the other."""
    result = copy.deepcopy(cells)
    result[sheet].insert(row, copy.copy(result[sheet][row - 1]))
    return result


def xlsx(cells: Cells) -> bytes:
    """An .xlsx workbook of the cells."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in cells.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def xls(cells: Cells) -> bytes:
    """An old .xls workbook of the cells: BIFF8 records in a compound file, as little as will do."""
    bodies = [_sheet(rows) for rows in cells.values()]
    titles = [title.encode("ascii") for title in cells]
    start = len(_bof(5)) + sum(12 + len(title) for title in titles) + 4
    bounds = b""
    for title, body in zip(titles, bodies, strict=True):
        bounds += _record(0x85, struct.pack("<IHBB", start, 0, len(title), 0) + title)
        start += len(body)
    return _compound(_bof(5) + bounds + _record(0x0A) + b"".join(bodies))


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _bof(kind: int) -> bytes:
    return _record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 0))


def _sheet(rows: list[list[Any]]) -> bytes:
    body = _bof(0x10)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            place = struct.pack("<HHH", number, column, 0)
            if isinstance(cell, str):
                text = struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le")
                body += _record(0x204, place + text)
            elif cell is not None:
                body += _record(0x203, place + struct.pack("<d", cell))
    return body + _record(0x0A)


def _compound(stream: bytes) -> bytes:
    """A compound file with one stream: sector 0 the table of sectors, 1 the directory."""
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    size = max(len(stream), 4096)  # shorter streams would have to go into a second table
    sectors = -(-size // 512)
    chain = [0xFFFFFFFD, end, *range(3, 2 + sectors), end]
    head = struct.pack(
        "<8s16sHHHHHHIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        0,
        0,
        1,
        1,
        0,
        4096,
        end,
        0,
        end,
        0,
    )
    head += struct.pack("<109I", 0, *[free] * 108)
    table = struct.pack("<128I", *chain, *[free] * (128 - len(chain)))
    entries = _entry("Root Entry", 5, child=1, start=end, size=0)
    entries += _entry("Workbook", 2, child=free, start=2, size=size)
    return head + table + entries.ljust(512, b"\0") + stream.ljust(sectors * 512, b"\0")


def _entry(name: str, kind: int, *, child: int, start: int, size: int) -> bytes:
    word, none = name.encode("utf-16-le"), 0xFFFFFFFF
    about = struct.pack("<HBBIII", len(word) + 2, kind, 1, none, none, child)
    return word.ljust(64, b"\0") + about + bytes(36) + struct.pack("<III", start, size, 0)
