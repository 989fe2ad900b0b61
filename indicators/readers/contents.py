"""What a file says at its top, to tell whose it is (pure)."""

from __future__ import annotations

from functools import cached_property
from io import BytesIO

import openpyxl

from indicators.readers import parquet
from indicators.readers.archives import check_workbook, is_workbook

SHEETS, ROWS, COLUMNS = 3, 14, 12
HEAD = 8192


class Contents:
    """The first bytes of a file; the first cells of a workbook, opened once for all who ask."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.head = data[:HEAD].removeprefix(b"\xef\xbb\xbf")

    @cached_property
    def cells(self) -> str:
        """The texts in the first rows of the first sheets; empty where there is no workbook."""
        return sheet_text(self.data) if is_workbook(self.data) else ""

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns of a Parquet file; none of any other."""
        return parquet.headings(self.data) if parquet.is_parquet(self.data) else ()


def sheet_text(data: bytes) -> str:
    """The text of the first rows of the first sheets; empty when the workbook cannot be opened."""
    texts: list[str] = []
    try:
        check_workbook(data)
        book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
        for sheet in book.worksheets[:SHEETS]:
            for row in sheet.iter_rows(values_only=True, max_row=ROWS, max_col=COLUMNS):
                texts += [cell for cell in row if isinstance(cell, str)]
        book.close()
    except Exception:  # noqa: BLE001  a damaged workbook raises anything; the reader will say why
        return ""
    return "\n".join(texts)
