"""Requests that are done once, however often they are sent with the same Idempotency-Key.

What was done and what was answered are written in one transaction, so a server that dies in between
leaves neither. While a request runs it holds an advisory lock; the same key is refused meanwhile.
"""

from __future__ import annotations

import re
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import orjson
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, Throttled
from rest_framework.response import Response

from core.api.errors import error, exception_handler
from core.errors import PortalError
from core.models import ApiToken, IdempotentRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

LOCK_SPACE = 0x1DE
"""First key of the advisory locks of requests; the second comes of token and key."""
DAYS = 1
"""Days for which an answer is held."""
HEADERS = ("ETag", "Location")
"""Headers that are answered again; all others belong to the moment."""
AS_KEY = re.compile(r"[!-~]{1,255}")
REFUSALS = (APIException, PortalError, Http404, PermissionDenied)


class WrongKey(PortalError):
    """The key is no key, or one is needed."""

    code, status = "idempotency_key_invalid", 400


def key_of(request: HttpRequest, *, needed: bool) -> str:
    """The key of the request; "" without one. Raises WrongKey."""
    key = request.headers.get("Idempotency-Key", "")
    if key and not AS_KEY.fullmatch(key):
        raise WrongKey(_("Write the Idempotency-Key in 1 to 255 visible ASCII characters."))
    if needed and not key:
        raise WrongKey(
            _("Send an Idempotency-Key, so that a request that is repeated writes nothing twice."),
            code="idempotency_key_needed",
        )
    return key


def digest_of(request: HttpRequest, body: bytes) -> str:
    """What makes a request the same: method, address, condition and body."""
    parts = (request.method or "", request.get_full_path(), request.headers.get("If-Match", ""))
    return sha256("\n".join(parts).encode() + b"\n" + body).hexdigest()


def answered_once(
    act: Callable[[], Response], *, token: ApiToken, key: str, digest: str, context: dict
) -> Response:
    """The answer of `act`, or what it answered before to the same request.

    Refusals are answers too; faults are not, and leave nothing behind.
    """
    with transaction.atomic():
        if not _is_claimed(token, key):
            response = error(
                "idempotency_key_in_use",
                _("A request with this Idempotency-Key is still running. Try again in a moment."),
                409,
            )
            response["Retry-After"] = "1"
            return response
        row = IdempotentRequest.objects.filter(token=token, key=key).first()
        if row is not None and row.created_at < timezone.now() - timedelta(days=DAYS):
            row.delete()
            row = None
        if row is not None:
            return _again(row, digest)
        try:
            with transaction.atomic():
                response = act()
        except Throttled:
            raise
        except REFUSALS as problem:
            response = exception_handler(problem, context)
        if response.status_code < 500:
            IdempotentRequest.objects.create(
                token=token,
                key=key,
                digest=digest,
                status=response.status_code,
                body="" if response.data is None else orjson.dumps(response.data).decode(),
                headers={name: response[name] for name in HEADERS if name in response},
            )
        return response


def _again(row: IdempotentRequest, digest: str) -> Response:
    if row.digest != digest:
        return error(
            "idempotency_key_reused",
            _(
                "This Idempotency-Key was sent with another request. Use a new key for each request."
            ),
            422,
        )
    response = Response(orjson.loads(row.body) if row.body else None, status=row.status)
    for name, value in row.headers.items():
        response[name] = value
    response["Idempotency-Replayed"] = "true"
    return response


def _is_claimed(token: ApiToken, key: str) -> bool:
    number = int.from_bytes(sha256(f"{token.pk}\n{key}".encode()).digest()[:4], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK_SPACE, number])
        return cursor.fetchone()[0]
