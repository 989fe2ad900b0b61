"""CSV with one figure per row, by pyarrow: distinct spellings once, rows as integer codes (pure)."""

from __future__ import annotations

import csv as plain
import re
from dataclasses import dataclass
from io import StringIO
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv

from indicators.readers.base import BadSource

TEXT = pa.dictionary(pa.int32(), pa.string())
HEADER_LINE = 1


@dataclass(frozen=True, slots=True)
class Column:
    """A column of words: distinct words, and for each row the index of its word (-1: empty)."""

    words: list[str]
    code: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Grid:
    """A parsed file: columns as pyarrow arrays, and how many lines stand before the first row."""

    table: pa.Table
    skipped: int

    def place(self, row: int) -> str:
        """A row as a person counts it in a spreadsheet."""
        return f"row {row + self.skipped + HEADER_LINE + 1}"

    def words(self, name: str) -> Column:
        """A column of words."""
        column = self.table.column(name).combine_chunks()
        if isinstance(column, pa.ChunkedArray):
            column = column.unify_dictionaries().combine_chunks()
        code = column.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        words = [word or "" for word in column.dictionary.to_pylist()]
        if "" in words:
            empty = words.index("")
            code = np.where(code == empty, -1, code)
        return Column(words, code.astype(np.int32))

    def whole(self, name: str) -> NDArray[np.int64]:
        """A column of whole numbers without gaps."""
        return self._numbers(name, pa.int64(), "a whole number").astype(np.int64)

    def number(self, name: str, empty: tuple[str, ...] = ("",)) -> NDArray[np.float64]:
        """A column of numbers; NaN where the cell is empty."""
        return self._numbers(name, pa.float64(), "a number", empty)

    def _numbers(
        self, name: str, kind: pa.DataType, what: str, empty: tuple[str, ...] | None = None
    ) -> NDArray[Any]:
        column = self.table.column(name)
        if pa.types.is_dictionary(column.type):
            column = pc.cast(column, pa.string())
        if not pa.types.is_string(column.type):
            if empty is None and column.null_count:
                self._refuse(name, pc.is_null(column), "", what)
            return np.asarray(column.cast(kind).to_numpy())
        text = pc.utf8_trim_whitespace(column)
        if empty is not None:
            text = pc.if_else(
                pc.is_in(text, value_set=pa.array(empty)), pa.scalar(None, pa.string()), text
            )
        elif text.null_count:
            self._refuse(name, pc.is_null(text), "", what)
        try:
            return np.asarray(text.cast(kind).to_numpy())
        except pa.ArrowInvalid:
            self._find_wrong(name, text, kind, what)
            raise

    def _find_wrong(self, name: str, text: pa.ChunkedArray, kind: pa.DataType, what: str) -> None:
        for row, word in enumerate(text.to_pylist()):
            if word is None:
                continue
            try:
                pa.scalar(word).cast(kind)
            except pa.ArrowInvalid:
                raise BadSource(
                    f"{self.place(row)}, column {name}: {word[:40]!r} is not {what}. Correct the cell."
                ) from None

    def _refuse(self, name: str, wrong: pa.ChunkedArray, word: str, what: str) -> None:
        row = int(np.flatnonzero(wrong.to_numpy())[0])
        raise BadSource(
            f"{self.place(row)}, column {name}: {word!r} is not {what}. Correct the cell."
        )


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
    skipped: int = 0,
    delimiter: str = ",",
    wanted: tuple[str, ...] | None = None,
) -> Grid:
    """Parse a CSV with a header row; `words` become codes, `numbers` are parsed at once if they can be.

    Raises BadSource for missing columns and for rows with too few or too many cells.
    """
    kinds: dict[str, pa.DataType] = dict.fromkeys(words, TEXT)
    kinds.update(dict.fromkeys(numbers, pa.string()))
    body = decoded(data)
    options = {
        "read_options": csv.ReadOptions(skip_rows=skipped, block_size=1 << 22),
        "parse_options": csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
    }
    asked = wanted or (*words, *numbers)
    header = _header(body, skipped, delimiter)
    missing = [name for name in asked if name not in header]
    if missing:
        raise BadSource(
            f"row {skipped + 1}: missing columns: {', '.join(missing)}. The header must name them."
        )
    for fast in (True, False):
        if fast:
            kinds.update(dict.fromkeys(numbers, pa.float64()))
        else:
            kinds.update(dict.fromkeys(numbers, pa.string()))
        convert = csv.ConvertOptions(
            column_types=kinds,
            include_columns=list(asked),
            strings_can_be_null=False,
            null_values=[""],
            quoted_strings_can_be_null=True,
        )
        try:
            return Grid(
                csv.read_csv(pa.BufferReader(body), convert_options=convert, **options), skipped
            )
        except pa.ArrowInvalid as problem:
            if not fast or "Expected" in str(problem):
                raise BadSource(_explained(str(problem), skipped)) from None
        except (pa.ArrowKeyError, pa.ArrowNotImplementedError) as problem:
            raise BadSource(f"The file is not a table: {problem}") from None
    raise AssertionError


def _header(body: bytes, skipped: int, delimiter: str) -> list[str]:

    lines = body.decode("utf-8").split("\n", skipped + 1)
    if len(lines) <= skipped:
        raise BadSource("The file ends before its header row.")
    first = next(plain.reader(StringIO(lines[skipped].rstrip("\r")), delimiter=delimiter), [])
    if len(set(first)) < len(first):
        twice = next(name for name in first if first.count(name) > 1)
        if twice:
            raise BadSource(f"row {skipped + 1}: the column {twice!r} occurs twice. Keep one.")
    return first


def _explained(problem: str, skipped: int) -> str:
    """pyarrow counts rows of data from 1 with the header; a person counts lines of the file."""

    if found := re.search(r"Row #(\d+): Expected (\d+) columns, got (\d+)", problem):
        row, expected, got = map(int, found.groups())
        return f"row {row + skipped}: {got} cells where the header has {expected}. The row is cut off or has a comma too many."
    if found := re.search(r"Expected (\d+) columns, got (\d+)", problem):
        return f"A row has {found[2]} cells where the header has {found[1]}. The file is cut off or has a comma too many."
    return f"The file is not a table that can be read: {problem[:200]}"
