"""Files of releases: the archive, and its figures alone as Parquet, CSV or Arrow under addresses that stay."""

from __future__ import annotations

import zipfile
from functools import lru_cache
from typing import TYPE_CHECKING

from django.core.files.storage import default_storage
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from core.http import downloads, stored_files
from indicators.bulk.parts import GZIP_HEADER, Part, arrow_stream, part_of
from indicators.models import ReleaseFile
from indicators.pages.queries import MOST_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http.response import HttpResponseBase

ARROW = "application/vnd.apache.arrow.stream"
PARQUET = "application/vnd.apache.parquet"


def _named(name: str) -> tuple[str, str, str]:
    """Kind, code and ending of a name such as `theme-stocks.parquet`."""
    stem, _dot, ending = name.rpartition(".")
    kind, _dash, code = stem.partition("-")
    if ending not in SENDERS:
        raise Http404(_("Files of releases end in .zip, .parquet, .csv or .arrow."))
    return kind, code, ending


@require_safe
def file(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """The archive or a range of it, or its figures alone."""
    kind, code, ending = _named(name)
    release_file = ReleaseFile.objects.filter(release=pk, kind=kind, code=code).first()
    if release_file is None:
        raise Http404(_("This release has no such file."))
    filename = downloads.file_name(f"{kind}-{code}", f"r{pk}", extension=ending)
    return SENDERS[ending](request, release_file, filename)


@require_safe
def latest_file(request: HttpRequest, name: str) -> HttpResponse:
    """The newest release that has the file: an address for scripts that want the current figures."""
    kind, code, ending = _named(name)
    release_file = (
        ReleaseFile.objects.filter(kind=kind, code=code, release__built_at__isnull=False)
        .order_by("-release_id")
        .first()
    )
    if release_file is None:
        raise Http404(_("No release has such a file."))
    response = HttpResponseRedirect(release_file.address_as(ending))
    response.headers["Cache-Control"] = downloads.CACHE_CONTROL
    return response


def _archive(request: HttpRequest, release_file: ReleaseFile, filename: str) -> HttpResponseBase:
    return stored_files.send(
        request,
        release_file.stored,
        size=release_file.size,
        sha256=release_file.sha256,
        media_type="application/zip",
        filename=filename,
    )


def _parquet(request: HttpRequest, release_file: ReleaseFile, filename: str) -> HttpResponseBase:
    part = _part(release_file.stored, release_file.sha256, "data.parquet")
    return stored_files.send(
        request,
        release_file.stored,
        offset=part.offset,
        size=part.size,
        sha256=f"{release_file.sha256}-parquet",
        media_type=PARQUET,
        filename=filename,
    )


def _csv(request: HttpRequest, release_file: ReleaseFile, filename: str) -> HttpResponseBase:
    """As gzip where the client takes it, which is the archive's own deflated text."""
    is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    etag = f'"{release_file.sha256}-csv{"-gzip" if is_packed else ""}"'
    response = downloads.not_modified(request, etag)
    if response is None:
        part = _part(release_file.stored, release_file.sha256, "data.csv")
        blocks = _gzip(release_file.stored, part) if is_packed else _text(release_file.stored)
        response = StreamingHttpResponse(
            blocks if request.method != "HEAD" else iter(()), content_type="text/csv; charset=utf-8"
        )
        if is_packed:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = part.gzip_size if is_packed else part.unpacked
    response.headers["Vary"] = "Accept-Encoding"
    return downloads.dress(response, etag=etag, filename=filename)


@gzip_page
def _arrow(request: HttpRequest, release_file: ReleaseFile, filename: str) -> HttpResponseBase:
    """For what reads Arrow and no Parquet, as DuckDB in the browser does without its extensions."""
    if release_file.rows > MOST_ROWS:
        raise Http404(_("This file is too large for an Arrow stream. Take it as Parquet or CSV."))
    etag = f'"{release_file.sha256}-arrow"'
    if unchanged := downloads.not_modified(request, etag):
        return unchanged
    part = _part(release_file.stored, release_file.sha256, "data.parquet")
    with default_storage.open(release_file.stored, "rb") as content:
        content.seek(part.offset)
        body = arrow_stream(content.read(part.size))
    response = HttpResponse(body, content_type=ARROW)
    return downloads.dress(response, etag=etag, filename=filename)


SENDERS = {"zip": _archive, "parquet": _parquet, "csv": _csv, "arrow": _arrow}


@lru_cache(maxsize=512)
def _part(stored: str, _sha256: str, name: str) -> Part:
    """Where a file lies in the archive; an archive under its digest never changes."""
    with default_storage.open(stored, "rb") as archive:
        try:
            return part_of(archive, name)
        except KeyError:
            raise Http404(_("This release has no such file.")) from None


def _gzip(stored: str, part: Part) -> Iterator[bytes]:
    yield GZIP_HEADER
    yield from stored_files.blocks(stored, part.offset, part.offset + part.size - 1)
    yield part.gzip_trailer


def _text(stored: str) -> Iterator[bytes]:
    with (
        default_storage.open(stored, "rb") as content,
        zipfile.ZipFile(content) as archive,
        archive.open("data.csv") as text,
    ):
        while block := text.read(downloads.BLOCK):
            yield block
