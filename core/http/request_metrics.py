"""Requests as a monitoring system counts them: by view and status, and how long they took.

The server may have several processes. Each counts in a file of its own in a folder that they share, and whichever is
asked adds them up (multiprocess mode of prometheus_client). Counters only, so files of processes that ended stay right.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from prometheus_client import CollectorRegistry, Counter, Histogram, multiprocess

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

FOLDER = Path(settings.METRICS_FOLDER)
FOLDER.mkdir(parents=True, exist_ok=True, mode=0o700)
if FOLDER.stat().st_uid != os.getuid():
    raise ImproperlyConfigured(f"{FOLDER} belongs to somebody else; set METRICS_FOLDER.")

REQUESTS = Counter(
    "portal_requests", "Answered requests, by view and class of status.", ("view", "status")
)
SECONDS = Histogram(
    "portal_request_seconds",
    "How long answers took, by part of the portal.",
    ("part",),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
NO_VIEW = "none"


class CountRequests:
    """Counts every request by the name of its view, never by its address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        begin = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        view = (match.view_name if match else "") or NO_VIEW
        REQUESTS.labels(view, f"{response.status_code // 100}xx").inc()
        part = view.partition(":")[0] if ":" in view else "portal"
        SECONDS.labels(part).observe(time.perf_counter() - begin)
        return response


def registry() -> CollectorRegistry:
    """What all processes of this server have counted."""
    collected = CollectorRegistry()
    multiprocess.MultiProcessCollector(collected, path=str(FOLDER))
    return collected
