"""What follows a release, in a worker: the comparison, the files, the letters. Each step is done once.

The steps are marked on the release's row, so a worker that takes over after a kill goes on where the
last one stopped; beat asks every minute. A release that is no longer current gets no files.
"""

from __future__ import annotations

import logging

from django.db import connection

from core.rows import each_row
from indicators.models import Release
from indicators.services import bulk_files, changes

logger = logging.getLogger(__name__)

FINISH_LOCK = 7_403
"""Key of the advisory lock: one worker at a time."""


def finish_releases() -> int:
    """Do what is left of every release; returns how many steps were done. Safe to run at any time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, 0)", [FINISH_LOCK])
        if not cursor.fetchone()[0]:
            return 0
    try:
        return _finish()
    finally:
        if connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [FINISH_LOCK])


def _finish() -> int:
    waiting = Release.objects.filter(compared_at=None).order_by("pk")
    compared = each_row(waiting, changes.compare, what="comparison of a release")
    current = Release.objects.filter(is_current=True, built_at=None)
    # Every file is kept as soon as it is whole, so the files of a release are not one transaction.
    built = each_row(current, _build, what="files of a release", in_one=False)
    return len(compared.results) + len(built.results)


def _build(release: Release) -> None:
    logger.info("Release %s: %s files written", release.pk, bulk_files.build(release))
