"""Countries and commissions by the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound

from core.api.parameters import Parameter, all_unknown, code, flag, integer, refuse, unknown
from core.api.views import ErrorSerializer, PublicView
from regions import names
from regions.hooks.themes import coverage
from regions.models import Area, Commission, Membership, Term

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse


class MembershipSerializer(serializers.Serializer):
    """Belonging to a commission."""

    commission = serializers.CharField()
    status = serializers.CharField()
    is_regional = serializers.BooleanField()
    since = serializers.DateField(allow_null=True)
    confidence = serializers.ChoiceField(
        choices=Membership.Confidence.choices,
        help_text="How well the first day is known; only `verified` was read in a source.",
    )


class CountrySerializer(serializers.Serializer):
    """A country or area."""

    code = serializers.CharField()
    iso2 = serializers.CharField()
    m49 = serializers.CharField()
    names = serializers.DictField(child=serializers.CharField())
    ldc = serializers.BooleanField()
    lldc = serializers.BooleanField()
    sids = serializers.BooleanField()
    note = serializers.CharField()
    memberships = MembershipSerializer(many=True)


class CountriesSerializer(serializers.Serializer):
    """All countries."""

    results = CountrySerializer(many=True)


class CommissionSerializer(serializers.Serializer):
    """A Regional Commission."""

    code = serializers.CharField()
    full_names = serializers.DictField(child=serializers.CharField())
    seat = serializers.DictField(child=serializers.CharField())
    founded = serializers.IntegerField()
    website = serializers.CharField()
    mandate = serializers.DictField(child=serializers.CharField())
    languages = serializers.ListField(child=serializers.CharField())
    resolution = serializers.CharField()
    members = serializers.ListField(child=serializers.CharField())
    regional_members = serializers.ListField(child=serializers.CharField())


class CommissionsSerializer(serializers.Serializer):
    """The five commissions."""

    results = CommissionSerializer(many=True)


ERRORS = {400: ErrorSerializer, 404: ErrorSerializer, 429: ErrorSerializer}


def _country(area: Area) -> dict[str, Any]:
    return {
        "code": area.code,
        "iso2": area.iso2,
        "m49": area.m49,
        "names": area.names,
        "ldc": area.ldc,
        "lldc": area.lldc,
        "sids": area.sids,
        "note": area.note,
        "memberships": [
            {
                "commission": row.commission.area.code,
                "status": row.status,
                "is_regional": row.is_regional,
                "since": row.since,
                "confidence": row.confidence or Membership.Confidence.UNSURE,
            }
            for row in area.memberships.all()
            if row.until is None
        ],
    }


class CountriesView(PublicView):
    """Countries and areas."""

    parameters = (
        Parameter("search", "Part of a name in any of the six languages, or a code."),
        Parameter("commission", "Members of these commissions.", code, True, example="ESCAP"),
        Parameter("ldc", "Least developed countries only, or the others.", flag),
        Parameter("lldc", "Landlocked developing countries only, or the others.", flag),
        Parameter("sids", "Small island developing States only, or the others.", flag),
    )

    @extend_schema(
        operation_id="countries",
        summary="Countries and areas with codes, names and memberships",
        parameters=[p.documented for p in parameters],
        responses={200: CountriesSerializer, **ERRORS},
        tags=["regions"],
    )
    def get(self, request: Any) -> HttpResponse:
        """All countries, or those that fit; two queries."""
        values = self.query()
        found = Area.objects.countries().prefetch_related("memberships__commission__area")
        for group in ("ldc", "lldc", "sids"):
            if group in values:
                found = found.filter(**{group: values[group]})
        if chosen := values.get("commission"):
            known = set(Commission.objects.values_list("area__code", flat=True))
            if wrong := all_unknown(chosen, known):
                raise refuse({"commission": wrong})
            found = found.filter(
                memberships__commission__area__code__in=chosen, memberships__until=None
            )
        rows = _searched(found.distinct(), values.get("search", ""))
        return self.answer({"results": [_country(area) for area in rows]})


def _searched(found: Iterable[Area], words: str) -> list[Area]:
    form = names.normal_form(words)
    return [
        area
        for area in found
        if not form
        or words.upper() in {area.code, area.iso2, area.m49}
        or any(form in names.normal_form(name) for name in area.names.values())
    ]


class CountryView(PublicView):
    """One country."""

    @extend_schema(
        operation_id="country",
        summary="One country or area",
        responses={200: CountrySerializer, **ERRORS},
        tags=["regions"],
    )
    def get(self, request: Any, code: str) -> HttpResponse:
        """The country of the ISO 3166-1 alpha-3 code."""
        self.query()
        area = (
            Area.objects.countries()
            .prefetch_related("memberships__commission__area")
            .filter(code=code)
            .first()
        )
        if area is None:
            raise NotFound(unknown(code, Area.objects.countries().values_list("code", flat=True)))
        return self.answer(_country(area))


class CommissionsView(PublicView):
    """The commissions."""

    @extend_schema(
        operation_id="commissions",
        summary="The five Regional Commissions with their members",
        responses={200: CommissionsSerializer, **ERRORS},
        tags=["regions"],
    )
    def get(self, request: Any) -> HttpResponse:
        """All five; two queries."""
        self.query()
        members: dict[str, list[tuple[str, bool]]] = {}
        rows = Membership.objects.filter(until=None).order_by("country__code")
        for commission, country, regional in rows.values_list(
            "commission__area__code", "country__code", "is_regional"
        ):
            members.setdefault(commission, []).append((country, regional))
        found = [
            {
                "code": one.code,
                "full_names": one.full_names,
                "seat": one.seat,
                "founded": one.founded,
                "website": one.website,
                "mandate": one.mandate,
                "languages": one.languages.split(),
                "resolution": one.resolution,
                "members": [country for country, _regional in members.get(one.code, [])],
                "regional_members": [
                    country for country, regional in members.get(one.code, []) if regional
                ],
            }
            for one in Commission.objects.select_related("area")
        ]
        return self.answer({"results": found})


class ThemeSerializer(serializers.Serializer):
    """A theme, an objective or a target."""

    code = serializers.CharField()
    vocabulary = serializers.ChoiceField(choices=["theme", "gcm", "sdg"])
    names = serializers.DictField(child=serializers.CharField())
    source = serializers.CharField()


class ThemesSerializer(serializers.Serializer):
    """All of them."""

    results = ThemeSerializer(many=True)


class ThemesView(PublicView):
    """The taxonomies."""

    parameters = (Parameter("vocabulary", "One taxonomy only.", choices=("theme", "gcm", "sdg")),)

    @extend_schema(
        operation_id="themes",
        summary="Priority themes, Global Compact objectives and SDG targets in six languages",
        parameters=[p.documented for p in parameters],
        responses={200: ThemesSerializer, **ERRORS},
        tags=["regions"],
    )
    def get(self, request: Any) -> HttpResponse:
        """All terms, or those of one taxonomy; one query."""
        found = Term.objects.all()
        if chosen := self.query().get("vocabulary"):
            found = found.filter(vocabulary=chosen)
        rows = found.values("code", "vocabulary", "names", "source")
        return self.answer({"results": list(rows)})


class CoverageCellSerializer(serializers.Serializer):
    """A commission, a stage and a year; zero where there is nothing."""

    commission = serializers.CharField()
    stage = serializers.CharField()
    year = serializers.IntegerField()
    count = serializers.IntegerField()


class CoverageSerializer(serializers.Serializer):
    """The whole matrix."""

    results = CoverageCellSerializer(many=True)


class CoverageView(PublicView):
    """The coverage matrix."""

    parameters = (
        Parameter("from", "First year.", integer(1990, 2100), kind=int, example="2008"),
        Parameter("to", "Last year.", integer(1990, 2100), kind=int, example="2012"),
    )

    @extend_schema(
        operation_id="coverage",
        summary="How much is published by commission, stage and year, zeros included",
        parameters=[p.documented for p in parameters],
        responses={200: CoverageSerializer, **ERRORS},
        tags=["regions"],
    )
    def get(self, request: Any) -> HttpResponse:
        """Every commission with every stage in every year."""
        values = self.query()
        first, last = values.get("from"), values.get("to")
        if first and last and first > last:
            raise refuse({"to": ["The last year lies before the first. Swap them."]})
        cells = [
            {
                "commission": row.commission.code,
                "stage": row.stage.code,
                "year": year,
                "count": count,
            }
            for row in coverage(first, last).rows
            for year, count, _url in row.cells
        ]
        return self.answer({"results": cells})
