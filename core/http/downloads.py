"""Answers that are files: names, validators, and rows that stream from PostgreSQL."""

from __future__ import annotations

import hashlib
import re
import tempfile
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.http import FileResponse, HttpResponse, HttpResponseNotModified
from django.middleware.gzip import GZipMiddleware
from django.utils.http import content_disposition_header, parse_etags

from core.tables.table import BOM, as_csv, as_json, as_parquet, metadata_json
from core.tables.workbook import as_xlsx

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from core.tables.table import Renderer, Table

BLOCK = 128 * 1024
"""Bytes written and sent at a time."""

CACHE_CONTROL = "public, max-age=0, must-revalidate"
"""Keep the answer, ask each time whether it still holds: a new release shows at once."""

FORMATS: dict[str, tuple[str, Renderer]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "json": ("application/json", as_json),
    "metadata.json": ("application/json", metadata_json),
    "parquet": ("application/vnd.apache.parquet", as_parquet),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
}


class Blocks(FileResponse):
    """A file sent in blocks of 128 kB."""

    block_size = BLOCK


def etag_of(*parts: object) -> str:
    """A strong validator: the same parts give the same tag."""
    text = "\x1f".join(str(part) for part in parts)
    return f'"{hashlib.blake2b(text.encode(), digest_size=12).hexdigest()}"'


def not_modified(request: HttpRequest, etag: str) -> HttpResponseNotModified | None:
    """A 304 when the client has this state already (weak comparison, RFC 9110 13.1.2)."""
    condition = request.headers.get("If-None-Match")
    if not condition:
        return None
    if condition.strip() != "*" and etag not in {
        tag.removeprefix("W/") for tag in parse_etags(condition)
    }:
        return None
    return dress(HttpResponseNotModified(), etag=etag)


def dress(response: Any, *, etag: str, filename: str | None = None) -> Any:
    """Add validator, cache rule and, for a file, its name (RFC 6266, UTF-8)."""
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = CACHE_CONTROL
    if filename:
        response.headers["Content-Disposition"] = content_disposition_header(True, filename)
    return response


def file_name(stem: str, *parts: object, extension: str) -> str:
    """`REM_IN_GDP_2026-11-23_r12.csv`: nothing that a file system or a header minds."""
    joined = "_".join(str(part) for part in (stem, *parts) if part not in (None, ""))
    safe = re.sub(r"[^\w.-]+", "-", joined).strip("-.")
    return f"{safe}.{extension}"


def table_response(
    request: HttpRequest, table: Table, *, extension: str, filename: str, etag: str
) -> HttpResponse:
    """The table as a file of the kind, one of `FORMATS`."""
    kind, render = FORMATS[extension]
    return dress(HttpResponse(render(table), content_type=kind), etag=etag, filename=filename)


def compressed(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The answer as gzip, block by block, where the client takes that."""
    return GZipMiddleware(lambda _request: response).process_response(request, response)


def copy_response(query: str, values: Sequence[object], *, filename: str, etag: str) -> Blocks:
    """The rows of a query as CSV, made by PostgreSQL's COPY and sent in blocks of 128 kB.

    COPY goes to an unnamed temporary file first: it runs at full speed whatever the client's,
    holds no database connection while a slow client reads, and an error is an error page and
    not half a file.
    """
    spool = tempfile.TemporaryFile(buffering=BLOCK)  # noqa: SIM115  closed with the response
    try:
        spool.write(BOM.encode())
        with connection.cursor() as cursor:
            ready = cursor.mogrify(query, values).decode()
            copy = f"COPY ({ready}) TO STDOUT WITH (FORMAT csv, HEADER)"
            cursor.copy_expert(copy, spool)
        spool.seek(0)
    except BaseException:
        spool.close()
        raise
    return dress(
        Blocks(spool, content_type="text/csv; charset=utf-8"), etag=etag, filename=filename
    )
