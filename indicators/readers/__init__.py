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
    matrices,
    national,
    nearest,
    packed,
    resaved,
    rpw,
    undesa,
    unhcr,
    unhcr_api,
    world_bank,
    world_bank_api,
    world_factbook,
)
from indicators.readers.archives import is_archive, is_workbook, open_files
from indicators.readers.base import BadSource, Reading
from indicators.readers.contents import HEAD, Contents

__all__ = [
    "READERS",
    "BadSource",
    "Reader",
    "Reading",
    "is_archive",
    "is_workbook",
    "looks_like",
    "open_files",
    "read",
    "recognise",
]

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Read(Protocol):
    """A reader's function."""

    def __call__(self, data: bytes, *, name: str) -> Reading:
        """The figures of the file; raises BadSource."""


Knows = Callable[[Contents], bool]


@dataclass(frozen=True, slots=True)
class Reader:
    """How files of one layout are told by their content and read."""

    source: str
    read: Read
    knows: Knows


def _packed(key: str) -> Knows:
    return lambda file: packed.recognised(file.head, file.columns) == key


def _says(*marks: bytes) -> Knows:
    return lambda file: any(mark in file.head for mark in marks)


def _workbook(*words: str) -> Knows:
    return lambda file: all(word in file.cells for word in words)


def _begins(*words: str) -> Knows:
    """The first line begins with the first word and has all of the others."""

    def knows(file: Contents) -> bool:
        first = file.head.lstrip().split(b"\n", 1)[0].replace(b'"', b"").decode("utf-8", "replace")
        return first.startswith(words[0]) and all(word in first for word in words)

    return knows


def _is_world_bank_workbook(file: Contents) -> bool:
    has_code = "Indicator Code" in file.cells or "Series Code" in file.cells
    return has_code and "Country Name" in file.cells and "Country Code" in file.cells


def _is_world_bank_csv(file: Contents) -> bool:
    return file.head.lstrip().removeprefix(b'"').startswith(b"Data Source")


def _is_world_bank_api(file: Contents) -> bool:
    start = file.head.lstrip()
    is_error = start[:20].replace(b" ", b"").startswith(b'[{"message"')
    return start[:1] == b"[" and (b'"lastupdated"' in start or is_error)


READERS: dict[str, Reader] = {
    "world_factbook": Reader("wfb", world_factbook.read, _says(world_factbook.MARK.encode())),
    "wdi_packed": Reader("wdi", packed.read_wdi, _packed("wdi_packed")),
    "world_bank_csv": Reader("wdi", world_bank.read_csv, _is_world_bank_csv),
    "world_bank_excel": Reader("wdi", world_bank.read_excel, lambda file: file.head.startswith(OLE)),
    "world_bank_workbook": Reader(
        "wdi", world_bank.read_workbook, _is_world_bank_workbook
    ),
    "world_bank_databank": Reader("wdi", world_bank.read_databank, _begins("Country Name", "Series Code", "[YR")),
    "wdi_bulk": Reader(
        "wdi", world_bank.read_wdi_bulk, _begins("Country Name", "Country Code", "Indicator Name", "Indicator Code")
    ),
    "world_bank_api": Reader("wdi", world_bank_api.read, _is_world_bank_api),
    "undesa_packed": Reader("undesa_stock", packed.read_stock, _packed("undesa_packed")),
    "undesa_by_origin": Reader(
        "undesa_stock", undesa.read_by_origin,
        _workbook("Location code of destination", "Location code of origin"),
    ),
    "undesa_by_destination": Reader(
        "undesa_stock", undesa.read_by_destination,
        _workbook("POP/DB/MIG/Stock", "Region, development group"),
    ),
    "unhcr_packed": Reader("unhcr", packed.read_unhcr, _packed("unhcr_packed")),
    "unhcr_csv": Reader("unhcr", unhcr.read_csv, lambda file: unhcr.is_ours(file.head)),
    "unhcr_api": Reader(
        "unhcr", unhcr_api.read, lambda file: b'"coo_iso"' in file.head and b'"items"' in file.head
    ),
    "knomad_inflows": Reader("knomad", knomad.read_inflows, _workbook(knomad.INFLOWS)),
    "knomad_packed": Reader("knomad", packed.read_knomad, _packed("knomad_packed")),
    "matrix_2021": Reader("wb_matrix", matrices.read_2021, _workbook(matrices.TITLE)),
    "matrix_2018": Reader(
        "wb_matrix", matrices.read_2018, lambda file: file.head.startswith((b",Afghanistan,Albania,", b"Sending,Afghanistan,Albania,"))
    ),
    "matrix_packed": Reader("wb_matrix", packed.read_matrix, _packed("matrix_packed")),
    "rpw": Reader("rpw", rpw.read, _says(b"Sending Countries Name,Sending Countries Code")),
    "rpw_packed": Reader("rpw", packed.read_rpw, _packed("rpw_packed")),
    "national": Reader("national", national.read, lambda file: national.is_ours(file.head)),
}  # fmt: skip
"""Readers in the order in which they are asked; the narrower layout comes before the wider one."""


OWN_SEPARATORS = {"national"}
"""Readers that take semicolons themselves and tell about commas in numbers."""


def recognise(name: str, data: bytes) -> str | None:
    """The reader that knows the file by its content; None for an archive or a stranger.

    A table that a spreadsheet program saved anew is known by what it was before (`resaved`).
    """
    if not data or is_archive(data):
        return None
    key = _reader_key(data)
    if key is None and (before := resaved.with_commas(data)) is not None:
        key = _reader_key(before)
    return key


def _reader_key(data: bytes) -> str | None:
    file = Contents(data)
    return next((key for key, reader in READERS.items() if reader.knows(file)), None)


def read(key: str, data: bytes, *, name: str) -> Reading:
    """The figures of a file by a reader, also where a spreadsheet program saved it anew."""
    if key not in OWN_SEPARATORS:
        data = resaved.with_commas(data) or data
    return READERS[key].read(data, name=name)


def looks_like(data: bytes) -> tuple[str, str] | None:
    """For a stranger the reader whose headings are most alike, and the first that is missing."""
    return nearest.nearest(data[:HEAD].removeprefix(b"\xef\xbb\xbf"))
