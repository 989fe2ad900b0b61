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


@shared_task(name="core.purge", **jobs.RETRY)
def purge() -> int:
    """End personal data that are past their term, in every place of the register."""
    from django.utils import timezone

    from core import personal_data

    return personal_data.purge(timezone.now())


@shared_task(name="core.delete_orphans", **jobs.RETRY)
def delete_orphans() -> int:
    """Delete files that no row names, and jobs that were done long ago."""
    from django.utils import timezone

    from core import personal_data

    return personal_data.delete_orphans(timezone.now()) + jobs.purge()
