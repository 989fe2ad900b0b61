"""What a browser may do on our pages, said on every response, static files included."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

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
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response


class ShortAddresses:
    """Refuses addresses of many thousand characters before anything is worked out of them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """414 for an address over the bound, in the API as JSON of its one shape of errors."""
        path, query = request.META.get("PATH_INFO", ""), request.META.get("QUERY_STRING", "")
        if len(path) + len(query) <= LONGEST_ADDRESS:
            return self.get_response(request)
        said = _("The address is too long: at most %(most)s characters.") % {
            "most": LONGEST_ADDRESS
        }
        if path.startswith("/api/"):
            return JsonResponse({"code": "too_long", "message": said, "fields": {}}, status=414)
        return HttpResponse(said, status=414, content_type="text/plain; charset=utf-8")
