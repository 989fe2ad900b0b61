"""Two published indicators side by side, and the newest figures of several for every country."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import connection

from indicators.selectors.profile import SHOWN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

JOINED = """
    FROM indicators_indicatorvalue x
    JOIN indicators_indicatorvalue y ON y.run_id = %s AND y.area_id = x.area_id AND y.year = x.year
     AND y.quarter = 0 AND y.counterpart_id = 0 AND y.value IS NOT NULL
    JOIN regions_area a ON a.id = x.area_id AND a.kind = 'country'
    WHERE x.run_id = %s AND x.quarter = 0 AND x.counterpart_id = 0 AND x.value IS NOT NULL
"""


class Pair(NamedTuple):
    """Both figures of a country in one year, with their status letters."""

    area: str
    x: float
    x_status: str
    y: float
    y_status: str


def years_in_common(x_run: int, y_run: int) -> dict[int, int]:
    """For every year in which some country has both figures, how many do. One query."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT x.year, count(*) {JOINED} GROUP BY 1 ORDER BY 1", [y_run, x_run])
        return dict(cursor.fetchall())


def pairs(x_run: int, y_run: int, year: int) -> list[Pair]:
    """Countries that have both figures in the year, by code. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT a.code, x.value, x.status, y.value, y.status {JOINED} AND x.year = %s ORDER BY 1",
            [y_run, x_run, year],
        )
        return [Pair(*row) for row in cursor.fetchall()]


def newest_of(
    codes: Sequence[str], *, as_of: date | None = None
) -> dict[str, dict[str, tuple[int, float, str]]]:
    """Newest year, value and status by indicator code and country code. One query for all indicators."""
    query = (
        SHOWN
        + """
        SELECT DISTINCT ON (shown.code, a.code) shown.code, a.code, v.year, v.value, v.status
        FROM shown JOIN indicators_indicatorvalue v ON v.run_id = shown.run_id
        JOIN regions_area a ON a.id = v.area_id AND a.kind = 'country'
        WHERE v.value IS NOT NULL AND v.quarter = 0 AND v.counterpart_id = 0
        ORDER BY shown.code, a.code, v.year DESC"""
    )
    newest: dict[str, dict[str, tuple[int, float, str]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(query, {"codes": list(codes), "as_of": as_of})
        for code, area, year, value, status in cursor.fetchall():
            newest.setdefault(code, {})[area] = (year, value, status)
    return newest
