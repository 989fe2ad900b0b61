"""The one statement behind the values: rows for JSON, or for COPY.

Planning a join with the areas costs more than reading a series. So pages of JSON are put together from rows
without joins, with the codes of the release's lookups.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from indicators.api.rows import CSV_COLUMNS

if TYPE_CHECKING:
    from indicators.api.selection import Selection

ROWS = """
    SELECT v.run_id, v.area_id, v.counterpart_id, v.year, v.quarter,
           v.value::text, v.status, v.coverage::text
    FROM indicators_indicatorvalue v
    WHERE {where}
    ORDER BY v.run_id, v.area_id, v.counterpart_id, v.year, v.quarter
    LIMIT %s
"""

CHECKED_ROWS = """
    SELECT current.id, found.*
    FROM (SELECT id FROM indicators_release WHERE is_current) current LEFT JOIN ({rows}) found ON true
    ORDER BY found.run_id, found.area_id, found.counterpart_id, found.year, found.quarter
"""
"""Rows with the number of the current release in front: one statement reads both, and one row comes without figures."""

CSV_ROWS = """
    SELECT {columns}
    FROM indicators_indicatorvalue v
    JOIN unnest(%s::bigint[], %s::text[], %s::text[], %s::date[]) AS e (run, indicator, unit, vintage)
        ON e.run = v.run_id
    JOIN regions_area a ON a.id = v.area_id
    LEFT JOIN regions_area c ON c.id = v.counterpart_id AND v.counterpart_id <> 0
    WHERE {where}
    ORDER BY v.run_id, v.area_id, v.counterpart_id, v.year, v.quarter
"""


def _where(selection: Selection) -> tuple[str, list]:
    """Conditions and their values. Only fixed text goes into the statement."""
    parts, values = ["v.run_id = ANY(%s)"], [[entry.run for entry in selection.entries]]
    for column, ids in (
        ("area_id", selection.areas),
        ("counterpart_id", selection.counterparts),
    ):
        if ids is not None:
            parts.append(f"v.{column} = ANY(%s)")
            values.append(list(ids))
    if selection.statuses:
        parts.append("v.status = ANY(%s)")
        values.append(list(selection.statuses))
    if selection.periods:
        parts.append(
            "(v.year, v.quarter) IN (SELECT * FROM unnest(%s::smallint[], %s::smallint[]))"
        )
        values += [list(column) for column in zip(*selection.periods, strict=True)]
    bounds, bound_values = within(selection.first, selection.last)
    parts += bounds
    values += bound_values
    if selection.after:
        parts.append(
            "(v.run_id, v.area_id, v.counterpart_id, v.year, v.quarter) > (%s, %s, %s, %s, %s)"
        )
        values += selection.after
    return " AND ".join(parts), values


def within(first: tuple[int, int], last: tuple[int, int]) -> tuple[list[str], list]:
    """Conditions for periods from `first` to `last`, (year, quarter) each, and their values.

    A year lies inside a range that begins or ends in one of its quarters.
    """
    parts, values = [], []
    for sign, bound, edge in ((">=", first, 0), ("<=", last, 9)):
        if bound[0] not in (0, 9999):
            parts.append(
                f"(v.year {sign[0]} %s OR v.year = %s AND (v.quarter = 0 OR %s = {edge} OR v.quarter {sign} %s))"
            )
            values += [bound[0], bound[0], bound[1], bound[1]]
    return parts, values


def json_page(selection: Selection) -> tuple[str, list]:
    """Rows for `as_json`, in the order of their keys; numbers come as text."""
    where, values = _where(selection)
    return ROWS.format(where=where), [*values, selection.limit]


def checked_page(selection: Selection) -> tuple[str, list]:
    """The same rows, each after the number of the current release."""
    rows, values = json_page(selection)
    return CHECKED_ROWS.format(rows=rows), values


def csv_rows(selection: Selection) -> tuple[str, list]:
    """All selected rows, for COPY; no page and no limit."""
    where, values = _where(selection)
    columns = zip(
        *((e.run, e.indicator, e.unit, e.vintage) for e in selection.entries), strict=True
    )
    parts = [list(column) for column in columns] or [[], [], [], []]
    sql = CSV_ROWS.format(columns=CSV_COLUMNS, where=where)
    return sql, [selection.release.id, *parts, *values]
