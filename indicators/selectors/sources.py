"""Providers, their files, what was kept of each, and how far a job is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Prefetch, Q
from django.utils import timezone

from indicators.analysis.quality import freshness
from indicators.models import Finding, Job, Snapshot, SnapshotSeries, Source
from indicators.progress import cache_progress
from indicators.selectors.vintage_lines import lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet


def source_list() -> QuerySet[Source]:
    """Sources with the number of loaded files and the newest vintage. One query."""
    loaded = Q(snapshots__state=Snapshot.State.LOADED)
    return Source.objects.annotate(
        files=Count("snapshots", filter=loaded, distinct=True),
        newest=Max("snapshots__vintage", filter=loaded),
        last_retrieved=Max("snapshots__retrieved_on", filter=loaded),
    )


def with_freshness(sources: Iterable[Source]) -> list[Source]:
    """The sources of `source_list`, each with `freshness`: fresh, due, overdue or unknown."""
    found: list[Any] = list(sources)
    for source in found:
        source.freshness = freshness(source.frequency, source.newest, timezone.localdate())
    return found


def finding_counts(snapshots: Iterable[Snapshot]) -> dict[int, int | None]:
    """How many figures of each file checks found odd, by file; None where no check was made. One query."""
    counts: dict[int, int | None] = {}
    rows = SnapshotSeries.objects.filter(snapshot__in=[one.pk for one in snapshots])
    for pk, checks in rows.values_list("snapshot_id", "checks"):
        before = counts.get(pk)
        counts[pk] = (before or 0) + sum(checks.values()) if checks else before
    return counts


def findings_of(snapshot: Snapshot) -> list[dict[str, Any]]:
    """What checks found in a file, by check and series: `label`, `series`, `count`, `worst`. One query."""
    kept: dict[tuple[int, str], list[Finding]] = {}
    found = Finding.objects.filter(taken__snapshot=snapshot).select_related("area", "counterpart")
    for one in found:
        kept.setdefault((one.taken_id, one.check_name), []).append(one)
    return [
        {
            "label": Finding.Check(name).label, "series": row.series, "count": count,
            "worst": kept.get((row.pk, name), []),
        }
        for row in snapshot.series.all()
        for name, count in row.checks.items()
    ]  # fmt: skip


def snapshot_detail(pk: int) -> dict[str, Any] | None:
    """A file with its series: for each whether it is in use, superseded or kept back, and why.

    Keys: `snapshot`, `series` (dicts with `row`, `use` in "current", "earlier", "held", and
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
    found = lines() if snapshot.state == Snapshot.State.LOADED else {}
    return {"snapshot": snapshot, "series": [_use(row, found) for row in snapshot.series.all()]}


def _use(row: SnapshotSeries, found: dict) -> dict[str, Any]:
    line = found[row.series.code]
    wider = next((w for one, w in line.held if one.pk == row.pk), None)
    if wider is not None:
        return {"row": row, "use": "held", "wider": wider.snapshot, "wider_rows": wider.rows}
    is_current = bool(line.used) and line.used[-1].pk == row.pk
    return {
        "row": row,
        "use": "current" if is_current else "earlier",
        "wider": None,
        "wider_rows": None,
    }


def job_state(pk: int) -> dict[str, Any]:
    """The state of a job with its live progress, ready for JSON. Raises Job.DoesNotExist.

    Keys: id, kind, state, state_label, finished, step, done, total, share (0-1 or None), error,
    seconds (since it started, or the whole time), attempts, snapshot.
    """
    job = Job.objects.get(pk=pk)
    live = {} if job.is_finished else cache_progress(pk)
    done, total = live.get("done", job.done), live.get("total", job.total)
    return {
        "id": job.pk,
        "kind": job.kind,
        "kind_label": job.get_kind_display(),
        "state": job.state,
        "state_label": job.get_state_display(),
        "finished": job.is_finished,
        "step": live.get("step", job.step),
        "done": done,
        "total": total,
        "share": done / total if total else None,
        "error": job.error,
        "seconds": _seconds(job),
        "attempts": job.attempts,
        "snapshot": job.snapshot_id,
    }


def _seconds(job: Job) -> float | None:
    if job.started_at is None:
        return None
    return round(((job.finished_at or timezone.now()) - job.started_at).total_seconds(), 1)
