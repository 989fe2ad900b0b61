"""One table, many renderings: CSV, JSON and Parquet here, XLSX in `workbook` (pure).

Page, file and API take the same `Table`, so they cannot disagree. Numbers keep every digit;
rounding is left to the page and to the number format of a spreadsheet.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

Cell = str | int | float | date | None
Kind = Literal["text", "whole", "number", "date", "link"]

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters that make a spreadsheet take text for a formula, wide forms included."""

EXACT_WHOLE = 1e15
"""Below this every whole float prints without an exponent."""

ARROW: dict[Kind, pa.DataType] = {
    "text": pa.string(),
    "whole": pa.int64(),
    "number": pa.float64(),
    "date": pa.date32(),
    "link": pa.string(),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `key` for programs, `title` for people.

    `decimals` is how many digits a spreadsheet shows; the cell keeps them all.
    """

    key: str
    title: str
    kind: Kind = "text"
    decimals: int | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class Meta:
    """One statement about the table: `key` for programs, `label` for people."""

    key: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Across:
    """How a workbook lays the rows out with periods side by side.

    `series` are the keys of the columns that name a row there, `period` and `value` those of what goes across.
    `first_day` is the title of a column of days that the long sheet gets, so that a period can be counted with.
    """

    series: tuple[str, ...]
    period: str
    value: str
    first_day: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, one per column, None where missing; `notes` are paragraphs."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    metadata: tuple[Meta, ...] = ()
    notes: tuple[str, ...] = ()
    language: str = field(default="en")
    across: Across | None = None

    def place(self, key: str) -> int:
        """The position of a column by its key."""
        return next(at for at, column in enumerate(self.columns) if column.key == key)


def first_day(period: str) -> date | None:
    """The first day of a year (2020) or a quarter (2020-Q3); None for anything else."""
    match = re.fullmatch(r"([12]\d{3})(?:-Q([1-4]))?", period, re.ASCII)
    return match and date(int(match[1]), 3 * int(match[2] or 1) - 2, 1)


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: a risky one gets an apostrophe in front."""
    return f"'{text}" if text.startswith(RISKY) else text


def number_text(value: float) -> str:
    """The shortest digits that read back as the same number; empty when it is not a number."""
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        return ""
    if value.is_integer() and abs(value) < EXACT_WHOLE:
        return str(int(value))
    return repr(value)


def _cell_text(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, date):
        return value.isoformat()
    return number_text(value)


def as_csv(table: Table) -> bytes:
    """The rows as RFC 4180 text: UTF-8 with byte order mark (Excel needs it), ISO dates, CRLF.

    The header holds the columns' keys. Missing cells are empty.
    """
    stream = io.StringIO()
    stream.write(BOM)
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([column.key for column in table.columns])
    writer.writerows([_cell_text(cell) for cell in row] for row in table.rows)
    return stream.getvalue().encode()


def as_json(table: Table) -> bytes:
    """`{title, metadata, columns, notes, data}` with one object per row; missing is null."""
    keys = [column.key for column in table.columns]
    return orjson.dumps(
        {
            **_description(table),
            "data": [dict(zip(keys, row, strict=True)) for row in table.rows],
        }
    )


def metadata_json(table: Table) -> bytes:
    """What `as_json` says, without the rows: the companion of a CSV file."""
    return orjson.dumps(_description(table), option=orjson.OPT_INDENT_2)


def _description(table: Table) -> dict[str, object]:
    return {
        "title": table.title,
        "language": table.language,
        "metadata": {meta.key: meta.value for meta in table.metadata},
        "columns": [
            {"key": c.key, "title": c.title, "kind": c.kind, "description": c.description}
            for c in table.columns
        ],
        "notes": list(table.notes),
    }


def as_parquet(table: Table) -> bytes:
    """Typed columns, zstd; metadata in the schema, title and description with each column."""
    fields = [
        pa.field(
            column.key,
            ARROW[column.kind],
            metadata={"title": column.title, "description": column.description},
        )
        for column in table.columns
    ]
    metadata = {meta.key: meta.value for meta in table.metadata}
    metadata |= {
        "title": table.title,
        "language": table.language,
        "notes": "\n\n".join(table.notes),
    }
    cells = list(zip(*table.rows, strict=True)) or [()] * len(fields)
    frame = pa.table(
        [pa.array(values, type=f.type) for values, f in zip(cells, fields, strict=True)],
        schema=pa.schema(fields, metadata=metadata),
    )
    stream = io.BytesIO()
    pq.write_table(frame, stream, compression="zstd")
    return stream.getvalue()


Renderer = Callable[[Table], bytes]
