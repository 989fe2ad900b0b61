"""The front page: it composes what the apps know, and tells each kind of user where to go."""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition, require_safe

from core.http.middleware import NulInRequest
from core.jobs import UNFINISHED
from core.models import Job
from core.web import as_of
from indicators.pages.overview import commission_cells, statuses_in
from indicators.selectors import catalogue, current_release, key_figures, source_list
from indicators.services.jobs import REFRESH
from indicators.views.indicators import page_tag
from migration_portal import chain
from regions.models import Area, Commission
from studies.hooks.panels import newest_studies
from studies.models import SearchGeneration

if TYPE_CHECKING:
    from datetime import date

    from indicators.selectors import CatalogueRow

FIGURES = ["REM_IN_USD", "REM_IN_GDP", "MIG_IMM", "REF_HOST"]


def home_tag(request: HttpRequest) -> str | None:
    """ETag of the front page: figures, studies, what the chain counts, and the day (embargoes end)."""
    mark = page_tag(request)
    studies = SearchGeneration.objects.values_list("number", flat=True).first()
    request.counted = chain.counts()
    counted = "-".join(map(str, astuple(request.counted)))
    return mark and f'"{mark[1:-1]}-{studies}-{counted}-{timezone.localdate()}"'


@require_safe
@gzip_page
@condition(etag_func=home_tag)
def home(request: HttpRequest) -> HttpResponse:
    """World and commission figures, as known on the day of `as_of`, the state of the sources, and ways in."""
    release = current_release()
    day, problem = as_of.as_of(request)
    rows = {row.code: row for row in catalogue(as_of=day)}
    waiting = None
    if release is None:
        waiting = Job.objects.filter(kind=REFRESH, state__in=UNFINISHED).first()
    context = {
        "release": release,
        "as_of": day,
        "problem": problem,
        "figures": key_figures("WLD", FIGURES, as_of=day),
        "published": sum(row.published for row in rows.values()),
        "indicators": len(rows),
        "countries": Area.objects.countries().count(),
        "sources": source_list(),
        "behind": {code for name in FIGURES for code in rows[name].sources},
        "waiting": waiting,
        "chain": chain.links(request.counted),
        "counts_examples": request.counted.examples > 0,
        "panels": [newest_studies()],
    }
    context |= _commissions([rows[code] for code in FIGURES], day)
    return render(request, "home.html", context, status=400 if problem else 200)


def _commissions(columns: list[CatalogueRow], day: date | None) -> dict[str, Any]:
    """Rows of the table of commissions, one cell for each indicator."""
    commissions = list(Commission.objects.select_related("area"))
    cells = commission_cells(columns, [commission.code for commission in commissions], as_of=day)
    rows = [
        {"commission": commission, "cells": cells[commission.code]} for commission in commissions
    ]
    return {"columns": columns, "commissions": rows, "statuses": statuses_in(cells)}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of status 400, and in the API its one shape of errors.

    Made without the request, of which the host, a cookie or the form cannot be read.
    """
    language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    with translation.override(language):
        nul = isinstance(exception, NulInRequest)
        why = _("The request holds the character NUL, which cannot be stored.") if nul else ""
        if request.path_info.startswith("/api/"):
            message = why or _("This request could not be read")
            fields = {name: [why] for name in exception.fields} if nul else {}
            body = {"code": "invalid", "message": message, "fields": fields}
            return JsonResponse(body, status=400)
        return HttpResponse(render_to_string("400.html", {"why": why}), status=400)
