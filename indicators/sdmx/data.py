"""What all data messages share: levels of detail, the attributes of a series, rows by COPY."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from django.db import connection

from indicators.sdmx.artefacts import SERIES_ATTRIBUTES, unit_code

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from indicators.sdmx.query import Query
    from indicators.sdmx.statement import Figures, SeriesRun


@dataclass(frozen=True, slots=True)
class Message:
    """A data message to be written: the query, what it selects, the release shown."""

    query: Query
    selection: Figures
    release: int
    prepared: datetime

    @property
    def has_values(self) -> bool:
        """Whether the detail asked for leaves values in (SDMX REST `detail`)."""
        return self.query.detail in {"full", "dataonly"}

    @property
    def has_attributes(self) -> bool:
        """Whether it leaves attributes in."""
        return self.query.detail in {"full", "nodata"}

    @property
    def has_observations(self) -> bool:
        """Whether anything but keys of series is listed."""
        return self.query.detail != "serieskeysonly"


def attributes_of(entry: SeriesRun) -> dict[str, str]:
    """Attributes of every series of an indicator."""
    values = (unit_code(entry.unit), "0", str(entry.decimals), entry.vintage.isoformat())
    return dict(zip(SERIES_ATTRIBUTES, values, strict=True))


def copy(
    file: BinaryIO,
    selection: Figures,
    row: str,
    ends: Callable[[SeriesRun], tuple[str, str]],
    *,
    grouped: bool = True,
) -> bool:
    """COPY rows of one column into the file: plain text without tab or backslash comes as it is.

    Whether there was any row.
    """
    with connection.cursor() as cursor:
        ready = cursor.mogrify(*selection.statement(row, ends, grouped=grouped)).decode()
        cursor.copy_expert(f"COPY ({ready}) TO STDOUT", file)
        return cursor.rowcount > 0
