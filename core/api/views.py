"""The view that every address of the API begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import orjson
from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api.authentication import BearerToken
from core.api.errors import exception_handler
from core.api.parameters import FORMAT, Parameter, clean
from core.api.renderers import OrjsonRenderer
from core.api.throttling import LeasedRate
from core.http import downloads

if TYPE_CHECKING:
    from rest_framework.serializers import Serializer


class PublicView(APIView):
    """A public read: no account, one error shape, a limit per client, unknown parameters refused.

    A token in the header Authorization raises the limit and gives no right that others lack.
    """

    renderer_classes = [OrjsonRenderer]
    parser_classes = []
    authentication_classes = [BearerToken]
    permission_classes = [AllowAny]
    throttle_classes = [LeasedRate]
    parameters: ClassVar[tuple[Parameter, ...]] = ()
    serializer_class: ClassVar[type[Serializer] | None] = None
    """What an answer is, for writing it and for the document."""
    errors: ClassVar[dict[int, type[Serializer]]] = {}
    """Errors that this address alone may give."""

    def get_exception_handler(self):
        """Ours, whatever the settings say."""
        return exception_handler

    def perform_content_negotiation(self, request, force=False):
        """The first kind for those who take anything, without weighing all kinds; else as usual."""
        plain = request._request
        if plain.headers.get("Accept", "*/*") == "*/*" and "format" not in plain.GET:
            renderer = self.renderer_classes[0]()
            return renderer, renderer.media_type
        return super().perform_content_negotiation(request, force)

    def finalize_response(self, request, response, *args, **kwargs):
        """Errors are JSON, also where the client had asked for another kind."""
        if isinstance(response, Response) and response.status_code >= 400:
            request.accepted_renderer = OrjsonRenderer()
            request.accepted_media_type = OrjsonRenderer.media_type
        return super().finalize_response(request, response, *args, **kwargs)

    def query_parameters(self) -> tuple[Parameter, ...]:
        """Every query parameter that is read; any other is refused."""
        return (*self.parameters, FORMAT) if len(self.renderer_classes) > 1 else self.parameters

    def query(self) -> dict[str, Any]:
        """The clean query parameters that were given. Raises ValidationError."""
        return clean(self.request._request.GET, self.query_parameters())

    def unchanged(self, *state: object) -> HttpResponse | None:
        """A 304 when the client has the answer for this state, address and language."""
        return downloads.not_modified(self.request._request, self.etag(*state))

    def etag(self, *state: object) -> str:
        """The validator of the answer to this address in this language."""
        return downloads.etag_of(*state, self.request._request.get_full_path(), get_language())

    def serialized(self, instance: Any, **context: Any) -> HttpResponse:
        """The answer that the serializer makes of what was found."""
        return self.answer(
            self.serializer_class(instance, context={"base": self.base} | context).data
        )

    @property
    def base(self) -> str:
        """What whole addresses begin with."""
        return f"{self.request.scheme}://{self.request.get_host()}"

    def answer(self, body: Any, etag: str | None = None) -> HttpResponse:
        """The object, or bytes that are JSON already; 304 when the client has the same."""
        if not isinstance(body, bytes):
            body = orjson.dumps(body)
        etag = etag or downloads.etag_of(body)
        unchanged = downloads.not_modified(self.request._request, etag)
        return unchanged or downloads.dress(
            HttpResponse(body, content_type="application/json"), etag=etag
        )


class NoSuchAddress(PublicView):
    """Every address of the API that does not exist."""

    schema = None

    def get(self, request, *args, **kwargs):
        """Always 404."""
        raise NotFound(_("There is no such address in the API; see /api/."))

    head = post = put = patch = delete = options = get
