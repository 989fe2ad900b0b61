"""Bulk rows between numpy and PostgreSQL by binary COPY.

Binary COPY spares both sides the digits of every number: 19 bytes signature and header, then per
row the number of fields and per field its length and its big-endian bytes (PostgreSQL manual,
section "COPY", "Binary Format").
"""

from __future__ import annotations

from io import BytesIO
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"
NULL = 0xFFFFFFFF
"""A field length of -1: no value follows."""

OBSERVATION_FIELDS = (
    ("snapshot_id", ">i8"),
    ("series_id", ">i2"),
    ("area_id", ">i2"),
    ("counterpart_id", ">i2"),
    ("year", ">i2"),
    ("quarter", ">i2"),
    ("value", ">f8"),
    ("status", "S1"),
)


def _layout(fields: Iterable[tuple[str, str | np.dtype | None]]) -> np.dtype:
    """The numpy layout of one row; a field without a kind is NULL in every row."""
    layout: list[tuple[str, str | np.dtype]] = [("fields", ">u2")]
    for name, kind in fields:
        layout.append((f"{name} length", ">u4"))
        if kind is not None:
            layout.append((name, kind))
    return np.dtype(layout)


FLOAT8 = 701
"""PostgreSQL's number of the type double precision."""


def float_list(length: int) -> np.dtype:
    """The layout of an array of that many numbers without NULL, as binary COPY has it."""
    return np.dtype(
        [
            ("dimensions", ">i4"),
            ("nulls", ">i4"),
            ("type", ">i4"),
            ("size", ">i4"),
            ("first", ">i4"),
            ("cells", [("length", ">i4"), ("value", ">f8")], (length,)),
        ]
    )


def float_lists(values: np.ndarray) -> np.ndarray:
    """Rows of numbers, float64[n, T], as a column of arrays for `packed`; its dtype is the kind."""
    kind = float_list(values.shape[1])
    column = np.zeros(len(values), kind)
    column["dimensions"], column["type"] = 1, FLOAT8
    column["size"], column["first"] = values.shape[1], 1
    column["cells"]["length"], column["cells"]["value"] = 8, values
    return column


def packed(
    fields: Iterable[tuple[str, str | np.dtype | None]],
    columns: Mapping[str, np.ndarray | int | bytes],
) -> bytes:
    """Rows of fixed width as binary COPY wants them.

    A scalar column is the same in each row; a field of kind None is NULL in each row, one of
    kind "V0" is the empty text.
    """
    fields = tuple(fields)
    length = max(np.size(columns[name]) for name, kind in fields if kind is not None)
    rows = np.empty(length, dtype=_layout(fields))
    rows["fields"] = len(fields)
    for name, kind in fields:
        rows[f"{name} length"] = NULL if kind is None else np.dtype(kind).itemsize
        if kind is not None and np.dtype(kind).itemsize:
            rows[name] = columns[name]
    return rows.tobytes()


class _Stream:
    """Blocks one after another as a file that COPY reads: never all of them in memory."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = iter(blocks)
        self._rest = memoryview(b"")

    def read(self, size: int) -> bytes:
        """At most `size` bytes; none at the end."""
        while not self._rest:
            block = next(self._blocks, None)
            if block is None:
                return b""
            self._rest = memoryview(block)
        part, self._rest = self._rest[:size], self._rest[size:]
        return bytes(part)


def copy_in(table: str, names: Iterable[str], blocks: Iterable[bytes]) -> None:
    """Append packed rows to a table, inside the transaction that is open."""
    stream = _Stream(chain([SIGNATURE], blocks, [TRAILER]))
    columns = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.copy_expert(
            f'COPY "{table}" ({columns}) FROM STDIN WITH (FORMAT binary)', stream, 1 << 18
        )


def copy_out(query: str, kinds: Iterable[tuple[str, str | np.dtype]]) -> np.ndarray:
    """The rows of a query without NULLs, as a structured array of fixed-width fields.

    `kinds` names each field with its numpy type; one letter of text is "S1", an array `float_list`.
    """
    stream = BytesIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY ({query}) TO STDOUT WITH (FORMAT binary)", stream, 1 << 17)
    body = stream.getbuffer()[len(SIGNATURE) : -len(TRAILER)]
    return np.frombuffer(body, dtype=_layout(kinds))
