"""Opening .gz and .zip within bounds: neither size, number nor names of the content can do harm (pure)."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from indicators.readers.base import BadSource

MOST_BYTES = 256 * 1024 * 1024
MOST_RATIO = 200
"""Real provider files compress at most about a hundredfold; a bomb does a thousandfold."""
SMALL = 4 * 1024 * 1024
MOST_FILES = 200
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"


def is_archive(data: bytes) -> bool:
    """Whether the bytes are gzip, or a zip that is not a workbook."""
    return data.startswith(GZIP) or (data.startswith(ZIP) and not is_workbook(data))


def is_workbook(data: bytes) -> bool:
    """Whether a zip is an .xlsx: it has the part that lists its contents."""
    if not data.startswith(ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        return False


def open_files(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """The data files in an archive, each with its name; the file itself when it is none.

    A gzip inside a zip is opened, any deeper nesting is refused. Of a path inside an archive only
    the last part is kept.
    """
    if data.startswith(GZIP):
        content = gunzip(name, data)
        if is_archive(content):
            raise BadSource(f"{name}: an archive inside an archive. Send the files that are in it.")
        yield name.removesuffix(".gz"), content
    elif data.startswith(ZIP) and not is_workbook(data):
        yield from _unzip(name, data)
    else:
        yield name, data


def gunzip(name: str, data: bytes) -> bytes:
    """The content of a gzip file, refused when damaged or suspiciously large."""
    limit = min(MOST_BYTES, max(SMALL, len(data) * MOST_RATIO))
    parts, size, rest = [], 0, data
    try:
        while rest:
            stream = zlib.decompressobj(wbits=31)
            part = stream.decompress(rest, limit - size + 1)
            size += len(part)
            if size > limit:
                raise BadSource(
                    f"{name}: the archive grows to more than {limit >> 20} MB; it is not opened."
                )
            if not stream.eof:
                raise BadSource(f"{name}: the archive is cut off. Download it again.")
            parts.append(part)
            rest = stream.unused_data.lstrip(b"\0")
    except zlib.error as problem:
        raise BadSource(f"{name}: the archive is damaged ({problem}). Download it again.") from None
    return b"".join(parts)


def _unzip(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if len(members) > MOST_FILES:
                raise BadSource(
                    f"{name}: {len(members)} files in the archive; at most {MOST_FILES} are opened."
                )
            limit = min(MOST_BYTES, max(SMALL, len(data) * MOST_RATIO))
            if sum(member.file_size for member in members) > limit:
                raise BadSource(
                    f"{name}: the archive grows to more than {limit >> 20} MB; it is not opened."
                )
            for member in members:
                yield from _opened(_last_part(member.filename), _member(archive, member))
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        zlib.error,
        ValueError,
    ) as problem:
        raise BadSource(
            f"{name}: the archive is damaged or locked ({problem}). Download it again."
        ) from None


def _opened(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    if content.startswith(ZIP) and not is_workbook(content):
        raise BadSource(f"{name}: a zip inside a zip. Send the files that are in it.")
    yield from open_files(name, content)


def _last_part(path: str) -> str:
    """The file's own name, whatever folders, drives or control characters stand around it."""
    last = re.split(r"[/\\:]", path.rstrip("/\\"))[-1]
    return "".join(letter for letter in last if letter.isprintable()).strip(". ") or "file"


def check_workbook(data: bytes) -> None:
    """Refuse a workbook that would grow beyond bounds when it is opened."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = sum(member.file_size for member in archive.infolist())
    if size > min(MOST_BYTES, max(SMALL, len(data) * MOST_RATIO)):
        raise BadSource(f"The workbook grows to {size >> 20} MB when opened; it is not opened.")


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """One file; the size it declares is not trusted."""
    with archive.open(member) as stream:
        content = stream.read(member.file_size + 1)
    if len(content) > member.file_size:
        raise BadSource(f"{member.filename}: larger than the archive declares; it is not opened.")
    return content
