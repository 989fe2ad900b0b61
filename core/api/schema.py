"""What the OpenAPI document says of a view, read from the view itself."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema

from core.api.errors import ERRORS


class PublicSchema(AutoSchema):
    """The view's query parameters and its serializer, with the errors that any address may give."""

    def get_override_parameters(self) -> list[Any]:
        """Every parameter that the view reads."""
        return [parameter.documented for parameter in self.view.query_parameters()]

    def get_response_serializers(self) -> dict[int, Any]:
        """The answer of the view, and the errors."""
        return {200: self.view.serializer_class, **self.view.errors, **ERRORS}
