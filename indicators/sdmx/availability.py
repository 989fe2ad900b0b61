"""Which codes and periods have figures: the cube region of a dataflow or of a query (SDMX content constraints)."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db import connection

from core.api.parameters import unknown
from indicators.api import releases
from indicators.sdmx.artefacts import DIMENSIONS, Artefact, constraint_of
from indicators.sdmx.cube import TIME, Cube
from indicators.sdmx.query import ANY, NotHere, Query
from indicators.sdmx.statement import COUNTERPART, FREQ, figures

if TYPE_CHECKING:
    from collections.abc import Iterable

    from indicators.api.releases import Shown
    from indicators.sdmx.statement import Part

COLUMNS = (
    f"min({FREQ}) AS freq, a.code AS area, min({COUNTERPART}) AS other, e.head AS code, e.tail AS sex,"
    " min(v.year) AS first, max(v.year) AS last, count(*) AS figures"
)
SUMMARY = """
    SELECT array_agg(DISTINCT freq), array_agg(DISTINCT area), array_agg(DISTINCT other),
           array_agg(DISTINCT code), array_agg(DISTINCT sex), min(first), max(last), count(*), sum(figures)::bigint
    FROM ({statement}) series
"""


def cube(query: Query, shown: Shown) -> Cube | None:
    """What the query finds in the release; None when it finds nothing. One statement."""
    found = figures(query, shown)
    if found is None:
        return None
    statement, values = found.statement(COLUMNS, _ends, grouped=True)
    with connection.cursor() as cursor:
        cursor.execute(SUMMARY.format(statement=statement), values)
        *codes, first, last, series, observations = cursor.fetchone()
    if not series:
        return None
    listed = {name: tuple(one) for name, one in zip(DIMENSIONS, codes, strict=True)}
    return Cube(listed, (first, last), series, observations)


def _ends(part: Part) -> tuple[str, str]:
    return part.code, part.sex


def still_open(query: Query, shown: Shown) -> Cube | None:
    """For each dimension the codes that have figures whatever the query asks of that dimension itself.

    SDMX REST calls it `mode=available`: what could be added to a choice. A statement for each
    dimension that the query narrows.
    """
    found = cube(query, shown)
    if found is None:
        return None
    codes = dict(found.codes)
    for place, name in enumerate(DIMENSIONS):
        if any(key[place] is not None for key in query.keys):
            keys = tuple((*key[:place], None, *key[place + 1 :]) for key in query.keys)
            wider = cube(replace(query, keys=keys), shown)
            codes[name] = wider.codes[name] if wider else codes[name]
    return replace(found, codes=codes)


@lru_cache(maxsize=64)
def _whole(_database: str, release: int, flow: str) -> Cube | None:
    """The cube of a whole dataflow: what it rests on never changes."""
    return cube(Query(flow), releases.shown(release))


def filled(found: Iterable[Artefact]) -> list[Artefact]:
    """The structures with the cube of each constraint; those of dataflows without figures are left out."""
    made, release = [], releases.current_or_none()
    for one in found:
        if one.kind != "contentconstraint":
            made.append(one)
        elif release is not None:
            region = _whole(connection.settings_dict["NAME"], release, one.uses[0][1])
            made += [replace(one, cube=region)] if region else []
    return made


def answer(query: Query, shown: Shown, *, component: str, mode: str) -> Artefact | None:
    """The constraint that answers a query; None without a figure. Raises NotHere for an unknown dimension."""
    if component not in {*DIMENSIONS, TIME, *ANY}:
        raise NotHere(unknown(component, [*DIMENSIONS, TIME]))
    region = still_open(query, shown) if mode == "available" else cube(query, shown)
    if region is None:
        return None
    region = region if component in ANY else region.of(component)
    return replace(constraint_of(query.flow), cube=region)
