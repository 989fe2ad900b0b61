"""The list of indicators with what is published of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext as _

from indicators.catalogue.precision import DAY
from indicators.catalogue.series import SERIES
from indicators.catalogue.units import unit_label
from indicators.catalogue.vintages import vintage_text
from indicators.compute import CORRIDORS, FORMULAS, REGISTERED

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueRow:
    """One indicator in the list; the figures are None or 0 while nothing is published."""

    code: str
    name: str
    theme: str
    unit: str
    unit_label: str
    decimals: int
    sdg: str
    is_modelled: bool
    published: bool
    basis: str
    formula_version: int
    run: int | None
    vintage: date | None
    vintage_text: str
    first_year: int | None
    last_year: int | None
    countries: int
    values: int
    sources: tuple[str, ...]
    wanted_sources: tuple[str, ...]
    """Codes of the sources of which one set is needed, when nothing is published."""
    is_bilateral: bool
    """Whether the figures are those of corridors between two countries."""
    corridors: int
    """How many corridors have a figure; 0 where figures are those of areas."""


QUERY = """
    WITH shown AS (
        SELECT DISTINCT ON (e.indicator_id) e.indicator_id, e.run_id
        FROM indicators_releaseentry e
        JOIN indicators_release r ON r.id = e.release_id
        WHERE CASE WHEN %(release)s::int IS NULL THEN r.is_current ELSE r.id = %(release)s::int END
          AND (%(as_of)s::date IS NULL OR e.as_of <= %(as_of)s::date)
        ORDER BY e.indicator_id, e.as_of DESC
    ), size AS (
        SELECT v.run_id, min(v.year) AS first, max(v.year) AS last, count(*) AS figures,
               count(DISTINCT v.area_id) FILTER (WHERE a.kind = 'country') AS countries
        FROM indicators_indicatorvalue v
        JOIN shown ON shown.run_id = v.run_id
        JOIN regions_area a ON a.id = v.area_id
        WHERE v.value IS NOT NULL GROUP BY v.run_id
    )
    SELECT i.code, run.id, run.basis, run.formula_version, run.vintage, run.vintage_precision,
           size.first, size.last, size.figures, size.countries,
           (SELECT array_agg(DISTINCT snapshot.source_id) FROM indicators_computerun_inputs used
            JOIN indicators_snapshotseries taken ON taken.id = used.snapshotseries_id
            JOIN indicators_snapshot snapshot ON snapshot.id = taken.snapshot_id
            WHERE used.computerun_id = run.id),
           run.rows, left(run.dimensions -> 'periods' ->> 0, 4)::int, left(run.dimensions -> 'periods' ->> -1, 4)::int,
           CASE WHEN run.dimensions ? 'periods' THEN (
               SELECT count(*) FROM indicators_corridorline line
               WHERE line.run_id = run.id AND line.variant = 0 AND line.sex = 'T'
           ) END
    FROM shown
    JOIN indicators_indicator i ON i.id = shown.indicator_id
    JOIN indicators_computerun run ON run.id = shown.run_id
    LEFT JOIN size ON size.run_id = run.id
"""


def catalogue(
    *, as_of: date | None = None, release: int | None = None, bilateral: bool = False
) -> list[CatalogueRow]:
    """Every indicator of areas, published or not, in the registry's order; with `bilateral` those of
    corridors too. One query.

    What is published is what the release (the current one) shows as known on the day.
    """
    with connection.cursor() as cursor:
        cursor.execute(QUERY, {"as_of": as_of, "release": release})
        published = {row[0]: row[1:] for row in cursor.fetchall()}
    codes = (*FORMULAS, *CORRIDORS) if bilateral else FORMULAS
    return [_row(code, published.get(code)) for code in codes]


def _row(code: str, published: tuple | None) -> CatalogueRow:
    formulas = REGISTERED[code]
    run, basis, version, vintage, precision, *size, sources, rows, begins, ends, corridors = (
        published
        or ((None, "", formulas[0].version, None, DAY, None, None, 0, 0, None, 0, None, None, 0))
    )
    first, last, values, countries = (begins, ends, rows, 0) if corridors else size
    formula = next((f for f in formulas if f.basis == basis), formulas[0])
    return CatalogueRow(
        code=code,
        name=_(formula.name),
        theme=formula.theme,
        unit=formula.unit,
        unit_label=unit_label(formula.unit),
        decimals=formula.decimals,
        sdg=formula.sdg,
        is_modelled=formula.is_modelled,
        published=run is not None and bool(values),
        basis=basis,
        formula_version=version,
        run=run,
        vintage=vintage,
        vintage_text=vintage_text(vintage, precision),
        first_year=first,
        last_year=last,
        countries=countries or 0,
        values=values or 0,
        sources=tuple(sources or ()),
        wanted_sources=_wanted_sources(formulas),
        is_bilateral=formula.is_bilateral,
        corridors=corridors or 0,
    )


def _wanted_sources(formulas: tuple) -> tuple[str, ...]:
    """Sources of the preferred formula's inputs."""
    return tuple(dict.fromkeys(SERIES[name].source for name in formulas[0].inputs))
