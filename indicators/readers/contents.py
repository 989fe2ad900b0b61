"""What a workbook says at its top, to tell whose it is (pure)."""

from __future__ import annotations

from io import BytesIO

import openpyxl

SHEETS, ROWS, COLUMNS = 3, 14, 12


def sheet_text(data: bytes) -> str:
    """The text of the first rows of the first sheets; empty when the workbook cannot be opened."""
    found: list[str] = []
    try:
        book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
        for sheet in book.worksheets[:SHEETS]:
            for row in sheet.iter_rows(values_only=True, max_row=ROWS, max_col=COLUMNS):
                found += [cell for cell in row if isinstance(cell, str)]
        book.close()
    except Exception:  # noqa: BLE001  a damaged workbook raises anything; the reader will say why
        return ""
    return "\n".join(found)
