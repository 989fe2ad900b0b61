"""Which files are taken, told by their content and never by their name alone (no database)."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from django.core.files import File
from django.utils.translation import gettext as _

from core.errors import RefusedFile

OFFICE = "application/vnd.openxmlformats-officedocument"
MAIN_PARTS = {
    "word/document.xml": ("docx", f"{OFFICE}.wordprocessingml.document"),
    "xl/workbook.xml": ("xlsx", f"{OFFICE}.spreadsheetml.sheet"),
    "ppt/presentation.xml": ("pptx", f"{OFFICE}.presentationml.presentation"),
}
TEXTS = {"csv": "text/csv", "txt": "text/plain"}
MOST_PARTS = 5_000
MOST_UNPACKED = 500 * 1024 * 1024
MOST_RATIO = 200
"""Unpacked bytes for each packed one. Office files stay below 100; bombs begin at 1000."""
NAME_LENGTH = 120


@dataclass(frozen=True, slots=True)
class FileType:
    """An accepted kind: ending and media type."""

    ending: str
    media_type: str


def file_type(stream: BinaryIO | File[Any], name: str) -> FileType:
    """The kind of the content, which the ending of the name must agree with. Raises RefusedFile."""
    stream.seek(0)
    head = stream.read(4096)
    stream.seek(0)
    if not head:
        raise RefusedFile(_("The file is empty."))
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    kind = _detected_type(cast("BinaryIO", stream), head, ending)
    stream.seek(0)
    if ending != kind.ending:
        raise RefusedFile(
            _("This is a file of the kind %(kind)s, but its name ends in “%(ending)s”. Rename it.")
            % {"kind": kind.ending.upper(), "ending": ending or "–"}
        )
    return kind


def _detected_type(stream: BinaryIO, head: bytes, ending: str) -> FileType:
    if head.startswith(b"%PDF-"):
        return FileType("pdf", "application/pdf")
    if head.startswith(b"PK"):
        return _office(stream)
    if ending in TEXTS and _is_text(stream, head):
        return FileType(ending, TEXTS[ending])
    raise RefusedFile(
        _(
            "This kind of file is not taken. Give a PDF, a Word, Excel or PowerPoint file without macros,"
            " or CSV or plain text in UTF-8."
        )
    )


def _is_text(stream: BinaryIO, head: bytes) -> bool:
    """UTF-8 without control characters, and no mark-up, which a browser might run."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<":
        return False
    try:
        while block := stream.read(1024 * 1024):
            # A character may be cut at the end of a block; up to three of its bytes come with the next.
            block += b"" if len(block) < 1024 * 1024 else _rest(stream, block)
            if re.search(r"[\x00-\x08\x0e-\x1f]", block.decode("utf-8")):
                return False
    except UnicodeDecodeError:
        return False
    return True


def _rest(stream: BinaryIO, block: bytes) -> bytes:
    rest = b""
    while len(rest) < 3:
        try:
            (block + rest).decode("utf-8")
        except UnicodeDecodeError:
            rest += stream.read(1)
        else:
            break
    return rest


def _office(stream: BinaryIO) -> FileType:
    try:
        with zipfile.ZipFile(stream) as package:
            parts = package.infolist()
            _check_parts(parts)
            names = {part.filename for part in parts}
            kind = next((MAIN_PARTS[name] for name in MAIN_PARTS if name in names), None)
            if kind is None or "[Content_Types].xml" not in names:
                raise RefusedFile(_("Archives are not taken. Give the document itself."))
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise RefusedFile(_("The file has macros. Save it without them."))
            if package.testzip() is not None:
                raise RefusedFile(_("The file is damaged. Save it again from its program."))
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
        EOFError,
    ) as problem:
        raise RefusedFile(_("The file is damaged. Save it again from its program.")) from problem
    return FileType(*kind)


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    """Raises RefusedFile for what would fill the disk or leave the folder when unpacked."""
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked / packed > MOST_RATIO:
        raise RefusedFile(_("The file unpacks to far more than a document holds."))
    if any(part.flag_bits & 1 for part in parts):
        raise RefusedFile(_("The file is protected by a password. Save it without one."))
    if any(part.filename.startswith(("/", "\\")) or ".." in part.filename for part in parts):
        raise RefusedFile(_("The file names places outside of itself, as no document does."))


def safe_name(name: str, ending: str) -> str:
    """A name without folders, control and direction characters, at most 120 letters, with the ending."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    cleaned = "".join(
        letter
        if letter.isalnum() or letter in " .-_()" or unicodedata.category(letter) == "Mn"
        else "-"
        for letter in last
    )
    stem = cleaned.rsplit(".", 1)[0] if "." in cleaned else cleaned
    stem = re.sub(r"\s+", " ", stem).strip(" .-")[:NAME_LENGTH] or "file"
    return f"{stem}.{ending}"
