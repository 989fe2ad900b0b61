"""Celery tasks: leaves that turn ids into calls of services. Each may run twice without harm."""

from celery import shared_task
from django.db import InterfaceError, OperationalError

RETRY = {
    "autoretry_for": (OperationalError, InterfaceError),
    "retry_backoff": 1,
    "retry_backoff_max": 30,
    "max_retries": None,
}


@shared_task(name="indicators.run", acks_late=True, **RETRY)
def run(*, job: int) -> None:
    """Do the work of a job, unless it is done or another worker is on it."""
    from indicators.services.work import work

    work(job)


@shared_task(name="indicators.resume_lost_jobs")
def resume_lost_jobs() -> int:
    """Start again what was left by a worker that died, or never reached the broker."""
    from indicators.services.jobs import resume_lost

    return resume_lost()


@shared_task(name="indicators.fetch_sources")
def fetch_sources() -> int:
    """Ask the providers for new releases; without a network this is noted and nothing fails."""
    from indicators.services.fetches import request_fetches

    return request_fetches()


@shared_task(name="indicators.finish_releases", acks_late=True, **RETRY)
def finish_releases() -> int:
    """Compare a new release with the one before, and build its files."""
    from indicators.services.release_steps import finish_releases as finish

    return finish()


@shared_task(name="indicators.send_alerts", **RETRY)
def send_alerts() -> dict[str, int]:
    """Tell subscribers of new releases, and send the letters that are due."""
    from indicators.services.alerts import send

    return send()


@shared_task(name="indicators.forget_unconfirmed", **RETRY)
def forget_unconfirmed() -> int:
    """Forget addresses that nobody confirmed."""
    from django.utils import timezone

    from indicators.services.alerts import forget_unconfirmed as forget

    return forget(timezone.now())
