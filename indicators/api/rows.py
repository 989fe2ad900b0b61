"""The fields of a published figure: one list for JSON, CSV, and the document.

Pages of JSON are put together as text, since a serializer would take ten times as long. Codes hold no
character that JSON or CSV would escape. Numbers are printed by PostgreSQL, in the shortest form that reads
back exactly.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rest_framework import serializers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from indicators.api.releases import Entry
    from indicators.api.selection import Selection

PERIOD = "v.year || CASE v.quarter WHEN 0 THEN '' ELSE '-Q' || v.quarter END"


@dataclass(frozen=True, slots=True)
class Column:
    """A field: what the document says of it, the SQL of its CSV, and its JSON.

    The JSON is the same in all rows of a run, made by `of_run` from the entry and the release, or else
    it is made for each row by `as_json`, whose values come in the order of such columns.
    """

    name: str
    documented: serializers.Field
    sql: str
    of_run: Callable[[Entry, int], str] | None = None


COLUMNS = (
    Column("indicator", serializers.CharField(), "e.indicator", lambda e, _r: f'"{e.indicator}"'),
    Column("ref_area", serializers.CharField(), "a.code"),
    Column("counterpart_area", serializers.CharField(allow_null=True), "c.code"),
    Column("time_period", serializers.CharField(), PERIOD),
    Column("value", serializers.FloatField(allow_null=True), "v.value"),
    Column("obs_status", serializers.CharField(), "v.status"),
    Column("unit", serializers.CharField(), "e.unit", lambda e, _r: f'"{e.unit}"'),
    Column("vintage", serializers.DateField(), "e.vintage", lambda e, _r: f'"{e.vintage}"'),
    Column("coverage", serializers.FloatField(allow_null=True), "v.coverage"),
    Column("release", serializers.IntegerField(), "%s::bigint", lambda _e, release: str(release)),
)

CSV_COLUMNS = ", ".join(f"{one.sql} AS {one.name}" for one in COLUMNS)
"""What a file selects; one placeholder, the number of the release."""


class ValueSerializer(serializers.Serializer):
    """One published figure."""

    def get_fields(self) -> dict[str, serializers.Field]:
        """The columns, in their order."""
        return super().get_fields() | {one.name: deepcopy(one.documented) for one in COLUMNS}


def _line(entry: Entry, release: int) -> str:
    """The JSON of the rows of a run, with a placeholder for each value that differs."""
    pairs = (
        f'"{one.name}":{one.of_run(entry, release).replace("%", "%%") if one.of_run else "%s"}'
        for one in COLUMNS
    )
    return f"{{{','.join(pairs)}}}"


def as_json(selection: Selection, rows: Iterable[tuple]) -> str:
    """The rows as JSON objects with commas between; a missing value is null."""
    lines = {entry.run: _line(entry, selection.shown.id) for entry in selection.entries}
    codes = selection.shown.codes
    return ",".join(
        [
            lines[run]
            % (
                f'"{codes[area]}"',
                f'"{codes[counterpart]}"' if counterpart else "null",
                f'"{year}-Q{quarter}"' if quarter else f'"{year}"',
                value or "null",
                f'"{status}"',
                coverage or "null",
            )
            for run, area, counterpart, year, quarter, value, status, coverage in rows
        ]
    )
