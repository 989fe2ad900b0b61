"""Kinds of jobs, and Celery tasks: leaves that call services. Each may run twice without harm."""

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from core import outboxes
from core.job_kinds import JobKind, declare
from core.jobs import RETRY
from indicators.access import MAY_UPLOAD
from indicators.models import AlertMail
from indicators.selectors import sources
from indicators.services import jobs, release_steps, work

declare(
    JobKind(jobs.LOAD, _("Load a file"), work.load, sources.files_of_jobs, permission=MAY_UPLOAD)
)
declare(
    JobKind(
        jobs.REFRESH,
        _("Compute indicators"),
        work.refresh,
        sources.indicators_of_jobs,
        permission=MAY_UPLOAD,
        public=True,
    )
)
declare(
    JobKind(
        jobs.FETCH, _("Fetch a source"), work.fetch, sources.sources_of_jobs, permission=MAY_UPLOAD
    )
)
declare(
    JobKind(
        release_steps.FINISH,
        _("Finish a release"),
        release_steps.finish_release,
        release_steps.about,
        permission=MAY_UPLOAD,
        most_tries=10,
    )
)
outboxes.declare(outboxes.Outbox("alerts", _("Letters about new figures"), AlertMail.objects.all))


@shared_task(name="indicators.fetch_sources")
def fetch_sources() -> int:
    """Ask the providers for new releases; without a network this is noted and nothing fails."""
    from indicators.services.fetches import request_fetches

    return request_fetches()


@shared_task(name="indicators.send_alerts", **RETRY)
def send_alerts() -> dict[str, int]:
    """Tell subscribers of new releases, and send the letters that are due."""
    from indicators.services.alerts import send

    return send()
