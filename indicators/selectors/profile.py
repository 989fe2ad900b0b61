"""The figures of one area for its page: newest value, its rank, and the line behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from indicators.catalogue.units import unit_label
from indicators.compute import FORMULAS
from indicators.selectors.published import formula_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


@dataclass(frozen=True, slots=True)
class Rank:
    """Place of a country among the regional members of a commission that have a figure that year.

    Ties share the better place.
    """

    commission: str
    place: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigure:
    """The newest figure of an indicator for one area."""

    code: str
    name: str
    unit: str
    unit_label: str
    decimals: int
    year: int
    value: float
    status: str
    coverage: float | None
    vintage: date
    ranks: tuple[Rank, ...]
    line: tuple[tuple[int, float], ...]
    """Year and value of every year that has one, ascending; gaps stay gaps."""

    @property
    def coverage_percent(self) -> float | None:
        """Share of the population behind an aggregate, 0-100; None for a country."""
        return None if self.coverage is None else 100 * self.coverage


SHOWN = """
    WITH shown AS (
        SELECT DISTINCT ON (e.indicator_id) i.code, e.run_id, run.basis, run.vintage
        FROM indicators_releaseentry e
        JOIN indicators_release r ON r.id = e.release_id AND r.is_current
        JOIN indicators_indicator i ON i.id = e.indicator_id
        JOIN indicators_computerun run ON run.id = e.run_id
        WHERE i.code = ANY(%(codes)s) AND (%(as_of)s::date IS NULL OR e.as_of <= %(as_of)s::date)
        ORDER BY e.indicator_id, e.as_of DESC
    )
"""
LINES = (
    SHOWN
    + """
    SELECT shown.code, shown.basis, shown.vintage, v.year, v.value, v.status, v.coverage
    FROM shown JOIN indicators_indicatorvalue v ON v.run_id = shown.run_id
    JOIN regions_area a ON a.id = v.area_id
    WHERE a.code = %(area)s AND v.value IS NOT NULL AND v.quarter = 0
    ORDER BY shown.code, v.year
"""
)
RANKS = (
    SHOWN
    + """
    , wanted AS (SELECT * FROM unnest(%(wanted)s::text[], %(years)s::int[]) AS w(code, year))
    SELECT DISTINCT shown.code, c.code,
           1 + count(*) FILTER (WHERE v.value > own.value) OVER w,
           count(*) OVER w
    FROM wanted
    JOIN shown USING (code)
    JOIN regions_area me ON me.code = %(area)s
    JOIN indicators_indicatorvalue own
      ON own.run_id = shown.run_id AND own.area_id = me.id AND own.year = wanted.year AND own.quarter = 0
    JOIN regions_membership mine
      ON mine.country_id = me.id AND mine.is_regional AND mine.until IS NULL
    JOIN regions_membership other
      ON other.commission_id = mine.commission_id AND other.is_regional AND other.until IS NULL
    JOIN regions_area c ON c.id = mine.commission_id
    JOIN indicators_indicatorvalue v
      ON v.run_id = shown.run_id AND v.area_id = other.country_id AND v.year = wanted.year
     AND v.quarter = 0 AND v.value IS NOT NULL
    WINDOW w AS (PARTITION BY shown.code, c.code)
    ORDER BY shown.code, c.code
"""
)


def key_figures(
    area: str, codes: Sequence[str] | None = None, *, as_of: date | None = None
) -> list[KeyFigure]:
    """The newest figures of an area, in the order of `codes`; those without one are left out.

    `as_of` reads the vintages published by that day. Two queries, whatever the number of indicators.
    """
    codes = [code for code in (codes or settings.KEY_INDICATORS) if code in FORMULAS]
    with connection.cursor() as cursor:
        parameters = {"codes": codes, "as_of": as_of, "area": area}
        cursor.execute(LINES, parameters)
        lines: dict[str, list[tuple]] = {}
        for code, *rest in cursor.fetchall():
            lines.setdefault(code, []).append(tuple(rest))
        newest = {code: rows[-1][2] for code, rows in lines.items()}
        cursor.execute(RANKS, parameters | {"wanted": list(newest), "years": list(newest.values())})
        ranks: dict[str, list[Rank]] = {}
        for code, commission, place, of in cursor.fetchall():
            ranks.setdefault(code, []).append(Rank(commission, place, of))
    return [_figure(code, lines[code], ranks.get(code, [])) for code in codes if code in lines]


def _figure(code: str, rows: list[tuple], ranks: list[Rank]) -> KeyFigure:
    basis, vintage, year, value, status, coverage = rows[-1]
    formula = formula_of(code, basis)
    return KeyFigure(
        code=code,
        name=_(formula.name),
        unit=formula.unit,
        unit_label=unit_label(formula.unit),
        decimals=formula.decimals,
        year=year,
        value=value,
        status=status,
        coverage=coverage,
        vintage=vintage,
        ranks=tuple(ranks),
        line=tuple((row[2], row[3]) for row in rows),
    )


def latest_by_area(
    code: str, areas: Sequence[str] | None = None, *, as_of: date | None = None
) -> dict[str, tuple[int, float, str]]:
    """Newest year, value and status of an indicator by area code. One query."""
    query = (
        SHOWN
        + """
        SELECT DISTINCT ON (a.code) a.code, v.year, v.value, v.status
        FROM shown JOIN indicators_indicatorvalue v ON v.run_id = shown.run_id
        JOIN regions_area a ON a.id = v.area_id
        WHERE v.value IS NOT NULL AND v.quarter = 0 AND (%(areas)s::text[] IS NULL OR a.code = ANY(%(areas)s))
        ORDER BY a.code, v.year DESC"""
    )
    chosen = None if areas is None else list(areas)
    with connection.cursor() as cursor:
        cursor.execute(query, {"codes": [code], "as_of": as_of, "areas": chosen})
        return {area: (year, value, status) for area, year, value, status in cursor.fetchall()}
