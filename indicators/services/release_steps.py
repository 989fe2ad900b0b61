"""What follows a release, in a worker: the comparison with the one before, and the files. Each step is done once.

The steps are marked on the release's row, so a worker that takes over after a kill goes on where the
last one stopped. A release that is no longer current gets no files.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.conf import settings

from core.job_kinds import Subject
from core.jobs import ask
from indicators.models import Release
from indicators.services import bulk_files, changes

if TYPE_CHECKING:
    from collections.abc import Collection

    from core.models import Job

logger = logging.getLogger(__name__)

FINISH = "release"
"""The kind of jobs that finish a release."""


def request(release: Release) -> None:
    """Ask for what follows a release, here and in the apps beside; to be called in its transaction."""
    ask(FINISH, release.pk)
    for kind in settings.AFTER_RELEASE:
        ask(kind, after_running=True)


def finish_release(job: Job) -> str:
    """Do what is left of the release whose number is the job's key. Safe to run at any time."""
    release = Release.objects.get(pk=job.key)
    if release.compared_at is None:
        changes.compare(release)
    release.refresh_from_db()
    if release.is_current and release.built_at is None:
        logger.info("Release %s: %s files written", release.pk, bulk_files.build(release))
    return ""


def about(keys: Collection[str]) -> dict[str, Subject]:
    """Which releases jobs finish. One query."""
    releases = Release.objects.filter(pk__in=[int(key) for key in keys])
    return {
        str(release.pk): Subject(release.reason, ((str(release), release.get_absolute_url()),))
        for release in releases
    }
