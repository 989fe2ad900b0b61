"""Kinds of jobs of the figures, and the request to compute them anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.jobs import ask

if TYPE_CHECKING:
    from core.models import Job

LOAD, REFRESH, FETCH = "load", "refresh", "fetch"
REFRESH_LOCK = 7_402
"""Key of the advisory lock of the computation."""


def request_refresh() -> Job:
    """Ask for the figures to be computed anew; at most one such request waits at a time."""
    return ask(REFRESH, after_running=True)
