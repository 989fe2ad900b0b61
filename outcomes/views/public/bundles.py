"""Checking certified reports without the portal: how, with what, and every bundle in the order of its chain."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from core.http import stored_files
from outcomes.models import ReportBundle, StatusReport
from outcomes.stages import ReportState


@require_safe
@gzip_page
def check(request: HttpRequest) -> HttpResponse:
    """How a reader checks a report, and the digests that a copy can be compared with."""
    bundles = ReportBundle.objects.public().with_reports()
    return render(request, "outcomes/check.html", {"bundles": bundles})


def bundle_file(
    request: HttpRequest, report: StatusReport, name: str
) -> HttpResponse | StreamingHttpResponse:
    """The bundle of a certified report. Raises Http404 where it has none."""
    bundle = ReportBundle.objects.filter(report=report).first()
    if bundle is None:
        raise Http404(_("Only certified reports have a bundle."))
    return stored_files.send(
        request,
        bundle.stored,
        size=bundle.size,
        sha256=bundle.sha256,
        media_type="application/zip",
        filename=name,
        is_public=report.state == ReportState.PUBLISHED,
    )
