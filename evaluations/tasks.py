"""Kinds of jobs, and Celery tasks: leaves that call services. Each may run twice, or be killed, without harm."""

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.job_kinds import JobKind, declare
from core.jobs import RETRY
from evaluations.services import reports, results

declare(
    JobKind(
        reports.REPORT,
        _("Make an evaluation report"),
        reports.make,
        about=reports.about,
        failed=reports.not_made,
        most_tries=3,
    )
)
declare(
    JobKind(
        results.PREPARE,
        _("Prepare the results of an evaluation"),
        results.do_job,
        about=results.about,
        most_tries=10,
        kept_days=30,
    )
)


@shared_task(name="evaluations.run_rounds", **RETRY)
def run_rounds() -> None:
    """Open, invite, remind, mix and close rounds of evaluations, and destroy keys whose time is over.

    Returns nothing: the worker would write each minute whether answers came.
    """
    from evaluations.services.rounds import run

    run(timezone.now())


@shared_task(name="evaluations.prepare_live", **RETRY)
def prepare_live(*, round_id: int) -> None:
    """Work out the shares for the room."""
    results.prepare_live(round_id)
