"""Celery tasks: leaves that call services. Each may run twice, or be killed, without harm."""

from celery import shared_task
from django.utils import timezone

from core.jobs import RETRY


@shared_task(name="outcomes.prepare_report", acks_late=True, **RETRY)
def prepare_report(*, report: int) -> bool:
    """Prepare one report that was asked for."""
    from outcomes.services.report_preparation import prepare

    return prepare(report)


@shared_task(name="outcomes.prepare_due", acks_late=True, **RETRY)
def prepare_due() -> int:
    """Prepare reports whose task was lost."""
    from outcomes.services.report_preparation import prepare_due as prepare

    return prepare()


@shared_task(name="outcomes.compare_claims", acks_late=True, **RETRY)
def compare_claims() -> int:
    """Compare every claim with the records of now."""
    from outcomes.services.claims import compare_all

    return compare_all(at=timezone.now())
