"""Celery tasks: leaves that turn ids into calls of services. Each may run twice without harm."""

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

RETRY = {
    "autoretry_for": (OperationalError, InterfaceError),
    "retry_backoff": 1,
    "retry_backoff_max": 30,
    "max_retries": None,
}


@shared_task(name="studies.read_text", acks_late=True, **RETRY)
def read_text(*, file: int) -> str:
    """Read the text of an uploaded file."""
    from studies.services.files import read_text as read

    return read(file)


@shared_task(name="studies.resume_texts")
def resume_texts() -> int:
    """Read what was left by a worker that died, or never reached the broker."""
    from studies.services.files import resume_texts as resume

    return resume()


@shared_task(name="studies.keep_use", **RETRY)
def keep_use() -> int:
    """Add views and downloads counted since to the months of the studies."""
    from studies.services.usage import keep

    return keep()


@shared_task(name="studies.compare_figures", **RETRY)
def compare_figures() -> dict[str, int]:
    """Compare every quoted figure with what is published now."""
    from studies.selectors.quoted_figures import compare_all

    return compare_all(at=timezone.now())
