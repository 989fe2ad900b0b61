"""Numbered pages: one parameter, one shape and one refusal for every list that has pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import NotFound

from core.api.parameters import Parameter, integer

if TYPE_CHECKING:
    from django.db.models import QuerySet

SIZE = 100
"""Rows of a page, where an endpoint has no reason for another number."""


def page_parameter(size: int = SIZE) -> Parameter:
    """The number of the page, counted from 1."""
    return Parameter("page", f"Page of {size}, from 1.", integer(1, 10_000))


PAGE = page_parameter()


def place(count: int, page: int, size: int = SIZE) -> dict[str, int]:
    """Where a page stands, as its answer begins. Raises NotFound beyond the last page."""
    pages = max(1, -(-count // size))
    if page > pages:
        raise NotFound(_("The last page is %(pages)s.") % {"pages": pages})
    return {"count": count, "page": page, "pages": pages}


def paged(queryset: QuerySet, page: int, size: int = SIZE) -> tuple[dict[str, int], QuerySet]:
    """Where the page stands, and its rows. Raises NotFound beyond the last page."""
    return place(queryset.count(), page, size), queryset[(page - 1) * size : page * size]


def _stem(serializer: type[serializers.Serializer]) -> str:
    return serializer.__name__.removesuffix("Serializer")


def list_of(serializer: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """The shape of a whole list: `{"results": [...]}`."""
    name = f"{_stem(serializer)}List"
    return type(name, (serializers.Serializer,), {"results": serializer(many=True)})


def page_of(serializer: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """The shape of a page: `{"count", "page", "pages", "results": [...]}`."""
    fields: dict[str, Any] = {
        name: serializers.IntegerField() for name in ("count", "page", "pages")
    }
    fields["results"] = serializer(many=True)
    return type(f"{_stem(serializer)}Page", (serializers.Serializer,), fields)
