"""The work of a job: load a file, compute the indicators, fetch a source."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import cast

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _

from core.errors import PortalError
from indicators import progress
from indicators.models import Job, Snapshot
from indicators.services import calculations, fetches, ingest, jobs

logger = logging.getLogger(__name__)


def work(pk: int) -> None:
    """Run the job to its end; errors of the connection pass through, so that it is tried again."""
    with jobs.claimed(pk) as mine:
        if not mine:
            return
        job = jobs.start(pk)
        if job is None:
            return
        try:
            jobs.finish(job, step=DO[job.kind](job))
        except (OperationalError, InterfaceError):
            raise
        except PortalError as problem:
            jobs.finish(job, error=problem.message or problem.code)
        except Exception as problem:
            # Whatever it is would be the same next time: a job left unfinished is handed over again.
            logger.exception("Job %s failed", pk)
            jobs.finish(job, error=f"{type(problem).__name__}: {problem}")


def _load(job: Job) -> str:
    snapshot = ingest.load(cast("int", job.snapshot_id), tell=partial(progress.report, job.pk))
    if snapshot.state == Snapshot.State.REFUSED:
        raise PortalError(snapshot.problem)
    jobs.request_refresh()
    return _("Loaded: %(kept)s of %(read)s rows") % {
        "kept": snapshot.rows_kept,
        "read": snapshot.rows_read,
    }


def _refresh(job: Job) -> str:
    release, computed = calculations.refresh(tell=partial(progress.report, job.pk))
    if computed:
        return _("Computed %(runs)s, published release %(release)s") % {
            "runs": computed,
            "release": release,
        }
    return _("Nothing has changed; release %(release)s stays") % {"release": release}


def _fetch(job: Job) -> str:
    return fetches.fetch(cast("str", job.source_id), tell=partial(progress.report, job.pk))


DO: dict[str, Callable[[Job], str]] = {
    Job.Kind.LOAD: _load,
    Job.Kind.REFRESH: _refresh,
    Job.Kind.FETCH: _fetch,
}
