"""How often forms that anybody may send take something: by client, by target address and by workshop.

Counts lie in the cache by the hour, under digests: neither who called nor an address can be read there.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, NoReturn

from django.conf import settings
from django.core.cache import cache
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy
from redis.exceptions import RedisError

from core.errors import PortalError
from core.http.clients import client_network
from core.mail.addresses import address_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)
HOUR = 3600
MESSAGES = {
    "client": gettext_lazy("Too many requests from your network. Try again in an hour."),
    "address": gettext_lazy(
        "Several letters went to this address within the hour. Look into its inbox, or try again in an hour."
    ),
    "workshop": gettext_lazy(
        "More people wrote to this workshop than it takes in an hour. Try again in an hour."
    ),
    "wrong_codes": gettext_lazy("Too many wrong codes. Try again in an hour."),
}
"""What is said where a count is reached; the counts are `settings.FORMS_PER_HOUR`."""


class TooManyRequests(PortalError):
    """A count of this hour is reached."""

    code, status = "too_many_requests", 429


def spend(request: HttpRequest, form: str, *, email: str = "", workshop: int | None = None) -> None:
    """Count one sending of a form that was filled in rightly. Raises TooManyRequests.

    Forms that pass an e-mail address share its count, so nobody's inbox is filled by going from form to form.
    Alerts pass none (they count their letters themselves, and tell nothing of it), and neither do nominations.
    """
    # One count after the other: what is refused for its client does not use up the others.
    _count(request, "client", f"{form}:{client_network(request)}")
    if workshop is not None:
        _count(request, "workshop", f"{form}:{workshop}")
    if email:
        _count(request, "address", address_key(email))


def has_left(request: HttpRequest, limit: str, form: str) -> bool:
    """Count once for the client, and tell whether that is within the limit: beyond it nothing is refused, but the
    client gets less."""
    return _increment(limit, f"{form}:{client_network(request)}") <= _most(limit)


def check_guesses(request: HttpRequest, form: str, target: object = "") -> None:
    """Raises TooManyRequests where the client, or who knows the target, guessed wrong too often."""
    for limit, key in _guesses(request, form, target):
        if _counted(limit, key) >= _most(limit):
            _refuse(request, limit)


def count_wrong_guess(request: HttpRequest, form: str, target: object = "") -> None:
    """One code more that was wrong. Right ones are not counted: a room shares its network."""
    for limit, key in _guesses(request, form, target):
        _increment(limit, key)


def _guesses(request: HttpRequest, form: str, target: object) -> list[tuple[str, str]]:
    keys = [("client", f"guess:{form}:{client_network(request)}")]
    return keys + ([("wrong_codes", f"{form}:{target}")] if target else [])


def _most(limit: str) -> int:
    return settings.FORMS_PER_HOUR[limit]


def _count(request: HttpRequest, limit: str, who: str) -> None:
    if _increment(limit, who) > _most(limit):
        _refuse(request, limit)


def _refuse(request: HttpRequest, limit: str) -> NoReturn:
    request.seconds_to_wait = int(HOUR - time.time() % HOUR) + 1  # type: ignore[attr-defined]
    raise TooManyRequests(str(MESSAGES[limit]))


def _key(limit: str, who: str) -> str:
    digest = salted_hmac("core.http.limits", who).hexdigest()
    return f"limits:{limit}:{digest}:{int(time.time() // HOUR)}"


def _increment(limit: str, who: str) -> int:
    """The count with this one; 0 where the cache is away, since a form is worth more than its limit."""
    key = _key(limit, who)
    try:
        cache.add(key, 0, 2 * HOUR)
        return cache.incr(key)
    except (RedisError, OSError, ValueError):
        logger.warning("The counts of forms cannot be reached; nothing is limited.")
        return 0


def _counted(limit: str, who: str) -> int:
    try:
        return cache.get(_key(limit, who), 0)
    except (RedisError, OSError):
        return 0


class AnswerLimits:
    """Answers 429 where a view lets TooManyRequests pass, and says in every such answer when to come again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add Retry-After: counts begin anew with the hour."""
        response = self.get_response(request)
        if seconds := getattr(request, "seconds_to_wait", 0):
            response.headers["Retry-After"] = str(seconds)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page in the reader's language."""
        if not isinstance(exception, TooManyRequests):
            return None
        context = {"message": exception.message}
        return render(request, "core/too_many_requests.html", context, status=exception.status)
