"""Figures as SDMX-CSV 2.0 or 1.0 (sdmx-twg/sdmx-csv): one observation a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from indicators.sdmx.artefacts import AGENCY, DIMENSIONS, SERIES_ATTRIBUTES, VERSION
from indicators.sdmx.data import attributes_of, copy
from indicators.sdmx.statement import COUNTERPART, FREQ, PERIOD

if TYPE_CHECKING:
    from indicators.sdmx.data import Message
    from indicators.sdmx.statement import SeriesRun

COLUMNS = (
    *DIMENSIONS, "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS", *SERIES_ATTRIBUTES, "COVERAGE", "RELEASE",
)  # fmt: skip
"""What both versions have in common; before it stands what names the dataflow."""


def write(file: BinaryIO, message: Message) -> bool:
    """The whole message in version 2.0; whether it has any row. With `serieskeysonly` a line is a series and has its key only."""
    flow = f"dataflow,{AGENCY}:{message.query.flow}({VERSION}),I"
    return _write(file, message, ("STRUCTURE", "STRUCTURE_ID", "ACTION"), flow)


def write_v1(file: BinaryIO, message: Message) -> bool:
    """The whole message in version 1.0."""
    return _write(file, message, ("DATAFLOW",), f"{AGENCY}:{message.query.flow}({VERSION})")


def _write(file: BinaryIO, message: Message, heads: tuple[str, ...], flow: str) -> bool:
    file.write((",".join((*heads, *COLUMNS)) + "\n").encode())
    row = _observation(message) if message.has_observations else _key()
    row = f"'{flow},' || {row}"
    grouped = not message.has_observations
    return copy(file, message.selection, row, lambda entry: _ends(entry, message), grouped=grouped)


def _ends(entry: SeriesRun, message: Message) -> tuple[str, str]:
    attributes = attributes_of(entry).values() if message.has_attributes else [""] * 4
    return f"{entry.code},{entry.sex},", f",{','.join(attributes)},"


def _key() -> str:
    empty = "," * (len(COLUMNS) - COLUMNS.index("TIME_PERIOD") - 1)
    return (
        f"min({FREQ}) || ',' || a.code || ',' || min({COUNTERPART}) || ',' || e.head || '{empty}'"
    )


def _observation(message: Message) -> str:
    value = "coalesce(v.value::text, '')" if message.has_values else "''"
    status = "v.status" if message.has_attributes else "''"
    coverage = "coalesce(v.coverage::text, '')" if message.has_attributes else "''"
    release = str(int(message.release)) if message.has_attributes else ""
    return (
        f"{FREQ} || ',' || a.code || ',' || {COUNTERPART} || ',' || e.head || {PERIOD}"
        f" || ',' || {value} || ',' || {status} || e.tail || {coverage} || ',{release}'"
    )
