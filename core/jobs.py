"""Work for the workers: one table of jobs for every kind, each kind declared once by its app.

A job's row outlives its worker. While a worker runs a job, its database session holds the PostgreSQL
advisory lock with the job's number. When the worker dies, the session ends and the lock is gone: that
is how a lost job is told from a slow one, without clocks or heartbeats.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from celery import current_app
from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import PortalError
from core.failures import log_failure, pause
from core.job_kinds import kinds
from core.job_progress import cache_progress
from core.models import Job
from core.rows import RowsSetAside

if TYPE_CHECKING:
    from core.models import User

logger = logging.getLogger(__name__)

RETRY = {
    "autoretry_for": (OperationalError, InterfaceError),
    "retry_backoff": 1,
    "retry_backoff_max": 30,
    "max_retries": None,
}
"""How every task waits for a database that is away."""
LOCK_SPACE = 7_401
"""First key of the advisory locks of jobs; the second is the job's number."""
MOST_ATTEMPTS = 10
"""A job that was begun so often and never ended, such as one that its worker does not survive, has failed."""
GRACE = timedelta(seconds=60)
"""So long the broker may take to deliver a job before it is handed over again."""
BEGINNING = timedelta(seconds=5)
"""So long a job that was just begun is not looked at: where the database went away, its worker tries again first."""
State = Job.State
UNFINISHED = (State.WAITING, State.RUNNING)


def send(task: str, **arguments: Any) -> None:
    """Hand a task to a worker once the transaction is committed.

    For work that a row or the next look at a page asks for again, since a broker that is away loses it.
    """
    transaction.on_commit(lambda: _was_sent(task, **arguments))


def _was_sent(task: str, **arguments: Any) -> bool:
    try:
        current_app.send_task(task, kwargs=arguments, retry=False)
    except Exception:  # noqa: BLE001  kombu raises many kinds
        logger.warning("%s waits: the broker is away.", task)
        return False
    return True


def ask(kind: str, key: object = "", *, by: User | None = None, after_running: bool = False) -> Job:
    """The job that does this work: a new one, or the one that waits or runs already.

    To be called in the transaction that makes the work. `after_running` is for work that must begin after now: one
    that runs may have missed what is new. Who asks ends the pause of a job that waits for its next try.
    """
    (job,) = ask_all(kind, [key], by=by, after_running=after_running)
    return job


def ask_all(
    kind: str,
    keys: Collection[object],
    *,
    by: User | None = None,
    after_running: bool = False,
) -> list[Job]:
    """`ask` for many keys of a kind; four queries for any number of them."""
    names = [str(key) for key in keys]
    existing = _waiting_or_running(kind, names, after_running=after_running)
    now = timezone.now()
    missing = [name for name in names if name not in existing]
    Job.objects.bulk_create(
        [Job(kind=kind, key=name, created_by=by, next_at=now) for name in missing],
        ignore_conflicts=True,  # somebody asked at the same time
    )
    created = _waiting_or_running(kind, missing, after_running=after_running)
    enqueue([job for job in created.values() if job.queued_at is None])
    again = {name: try_again(job) for name, job in existing.items() if job.next_at > now}
    jobs = created | existing | again
    if overtaken := [name for name in names if name not in jobs]:
        # Somebody else's began, or ended, since it was in the way of ours.
        others = ask_all(kind, overtaken, by=by, after_running=after_running)
        jobs |= zip(overtaken, others, strict=True)
    return [jobs[name] for name in names]


def _waiting_or_running(kind: str, keys: Collection[str], *, after_running: bool) -> dict[str, Job]:
    states = [State.WAITING] if after_running else UNFINISHED
    unfinished = Job.objects.filter(kind=kind, key__in=keys, state__in=states)
    return {job.key: job for job in unfinished.order_by("-pk")}


def enqueue(jobs: Collection[Job]) -> None:
    """Hand the jobs to the workers once the transaction is committed.

    If the broker is away the rows stay, and the next sweep hands them over.
    """
    numbers = [job.pk for job in jobs]
    _note_queued(numbers, timezone.now())

    def hand_over() -> None:
        for place, pk in enumerate(numbers):
            if not _was_sent("core.run_job", job=pk):
                _note_queued(numbers[place:], None)
                return

    transaction.on_commit(hand_over)


def _note_queued(jobs: Collection[int], at: datetime | None) -> None:
    Job.objects.filter(pk__in=jobs, state__in=UNFINISHED).update(queued_at=at)


