"""Pages that other sites may show in a frame: only those whose view says so, and nothing else is eased."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from core.http.middleware import CONTENT_SECURITY_POLICY

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

FRAMED_POLICY = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")


def framed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let any site frame what the view answers. Such a page has no form that changes anything."""

    @wraps(view)
    def allowing(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Content-Security-Policy"] = FRAMED_POLICY
        response.xframe_options_exempt = True
        return response

    return allowing
