"""What there is: indicators, sources with their files, releases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema

from core.api.paging import list_of
from core.api.parameters import Parameter, unknown
from core.api.views import PublicView
from indicators.api.parameters import VINTAGE
from indicators.api.serializers import (
    FileSerializer,
    IndicatorSerializer,
    ReleaseSerializer,
    SourceSerializer,
    note_of,
)
from indicators.compute import REGISTERED
from indicators.models import PUBLIC_STANDINGS, Release, Snapshot, Source
from indicators.selectors import NotPublished, catalogue

if TYPE_CHECKING:
    from django.http import HttpResponse

    from indicators.selectors import CatalogueRow


def _catalogue_rows(values: dict[str, Any]) -> list[CatalogueRow]:
    """The catalogue of the release and day asked for. Raises NotPublished for an unknown release."""
    release = values.get("release")
    if release is not None and not Release.objects.filter(pk=release).exists():
        raise NotPublished(_("There is no release %(release)s.") % {"release": release})
    return catalogue(as_of=values.get("as_of"), release=release, bilateral=True)


class IndicatorsView(PublicView):
    """Indicators."""

    serializer_class = list_of(IndicatorSerializer)
    parameters = (Parameter("search", "Words in the code, name or note."), *VINTAGE)

    @extend_schema(
        operation_id="indicators",
        summary="Indicators with their method notes",
        tags=["catalogue"],
    )
    def get(self, request: Any) -> HttpResponse:
        """All indicators, or those that have all words."""
        values = self.query()
        words = values.get("search", "").casefold().split()
        rows = [
            row
            for row in _catalogue_rows(values)
            if all(word in f"{row.code} {row.name} {note_of(row)}".casefold() for word in words)
        ]
        return self.serialized({"results": rows})


class IndicatorView(PublicView):
    """One indicator."""

    serializer_class = IndicatorSerializer
    parameters = VINTAGE

    @extend_schema(
        operation_id="indicator",
        summary="One indicator",
        tags=["catalogue"],
    )
    def get(self, request: Any, code: str) -> HttpResponse:
        """The indicator of the code."""
        values = self.query()
        if code not in REGISTERED:
            raise NotPublished(unknown(code, REGISTERED))
        return self.serialized(next(row for row in _catalogue_rows(values) if row.code == code))


class SourcesView(PublicView):
    """Sources."""

    serializer_class = list_of(SourceSerializer)

    @extend_schema(
        operation_id="sources",
        summary="Sources with their loaded files and vintages",
        tags=["catalogue"],
    )
    def get(self, request: Any) -> HttpResponse:
        """All sources; two queries."""
        self.query()
        loaded = Snapshot.objects.filter(standing__in=PUBLIC_STANDINGS).order_by("-vintage", "-pk")
        files = loaded.only("source_id", *FileSerializer().fields)
        sources = Source.objects.prefetch_related(Prefetch("snapshots", files, to_attr="loaded"))
        return self.serialized({"results": sources})


class ReleasesView(PublicView):
    """Releases."""

    serializer_class = list_of(ReleaseSerializer)

    @extend_schema(
        operation_id="releases",
        summary="Releases, newest first; each stays readable by its number",
        tags=["catalogue"],
    )
    def get(self, request: Any) -> HttpResponse:
        """The newest thousand releases."""
        self.query()
        return self.serialized({"results": Release.objects.all()[:1000]})
