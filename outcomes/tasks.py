"""Kinds of jobs, and Celery tasks: leaves that call services. Each may run twice, or be killed, without harm."""

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.job_kinds import JobKind, declare
from core.jobs import RETRY
from outcomes.services import report_preparation

declare(
    JobKind(
        report_preparation.REPORT,
        _("Prepare a status report"),
        report_preparation.prepare,
        about=report_preparation.about,
        failed=report_preparation.not_prepared,
        most_tries=3,
    )
)


@shared_task(name="outcomes.compare_claims", acks_late=True, **RETRY)
def compare_claims() -> int:
    """Compare every claim with the records of now."""
    from outcomes.services.claims import compare_all

    return compare_all(at=timezone.now())
