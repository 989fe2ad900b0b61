"""The indicators as a catalogue that other portals harvest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
from django.http import Http404, HttpResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition, require_safe

from core.http import downloads
from indicators.presentation.datasets import dcat
from indicators.selectors import catalogue, current_release
from indicators.views.indicators import page_tag

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_safe
@gzip_page
@condition(etag_func=page_tag)
def dcat_catalogue(request: HttpRequest) -> HttpResponse:
    """DCAT-AP as JSON-LD, of the current release."""
    release = current_release()
    if release is None:
        raise Http404
    base = request.build_absolute_uri("/").rstrip("/")
    body = orjson.dumps(dcat(catalogue(), release.id, base))
    response = HttpResponse(body, content_type="application/ld+json")
    response.headers["Cache-Control"] = downloads.CACHE_CONTROL
    return response
