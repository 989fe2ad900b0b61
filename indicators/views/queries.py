"""The page where readers ask a release in SQL, in their own browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from core.web.actions import as_positive_int
from indicators.pages import queries
from indicators.selectors import NotPublished, current_release

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@gzip_page
def query(request: HttpRequest) -> HttpResponse:
    """Nothing is loaded before the reader asks for it; `release` chooses an earlier release."""
    text = request.GET.get("release", "")
    number = as_positive_int(text)
    if text and not number:
        raise Http404
    try:
        context = queries.context(number or None)
    except NotPublished as problem:
        raise Http404(problem.message) from None
    return render(request, "indicators/query.html", {**context, "release": current_release()})
