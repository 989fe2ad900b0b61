"""How far jobs are: live in the cache while they run, in their rows once they are finished."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from core.job_kinds import title_of
from core.models import Job

logger = logging.getLogger(__name__)

PROGRESS_SECONDS = 3600


def progress_key(job: int) -> str:
    """Where the live progress of a job stands in the cache."""
    return f"job:{job}:progress"


def report(job: int, step: str, done: int, total: int) -> None:
    """Tell how far a job is. Progress may be lost; the job's state is in the database."""
    try:
        cache.set(progress_key(job), {"step": step, "done": done, "total": total}, PROGRESS_SECONDS)
    except Exception:  # noqa: BLE001  the broker may be restarting; the work goes on
        logger.warning("Progress of job %s could not be told.", job)


def teller(job: Job) -> Callable[[str, int, int], None]:
    """`report` for one job, to be given to what does the work."""
    return partial(report, job.pk)


def cache_progress(job: int) -> dict[str, Any]:
    """The live progress, empty when there is none or the cache is away."""
    try:
        return cache.get(progress_key(job)) or {}
    except Exception:  # noqa: BLE001  a page must not fail because the cache restarts
        return {}


def job_state(pk: int) -> dict[str, Any]:
    """The state of a job with its live progress, ready for JSON. Raises Job.DoesNotExist.

    Keys: id, kind, kind_label, key, state, state_label, finished, step, done, total, share (0-1 or None), error,
    seconds (since it started, or the whole time), attempts.
    """
    job = Job.objects.get(pk=pk)
    live = {} if job.is_finished else cache_progress(pk)
    done, total = live.get("done", job.done), live.get("total", job.total)
    return {
        "id": job.pk,
        "kind": job.kind,
        "kind_label": str(title_of(job.kind)),
        "key": job.key,
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
    }


def _seconds(job: Job) -> float | None:
    if job.started_at is None:
        return None
    return round(((job.finished_at or timezone.now()) - job.started_at).total_seconds(), 1)
