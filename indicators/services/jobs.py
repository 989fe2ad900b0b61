"""Kinds of jobs of the figures, and the request to compute them anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from core.jobs import ask

if TYPE_CHECKING:
    from core.models import Job

LOAD, REFRESH, FETCH, EXTRACT = "load", "refresh", "fetch", "extract"
REFRESH_LOCK = 7_402
"""Key of the advisory lock of the computation."""


def lock_publication() -> None:
    """Until the transaction ends nobody else publishes or decides which files are in use."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [REFRESH_LOCK])


def request_refresh() -> Job:
    """Ask for the figures to be computed anew; at most one such request waits at a time."""
    return ask(REFRESH, after_running=True)
