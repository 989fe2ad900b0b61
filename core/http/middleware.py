"""What every request and every response passes: refused characters, and what a browser may do."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

NUL = "\x00"
LONGEST_ADDRESS = 16 * 1024
"""Bytes of path and query; the longest that our own pages make are a tenth of it."""

# Nothing inline and nothing from another host; blob: is how a chart is saved as a picture.
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)
ENGINE = "vendor/duckdb/"
"""The query engine. It is WebAssembly, which only its own worker may compile, and reaches this site alone."""
ENGINE_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
)


class BrowserRules:
    """Adds the content security and permissions policies.

    Django's own SecurityMiddleware gives the opener, referrer and nosniff headers.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; a view that set a policy of its own keeps it."""
        response = self.get_response(request)
        # Django's debug pages (404 and 500 while developing) carry their styles and scripts inline.
        if not (settings.DEBUG and response.status_code in (404, 500)):
            is_engine = request.path_info.startswith(f"{settings.STATIC_URL}{ENGINE}")
            policy = ENGINE_POLICY if is_engine else _policy()
            response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response


def _policy() -> str:
    """The policy, with the pages of others to which a form of ours leads."""
    if not settings.FORM_TARGETS:
        return CONTENT_SECURITY_POLICY
    targets = " ".join(["form-action 'self'", *settings.FORM_TARGETS])
    return CONTENT_SECURITY_POLICY.replace("form-action 'self'", targets)


class ShortAddresses:
    """Refuses addresses of many thousand characters before anything is worked out of them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """414 for an address over the bound, in the API as JSON of its one shape of errors."""
        path, query = request.META.get("PATH_INFO", ""), request.META.get("QUERY_STRING", "")
        if len(path) + len(query) <= LONGEST_ADDRESS:
            return self.get_response(request)
        message = _("The address is too long: at most %(most)s characters.") % {
            "most": LONGEST_ADDRESS
        }
        if path.startswith("/api/"):
            return JsonResponse({"code": "too_long", "message": message, "fields": {}}, status=414)
        return HttpResponse(message, status=414, content_type="text/plain; charset=utf-8")


class NulInRequest(BadRequest):
    """The request holds the character NUL; `fields` are the parameters that do."""

    def __init__(self, fields: Iterable[str] = ()) -> None:
        super().__init__("NUL in the request")
        self.fields = tuple(name.replace(NUL, "") for name in fields)


class RefuseNul:
    """Answers 400 to NUL in the path, a cookie, the query or a form field.

    PostgreSQL stores no NUL, so each place that asks the database with such a text would fail.
    The handler of 400 writes the page, or the JSON of the API. A view that has errors of its own
    for what it is asked is marked by `reads_nul`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse what the search for a view and the session would stumble over."""
        if NUL in request.path_info:
            raise NulInRequest
        # A quoted cookie may spell it "\000".
        if "\\" in request.META.get("HTTP_COOKIE", "") and NUL in "".join(request.COOKIES.values()):
            raise NulInRequest
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> None:
        """Refuse NUL in what the view would read. The check of CSRF has read the form already."""
        if getattr(view, "reads_nul", False):
            return
        if "%00" in request.META.get("QUERY_STRING", "") and (fields := _at_fault(request.GET)):
            raise NulInRequest(fields)
        if request.method == "POST" and (fields := _at_fault(request.POST)):
            raise NulInRequest(fields)
        if request.method == "POST" and (fields := _at_fault(request.FILES)):
            raise NulInRequest(fields)


def reads_nul(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a view that answers a query with NUL by errors of its own."""
    view.reads_nul = True  # type: ignore[attr-defined]  # a mark that the middleware reads
    return view


def _at_fault(parameters: Any) -> list[str]:
    """Names of the fields with NUL in their name or in a value; of files the name is looked at."""
    return [
        name
        for name, values in parameters.lists()
        if NUL in name or any(NUL in getattr(value, "name", value) for value in values)
    ]
