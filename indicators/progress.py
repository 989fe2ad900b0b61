"""How far a job is: told while it runs, lost with the cache; its state is in the database."""

from __future__ import annotations

import logging

from django.core.cache import cache

logger = logging.getLogger(__name__)

PROGRESS_SECONDS = 3600


def key(job: int) -> str:
    """Where the live progress of a job stands in the cache."""
    return f"job:{job}:progress"


def report(job: int, step: str, done: int, total: int) -> None:
    """Tell how far a job is. Progress may be lost; the job's state is in the database."""
    try:
        cache.set(key(job), {"step": step, "done": done, "total": total}, PROGRESS_SECONDS)
    except Exception:  # noqa: BLE001  the broker may be restarting; the work goes on
        logger.warning("Progress of job %s could not be told.", job)


def cache_progress(job: int) -> dict:
    """The live progress, empty when there is none or the cache is away."""
    try:
        return cache.get(key(job)) or {}
    except Exception:  # noqa: BLE001  a page must not fail because the cache restarts
        return {}