def try_again(job: Job) -> Job:
    """Let a job that failed or waits for its next try begin at once; any other is left as it is.

    Gives back the job that does the work, which may be another one that waits already.
    """
    with transaction.atomic():
        job = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
        if job.state not in {State.FAILED, State.WAITING}:
            return job
        waiting = Job.objects.filter(kind=job.kind, key=job.key, state=State.WAITING)
        if waiting_job := waiting.exclude(pk=job.pk).first():
            return waiting_job
        job.state, job.next_at, job.finished_at = State.WAITING, timezone.now(), None
        job.attempts, job.error, job.step = 0, "", ""
        job.save(update_fields=["state", "next_at", "finished_at", "attempts", "error", "step"])
        enqueue([job])
    return job


@contextmanager
def claimed(job: int) -> Iterator[bool]:
    """Hold the job's advisory lock; False when another session works on it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_SPACE, job])
        is_locked = cursor.fetchone()[0]
    try:
        yield is_locked
    finally:
        if is_locked and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, job])


def start(pk: int) -> Job | None:
    """Mark the job as running and return it; None when it is finished, gone, not due or was begun too often.

    Called by the holder of the job's claim alone.
    """
    job = Job.objects.filter(pk=pk).first()
    if job is None or job.is_finished or job.next_at > timezone.now():
        return None
    if job.attempts >= MOST_ATTEMPTS:
        error = _("The work was begun %(count)s times and never came to its end. See the log.")
        _give_up(job, error % {"count": job.attempts}, None)
        return None
    job.state, job.started_at, job.queued_at = State.RUNNING, timezone.now(), None
    job.attempts += 1
    job.save(update_fields=["state", "started_at", "queued_at", "attempts"])
    return job


def run(pk: int) -> None:
    """Run the job to its end; errors of the connection pass through, so that it is tried again."""
    with claimed(pk) as is_claimed:
        job = start(pk) if is_claimed else None
        if job is None:
            return
        try:
            finish(job, step=kinds()[job.kind].work(job))
        except (OperationalError, InterfaceError):
            raise
        except PortalError as problem:
            _give_up(job, problem.message or problem.code, problem)
        except RowsSetAside as problem:
            _try_later(job, problem.message)
        except Exception as problem:  # noqa: BLE001  a job left unfinished would be handed over for ever
            _try_later(job, log_failure(f"job {job.kind}", job, problem))


def _try_later(job: Job, error: str) -> None:
    """Set the job aside for its next try, if it has one left and no other waits in its place."""
    kind = kinds().get(job.kind)
    if kind is None or job.attempts >= kind.most_tries:
        _give_up(job, error, None)
        return
    job.state, job.error = State.WAITING, error
    job.next_at = timezone.now() + pause(job.attempts)
    try:
        with transaction.atomic():
            job.save(update_fields=["state", "error", "next_at"])
    except IntegrityError:
        finish(job, error=error)


def _give_up(job: Job, error: str, refusal: PortalError | None) -> None:
    with transaction.atomic():
        finish(job, error=error)
        kind = kinds().get(job.kind)
        if kind is not None:
            kind.failed(job.key, refusal)


def finish(job: Job, *, error: str = "", step: str = "") -> None:
    """Mark the job as done, or as failed with a reason the person can act on.

    The first line of `step` is the result, further lines are problems that did not stop the work.
    Those that the column has no room for are counted in it, and all stand in `error`.
    """
    live = cache_progress(job.pk)
    result, left_out = fitted(step or live.get("step", ""))
    job.state = State.FAILED if error else State.DONE
    job.step = result
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
    for count in range(len(problems), -1, -1):
        left_out = len(problems) - count
        lines = [result, *problems[:count]]
        if left_out:
            remainder = ngettext(
                "and %(count)s more problem", "and %(count)s more problems", left_out
            )
            lines.append(remainder % {"count": left_out})
        if len(shortened := "\n".join(lines)) <= room:
            return shortened, left_out
    return result, len(problems)


def lost() -> list[Job]:
    """Jobs that are due and no broker delivers, or that are said to run while no living session works on them."""
    now = timezone.now()
    is_undelivered = Q(queued_at=None) | Q(queued_at__lt=now - GRACE)
    unfinished = Job.objects.filter(
        is_undelivered,
        Q(state=State.WAITING, next_at__lte=now)
        | Q(state=State.RUNNING, started_at__lt=now - BEGINNING),
    )
    jobs = []
    for job in unfinished.order_by("pk"):
        with claimed(job.pk) as is_free:
            if is_free:
                jobs.append(job)
    return jobs


def resume() -> int:
    """Hand every lost job to a worker again; return how many. Safe to run at any time."""
    jobs = lost()
    enqueue(jobs)
    return len(jobs)


def purge() -> int:
    """Delete jobs that are done and whose kind keeps them for some days only; how many."""
    deleted = 0
    for kind in kinds().values():
        if kind.kept_days is not None:
            oldest = timezone.now() - timedelta(days=kind.kept_days)
            done = Job.objects.filter(kind=kind.name, state=State.DONE, finished_at__lt=oldest)
            deleted += done.delete()[0]
    return deleted
