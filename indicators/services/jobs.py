"""Jobs: rows that outlive the worker, and the advisory lock that tells whether one works on them.

While a worker runs a job, its database session holds the PostgreSQL advisory lock with the job's
number. When the worker dies, the session ends and the lock is gone: that is how a lost job is
told from a slow one, without clocks or heartbeats.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.jobs import send
from indicators.models import Job
from indicators.progress import cache_progress

if TYPE_CHECKING:
    from collections.abc import Iterator

logger = logging.getLogger(__name__)

LOCK_SPACE = 7_401
"""First key of our advisory locks; the second is the job's number."""
REFRESH_LOCK = 7_402
MOST_ATTEMPTS = 10
"""A job that was begun so often and never ended, such as one that its worker does not survive, has failed."""


@contextmanager
def claimed(job: int) -> Iterator[bool]:
    """Hold the job's advisory lock; False when another session works on it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_SPACE, job])
        got = cursor.fetchone()[0]
    try:
        yield got
    finally:
        if got and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, job])


def start(job: int) -> Job | None:
    """Mark the job as running and return it; None when it is finished, gone, or was begun too often.

    Called by the holder of the job's claim alone.
    """
    found = Job.objects.select_related("snapshot", "source").filter(pk=job).first()
    if found is None or found.state in {Job.State.DONE, Job.State.FAILED}:
        return None
    if found.attempts >= MOST_ATTEMPTS:
        said = _("The work was begun %(count)s times and never came to its end. See the log.")
        finish(found, error=said % {"count": found.attempts})
        return None
    found.state, found.started_at = Job.State.RUNNING, timezone.now()
    found.attempts += 1
    found.save(update_fields=["state", "started_at", "attempts"])
    return found


def finish(job: Job, *, error: str = "", step: str = "") -> None:
    """Mark the job as done, or as failed with a reason the person can act on.

    The first line of `step` is the result, further lines are problems that did not stop the work.
    Those that the column has no room for are counted in it, and all stand in `error`.
    """
    job.state = Job.State.FAILED if error else Job.State.DONE
    live = cache_progress(job.pk)
    job.step, left_out = fitted(step or live.get("step", ""))
    job.error, job.finished_at = error.replace("\x00", "\ufffd"), timezone.now()
    if left_out and not error:
        job.error = step.replace("\x00", "\ufffd").partition("\n")[2]
    job.done = job.total = live.get("total", 0)
    with transaction.atomic():
        job.save(update_fields=["state", "error", "finished_at", "step", "done", "total"])


def fitted(text: str) -> tuple[str, int]:
    """The text as the column for results takes it, and how many of its lines are not in it whole."""
    room = cast("int", Job._meta.get_field("step").max_length)
    result, *problems = text.replace("\x00", "\ufffd").splitlines() or [""]
    if len(result) > room:
        return result[: room - 1] + "…", 1 + len(problems)
    for kept in range(len(problems), -1, -1):
        left_out = len(problems) - kept
        lines = [result, *problems[:kept]]
        if left_out:
            more = ngettext("and %(count)s more problem", "and %(count)s more problems", left_out)
            lines.append(more % {"count": left_out})
        if len(said := "\n".join(lines)) <= room:
            return said, left_out
    return result, len(problems)


def enqueue(job: Job) -> None:
    """Hand the job to a worker once the transaction is committed.

    If the broker is away the row stays, and the sweep hands it over later.
    """
    send("indicators.run", job=job.pk)


def request_refresh() -> Job:
    """Ask for the figures to be computed anew; at most one such request waits at a time."""
    try:
        with transaction.atomic():
            job = Job.objects.create(kind=Job.Kind.REFRESH)
    except IntegrityError:
        waiting = Job.objects.filter(kind=Job.Kind.REFRESH, state=Job.State.WAITING).first()
        return waiting or request_refresh()
    enqueue(job)
    return job


def lost() -> list[Job]:
    """Jobs that wait for long, or are said to run while no living session works on them."""
    now = timezone.now()
    found = []
    unfinished = Job.objects.filter(
        Q(state=Job.State.WAITING, created_at__lt=now - timedelta(seconds=60))
        | Q(state=Job.State.RUNNING, started_at__lt=now - timedelta(seconds=10))
    )
    for job in unfinished:
        with claimed(job.pk) as free:
            if free:
                found.append(job)
    return found


def resume_lost() -> int:
    """Hand every lost job to a worker again; return how many. Safe to run at any time."""
    jobs = lost()
    for job in jobs:
        enqueue(job)
    return len(jobs)
