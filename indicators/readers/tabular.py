"""CSV or Parquet with one figure per row, by pyarrow: distinct spellings once, rows as integer codes (pure)."""

from __future__ import annotations

import csv as plain
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import NoReturn, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv

from indicators.readers import parquet
from indicators.readers.base import BadSource

N = TypeVar("N", np.float64, np.int32)
TEXT = pa.dictionary(pa.int32(), pa.string())
MOST_WHOLE = 2**53
"""Beyond it a float64 no longer tells whole numbers apart."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of words: distinct words, and for each row the index of its word (-1: empty)."""

    words: list[str]
    code: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Grid:
    """A parsed file: columns as pyarrow arrays, and the text it came from, to name places."""

    table: pa.Table
    body: bytes
    delimiter: str
    skipped: int = 0
    """Lines that stand before the header row."""
    header: tuple[str, ...] = ()
    """Names of all columns in the file, those that are not read included."""
    has_lines: bool = True
    """Whether the rows are lines of text, below a header row; those of Parquet count from 1."""

    def place(self, row: int) -> str:
        """A row as a person counts it in a spreadsheet: from 1, header and empty rows included.

        Searched only when something is wrong, so that reading well-formed files costs nothing.
        """
        if not self.has_lines:
            return f"row {row + 1}"
        records = _records(self.body, self.delimiter)
        for index, (number, _cells) in enumerate(records):
            if index == row + 1:
                return f"row {number + self.skipped}"
        return f"row {row + 2 + self.skipped}"

    def row_numbers(self) -> NDArray[np.int32]:
        """The number of every row, as `place` tells it."""
        count = self.table.num_rows
        if not self.has_lines:
            return np.arange(1, count + 1, dtype=np.int32)
        lines = self.body.count(b"\n") + (not self.body.endswith(b"\n"))
        if lines == count + 1:
            return np.arange(2, count + 2, dtype=np.int32) + np.int32(self.skipped)
        # Empty rows, or cells of several lines: counted one by one.
        records = _records(self.body, self.delimiter)
        numbers = [number + self.skipped for number, _cells in records]
        return np.array(numbers[1 : count + 1], np.int32)

    def column_number(self, name: str) -> int:
        """The number of a column in the file, from 1; 0 for one that is not there."""
        return self.header.index(name) + 1 if name in self.header else 0

    def words(self, name: str) -> Column:
        """A column of words."""
        column = self.table.column(name).combine_chunks()
        if isinstance(column, pa.ChunkedArray):
            column = column.unify_dictionaries().combine_chunks()
        index, is_filled = _unpacked(column.indices, np.int32)
        code = np.where(is_filled, index, np.int32(-1))
        words = [word or "" for word in column.dictionary.to_pylist()]
        if "" in words:
            empty = words.index("")
            code = np.where(code == empty, -1, code)
        return Column(words, code.astype(np.int32, copy=False))

    def whole_numbers(self, name: str) -> NDArray[np.int64]:
        """A column of whole numbers without gaps."""
        value = self.number(name)
        wrong = ~(np.abs(value) < MOST_WHOLE)
        wrong |= value != np.where(wrong, 0, np.trunc(value))
        if wrong.any():
            self._refuse(name, int(np.flatnonzero(wrong)[0]), "a whole number")
        return value.astype(np.int64)

    def number(self, name: str) -> NDArray[np.float64]:
        """A column of numbers; NaN where the cell is empty. Refuses words, nan and inf."""
        column = self.table.column(name)
        if not pa.types.is_floating(column.type):
            text = pc.utf8_trim_whitespace(pc.cast(column, pa.string()))
            text = pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)
            try:
                column = text.cast(pa.float64())
            except pa.ArrowInvalid:
                self._refuse(name, _first_word(text), "a number")
        value, is_filled = _unpacked(column.combine_chunks(), np.float64)
        unreal = ~np.isfinite(value) & is_filled
        if unreal.any():
            self._refuse(name, int(np.flatnonzero(unreal)[0]), "a finite number")
        return np.where(is_filled, value, np.nan)

    def refuse_empty(self, name: str, column: Column) -> None:
        """Refuse a column of words in which a cell is empty."""
        if (column.code < 0).any():
            row = int(np.flatnonzero(column.code < 0)[0])
            raise BadSource(f"{self.place(row)}, column {name}: the cell is empty. Fill it in.")

    def refuse_word(self, name: str, column: Column, number: int, problem: str) -> NoReturn:
        """Refuse the first row that holds the word with this number."""
        row = int(np.flatnonzero(column.code == number)[0])
        raise BadSource(
            f"{self.place(row)}, column {name}: {column.words[number][:40]!r} {problem}"
        )

    def _refuse(self, name: str, row: int, expected: str) -> NoReturn:
        cell = self.table.column(name)[row].as_py()
        cell_text = "" if cell is None else str(cell)[:40]
        raise BadSource(
            f"{self.place(row)}, column {name}: {cell_text!r} is not {expected}. Correct the cell."
        )


