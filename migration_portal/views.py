"""The front page: it composes what the apps know, and tells each kind of user where to go."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import condition, require_safe

from indicators.models import Job
from indicators.selectors import catalogue, current_release, key_figures
from indicators.views import page_tag
from regions.models import Area, Commission

FIGURES = ["REM_IN_USD", "REM_IN_GDP", "MIG_IMM", "REF_HOST"]


@require_safe
@condition(etag_func=page_tag)
def home(request: HttpRequest) -> HttpResponse:
    """World figures, the five commissions, and three ways in."""
    release = current_release()
    rows = catalogue()
    waiting = None
    if release is None:
        unfinished = [Job.State.WAITING, Job.State.RUNNING]
        waiting = Job.objects.filter(kind=Job.Kind.REFRESH, state__in=unfinished).first()
    context = {
        "release": release,
        "figures": key_figures("WLD", FIGURES),
        "published": sum(row.published for row in rows),
        "indicators": len(rows),
        "countries": Area.objects.countries().count(),
        "commissions": Commission.objects.select_related("area"),
        "waiting": waiting,
    }
    return render(request, "home.html", context)
