"""Single files out of an archive, as they lie in it: nothing is stored twice (pure).

Parquet lies in the archive as it is, so a part of it is a part of the archive. CSV lies there deflated,
which is gzip but for a header and a trailer, and both can be told without reading the text.
"""

from __future__ import annotations

import struct
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

LOCAL_HEADER = struct.Struct("<26xHH")
GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
BATCH = 64 * 1024
"""Rows of a batch of an Arrow stream."""


@dataclass(frozen=True, slots=True)
class Part:
    """Where a file of an archive lies: `size` bytes from `offset` on, of `unpacked` bytes with this CRC-32."""

    offset: int
    size: int
    unpacked: int
    crc: int

    @property
    def gzip_trailer(self) -> bytes:
        """What follows deflated text to make it gzip (RFC 1952)."""
        return struct.pack("<II", self.crc, self.unpacked & 0xFFFFFFFF)

    @property
    def gzip_size(self) -> int:
        """Bytes of the file as gzip."""
        return len(GZIP_HEADER) + self.size + 8


def part_of(archive: BinaryIO, name: str) -> Part:
    """The part that is the file `name`. Raises KeyError where the archive has none."""
    info = zipfile.ZipFile(archive).getinfo(name)
    archive.seek(info.header_offset)
    lengths = LOCAL_HEADER.unpack(archive.read(LOCAL_HEADER.size))
    offset = info.header_offset + LOCAL_HEADER.size + sum(lengths)
    return Part(offset, info.compress_size, info.file_size, info.CRC)


def arrow_stream(parquet: bytes) -> bytes:
    """The table as an Arrow IPC stream; a text that repeats is held once."""
    source = pa.BufferReader(parquet)
    texts = [column.name for column in pq.read_schema(source) if pa.types.is_string(column.type)]
    table = pq.read_table(source, read_dictionary=texts).unify_dictionaries().combine_chunks()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=BATCH)
    return sink.getvalue().to_pybytes()