def _unpacked(array: pa.Array, kind: type[N]) -> tuple[NDArray[N], NDArray[np.bool_]]:
    """The values of an array, and where there is one.

    Read from the buffers: pyarrow's own `to_numpy` and `fill_null` import pandas, which takes a
    second and 60 MB in every process.
    """
    validity, values = array.buffers()
    start, length = array.offset, len(array)
    if not length:
        return np.empty(0, kind), np.empty(0, bool)
    value = np.frombuffer(values, kind, count=start + length)[start:]
    if not array.null_count:
        return value, np.ones(length, bool)
    bits = np.unpackbits(np.frombuffer(validity, np.uint8), bitorder="little", count=start + length)
    return value, bits[start:].astype(bool)


def _first_word(text: pa.ChunkedArray) -> int:
    """The first row whose text is no number."""
    for row, word in enumerate(text.to_pylist()):
        try:
            pa.scalar(word, pa.string()).cast(pa.float64())
        except pa.ArrowInvalid:
            return row
    return 0


def _records(body: bytes, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty, with their number in a spreadsheet."""
    reader = plain.reader(StringIO(body.decode("utf-8"), newline=""), delimiter=delimiter)
    number = 0
    while True:
        try:
            cells = next(reader, None)
        except plain.Error as problem:
            raise BadSource(f"row {number + 1}: {problem}. Is the file cut off?") from None
        if cells is None:
            return
        number += 1
        if cells:
            yield number, cells


def decoded(data: bytes) -> bytes:
    """The file as UTF-8 without byte order mark; refuses other encodings and empty files."""
    if not data.strip():
        raise BadSource("The file is empty.")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise BadSource("The file is UTF-16. Save it as CSV in UTF-8.")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        raise BadSource(
            f"row {line}: the text is not UTF-8. Save the file as CSV in UTF-8."
        ) from None
    return data.removeprefix(b"\xef\xbb\xbf")


def grid(
    data: bytes,
    *,
    words: tuple[str, ...],
    numbers: tuple[str, ...],
    delimiter: str = ",",
    skipped: int = 0,
    extra: tuple[str, ...] = (),
) -> Grid:
    """Parse a CSV with a header row, or a Parquet file; `words` become codes, `numbers` are parsed at once if they can be.

    `skipped` lines before the header row are no part of the table; `extra` are words that may be asked for.

    Raises BadSource for missing columns and for rows with too few or too many cells.
    """
    words = (*words, *extra)
    if parquet.is_parquet(data):
        table = parquet.table_of(data, words=dict.fromkeys(words, TEXT), numbers=numbers)
        return Grid(table, b"", delimiter, header=parquet.headings(data), has_lines=False)
    body = b"".join(decoded(data).splitlines(keepends=True)[skipped:]) if skipped else decoded(data)
    header = _header(body, delimiter)
    missing = [name for name in (*words, *numbers) if name not in header]
    if missing:
        raise BadSource(
            f"row 1: missing columns: {', '.join(missing)}. The first row must name them."
        )
    # Where a cell is no number, all number columns are read again as text, to name that cell.
    for kind in (pa.float64(), pa.string()):
        try:
            table = _parsed(
                body, dict.fromkeys(words, TEXT) | dict.fromkeys(numbers, kind), delimiter
            )
        except pa.ArrowInvalid as problem:
            if kind == pa.string() or "Expected" in str(problem):
                raise BadSource(
                    _explained(str(problem), body, delimiter, len(header), skipped)
                ) from None
        except (pa.ArrowKeyError, pa.ArrowNotImplementedError) as problem:
            raise BadSource(f"The file is not a table: {problem}") from None
        else:
            return Grid(table, body, delimiter, skipped, tuple(header))
    raise AssertionError


def _parsed(body: bytes, kinds: dict[str, pa.DataType], delimiter: str) -> pa.Table:
    return csv.read_csv(
        pa.BufferReader(body),
        read_options=csv.ReadOptions(block_size=1 << 22),
        parse_options=csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
        # Only an empty cell is missing: "NA" is Namibia and "nan" is an error.
        convert_options=csv.ConvertOptions(
            column_types=kinds,
            include_columns=list(kinds),
            null_values=[""],
            strings_can_be_null=False,
            quoted_strings_can_be_null=True,
        ),
    )


def _header(body: bytes, delimiter: str) -> list[str]:
    _number, first = next(_records(body, delimiter), (0, []))
    twice = next((name for name in first if name and first.count(name) > 1), "")
    if twice:
        raise BadSource(f"row 1: the column {twice!r} occurs twice. Keep one.")
    return first


def _explained(problem: str, body: bytes, delimiter: str, width: int, skipped: int) -> str:
    """The row with too few or too many cells; pyarrow does not count as a person does."""
    for number, cells in _records(body, delimiter):
        if len(cells) != width:
            return (
                f"row {number + skipped}: {len(cells)} cells where the header has {width}."
                " The row is cut off or has a separator too many."
            )
    return f"The file is not a table that can be read: {problem[:200]}"
