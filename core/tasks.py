"""Celery tasks: leaves that call `core.jobs`. Each may run twice, or be killed, without harm."""

from celery import shared_task

from core import jobs


@shared_task(name="core.run_job", acks_late=True, **jobs.RETRY)
def run_job(*, job: int) -> None:
    """Do the work of a job, unless it is done or another worker is on it."""
    jobs.run(job)


@shared_task(name="core.resume_jobs")
def resume_jobs() -> int:
    """Start again what was left by a worker that died, never reached the broker, or is due for its next try."""
    return jobs.resume()


@shared_task(name="core.forget_requests", **jobs.RETRY)
def forget_requests() -> int:
    """Delete the answers of requests with an Idempotency-Key whose 24 hours are over."""
    from core.api.idempotency import forget_old

    return forget_old()


@shared_task(name="core.purge", **jobs.RETRY)
def purge() -> int:
    """Delete old entries of the administration, files that no row names, and jobs that were done long ago."""
    from django.utils import timezone

    from core import personal_data, personal_places

    now = timezone.now()
    return personal_places.purge(now) + personal_data.delete_orphans(now) + jobs.purge()
