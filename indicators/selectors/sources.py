"""Providers, their files, what was kept of each, and what jobs are about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.job_kinds import Subject
from indicators.analysis.quality import freshness
from indicators.analysis.vintages import Line
from indicators.models import Finding, Snapshot, SnapshotSeries, Source
from indicators.selectors.vintage_lines import lines

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from django.db.models import QuerySet


def source_list() -> QuerySet[Source]:
    """Sources with the number of accepted files and the newest vintage. One query."""
    loaded = Q(snapshots__standing=Snapshot.Standing.ACCEPTED)
    return Source.objects.annotate(
        files=Count("snapshots", filter=loaded, distinct=True),
        newest=Max("snapshots__vintage", filter=loaded),
        last_retrieved=Max("snapshots__retrieved_on", filter=loaded),
    )


def with_freshness(sources: Iterable[Source]) -> list[Any]:
    """The sources of `source_list`, each with `freshness`: fresh, due, overdue or unknown."""
    listed: list[Any] = list(sources)
    for source in listed:
        source.freshness = freshness(source.frequency, source.newest, timezone.localdate())
    return listed


def finding_counts(snapshots: Iterable[Snapshot]) -> dict[int, int | None]:
    """How many figures of each file checks found odd, by file; None where no check was made. One query."""
    counts: dict[int, int | None] = {}
    rows = SnapshotSeries.objects.filter(snapshot__in=[snapshot.pk for snapshot in snapshots])
    for pk, checks in rows.values_list("snapshot_id", "checks"):
        before = counts.get(pk)
        counts[pk] = (before or 0) + sum(checks.values()) if checks else before
    return counts


def findings_of(snapshot: Snapshot) -> list[dict[str, Any]]:
    """What checks found in a file, by check and series: `label`, `series`, `count`, `worst`. One query."""
    by_check: dict[tuple[int, str], list[Finding]] = {}
    queryset = Finding.objects.filter(snapshot_series__snapshot=snapshot).select_related(
        "area", "counterpart"
    )
    for finding in queryset:
        by_check.setdefault((finding.snapshot_series_id, finding.check_name), []).append(finding)
    return [
        {
            "label": Finding.Check(name).label,
            "series": row.series,
            "count": count,
            "worst": by_check.get((row.pk, name), []),
        }
        for row in snapshot.series.all()
        for name, count in row.checks.items()
    ]


def snapshot_detail(pk: int) -> dict[str, Any] | None:
    """A file with its series: for each whether it is in use, superseded or kept back, and why.

    Keys: `snapshot`, `series` (dicts with `row`, `use` in "current", "earlier", "held", "none", and
    `wider`, the number of the wider file when held). None when there is no such file.
    """
    series = Prefetch(
        "series", SnapshotSeries.objects.select_related("series").order_by("series__id")
    )
    snapshot = (
        Snapshot.objects.select_related("source", "received_by")
        .prefetch_related(series)
        .filter(pk=pk)
        .first()
    )
    if snapshot is None:
        return None
    lines_by_series = lines() if snapshot.state == Snapshot.State.LOADED else {}
    return {
        "snapshot": snapshot,
        "series": [_use(row, lines_by_series) for row in snapshot.series.all()],
    }


def _use(row: SnapshotSeries, lines_by_series: dict) -> dict[str, Any]:
    line = lines_by_series.get(row.series.code, Line((), ()))
    if row.snapshot.standing != Snapshot.Standing.ACCEPTED:
        return {"row": row, "use": "none", "wider": None, "wider_rows": None}
    wider = next((w for narrow, w in line.held_back if narrow.pk == row.pk), None)
    if wider is not None:
        return {"row": row, "use": "held", "wider": wider.snapshot, "wider_rows": wider.rows}
    is_current = bool(line.used) and line.used[-1].pk == row.pk
    return {
        "row": row,
        "use": "current" if is_current else "earlier",
        "wider": None,
        "wider_rows": None,
    }


def files_of_jobs(keys: Collection[str]) -> dict[str, Subject]:
    """What jobs that load files are about. One query."""
    files = Snapshot.objects.filter(pk__in=[int(key) for key in keys])
    read = str(_("What was read, kept and left out"))
    return {
        str(snapshot.pk): Subject(
            snapshot.filename, ((read, snapshot.get_absolute_url()), _all_indicators())
        )
        for snapshot in files
    }


def sources_of_jobs(keys: Collection[str]) -> dict[str, Subject]:
    """What jobs that fetch sources are about. One query."""
    names = Source.objects.filter(pk__in=keys).values_list("pk", "name")
    return {pk: Subject(str(_(name)), (_all_indicators(),)) for pk, name in names}


def indicators_of_jobs(keys: Collection[str]) -> dict[str, Subject]:
    """A computation is about all indicators."""
    return {key: Subject("", (_all_indicators(),)) for key in keys}


def _all_indicators() -> tuple[str, str]:
    return str(_("Browse the indicators")), reverse("indicators:catalogue")
