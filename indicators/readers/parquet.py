"""Parquet files in the packed layouts, as grids of words and numbers, within bounds (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from indicators.readers.archives import MOST_BYTES
from indicators.readers.base import BadSource

if TYPE_CHECKING:
    import pyarrow.parquet as pq

MAGIC = b"PAR1"
MOST_ROWS = 20_000_000


def is_parquet(data: bytes) -> bool:
    """Whether the bytes begin and end as a Parquet file does."""
    return data.startswith(MAGIC) and data.endswith(MAGIC)


def headings(data: bytes) -> tuple[str, ...]:
    """Names of the columns; none where the file cannot be read."""
    try:
        return tuple(_file(data).schema_arrow.names)
    except BadSource:
        return ()


def table_of(data: bytes, *, words: dict[str, pa.DataType], numbers: tuple[str, ...]) -> pa.Table:
    """The columns asked for, words as codes and numbers as floats; raises BadSource."""
    file = _file(data)
    names = [*words, *numbers]
    missing = [name for name in names if name not in file.schema_arrow.names]
    if missing:
        raise BadSource(f"missing columns: {', '.join(missing)}.")
    try:
        table = file.read(columns=names, use_threads=False).select(names)
        columns = [_words(table.column(name), kind).cast(kind) for name, kind in words.items()] + [
            table.column(name).cast(pa.float64()) for name in numbers
        ]
        return pa.table(dict(zip(names, columns, strict=True)))
    except (pa.ArrowException, OSError, OverflowError) as problem:
        raise BadSource(f"The Parquet file cannot be read: {problem}") from None


def _words(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    """A column of words as codes; a number written in it counts as a word, as it does in a CSV."""
    if pa.types.is_dictionary(column.type):
        return column
    return column.cast(kind.value_type).dictionary_encode()


def _file(data: bytes) -> pq.ParquetFile:
    # Imported here: only few processes ever read such a file.
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        groups = [file.metadata.row_group(n) for n in range(file.metadata.num_row_groups)]
        size, rows = sum(group.total_byte_size for group in groups), file.metadata.num_rows
    except (pa.ArrowException, OSError, OverflowError) as problem:
        raise BadSource(f"The Parquet file is damaged: {problem}") from None
    if not 0 <= size <= MOST_BYTES or not 0 <= rows <= MOST_ROWS:
        raise BadSource(f"The file grows to more than {MOST_BYTES >> 20} MB; it is not opened.")
    return file
