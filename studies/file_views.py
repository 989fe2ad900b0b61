"""Sends the files of editions: whole or a range, with headers under which no content can run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from migration_portal.core import downloads
from studies.access import may_edit
from studies.models import StudyFile

if TYPE_CHECKING:
    from collections.abc import Iterator

INLINE = {"application/pdf"}
"""Kinds that a browser may show; all others are saved."""
POLICY = "default-src 'none'; frame-ancestors 'none'"


@require_safe
def file(request: HttpRequest, pk: int, file_pk: int, name: str) -> HttpResponse:
    """The bytes of a public file; of any file to those who edit the study; 410 once withdrawn."""
    found = (
        StudyFile.objects.select_related("edition__study")
        .filter(pk=file_pk, edition__study=pk)
        .first()
    )
    if found is None:
        raise Http404(_("There is no such file."))
    study = found.edition.study
    public = study.is_public() and not found.edition.in_preparation and found.is_ready
    if not public and not may_edit(request.user, study):
        if study.leaves_a_note():
            context = {"study": study, "edition": study.best_edition()}
            return render(request, "studies/withdrawn.html", context, status=410)
        raise Http404(_("There is no such file."))
    if name != found.filename:
        return redirect(found)
    return _sent(request, found, public=public)


def _sent(request: HttpRequest, found: StudyFile, *, public: bool) -> HttpResponse:
    etag = f'"{found.sha256}"'
    if public and (same := downloads.not_modified(request, etag)):
        return same
    span = _range(request, found.size, etag)
    if span is None:
        refused = HttpResponse(status=416)
        refused.headers["Content-Range"] = f"bytes */{found.size}"
        return refused
    first, last = span
    partial = (first, last) != (0, found.size - 1)
    response = StreamingHttpResponse(
        _blocks(found.stored, first, last) if request.method != "HEAD" else iter(()),
        status=206 if partial else 200,
        content_type=found.media_type
        + ("; charset=utf-8" if found.media_type.startswith("text/") else ""),
    )
    if partial:
        response.headers["Content-Range"] = f"bytes {first}-{last}/{found.size}"
    response.headers["Content-Length"] = str(last - first + 1)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Security-Policy"] = POLICY
    downloads.dress(response, etag=etag)
    response.headers["Content-Disposition"] = content_disposition_header(
        found.media_type not in INLINE, found.filename
    )
    if not public:
        response.headers["Cache-Control"] = "private, no-store"
    return response


def _range(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """First and last byte asked for (RFC 9110 14.2): all of them for what is not one plain range."""
    whole = (0, size - 1)
    asked = re.fullmatch(
        r"bytes=(\d{0,18})-(\d{0,18})", request.headers.get("Range", "").strip(), re.ASCII
    )
    if asked is None or asked.groups() == ("", "") or request.headers.get("If-Range", etag) != etag:
        return whole
    first, last = asked.groups()
    if not first:
        return (max(0, size - int(last)), size - 1) if int(last) else None
    if int(first) >= size or (last and int(last) < int(first)):
        return None
    return int(first), min(int(last), size - 1) if last else size - 1


def _blocks(stored: str, first: int, last: int) -> Iterator[bytes]:
    left = last - first + 1
    with default_storage.open(stored, "rb") as content:
        content.seek(first)
        while left > 0 and (block := content.read(min(downloads.BLOCK, left))):
            left -= len(block)
            yield block
