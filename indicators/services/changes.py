"""What a release changed against the one before: added, removed and revised figures by indicator and area.

A figure is changed when it differs at all, revised when it differs by more than one per cent of its
former value (methods 7). Computed once by a worker, in the database, and kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from indicators.compute import CORRIDORS, REGISTERED
from indicators.compute.estimates import PUBLISHED
from indicators.models import ComputeRun, Release, ReleaseChange, ReleaseEntry

if TYPE_CHECKING:
    from collections.abc import Iterable

REVISED = 0.01
NOMINAL = {"CODE", "RANK"}
"""Units of bands and places, of which a share of the former value means nothing."""

AREAS = """
    SELECT area_id AS area, counterpart_id AS counterpart, year, quarter,
           n.value AS after, b.value AS before
    FROM (SELECT * FROM indicators_indicatorvalue WHERE run_id = %(after)s AND value IS NOT NULL) n
    FULL JOIN (SELECT * FROM indicators_indicatorvalue WHERE run_id = %(before)s AND value IS NOT NULL) b
        USING (area_id, counterpart_id, year, quarter)
    WHERE n.value IS DISTINCT FROM b.value
"""

LINE = """
    SELECT {ref_area}_id AS area, {counterpart}_id AS counterpart, left(period, 4)::smallint AS year,
           coalesce(nullif(substr(period, 7, 1), ''), '0')::smallint AS quarter, value
    FROM indicators_corridorline, unnest(values, %({which}_periods)s::text[]) AS u (value, period)
    WHERE run_id = %({which})s AND sex = 'T' AND variant = %({which}_variant)s AND value <> 'NaN'
"""

CORRIDOR = """
    SELECT area, counterpart, year, quarter, n.value AS after, b.value AS before
    FROM ({after}) n FULL JOIN ({before}) b USING (area, counterpart, year, quarter)
    WHERE n.value IS DISTINCT FROM b.value
"""

INSERT = """
    WITH d AS MATERIALIZED (
        SELECT *, before IS NOT NULL AND after IS NOT NULL AS is_change,
               CASE WHEN %(is_scale)s THEN abs(after - before) / nullif(abs(before), 0) END AS share
        FROM ({differing}) differing
    ), counts AS (
        SELECT area, count(*) FILTER (WHERE before IS NULL) AS added,
               count(*) FILTER (WHERE after IS NULL) AS removed,
               count(*) FILTER (WHERE is_change) AS changed,
               count(*) FILTER (WHERE is_change AND coalesce(share > {revised}, true)) AS revised
        FROM d GROUP BY area
    ), top AS (
        SELECT DISTINCT ON (area) * FROM d WHERE is_change
        ORDER BY area, share DESC NULLS LAST, year DESC, quarter DESC, counterpart
    )
    INSERT INTO indicators_releasechange
        (release_id, indicator_id, area_id, added, removed, changed, revised,
         counterpart_id, year, quarter, before, after, share)
    SELECT %(release)s, %(indicator)s, area, added, removed, changed, revised,
           nullif(top.counterpart, 0), top.year, top.quarter, top.before, top.after, top.share
    FROM counts LEFT JOIN top USING (area)
"""


def predecessor(release: Release) -> Release | None:
    """The release before; None for the first."""
    return Release.objects.filter(pk__lt=release.pk).order_by("-pk").first()


def newest_runs(release: Release | None) -> dict[str, ComputeRun]:
    """The run that the release shows of each indicator today, by code. One query."""
    entries = (
        ReleaseEntry.objects.filter(release=release)
        .select_related("run", "indicator")
        .order_by("indicator_id", "as_of")
    )
    return {entry.indicator.code: entry.run for entry in entries}


@transaction.atomic
def compare(release: Release) -> int:
    """Store what the release changed; safe to run twice. Returns the number of areas and indicators.

    The first release has nothing to be compared with.
    """
    locked = Release.objects.select_for_update().get(pk=release.pk)
    ReleaseChange.objects.filter(release=locked).delete()
    before = predecessor(locked)
    count = 0
    if before is not None:
        count = _compare(locked, newest_runs(before), newest_runs(locked))
    locked.compared_at = timezone.now()
    locked.save(update_fields=["compared_at"])
    return count


def _compare(release: Release, before: dict[str, ComputeRun], after: dict[str, ComputeRun]) -> int:
    count = 0
    with connection.cursor() as cursor:
        for code in sorted(before.keys() | after.keys()):
            old, new = before.get(code), after.get(code)
            if old == new:
                continue
            indicator = (new or old).indicator_id  # type: ignore[union-attr]
            is_scale = REGISTERED[code][0].unit not in NOMINAL if code in REGISTERED else True
            parameters = {"release": release.pk, "indicator": indicator, "is_scale": is_scale}
            parameters |= _parameters("before", old) | _parameters("after", new)
            cursor.execute(_statement(code), parameters)
            count += cursor.rowcount
    return count


def _parameters(side: str, run: ComputeRun | None) -> dict[str, object]:
    """The run (-1: none), its periods, and the place of the variant to compare."""
    periods = run.dimensions.get("periods", []) if run else []
    variants: Iterable[str] = run.dimensions.get("variants", []) if run else []
    place = list(variants).index(PUBLISHED) if PUBLISHED in variants else 0
    return {side: run.pk if run else -1, f"{side}_periods": periods, f"{side}_variant": place}


def _statement(code: str) -> str:
    differing = AREAS
    if code in CORRIDORS:
        ref_area = CORRIDORS[code][0].ref_area
        counterpart = "host" if ref_area == "home" else "home"
        lines = {
            side: LINE.format(ref_area=ref_area, counterpart=counterpart, which=side)
            for side in ("before", "after")
        }
        differing = CORRIDOR.format(**lines)
    return INSERT.format(differing=differing, revised=REVISED)
