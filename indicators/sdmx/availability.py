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

    from indicators.api.releases import ReleaseLookups
    from indicators.sdmx.statement import SeriesRun

COLUMNS = (
    f"min({FREQ}) AS freq, a.code AS area, min({COUNTERPART}) AS other, e.head AS code, e.tail AS sex,"
    " min(v.year) AS first, max(v.year) AS last, count(*) AS figures"
)
SUMMARY = """
    SELECT array_agg(DISTINCT freq), array_agg(DISTINCT area), array_agg(DISTINCT other),
           array_agg(DISTINCT code), array_agg(DISTINCT sex), min(first), max(last), count(*), sum(figures)::bigint
    FROM ({statement}) series
"""


def cube(query: Query, release: ReleaseLookups) -> Cube | None:
    """What the query finds in the release; None when it finds nothing. One statement."""
    selection = figures(query, release)
    if selection is None:
        return None
    statement, values = selection.statement(COLUMNS, _ends, grouped=True)
    with connection.cursor() as cursor:
        cursor.execute(SUMMARY.format(statement=statement), values)
        *codes, first, last, series, observations = cursor.fetchone()
    if not series:
        return None
    codes_by_dimension = {
        name: tuple(listed_codes) for name, listed_codes in zip(DIMENSIONS, codes, strict=True)
    }
    return Cube(codes_by_dimension, (first, last), series, observations)


def _ends(run: SeriesRun) -> tuple[str, str]:
    return run.code, run.sex


def still_open(query: Query, release: ReleaseLookups) -> Cube | None:
    """For each dimension the codes that have figures whatever the query asks of that dimension itself.

    SDMX REST calls it `mode=available`: what could be added to a choice. A statement for each
    dimension that the query narrows.
    """
    exact = cube(query, release)
    if exact is None:
        return None
    codes = dict(exact.codes)
    for place, name in enumerate(DIMENSIONS):
        if any(key[place] is not None for key in query.keys):
            keys = tuple((*key[:place], None, *key[place + 1 :]) for key in query.keys)
            wider = cube(replace(query, keys=keys), release)
            codes[name] = wider.codes[name] if wider else codes[name]
    return replace(exact, codes=codes)


@lru_cache(maxsize=64)
def _cube_of_flow(_database: str, release: int, flow: str) -> Cube | None:
    """The cube of a whole dataflow: what it rests on never changes."""
    return cube(Query(flow), releases.lookups_of(release))


def filled(artefacts: Iterable[Artefact]) -> list[Artefact]:
    """The structures with the cube of each constraint; those of dataflows without figures are left out."""
    filled_artefacts, release = [], releases.current_or_none()
    for artefact in artefacts:
        if artefact.kind != "contentconstraint":
            filled_artefacts.append(artefact)
        elif release is not None:
            flow_cube = _cube_of_flow(
                connection.settings_dict["NAME"], release, artefact.uses[0][1]
            )
            filled_artefacts += [replace(artefact, cube=flow_cube)] if flow_cube else []
    return filled_artefacts


def answer(query: Query, release: ReleaseLookups, *, component: str, mode: str) -> Artefact | None:
    """The constraint that answers a query; None without a figure. Raises NotHere for an unknown dimension."""
    if component not in {*DIMENSIONS, TIME, *ANY}:
        raise NotHere(unknown(component, [*DIMENSIONS, TIME]))
    region = still_open(query, release) if mode == "available" else cube(query, release)
    if region is None:
        return None
    region = region if component in ANY else region.of(component)
    return replace(constraint_of(query.flow), cube=region)
