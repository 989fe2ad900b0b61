"""Kinds of jobs, and Celery tasks: leaves that call services. Each may run twice, or be killed, without harm."""

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.job_kinds import JobKind, declare
from core.jobs import RETRY
from evaluations.services import reports

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


@shared_task(name="evaluations.run_rounds", **RETRY)
def run_rounds() -> None:
    """Open, invite, remind, mix and close rounds of evaluations, and destroy keys whose time is over.

    Returns nothing: the worker would write each minute whether answers came.
    """
    from evaluations.services.rounds import run

    run(timezone.now())


@shared_task(name="evaluations.prepare_results", acks_late=True, **RETRY)
def prepare_results() -> dict[str, int]:
    """Prepare what is due of closed rounds."""
    from evaluations.services.results import prepare_due

    return prepare_due()


@shared_task(name="evaluations.prepare_live", **RETRY)
def prepare_live(*, round_id: int) -> None:
    """Work out the shares for the room."""
    from evaluations.services import results

    results.prepare_live(round_id)
