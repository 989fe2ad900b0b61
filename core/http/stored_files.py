"""Files of the storage as answers: whole or a range, with headers under which no content can run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from core.http import downloads

if TYPE_CHECKING:
    from collections.abc import Iterator

POLICY = "default-src 'none'; frame-ancestors 'none'"


def send(
    request: HttpRequest,
    stored: str,
    *,
    size: int,
    sha256: str,
    offset: int = 0,
    media_type: str,
    filename: str,
    is_public: bool = True,
    is_shown: bool = False,
) -> HttpResponse | StreamingHttpResponse:
    """The bytes under the name `stored`, or the range asked for; the digest is the validator.

    Of a file that lies inside another, `offset` says where it begins. A file that is not public is kept
    by no cache; one that `is_shown` may be opened in the browser.
    """
    etag = f'"{sha256}"'
    if is_public and (unchanged := downloads.not_modified(request, etag)):
        return unchanged
    byte_range = _range(request, size, etag)
    if byte_range is None:
        refused = HttpResponse(status=416)
        refused.headers["Content-Range"] = f"bytes */{size}"
        return refused
    first, last = byte_range
    partial = (first, last) != (0, size - 1)
    response = StreamingHttpResponse(
        blocks(stored, offset + first, offset + last) if request.method != "HEAD" else iter(()),
        status=206 if partial else 200,
        content_type=media_type + ("; charset=utf-8" if media_type.startswith("text/") else ""),
    )
    if partial:
        response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    response.headers["Content-Length"] = str(last - first + 1)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Security-Policy"] = POLICY
    downloads.dress(response, etag=etag)
    disposition = content_disposition_header(not is_shown, filename)
    response.headers["Content-Disposition"] = disposition or "inline"
    if not is_public:
        response.headers["Cache-Control"] = "private, no-store"
    return response


def _range(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """First and last byte asked for (RFC 9110 14.2): all of them for what is not one plain range."""
    whole_file = (0, size - 1)
    requested = re.fullmatch(
        r"bytes=(\d{0,18})-(\d{0,18})", request.headers.get("Range", "").strip(), re.ASCII
    )
    if (
        requested is None
        or requested.groups() == ("", "")
        or request.headers.get("If-Range", etag) != etag
    ):
        return whole_file
    first, last = requested.groups()
    if not first:
        return (max(0, size - int(last)), size - 1) if int(last) else None
    if int(first) >= size or (last and int(last) < int(first)):
        return None
    return int(first), min(int(last), size - 1) if last else size - 1


def blocks(stored: str, first: int, last: int) -> Iterator[bytes]:
    """The bytes from `first` to `last`, both included, in blocks."""
    remaining = last - first + 1
    with default_storage.open(stored, "rb") as content:
        content.seek(first)
        while remaining > 0 and (block := content.read(min(downloads.BLOCK, remaining))):
            remaining -= len(block)
            yield block
