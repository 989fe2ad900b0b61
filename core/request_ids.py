"""The number of a request, which stands in every line of the log that it caused, in web and workers."""

from __future__ import annotations

import re
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
TASK_HEADER = "portal_request_id"
"""Under which a task carries the number of the request, or of the task, that sent it."""
GIVEN = re.compile(r"[0-9A-Za-z._-]{8,64}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    """The number of what is going on; empty outside of requests and tasks."""
    return _current.get()


@contextmanager
def use(request_id: str) -> Iterator[str]:
    """Let a number be the current one for a while."""
    token = _current.set(request_id)
    try:
        yield request_id
    finally:
        _current.reset(token)


def set_current(request_id: str) -> None:
    """Let a number be the current one until another is; for workers, which do one task after the other."""
    _current.set(request_id)


def new() -> str:
    """A number that nothing else has."""
    return uuid4().hex


class NumberRequests:
    """Gives each request a number, or takes the one of our own proxy, and tells it in the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        header = request.headers.get(HEADER, "") if settings.BEHIND_PROXY else ""
        with use(header if GIVEN.fullmatch(header) else new()) as request_id:
            response = self.get_response(request)
        response.headers.setdefault(HEADER, request_id)
        return response
