"""What every part of the API shares: one error shape, JSON in one pass, a limit per client."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from typing import Any, ClassVar, cast

import orjson
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from redis.exceptions import RedisError
from rest_framework import exceptions, serializers
from rest_framework.renderers import BaseRenderer
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView, set_rollback

from core.api import parameters
from core.errors import PortalError
from core.http import downloads
from core.http.clients import client_address
from core.tokens import BearerToken

logger = logging.getLogger(__name__)


class ErrorSerializer(serializers.Serializer):
    """The one shape of every error."""

    code = serializers.CharField(help_text="Stable and machine readable, for example `invalid`.")
    message = serializers.CharField(help_text="What is wrong and what to do.")
    # The name stands in every error, though serializers have an attribute of that name.
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()),
        help_text="What is wrong with each parameter; empty when none is to blame.",
    )


class OneJsonPass(BaseRenderer):
    """JSON by orjson."""

    media_type = "application/json"
    format = "json"

    def render(self, data: Any, accepted_media_type=None, renderer_context=None) -> bytes:
        """The bytes; days and times in ISO 8601 with their zone."""
        return b"" if data is None else orjson.dumps(data)


class CsvChoice(OneJsonPass):
    """Makes text/csv a choice. The view itself sends the rows; only errors pass here, as JSON."""

    media_type = "text/csv"
    format = "csv"


class LeasedRate(SimpleRateThrottle):
    """At most so many calls per client and minute, over all server processes; more with a token.

    A process takes calls from the shared count in small lots and spends them itself, so most
    calls cost no round trip. The limit is never exceeded; at its edge a client may lose a lot
    that another process holds. Without the cache the limit holds per process.
    """

    scope = "anon"
    SHARE = 20
    MOST_CLIENTS = 10_000
    num_requests: int
    duration: int
    _lock: ClassVar[threading.Lock] = threading.Lock()
    _lots: ClassVar[OrderedDict[tuple[str, str], list[int]]] = OrderedDict()

    def get_rate(self) -> str | None:
        """The rate of the scope as it stands in the settings now."""
        return cast("dict[str, str | None]", api_settings.DEFAULT_THROTTLE_RATES)[self.scope]

    def get_ident(self, request) -> str:
        """The token, wherever it is used; else the client's address."""
        return f"token-{request.auth.pk}" if request.auth else client_address(request)

    def get_cache_key(self, request, view) -> str:
        """One count per token, or per client address."""
        return f"calls:{self.scope}:{self.get_ident(request)}"

    def allow_request(self, request, view) -> bool:
        """Spend one call of the lot in hand, or take a new lot."""
        if request.auth is not None:
            self.scope = "token"
            self.rate = self.get_rate()
            # None only without a rate, and then neither is read.
            self.num_requests, self.duration = self.parse_rate(self.rate)  # type: ignore[assignment]
        if self.rate is None:
            return True
        window = int(time.time() // self.duration)
        name = (self.scope, self.get_ident(request))
        with self._lock:
            lot = self._lots.get(name)
            if lot is None or lot[0] != window:
                self._lots[name] = lot = [window, 0]
                self._lots.move_to_end(name)
                if len(self._lots) > self.MOST_CLIENTS:
                    self._lots.popitem(last=False)
            if lot[1] <= 0:
                lot[1] = self._take(f"{self.get_cache_key(request, view)}:{window}")
            lot[1] -= 1
            return lot[1] >= 0

    def _take(self, key: str) -> int:
        """Calls granted from the shared count; 0 when the limit is reached."""
        size = max(1, self.num_requests // self.SHARE)
        try:
            cache.add(key, 0, self.duration * 2)
            before = cache.incr(key, size) - size
        except (RedisError, OSError, ValueError):
            logger.warning("The shared count of calls cannot be reached; counting per process.")
            return self.num_requests
        return max(0, min(size, self.num_requests - before))

    def wait(self) -> float:
        """Seconds until the next window begins."""
        return self.duration - time.time() % self.duration


def error(code: str, message: str, status: int, fields: dict | None = None) -> Response:
    """An answer in the one error shape."""
    return Response({"code": code, "message": message, "fields": fields or {}}, status=status)


def _fields(detail: Any) -> dict[str, list[str]]:
    if not isinstance(detail, dict):
        return {}
    return {
        str(name): [str(one) for one in (texts if isinstance(texts, list) else [texts])]
        for name, texts in detail.items()
    }


def _first_text(detail: Any) -> str:
    while isinstance(detail, (dict, list)) and detail:
        detail = next(iter(detail.values())) if isinstance(detail, dict) else detail[0]
    return str(detail)


def _of_framework(problem: exceptions.APIException) -> Response:
    fields = _fields(problem.detail)
    if fields:
        message = " ".join(f"{name}: {' '.join(texts)}" for name, texts in fields.items())
        code = "invalid"
    else:
        message, code = _first_text(problem.detail), _first_text(problem.get_codes())
    answer = error(code, message, problem.status_code, fields)
    if header := getattr(problem, "auth_header", None):
        answer["WWW-Authenticate"] = header
    if wait := getattr(problem, "wait", None):
        answer["Retry-After"] = str(int(wait) + 1)
    return answer


def exception_handler(problem: Exception, context: dict[str, Any]) -> Response:
    """Any error as `{code, message, fields}`; what we did not foresee is logged, not told."""
    if isinstance(problem, Http404):
        problem = exceptions.NotFound()
    elif isinstance(problem, PermissionDenied):
        problem = exceptions.PermissionDenied()
    set_rollback()
    if isinstance(problem, exceptions.APIException):
        return _of_framework(problem)
    if isinstance(problem, PortalError):
        return error(problem.code, problem.message, problem.status)
    request = context.get("request")
    logging.getLogger("django.request").error(
        "API error at %s", getattr(request, "path", "?"), exc_info=problem
    )
    return error(
        "server_error", _("Something went wrong here; it has been noted. Try again later."), 500
    )


class PublicView(APIView):
    """A public read: no account, one error shape, a limit per client, unknown parameters refused.

    A token in the header Authorization raises the limit and gives no right that others lack.
    """

    renderer_classes = [OneJsonPass]
    parser_classes = []
    authentication_classes = [BearerToken]
    permission_classes = []
    throttle_classes = [LeasedRate]
    parameters: tuple[parameters.Parameter, ...] = ()

    def get_exception_handler(self):
        """Ours, whatever the settings say."""
        return exception_handler

    def perform_content_negotiation(self, request, force=False):
        """The first kind for those who take anything, without weighing all kinds; else as usual."""
        plain = request._request
        if plain.headers.get("Accept", "*/*") == "*/*" and "format" not in plain.GET:
            renderer = self.renderer_classes[0]()
            return renderer, renderer.media_type
        return super().perform_content_negotiation(request, force)

    def finalize_response(self, request, response, *args, **kwargs):
        """Errors are JSON, also where the client had asked for another kind."""
        if isinstance(response, Response) and response.status_code >= 400:
            request.accepted_renderer = OneJsonPass()
            request.accepted_media_type = OneJsonPass.media_type
        return super().finalize_response(request, response, *args, **kwargs)

    def query(self) -> dict[str, Any]:
        """The clean query parameters that were given. Raises ValidationError."""
        own = (*self.parameters, FORMAT) if len(self.renderer_classes) > 1 else self.parameters
        return parameters.clean(self.request._request.GET, own)

    def unchanged(self, *state: object) -> HttpResponse | None:
        """A 304 when the client has the answer for this state, address and language."""
        return downloads.not_modified(self.request._request, self.etag(*state))

    def etag(self, *state: object) -> str:
        """The validator of the answer to this address in this language."""
        return downloads.etag_of(*state, self.request._request.get_full_path(), get_language())

    def answer(self, body: Any, etag: str | None = None) -> HttpResponse:
        """The object, or bytes that are JSON already; 304 when the client has the same."""
        if not isinstance(body, bytes):
            body = orjson.dumps(body)
        etag = etag or downloads.etag_of(body)
        same = downloads.not_modified(self.request._request, etag)
        return same or downloads.dress(
            HttpResponse(body, content_type="application/json"), etag=etag
        )


FORMAT = parameters.Parameter(
    "format", "json, or csv for all rows as one file.", choices=("json", "csv"), example="csv"
)


class NoSuchAddress(PublicView):
    """Every address of the API that does not exist."""

    schema = None

    def get(self, request, *args, **kwargs):
        """Always 404."""
        raise exceptions.NotFound(_("There is no such address in the API; see /api/."))

    head = post = put = patch = delete = options = get
