"""Writes an archive: data as CSV and Parquet, and what describes them. Equal contents give equal bytes."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
import zipfile
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import pyarrow.parquet as pq

from indicators.bulk import metadata
from indicators.bulk.frames import header

if TYPE_CHECKING:
    from collections.abc import Iterable

    from indicators.bulk.frames import Frame
    from indicators.bulk.metadata import Contents

LEVEL = 1
"""Of deflate: half as fast again at 3, for files a tenth smaller."""


@dataclass(frozen=True, slots=True)
class ArchiveSummary:
    """What was written: bytes, SHA-256 of the archive, rows of the data."""

    size: int
    sha256: str
    rows: int


def write(target: BinaryIO, contents: Contents, frames: Iterable[Frame]) -> ArchiveSummary:
    """The archive, into a file opened for writing and reading."""
    files: dict[str, tuple[int, str]] = {}
    with zipfile.ZipFile(target, "w") as archive:
        parquet, rows = _data(archive, contents, frames, files)
        _add(archive, contents, "data.parquet", parquet, files, packed=False)
        _add(
            archive, contents, "indicators.csv", metadata.indicators_csv(contents.indicators), files
        )
        _add(archive, contents, "areas.csv", metadata.areas_csv(contents.areas), files)
        _add(archive, contents, "README.md", metadata.readme(contents), files)
        _add(archive, contents, "data.csv-metadata.json", metadata.csvw(contents), files)
        package = metadata.data_package(contents, files)
        _add(archive, contents, "datapackage.json", package, files)
    size = target.tell()
    target.seek(0)
    # Typeshed's BinaryIO lacks the `readinto` that files have.
    digest = hashlib.file_digest(target, "sha256")  # type: ignore[arg-type]
    return ArchiveSummary(size, digest.hexdigest(), rows)


def _data(
    archive: zipfile.ZipFile,
    contents: Contents,
    frames: Iterable[Frame],
    files: dict[str, tuple[int, str]],
) -> tuple[bytes, int]:
    """Write data.csv, and give the same rows as Parquet with their number.

    The text lies in a file meanwhile: a bilateral indicator has 200 MB of it.
    """
    digest, rows = hashlib.sha256(), 0
    parquet, writer = io.BytesIO(), None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.csv"
        with path.open("wb") as data:
            texts = ((frame.text, frame.table) for frame in frames)
            for text, table in chain([(header(contents.columns), None)], texts):
                digest.update(text)
                data.write(text)
                if table is not None:
                    rows += table.num_rows
                    writer = writer or pq.ParquetWriter(parquet, table.schema, compression="zstd")
                    writer.write_table(table)
        os.utime(path, (contents.created_at.timestamp(),) * 2)
        archive.write(path, "data.csv", zipfile.ZIP_DEFLATED, LEVEL)
        files["data.csv"] = path.stat().st_size, digest.hexdigest()
    if writer is not None:
        writer.close()
    return parquet.getvalue(), rows


def _add(
    archive: zipfile.ZipFile,
    contents: Contents,
    path: str,
    data: bytes,
    files: dict[str, tuple[int, str]],
    *,
    packed: bool = True,
) -> None:
    info = zipfile.ZipInfo(path, contents.created_at.timetuple()[:6])
    info.external_attr = 0o644 << 16
    kind = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    archive.writestr(info, data, kind, LEVEL)
    files[path] = len(data), hashlib.sha256(data).hexdigest()
