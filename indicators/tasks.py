"""Kinds of jobs, and Celery tasks: leaves that call services. Each may run twice without harm."""

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from core.jobs import RETRY, JobKind, declare
from indicators.access import MAY_UPLOAD
from indicators.selectors import sources
from indicators.services import jobs, work

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
        jobs.EXTRACT,
        _("Load the figures that come with the portal"),
        work.load_extract,
        permission=MAY_UPLOAD,
        public=True,
    )
)


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
