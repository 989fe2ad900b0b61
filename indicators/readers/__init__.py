"""Readers: a provider's file to integer-coded figures, or a reason why not (pure, no database).

`READERS` names each reader with its source, how it recognises a file by content, and its function.
A new reader is a module and one line here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from indicators.readers import (
    knomad,
    national,
    packed,
    rpw,
    undesa,
    unhcr,
    world_bank,
    world_factbook,
)
from indicators.readers.archives import is_archive, is_workbook, open_files
from indicators.readers.base import BadSource, Reading
from indicators.readers.contents import sheet_text

__all__ = [
    "READERS",
    "BadSource",
    "Reader",
    "Reading",
    "is_archive",
    "is_workbook",
    "open_files",
    "recognise",
]

HEAD = 8192
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Read(Protocol):
    """A reader's function."""

    def __call__(self, data: bytes, *, name: str) -> Reading:
        """The figures of the file; raises BadSource."""


@dataclass(frozen=True, slots=True)
class Reader:
    """How files of one layout are told and read."""

    source: str
    read: Read
    knows: Callable[[bytes], bool]


def _packed(key: str) -> Callable[[bytes], bool]:
    return lambda data: packed.recognised(data[:HEAD]) == key


def _starts(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda data: any(
        mark in data[:HEAD].removeprefix(b"\xef\xbb\xbf")[:HEAD] for mark in marks
    )


def _workbook(*words: str) -> Callable[[bytes], bool]:
    return lambda data: is_workbook(data) and all(word in sheet_text(data) for word in words)


def _is_matrix_2018(data: bytes) -> bool:
    first = data[:HEAD].removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0]
    return first.startswith(b",Afghanistan,Albania,")


def _is_api_error(data: bytes) -> bool:
    return data.lstrip()[:20].replace(b" ", b"").startswith(b'[{"message"')


READERS: dict[str, Reader] = {
    "world_factbook": Reader("wfb", world_factbook.read, _starts(world_factbook.MARK.encode())),
    "wdi_packed": Reader("wdi", packed.read_wdi, _packed("wdi_packed")),
    "world_bank_csv": Reader(
        "wdi", world_bank.read_csv,
        lambda data: data[:HEAD].removeprefix(b"\xef\xbb\xbf").startswith(b'"Data Source"'),
    ),
    "world_bank_excel": Reader("wdi", world_bank.read_excel, lambda data: data.startswith(OLE)),
    "world_bank_api": Reader(
        "wdi", world_bank.read_api,
        lambda data: data.lstrip()[:1] == b"[" and (b'"lastupdated"' in data[:HEAD] or _is_api_error(data)),
    ),
    "undesa_packed": Reader("undesa_stock", packed.read_stock, _packed("undesa_packed")),
    "undesa_by_origin": Reader(
        "undesa_stock", undesa.read_by_origin, _workbook("Location code of destination", "Location code of origin")
    ),
    "undesa_by_destination": Reader(
        "undesa_stock", undesa.read_by_destination, _workbook("POP/DB/MIG/Stock", "Region, development group")
    ),
    "unhcr_packed": Reader("unhcr", packed.read_unhcr, _packed("unhcr_packed")),
    "unhcr_csv": Reader("unhcr", unhcr.read_csv, lambda data: unhcr.is_ours(data[:HEAD])),
    "unhcr_api": Reader(
        "unhcr", unhcr.read_api, lambda data: b'"coo_iso"' in data[:HEAD] and b'"items"' in data[:HEAD]
    ),
    "knomad_inflows": Reader("knomad", knomad.read_inflows, _workbook(knomad.INFLOWS)),
    "knomad_packed": Reader("knomad", packed.read_knomad, _packed("knomad_packed")),
    "matrix_2021": Reader("wb_matrix", knomad.read_matrix_2021, _workbook(knomad.MATRIX)),
    "matrix_2018": Reader("wb_matrix", knomad.read_matrix_2018, _is_matrix_2018),
    "matrix_packed": Reader("wb_matrix", packed.read_matrix, _packed("matrix_packed")),
    "rpw": Reader("rpw", rpw.read, _starts(b"Sending Countries Name,Sending Countries Code")),
    "rpw_packed": Reader("rpw", packed.read_rpw, _packed("rpw_packed")),
    "national": Reader("national", national.read, lambda data: national.is_ours(data[:HEAD])),
}  # fmt: skip
"""Readers in the order in which they are asked; the narrower layout comes before the wider one."""


def recognise(name: str, data: bytes) -> str | None:
    """The reader that knows the file by its content; None for an archive or a stranger."""
    if not data or is_archive(data):
        return None
    return next((key for key, reader in READERS.items() if reader.knows(data)), None)
