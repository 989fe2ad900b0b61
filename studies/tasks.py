"""Kinds of jobs, and Celery tasks: leaves that call services. Each may run twice without harm."""

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from core.job_kinds import JobKind, declare
from core.jobs import RETRY
from studies.services import files, quoted_figures

declare(
    JobKind(
        files.TEXT,
        _("Read the text of a file"),
        files.read_text_of,
        about=files.about,
        most_tries=10,
    )
)
declare(
    JobKind(
        quoted_figures.COMPARE,
        _("Compare quoted figures with a release"),
        quoted_figures.compare_all,
        most_tries=10,
    )
)


@shared_task(name="studies.keep_use", **RETRY)
def keep_use() -> int:
    """Add views and downloads counted since to the months of the studies."""
    from studies.services.usage import save_counts

    return save_counts()
