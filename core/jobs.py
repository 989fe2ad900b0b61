"""Work for the workers: one table of jobs for every kind, each kind declared once by its app.

A job's row outlives its worker. While a worker runs a job, its database session holds the PostgreSQL
advisory lock with the job's number. When the worker dies, the session ends and the lock is gone: that
is how a lost job is told from a slow one, without clocks or heartbeats.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache as cache_for_ever
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from celery import current_app
from django.core.cache import cache
from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import PortalError
from core.models import Job
from core.rows import log_failure, pause, reason

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

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
"""So long the broker may take to deliver a job before it counts as lost."""
BEGINNING = timedelta(seconds=5)
"""So long a job that was just begun is not looked at: where the database went away, its worker tries again first."""
PROGRESS_SECONDS = 3600
State = Job.State
UNFINISHED = (State.WAITING, State.RUNNING)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a job is about, for its page: a name, and links (text, address) to go on with."""

    text: str = ""
    links: tuple[tuple[str, str], ...] = ()


def _about_nothing(keys: Collection[str]) -> dict[str, Subject]:
    return {}


def _tell_nobody(key: str, problem: PortalError | None) -> None:
    """The page of jobs shows it."""


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of work. `work` takes the job and gives back a sentence with the result.

    `about` tells for keys what they stand for. `failed` is called once no further try follows, with the key and
    with the refusal, or None for a fault. `permission` is what one needs to see such jobs; `public` ones are seen
    by all who know the address. A fault is tried `most_tries` times in all, a refusal once.
    """

    name: str
    title: str | StrPromise
    work: Callable[[Job], str]
    about: Callable[[Collection[str]], dict[str, Subject]] = _about_nothing
    failed: Callable[[str, PortalError | None], None] = _tell_nobody
    permission: str = "core.view_job"
    public: bool = False
    most_tries: int = 1


_kinds: dict[str, JobKind] = {}


def declare(kind: JobKind) -> JobKind:
    """Make a kind known; apps do so in their module `tasks`. Raises ValueError when another has the name."""
    if kind.name in _kinds:
        raise ValueError(f"The kind of jobs {kind.name!r} is declared twice.")
    _kinds[kind.name] = kind
    return kind


def kinds() -> dict[str, JobKind]:
    """Every kind by its name."""
    _find_kinds()
    return _kinds


@cache_for_ever
def _find_kinds() -> None:
    autodiscover_modules("tasks")


def _wait_for_beat() -> None:
    """What is to be done is found by its row."""


def send(task: str, *, refused: Callable[[], object] = _wait_for_beat, **arguments: Any) -> None:
    """Hand a task to a worker once the transaction is committed.

    What is to be done stands in a row that beat finds again, so a broker that is away only delays it;
    `refused` is called then.
    """

    def hand_over() -> None:
        try:
            current_app.send_task(task, kwargs=arguments, retry=False)
        except Exception:  # noqa: BLE001  kombu raises many kinds
            logger.warning("%s waits: the broker is away.", task)
            refused()

    transaction.on_commit(hand_over)


def ask(kind: str, key: object = "", *, by: User | None = None, after_running: bool = False) -> Job:
    """The job that does this work: a new one, or the one that waits or runs already.

    `after_running` is for work that must begin after now: one that runs may have missed what is new.
    """
    key = str(key)
    states = [State.WAITING] if after_running else UNFINISHED
    job = Job.objects.filter(kind=kind, key=key, state__in=states).order_by("pk").first()
    if job is not None:
        return job if job.next_at <= timezone.now() else try_again(job)
    try:
        with transaction.atomic():
            job = Job.objects.create(kind=kind, key=key, created_by=by)
    except IntegrityError:  # somebody asked at the same time
        return ask(kind, key, by=by, after_running=after_running)
    enqueue(job)
    return job


def enqueue(job: Job) -> None:
    """Hand the job to a worker once the transaction is committed.

    If the broker is away the row stays, and the next sweep hands it over.
    """

    def let_the_sweep_take_it() -> None:
        """No broker delivers it any more, so there is nothing to wait for."""
        waiting = Job.objects.filter(pk=job.pk, state=State.WAITING, attempts=0)
        waiting.update(next_at=F("next_at") - GRACE)

    send("core.run_job", refused=let_the_sweep_take_it, job=job.pk)


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
        enqueue(job)
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
    job.state, job.started_at = State.RUNNING, timezone.now()
    job.attempts += 1
    job.save(update_fields=["state", "started_at", "attempts"])
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
        except Exception as problem:  # noqa: BLE001  a job left unfinished would be handed over for ever
            log_failure(f"job {job.kind}", job, problem)
            _try_later(job, reason(problem))


def run_waiting(kind: str) -> int:
    """Run every waiting job of a kind here and now, for commands; how many."""
    waiting = Job.objects.filter(kind=kind, state=State.WAITING).order_by("pk")
    numbers = list(waiting.values_list("pk", flat=True))
    for pk in numbers:
        run(pk)
    return len(numbers)


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
    """Jobs whose next try is due, that wait for long, or are said to run while no living session works on them."""
    now = timezone.now()
    jobs = []
    unfinished = Job.objects.filter(
        Q(state=State.WAITING, attempts=0, next_at__lt=now - GRACE)
        | Q(state=State.WAITING, attempts__gt=0, next_at__lte=now)
        | Q(state=State.RUNNING, started_at__lt=now - BEGINNING)
    )
    for job in unfinished.order_by("pk"):
        with claimed(job.pk) as free:
            if free:
                jobs.append(job)
    return jobs


def resume() -> int:
    """Hand every lost job to a worker again; return how many. Safe to run at any time."""
    jobs = lost()
    for job in jobs:
        enqueue(job)
    return len(jobs)


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


def title_of(kind: str) -> str | StrPromise:
    """What a kind is called; its name where no app declares it any more."""
    declared = kinds().get(kind)
    return declared.title if declared else kind


def _seconds(job: Job) -> float | None:
    if job.started_at is None:
        return None
    return round(((job.finished_at or timezone.now()) - job.started_at).total_seconds(), 1)
