"""One statement for the figures of a query: each row is the text of a series, put together by PostgreSQL.

The fixed text of a series comes with its run; codes hold no character that XML, JSON or CSV would
escape, and numbers are printed in the shortest form that reads back exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from indicators.api.rows import PERIOD
from indicators.api.statement import within
from indicators.compute import CORRIDORS
from indicators.models import ComputeRun
from indicators.sdmx import artefacts
from indicators.sdmx.artefacts import DIMENSIONS, NO_COUNTERPART
from indicators.selectors import formula_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from indicators.api.releases import Entry, ReleaseLookups
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
    SELECT *, row_number() OVER w AS place FROM (SELECT * FROM {values} v WHERE {where}) v
    WINDOW w AS (PARTITION BY run_id, area_id, counterpart_id, quarter = 0 ORDER BY year {way}, quarter {way})
)"""
OF_AREAS = "indicators_indicatorvalue"
OF_CORRIDORS = """(
    SELECT l.run_id * 64 + l.variant * 4 + position(l.sex IN 'TFM') AS run_id,
           CASE WHEN o.is_home THEN l.home_id ELSE l.host_id END AS area_id,
           CASE WHEN o.is_home THEN l.host_id ELSE l.home_id END AS counterpart_id,
           left(u.period, 4)::smallint AS year,
           coalesce(nullif(substr(u.period, 7, 1), ''), '0')::smallint AS quarter,
           u.value, u.status, NULL::float8 AS coverage
    FROM indicators_corridorline l
    JOIN unnest(%s::bigint[], %s::boolean[]) AS o (run, is_home) ON o.run = l.run_id
    JOIN (
        SELECT id, ARRAY(SELECT jsonb_array_elements_text(dimensions -> 'periods')) AS periods
        FROM indicators_computerun WHERE id = ANY(%s)
    ) r ON r.id = l.run_id,
    unnest(l.values, r.periods, string_to_array(l.status, NULL)) AS u (value, period, status)
    WHERE u.value <> 'NaN'
)"""
"""Corridors as rows of figures; sex and variant are told by the number that stands for the run."""
SEXES = {"_T": 1, "F": 2, "M": 3}
SERIES = "v.run_id, v.area_id, v.counterpart_id, v.quarter = 0"


@dataclass(frozen=True, slots=True)
class SeriesRun:
    """What rows with the same number of a run have in common: code of INDICATOR, of SEX, and attributes."""

    run: int
    code: str
    sex: str
    unit: str
    decimals: int
    vintage: date


@dataclass(frozen=True, slots=True)
class Figures:
    """The runs of a query, the condition on their rows and its values."""

    entries: tuple[SeriesRun, ...]
    where: str
    values: tuple[object, ...]
    table: str = OF_AREAS
    table_values: tuple[object, ...] = ()

    def statement(
        self, columns: str, ends: Callable[[SeriesRun], tuple[str, str]], *, grouped: bool
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


def figures(query: Query, release: ReleaseLookups) -> Figures | None:
    """What the query selects from a release; None when no row can fit."""
    chosen: dict[int, SeriesRun] = {}
    parts, values = [], []
    # Once for all keys: each indicator of corridors costs a query.
    offered, areas = tuple(_series_runs(query, release)), release.areas | {NO_COUNTERPART: 0}
    for key in query.keys:
        entries = _entries(key, offered)
        part = _of_key(key, entries, areas)
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
    table, of_table = _table(query, release)
    entries = tuple(chosen.values())
    selection = Figures(entries, " AND ".join(where), (*values, *bounds), table, of_table)
    return _limited(selection, query)


def _table(query: Query, release: ReleaseLookups) -> tuple[str, tuple[object, ...]]:
    """Where the figures of the flow lie, and the values that name them."""
    if query.flow != artefacts.OF_CORRIDORS:
        return OF_AREAS, ()
    entries_or_none = (release.entry(code, query.as_of) for code in CORRIDORS)
    entries = [entry for entry in entries_or_none if entry]
    runs = [entry.run for entry in entries]
    is_home = [CORRIDORS[entry.indicator][0].ref_area == "home" for entry in entries]
    return OF_CORRIDORS, (runs, is_home, runs)


def _limited(selection: Figures, query: Query) -> Figures:
    """Only the first or last so many observations of each series."""
    count = query.newest or query.oldest
    if not count:
        return selection
    way = "DESC" if query.newest else "ASC"
    table = NUMBERED.format(values=selection.table, where=selection.where, way=way)
    inside = (*selection.table_values, *selection.values)
    return Figures(selection.entries, "v.place <= %s", (count,), table, inside)


def _in_periods(periods: tuple[tuple[int, int], ...]) -> str:
    """A year stands for its quarters too; all are whole numbers of ours."""
    conditions = [
        f"v.year = {int(year)}" + (f" AND v.quarter = {int(quarter)}" if quarter else "")
        for year, quarter in periods
    ]
    return f"({' OR '.join(f'({condition})' for condition in conditions)})"


def _entries(key: Key, offered: Iterable[SeriesRun]) -> list[SeriesRun]:
    indicators, sexes = key[DIMENSIONS.index("INDICATOR")], key[DIMENSIONS.index("SEX")]
    return [
        run
        for run in offered
        if (indicators is None or run.code in indicators) and (sexes is None or run.sex in sexes)
    ]


def _series_runs(query: Query, release: ReleaseLookups) -> Iterator[SeriesRun]:
    """Every indicator of the flow that the release shows; of corridors each variant and sex."""
    if query.flow != artefacts.OF_CORRIDORS:
        for code in artefacts.indicators_of(query.flow):
            if entry := release.entry(code, query.as_of):
                yield _series_run(entry, code, artefacts.sex_of(code), entry.run)
        return
    for name, (code, variant) in artefacts.corridor_codes().items():
        if entry := release.entry(code, query.as_of):
            dimensions = ComputeRun.objects.values_list("dimensions", flat=True).get(pk=entry.run)
            if variant in dimensions.get("variants", []):
                place = dimensions["variants"].index(variant)
                for sex, number in SEXES.items():
                    yield _series_run(entry, name, sex, entry.run * 64 + place * 4 + number)


def _series_run(entry: Entry, code: str, sex: str, run: int) -> SeriesRun:
    return SeriesRun(
        run, code, sex, entry.unit, formula_of(entry.indicator).decimals, entry.vintage
    )


def _of_key(key: Key, entries: list[SeriesRun], areas: dict[str, int]) -> tuple[str, list] | None:
    """The condition of a key; None when a code in it is unknown everywhere."""
    if not entries:
        return None
    parts, values = ["v.run_id = ANY(%s)"], [[entry.run for entry in entries]]
    if key[0] is not None:
        if not key[0] & {"A", "Q"}:
            return None
        if not key[0] >= {"A", "Q"}:
            parts.append("v.quarter = 0" if "A" in key[0] else "v.quarter > 0")
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
