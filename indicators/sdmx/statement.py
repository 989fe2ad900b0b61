"""One statement for the figures of a query: each row is the text of a series, put together by PostgreSQL.

The fixed text of a series comes with its run; codes hold no character that XML, JSON or CSV would
escape, and numbers are printed in the shortest form that reads back exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from indicators.api.statement import PERIOD, within
from indicators.sdmx.artefacts import DIMENSIONS, NO_COUNTERPART, indicators_of, sex_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from indicators.api.releases import Entry, Shown
    from indicators.sdmx.query import Key, Query

COUNTERPART = f"CASE v.counterpart_id WHEN 0 THEN '{NO_COUNTERPART}' ELSE c.code END"
FREQ = "CASE v.quarter WHEN 0 THEN 'A' ELSE 'Q' END"
FROM = """
    FROM {values} v
    JOIN unnest(%s::bigint[], %s::text[], %s::text[]) AS e (run, head, tail) ON e.run = v.run_id
    JOIN regions_area a ON a.id = v.area_id
    JOIN regions_area c ON c.id = v.counterpart_id
"""
NUMBERED = """(
    SELECT *, row_number() OVER w AS place FROM (SELECT * FROM indicators_indicatorvalue v WHERE {where}) v
    WINDOW w AS (PARTITION BY run_id, area_id, counterpart_id, quarter = 0 ORDER BY year {way}, quarter {way})
)"""
SERIES = "v.run_id, v.area_id, v.counterpart_id, v.quarter = 0"


@dataclass(frozen=True, slots=True)
class Figures:
    """The runs of a query, the condition on their rows and its values."""

    entries: tuple[Entry, ...]
    where: str
    values: tuple[object, ...]
    table: str = "indicators_indicatorvalue"
    table_values: tuple[object, ...] = ()

    def statement(
        self, columns: str, ends: Callable[[Entry], tuple[str, str]], *, grouped: bool
    ) -> tuple[str, list]:
        """The rows of the columns, by series when grouped; `ends` gives the fixed text of a run."""
        pairs = [ends(entry) for entry in self.entries]
        order = f"GROUP BY {SERIES}, e.head, e.tail, a.code, c.code ORDER BY {SERIES} DESC"
        if not grouped:
            order = f"ORDER BY {SERIES} DESC, v.year, v.quarter"
        text = f"SELECT {columns} {FROM.format(values=self.table)} WHERE {self.where} {order}"
        heads, tails = [head for head, _ in pairs], [tail for _, tail in pairs]
        runs = [entry.run for entry in self.entries]
        return text, [*self.table_values, runs, heads, tails, *self.values]


def figures(query: Query, shown: Shown) -> Figures | None:
    """What the query selects from a release; None when no row can fit."""
    chosen: dict[int, Entry] = {}
    parts, values = [], []
    for key in query.keys:
        entries = _entries(query, key, shown)
        part = _of_key(key, entries, shown)
        if part is not None:
            chosen |= {entry.run: entry for entry in entries}
            parts.append(f"({part[0]})")
            values += part[1]
    if not parts:
        return None
    where, bounds = within(query.first, query.last)
    if query.periods:
        where.append(_in_periods(query.periods))
    where = [f"({' OR '.join(parts)})", *where]
    found = Figures(tuple(chosen.values()), " AND ".join(where), (*values, *bounds))
    return _limited(found, query)


def _limited(found: Figures, query: Query) -> Figures:
    """Only the first or last so many observations of each series."""
    count = query.newest or query.oldest
    if not count:
        return found
    table = NUMBERED.format(where=found.where, way="DESC" if query.newest else "ASC")
    return Figures(found.entries, "v.place <= %s", (count,), table, found.values)


def _in_periods(periods: tuple[tuple[int, int], ...]) -> str:
    """A year stands for its quarters too; all are whole numbers of ours."""
    said = [
        f"v.year = {int(year)}" + (f" AND v.quarter = {int(quarter)}" if quarter else "")
        for year, quarter in periods
    ]
    return f"({' OR '.join(f'({one})' for one in said)})"


def _entries(query: Query, key: Key, shown: Shown) -> list[Entry]:
    wanted, sexes = key[DIMENSIONS.index("INDICATOR")], key[DIMENSIONS.index("SEX")]
    codes = [
        code
        for code in indicators_of(query.flow)
        if (wanted is None or code in wanted) and (sexes is None or sex_of(code) in sexes)
    ]
    found = (shown.entry(code, query.as_of) for code in codes)
    return [entry for entry in found if entry is not None]


def _of_key(key: Key, entries: list[Entry], shown: Shown) -> tuple[str, list] | None:
    """The condition of a key; None when a code in it is unknown everywhere."""
    if not entries:
        return None
    parts, values = ["v.run_id = ANY(%s)"], [[entry.run for entry in entries]]
    if key[0] is not None:
        if not key[0] & {"A", "Q"}:
            return None
        if not key[0] >= {"A", "Q"}:
            parts.append("v.quarter = 0" if "A" in key[0] else "v.quarter > 0")
    areas = shown.areas | {NO_COUNTERPART: 0}
    for place, column in ((1, "area_id"), (2, "counterpart_id")):
        if key[place] is None:
            continue
        ids = [areas[code] for code in key[place] if code in areas]
        if not ids:
            return None
        parts.append(f"v.{column} = ANY(%s)")
        values.append(ids)
    return " AND ".join(parts), values


__all__ = ["COUNTERPART", "FREQ", "PERIOD", "Figures", "figures"]
