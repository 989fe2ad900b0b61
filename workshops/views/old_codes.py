"""Addresses with a code that a workshop had before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from workshops import access
from workshops.models import WorkshopCode

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

ROUTES = ("<workshop:code>", "workshops/<str:code>/")
"""How a workshop's code is written in the addresses of pages and of the API."""


class LeadFromOldCodes:
    """Redirects for good where a page of a workshop is not found under a code that it had before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look an old code up only where nothing is found. A form is posted again as it is."""
        response = self.get_response(request)
        if response.status_code != 404 or not (new := _current_address(request)):
            return response
        redirect = HttpResponsePermanentRedirect(
            new, preserve_request=request.method not in ("GET", "HEAD")
        )
        # A workshop may take its old code back; browsers that remember the redirect would go round.
        redirect.headers["Cache-Control"] = "max-age=300"
        return redirect


def _current_address(request: HttpRequest) -> str:
    match = request.resolver_match
    if match is None or not any(route in match.route for route in ROUTES):
        return ""
    code = match.captured_kwargs["code"]
    row = WorkshopCode.objects.select_related("workshop").filter(code=code).first()
    if row is None or row.workshop.code == code:
        return ""
    if not (row.workshop.is_public or access.duties(request.user, row.workshop)):
        return ""
    new = reverse(match.view_name, kwargs=match.captured_kwargs | {"code": row.workshop.code})
    query = request.META.get("QUERY_STRING", "")
    return f"{new}?{query}" if query else new
