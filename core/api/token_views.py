"""The view of every address that needs a token with a scope: read with care, written once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import orjson
from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import exceptions, serializers
from rest_framework.parsers import JSONParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response

from core.api.errors import ERRORS, ErrorSerializer
from core.api.idempotency import answered_once, digest_of, key_of
from core.api.parameters import clean
from core.api.schema import PublicSchema
from core.api.views import PublicView
from core.errors import PortalError

if TYPE_CHECKING:
    from collections.abc import Callable

TOKEN_ERRORS = ERRORS | {
    401: OpenApiResponse(ErrorSerializer, "No token was sent, or it is not valid."),
    403: OpenApiResponse(ErrorSerializer, "The token has not the scope, or is for other objects."),
    404: OpenApiResponse(ErrorSerializer, "There is nothing like that that the account may reach."),
}
WRITE_ERRORS = TOKEN_ERRORS | {
    409: OpenApiResponse(
        ErrorSerializer, "The state of things does not allow it; or its key runs."
    ),
    413: OpenApiResponse(ErrorSerializer, "The body is too large."),
    415: OpenApiResponse(ErrorSerializer, "The body is not JSON."),
    422: OpenApiResponse(ErrorSerializer, "A value is refused; or its key was used for another."),
}
CONDITION_ERRORS = {
    412: OpenApiResponse(ErrorSerializer, "Somebody changed it meanwhile; read it again."),
    428: OpenApiResponse(ErrorSerializer, "Send If-Match with the ETag of what you read."),
}
IDEMPOTENCY_KEY = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"}


class TooLarge(PortalError):
    """The body is larger than any that is needed."""

    code, status = "too_large", 413


class ChangedMeanwhile(PortalError):
    """Somebody changed it since it was read."""

    code, status = "changed_meanwhile", 412


class ConditionNeeded(PortalError):
    """A change needs to say what it was made from."""

    code, status = "condition_needed", 428


class BodySerializer(serializers.Serializer):
    """A body of a request; a field that there is not is refused by name."""

    def to_internal_value(self, data: Any) -> Any:
        """The clean values."""
        if isinstance(data, dict) and (unknown := data.keys() - self.fields.keys()):
            text = [_("There is no such field.")]
            raise serializers.ValidationError({str(name)[:100]: text for name in sorted(unknown)})
        return super().to_internal_value(data)


class TokenSchema(PublicSchema):
    """What the OpenAPI document says of an address for tokens."""

    def get_override_parameters(self) -> list[Any]:
        """The query of a read; the headers of a write."""
        if self.method == "GET":
            return super().get_override_parameters()
        needed = self.view.needs_key
        headers = [
            OpenApiParameter(
                "Idempotency-Key",
                type=IDEMPOTENCY_KEY,
                location=OpenApiParameter.HEADER,
                required=needed,
                description="Of your choice, new for each request; the same answer for 24 hours.",
            )
        ]
        if self.method in self.view.conditional:
            headers.append(
                OpenApiParameter(
                    "If-Match",
                    type={"type": "string", "maxLength": 200},
                    location=OpenApiParameter.HEADER,
                    required=self.method == "PATCH",
                    description="The ETag of the person as it was read.",
                )
            )
        return headers

    def get_request_serializer(self) -> Any:
        """The body."""
        return self.view.request_serializers.get(self.method)

    def get_response_serializers(self) -> dict[int, Any]:
        """The answer, and the errors."""
        errors = TOKEN_ERRORS if self.method == "GET" else WRITE_ERRORS
        if self.method in self.view.conditional:
            errors = errors | CONDITION_ERRORS
        return {**self.view.response_serializers[self.method], **errors}


class TokenView(PublicView):
    """An address for programs that act for an account: the token needs a scope, and no answer is stored.

    A token never has more rights than its account; the view checks those of the account itself.
    """

    schema = TokenSchema()
    parser_classes = [JSONParser]
    permission_classes = [IsAuthenticated]
    scopes: ClassVar[dict[str, str]] = {}
    """The scope that each method needs."""
    request_serializers: ClassVar[dict[str, type[serializers.Serializer]]] = {}
    response_serializers: ClassVar[dict[str, dict[int, Any]]] = {}
    conditional: ClassVar[tuple[str, ...]] = ()
    """Methods that take If-Match."""
    needs_key: ClassVar[bool] = False
    """Whether a write is refused without an Idempotency-Key."""

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Also: the token has the scope."""
        super().initial(request, *args, **kwargs)
        method = "GET" if request.method == "HEAD" else request.method
        scope = self.scopes.get(method)
        if scope and scope not in request.auth.scopes:
            text = _("This token has not the scope %(scope)s.") % {"scope": scope}
            raise exceptions.PermissionDenied(text, code="scope_missing")

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Personal data are stored nowhere on the way."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    def write(self, act: Callable[[dict[str, Any]], Response]) -> Response:
        """The answer of `act` to the clean body, done once for its key and in one transaction."""
        request = self.request
        clean(request._request.GET, ())
        if request.content_type.partition(";")[0].strip().lower() != "application/json":
            raise exceptions.UnsupportedMediaType(request.content_type[:100])
        try:
            body = request._request.body
        except RequestDataTooBig:
            raise TooLarge(_("The body of the request is too large.")) from None
        key = key_of(request._request, needed=self.needs_key)

        def answer() -> Response:
            return act(self._clean(body))

        if not key:
            with transaction.atomic():
                return answer()
        return answered_once(
            answer,
            token=request.auth,
            key=key,
            digest=digest_of(request._request, body),
            context=self.get_exception_handler_context(),
        )

    def _clean(self, body: bytes) -> dict[str, Any]:
        try:
            data = orjson.loads(body)
        except orjson.JSONDecodeError:
            raise exceptions.ParseError(_("The body is not JSON.")) from None
        method = self.request.method
        serializer = self.request_serializers[method](data=data, partial=method == "PATCH")
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def check_condition(self, etag: str, *, needed: bool) -> None:
        """Compare If-Match with what is there now. Raises ChangedMeanwhile, ConditionNeeded."""
        condition = self.request.headers.get("If-Match", "").strip()
        if not condition and needed:
            raise ConditionNeeded(_("Send If-Match with the ETag of what you read."))
        tags = {tag.strip() for tag in condition.split(",")}
        if condition and condition != "*" and etag not in tags:
            raise ChangedMeanwhile(_("Somebody changed this meanwhile. Read it again."))
