"""Projects and those who report them as IATI files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from core.errors import PortalError
from core.http import downloads
from outcomes.documents import iati
from outcomes.models import Project


@require_safe
@gzip_page
def activity(request: HttpRequest, project: str) -> HttpResponse:
    """A project as one activity with all its periods."""
    try:
        data = iati.activity(get_object_or_404(Project, code=project))
    except PortalError as problem:
        return HttpResponse(
            problem.message, status=problem.status, content_type="text/plain; charset=utf-8"
        )
    return _file(request, data, downloads.file_name("iati", project, extension="xml"))


@require_safe
@gzip_page
def organisations(request: HttpRequest) -> HttpResponse:
    """Those who report projects, as organisations."""
    return _file(request, iati.organisations(), "iati-organisations.xml")


def _file(request: HttpRequest, data: bytes, name: str) -> HttpResponse:
    etag = downloads.etag_of(data)
    if not_modified := downloads.not_modified(request, etag):
        return not_modified
    response = HttpResponse(data, content_type="application/xml")
    return downloads.dress(response, etag=etag, filename=name)
