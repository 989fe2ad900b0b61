"""The one statement behind the values: JSON built by PostgreSQL, or rows for COPY.

PostgreSQL puts the text of each row together itself. The parts that are the same for a whole run
(indicator, unit, vintage, release) come along as text; codes hold no character that JSON or
CSV would escape. Numbers are printed by the server, in the shortest form that reads back exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indicators.api.releases import Entry
    from indicators.api.selection import Selection

PERIOD = "v.year || CASE v.quarter WHEN 0 THEN '' ELSE '-Q' || v.quarter END"

JSON_ROW = f"""
    e.head || a.code
    || CASE v.counterpart_id WHEN 0 THEN '","counterpart_area":null' ELSE '","counterpart_area":"' || c.code || '"' END
    || ',"time_period":"' || {PERIOD} || '","value":' || coalesce(v.value::text, 'null')
    || ',"obs_status":"' || v.status || e.tail || coalesce(v.coverage::text, 'null') || '}}'
"""

JSON_PAGE = """
    SELECT (SELECT id FROM indicators_release WHERE is_current), count(*),
           string_agg(page.row, ','), max(page.key)
    FROM (
        SELECT {row} AS row, ARRAY[v.run_id, v.area_id, v.counterpart_id, v.year, v.quarter] AS key
        FROM indicators_indicatorvalue v
        JOIN unnest(%s::bigint[], %s::text[], %s::text[]) AS e (run, head, tail) ON e.run = v.run_id
        JOIN regions_area a ON a.id = v.area_id
        LEFT JOIN regions_area c ON c.id = v.counterpart_id AND v.counterpart_id <> 0
        WHERE {where}
        ORDER BY v.run_id, v.area_id, v.counterpart_id, v.year, v.quarter
        LIMIT %s
    ) page
"""

CSV_ROWS = """
    SELECT e.indicator, a.code AS ref_area, c.code AS counterpart_area, {period} AS time_period,
           v.value, v.status AS obs_status, e.unit, e.vintage, v.coverage, {release} AS release
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
    for column, wanted in (
        ("area_id", selection.areas),
        ("counterpart_id", selection.counterparts),
    ):
        if wanted is not None:
            parts.append(f"v.{column} = ANY(%s)")
            values.append(list(wanted))
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


def _ends(entry: Entry, release: int) -> tuple[str, str]:
    head = f'{{"indicator":"{entry.indicator}","ref_area":"'
    tail = f'","unit":"{entry.unit}","vintage":"{entry.vintage}","release":{release},"coverage":'
    return head, tail


def json_page(selection: Selection) -> tuple[str, list]:
    """Gives one row: current release, number of rows, the rows as JSON text, the last key."""
    where, values = _where(selection)
    ends = [_ends(entry, selection.shown.id) for entry in selection.entries]
    runs = [entry.run for entry in selection.entries]
    heads, tails = [head for head, _ in ends], [tail for _, tail in ends]
    statement = JSON_PAGE.format(row=JSON_ROW, where=where)
    return statement, [runs, heads, tails, *values, selection.limit]


def csv_rows(selection: Selection) -> tuple[str, list]:
    """All selected rows, for COPY; no page and no limit."""
    where, values = _where(selection)
    columns = zip(
        *((e.run, e.indicator, e.unit, e.vintage) for e in selection.entries), strict=True
    )
    parts = [list(column) for column in columns] or [[], [], [], []]
    release = int(selection.shown.id)
    return CSV_ROWS.format(period=PERIOD, where=where, release=release), [*parts, *values]
