"""Countries, commissions, themes and the coverage by the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound

from core.api.paging import list_of
from core.api.parameters import Parameter, code, flag, integer, refuse, unknown
from core.api.views import PublicView
from regions import names
from regions.api import parameters as code_lists
from regions.api.serializers import (
    CommissionSerializer,
    CountrySerializer,
    CoverageCellSerializer,
    ThemeSerializer,
)
from regions.hooks.themes import coverage
from regions.models import Area, Commission, Membership, Term

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.http import HttpResponse


def _countries() -> QuerySet[Area]:
    current = Membership.objects.filter(until=None).select_related("commission__area")
    return Area.objects.countries().prefetch_related(Prefetch("memberships", current))


class CountriesView(PublicView):
    """Countries and areas."""

    serializer_class = list_of(CountrySerializer)
    parameters = (
        Parameter("search", "Part of a name in any of the six languages, or a code."),
        Parameter(
            "commission",
            "Members of these commissions.",
            code,
            True,
            known=code_lists.commissions,
            example="ESCAP",
        ),
        Parameter("ldc", "Least developed countries only, or the others.", flag),
        Parameter("lldc", "Landlocked developing countries only, or the others.", flag),
        Parameter("sids", "Small island developing States only, or the others.", flag),
    )

    @extend_schema(
        operation_id="countries",
        summary="Countries and areas with codes, names and memberships",
        tags=["regions"],
    )
    def get(self, request: Any) -> HttpResponse:
        """All countries, or those that fit; two queries."""
        values = self.query()
        countries = _countries()
        for group in ("ldc", "lldc", "sids"):
            if group in values:
                countries = countries.filter(**{group: values[group]})
        if chosen := values.get("commission"):
            countries = countries.filter(
                memberships__commission__area__code__in=chosen, memberships__until=None
            )
        return self.serialized(
            {"results": _searched(countries.distinct(), values.get("search", ""))}
        )


def _searched(countries: Iterable[Area], words: str) -> list[Area]:
    form = names.normal_form(words)
    return [
        area
        for area in countries
        if not form
        or words.upper() in {area.code, area.iso2, area.m49}
        or any(form in names.normal_form(name) for name in area.names.values())
    ]


class CountryView(PublicView):
    """One country."""

    serializer_class = CountrySerializer

    @extend_schema(operation_id="country", summary="One country or area", tags=["regions"])
    def get(self, request: Any, code: str) -> HttpResponse:
        """The country of the ISO 3166-1 alpha-3 code."""
        self.query()
        area = _countries().filter(code=code).first()
        if area is None:
            raise NotFound(unknown(code, code_lists.countries()))
        return self.serialized(area)


class CommissionsView(PublicView):
    """The commissions."""

    serializer_class = list_of(CommissionSerializer)

    @extend_schema(
        operation_id="commissions",
        summary="The five Regional Commissions with their members",
        tags=["regions"],
    )
    def get(self, request: Any) -> HttpResponse:
        """All five; two queries."""
        self.query()
        current = Membership.objects.filter(until=None).select_related("country")
        commissions = Commission.objects.select_related("area").prefetch_related(
            Prefetch("memberships", current.order_by("country__code"))
        )
        return self.serialized({"results": commissions})


class ThemesView(PublicView):
    """The taxonomies."""

    serializer_class = list_of(ThemeSerializer)
    parameters = (
        Parameter("vocabulary", "One taxonomy only.", choices=tuple(Term.Vocabulary.values)),
    )

    @extend_schema(
        operation_id="themes",
        summary="Priority themes, Global Compact objectives and SDG targets in six languages",
        tags=["regions"],
    )
    def get(self, request: Any) -> HttpResponse:
        """All terms, or those of one taxonomy; one query."""
        terms = Term.objects.all()
        if chosen := self.query().get("vocabulary"):
            terms = terms.filter(vocabulary=chosen)
        return self.serialized({"results": terms})


class CoverageView(PublicView):
    """The coverage matrix."""

    serializer_class = list_of(CoverageCellSerializer)
    parameters = (
        Parameter("from", "First year.", integer(1990, 2100), example="2008"),
        Parameter("to", "Last year.", integer(1990, 2100), example="2012"),
    )

    @extend_schema(
        operation_id="coverage",
        summary="How much is published by commission, stage and year, zeros included",
        tags=["regions"],
    )
    def get(self, request: Any) -> HttpResponse:
        """Every commission with every stage in every year."""
        values = self.query()
        first, last = values.get("from"), values.get("to")
        if first and last and first > last:
            raise refuse({"to": [_("The last year lies before the first. Swap them.")]})
        cells = (
            (row.commission.code, row.stage.code, year, count)
            for row in coverage(first, last).rows
            for year, count, _url in row.cells
        )
        return self.serialized({"results": list(cells)})
