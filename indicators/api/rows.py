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

GAP = "\0"
"""Stands for a value that differs from row to row."""
CSV_COLUMNS = ", ".join(f"{column.sql} AS {column.name}" for column in COLUMNS)
"""What a file selects; one placeholder, the number of the release."""


class ValueSerializer(serializers.Serializer):
    """One published figure."""

    def get_fields(self) -> dict[str, serializers.Field]:
        """The columns, in their order."""
        return super().get_fields() | {
            column.name: deepcopy(column.documented) for column in COLUMNS
        }


def _between(entry: Entry, release: int) -> list[str]:
    """The JSON of a row of the run without the values that differ: what stands before, between and after them."""
    pairs = (
        f'"{column.name}":{column.of_run(entry, release) if column.of_run else GAP}'
        for column in COLUMNS
    )
    return f"{{{','.join(pairs)}}}".split(GAP)


def as_json(selection: Selection, rows: Iterable[tuple]) -> str:
    """The rows as JSON objects with commas between; a missing value is null."""
    runs = {entry.run: _between(entry, selection.release.id) for entry in selection.entries}
    codes = {pk: f'"{code}"' for pk, code in selection.release.codes.items()} | {0: "null"}
    objects = []
    for run, area, counterpart, year, quarter, value, status, coverage in rows:
        a, b, c, d, e, f, g = runs[run]
        period = f'"{year}-Q{quarter}"' if quarter else f'"{year}"'
        objects.append(
            f"{a}{codes[area]}{b}{codes[counterpart or 0]}{c}{period}{d}{value or 'null'}"
            f'{e}"{status}"{f}{coverage or "null"}{g}'
        )
    return ",".join(objects)
