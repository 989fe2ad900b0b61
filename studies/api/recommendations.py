"""Recommendations by the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound

from core.api.parameters import Parameter, code, flag, integer
from core.api.views import PublicView
from regions.models import Area, Commission, Term
from studies.api.codes import keys_of
from studies.models import Recommendation
from studies.selectors import recommendations
from studies.states import Status

if TYPE_CHECKING:
    from django.http import HttpResponse

MOST = 100
"""Entries of a page."""


class StepSerializer(serializers.Serializer):
    """How far a country has come."""

    country = serializers.CharField()
    status = serializers.CharField()
    on = serializers.DateField()
    evidence = serializers.CharField()
    url = serializers.CharField()


class RecommendationSerializer(serializers.Serializer):
    """A recommendation with the newest step of each country."""

    id = serializers.IntegerField()
    study = serializers.IntegerField()
    number = serializers.IntegerField()
    texts = serializers.DictField(child=serializers.CharField())
    addressee = serializers.CharField()
    theme = serializers.CharField()
    objective = serializers.CharField(allow_null=True)
    horizon = serializers.CharField()
    page = serializers.IntegerField(allow_null=True)
    countries = serializers.ListField(child=serializers.CharField())
    standings = StepSerializer(many=True)


class RecommendationsSerializer(serializers.Serializer):
    """A page of recommendations."""

    count = serializers.IntegerField()
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    results = RecommendationSerializer(many=True)


class RecommendationsView(PublicView):
    """The board of recommendations."""

    serializer_class = RecommendationsSerializer
    parameters = (
        Parameter("study", "Those of one study, by its number.", integer(1, 10**12)),
        Parameter("theme", "A priority theme.", example="remittances"),
        Parameter("objective", "An objective of the Global Compact.", example="gcm-20"),
        Parameter("addressee", "Who is to act.", choices=tuple(Recommendation.Addressee.values)),
        Parameter("commission", "Those of one commission.", code, example="ESCWA"),
        Parameter("country", "Those that concern a country.", code, example="BHR"),
        Parameter("status", "The newest status of some country.", choices=tuple(Status.values)),
        Parameter("never", "Only those never presented anywhere.", flag),
        Parameter("page", "Page of 100 recommendations, from 1.", integer(1, 10_000)),
    )

    @extend_schema(
        operation_id="recommendations",
        summary="Recommendations of published studies, and how far countries have come",
        tags=["studies"],
    )
    def get(self, request: Any) -> HttpResponse:
        """A page of recommendations; a constant number of queries."""
        values = self.query()
        page = values.pop("page", 1)
        for name, model in (
            ("theme", Term.objects),
            ("objective", Term.objects),
            ("country", Area.objects),
        ):
            if name in values:
                keys_of(model, [values[name]], name)
        if "commission" in values:
            keys_of(Commission.objects, [values["commission"]], "commission", "area__code")
        found = recommendations.chosen(values)
        count = found.count()
        pages = max(1, -(-count // MOST))
        if page > pages:
            raise NotFound(_("The last page is %(pages)s.") % {"pages": pages})
        board = recommendations.board(found.order_by("-study_id", "number"))[
            (page - 1) * MOST : page * MOST
        ]
        body = {
            "count": count,
            "page": page,
            "pages": pages,
            "results": [_asked(one) for one in board],
        }
        return self.answer(body)


def _asked(one: Recommendation) -> dict[str, Any]:
    return {
        "id": one.pk,
        "study": one.study_id,
        "number": one.number,
        "texts": {text.language: text.text for text in one.texts.all()},
        "addressee": one.addressee,
        "theme": one.theme.code,
        "objective": one.objective.code if one.objective else None,
        "horizon": one.horizon,
        "page": one.page,
        "countries": [area.code for area in one.countries.all()],
        "standings": [
            {
                "country": place.country.code,
                "status": place.status.value,
                "on": place.newest.on,
                "evidence": place.newest.evidence,
                "url": place.newest.url,
            }
            for place in recommendations.standings(one)
        ],
    }
