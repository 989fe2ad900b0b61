"""One shape for every error of the API."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse
from rest_framework import exceptions, serializers
from rest_framework.response import Response
from rest_framework.views import set_rollback

from core.errors import PortalError


class ErrorSerializer(serializers.Serializer):
    """The one shape of every error."""

    code = serializers.CharField(help_text="Stable and machine readable, for example `invalid`.")
    message = serializers.CharField(help_text="What is wrong and what to do.")
    fields = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="What is wrong with each parameter; empty when none is to blame.",
    )


ERRORS = {
    400: OpenApiResponse(ErrorSerializer, "A parameter is wrong; `fields` says which and why."),
    404: OpenApiResponse(ErrorSerializer, "Nothing like that is published."),
    429: OpenApiResponse(ErrorSerializer, "Too many calls; wait as `Retry-After` says."),
}
"""The answers that any address may give instead of its own."""


def error(code: str, message: str, status: int, fields: dict | None = None) -> Response:
    """An answer in the one error shape."""
    return Response({"code": code, "message": message, "fields": fields or {}}, status=status)


def _fields(detail: Any) -> dict[str, list[str]]:
    if not isinstance(detail, dict):
        return {}
    return {
        str(name): [str(text) for text in (texts if isinstance(texts, list) else [texts])]
        for name, texts in detail.items()
    }


def _first_text(detail: Any) -> str:
    while isinstance(detail, (dict, list)) and detail:
        detail = next(iter(detail.values())) if isinstance(detail, dict) else detail[0]
    return str(detail)


def _of_framework(problem: exceptions.APIException) -> Response:
    fields = _fields(problem.detail)
    if fields:
        message = " ".join(f"{name}: {' '.join(texts)}" for name, texts in fields.items())
        code = "invalid"
    else:
        message, code = _first_text(problem.detail), _first_text(problem.get_codes())
    response = error(code, message, problem.status_code, fields)
    if header := getattr(problem, "auth_header", None):
        response["WWW-Authenticate"] = header
    if wait := getattr(problem, "wait", None):
        response["Retry-After"] = str(int(wait) + 1)
    return response


def exception_handler(problem: Exception, context: dict[str, Any]) -> Response:
    """Any error as `{code, message, fields}`; what we did not foresee is logged, not told."""
    if isinstance(problem, Http404):
        problem = exceptions.NotFound()
    elif isinstance(problem, PermissionDenied):
        problem = exceptions.PermissionDenied()
    set_rollback()
    if isinstance(problem, exceptions.APIException):
        return _of_framework(problem)
    if isinstance(problem, PortalError):
        return error(problem.code, problem.message, problem.status)
    request = context.get("request")
    logging.getLogger("django.request").error(
        "API error at %s", getattr(request, "path", "?"), exc_info=problem
    )
    return error(
        "server_error", _("Something went wrong here; it has been noted. Try again later."), 500
    )
