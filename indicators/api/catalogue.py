"""What there is: indicators, sources with their files, releases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema

from core.api.paging import list_of
from core.api.parameters import Parameter, day, integer, unknown
from core.api.views import PublicView
from indicators.api.schemas import (
    IndicatorSerializer,
    ReleaseSerializer,
    SourceSerializer,
)
from indicators.compute import REGISTERED
from indicators.models import Release, Snapshot, Source
from indicators.selectors import NotPublished, catalogue, formula_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from indicators.selectors import CatalogueRow

FILE_FIELDS = (
    "id", "filename", "sha256", "size", "vintage", "vintage_label", "retrieved_on", "rows_read", "rows_kept",
)  # fmt: skip

VINTAGE = (
    Parameter("as_of", "As the figures were known on this day.", day, example="2024-12-31"),
    Parameter("release", "An earlier release by number.", integer(1, 2**31 - 1)),
)


def _known(values: dict[str, Any]) -> list[CatalogueRow]:
    """The catalogue of the release and day asked for. Raises NotPublished for an unknown release."""
    release = values.get("release")
    if release is not None and not Release.objects.filter(pk=release).exists():
        raise NotPublished(_("There is no release %(release)s.") % {"release": release})
    return catalogue(as_of=values.get("as_of"), release=release, bilateral=True)


def _indicator(row: CatalogueRow) -> dict[str, Any]:
    formula = formula_of(row.code, row.basis or None)
    return {
        "code": row.code,
        "name": row.name,
        "theme": row.theme,
        "unit": row.unit,
        "unit_mult": 0,
        "decimals": row.decimals,
        "sdg": row.sdg,
        "modelled": row.is_modelled,
        "note": formula.note,
        "formula_version": row.formula_version,
        "basis": row.basis,
        "published": row.published,
        "vintage": row.vintage,
        "first_year": row.first_year,
        "last_year": row.last_year,
        "bilateral": row.is_bilateral,
        "countries": row.countries,
        "corridors": row.corridors,
        "values": row.values,
        "sources": row.sources,
    }


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
        rows = [_indicator(row) for row in _known(values)]
        found = [
            row for row in rows
            if all(word in f"{row['code']} {row['name']} {row['note']}".casefold() for word in words)
        ]  # fmt: skip
        return self.answer({"results": found})


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
        return self.answer(next(_indicator(row) for row in _known(values) if row.code == code))


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
        files: dict[str, list[dict]] = {}
        loaded = Snapshot.objects.filter(state=Snapshot.State.LOADED).order_by("-vintage", "-pk")
        for row in loaded.values("source_id", *FILE_FIELDS):
            files.setdefault(row.pop("source_id"), []).append(row)
        found = [
            {
                "code": source.code,
                "name": _(source.name),
                "publisher": source.publisher,
                "url": source.url,
                "licence": source.licence,
                "licence_url": source.licence_url,
                "attribution": source.attribution,
                "frequency": source.frequency,
                "files": files.get(source.code, []),
            }
            for source in Source.objects.all()
        ]
        return self.answer({"results": found})


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
        found = [
            {"id": pk, "created_at": made, "current": current, "reason": reason}
            for pk, made, current, reason in Release.objects.values_list(
                "pk", "created_at", "is_current", "reason"
            )[:1000]
        ]
        return self.answer({"results": found})
