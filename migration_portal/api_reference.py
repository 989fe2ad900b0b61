"""The API's schema as JSON, and the page made from it: plain HTML that needs no script."""

from __future__ import annotations

from functools import cache
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from core.http.downloads import dress, etag_of, not_modified
from indicators.sdmx.artefacts import flows

EXAMPLE = "/api/v1/values/?indicator=REM_IN_GDP&ref_area=PHL&start_period=2015"


@cache
def schema() -> dict[str, Any]:
    """The OpenAPI 3.1 document, made once per process."""
    document = SchemaGenerator(patterns=None).get_schema(request=None, public=True)
    return orjson.loads(orjson.dumps(document, default=str))


class SchemaView(View):
    """The document for programs."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """JSON, with a validator."""
        body = orjson.dumps(schema(), option=orjson.OPT_INDENT_2)
        etag = etag_of(body)
        response = HttpResponse(body, content_type="application/vnd.oai.openapi+json;version=3.1")
        return not_modified(request, etag) or dress(response, etag=etag)


def _operations() -> list[dict[str, Any]]:
    document = schema()
    return [
        {
            "path": path,
            "method": method.upper(),
            "id": operation["operationId"],
            "summary": operation.get("summary", ""),
            "description": operation.get("description", ""),
            "parameters": operation.get("parameters", []),
            "fields": _fields(operation, document),
        }
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def _fields(operation: dict[str, Any], document: dict[str, Any]) -> list[dict[str, Any]]:
    """Names and types of the answer's parts; of a list, those of its items."""
    answer = next(row for status, row in operation["responses"].items() if status < "300")
    content = answer.get("content", {}).get("application/json", {})
    shape = _resolved(content.get("schema", {}), document)
    if "results" in shape.get("properties", {}):
        shape = _resolved(shape["properties"]["results"]["items"], document)
    return [
        {"name": name, "type": _type(part)} for name, part in shape.get("properties", {}).items()
    ]


def _resolved(shape: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in shape:
        return document["components"]["schemas"][shape["$ref"].rsplit("/", 1)[1]]
    return shape


def _type(part: dict[str, Any]) -> str:
    kind = part.get("type", "object")
    return " or ".join(kind) if isinstance(kind, list) else kind


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """How to call the API, from the same document that programs read."""
    context = {
        "operations": _operations(),
        "base": f"{request.scheme}://{request.get_host()}",
        "example": EXAMPLE,
        "flows": [(flow, _(name)) for flow, name in flows().items()],
    }
    return render(request, "api/reference.html", context)
