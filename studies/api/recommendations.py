"""Recommendations by the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema

from core.api.paging import PAGE, page_of, paged
from core.api.parameters import Parameter, code, flag, integer, word
from core.api.views import PublicView
from regions.api import parameters as region_parameters
from studies.api.serializers import RecommendationSerializer
from studies.models import Recommendation
from studies.selectors import recommendations
from studies.states import Status

if TYPE_CHECKING:
    from django.http import HttpResponse


class RecommendationsView(PublicView):
    """The board of recommendations."""

    serializer_class = page_of(RecommendationSerializer)
    parameters = (
        Parameter("study", "Those of one study, by its number.", integer(1, 10**12)),
        Parameter(
            "theme", "A priority theme.", word, known=region_parameters.terms, example="remittances"
        ),
        Parameter(
            "objective",
            "An objective of the Global Compact.",
            word,
            known=region_parameters.terms,
            example="gcm-20",
        ),
        Parameter("addressee", "Who is to act.", choices=tuple(Recommendation.Addressee.values)),
        Parameter(
            "commission",
            "Those of one commission.",
            code,
            known=region_parameters.commissions,
            example="ESCWA",
        ),
        Parameter(
            "country",
            "Those that concern a country.",
            code,
            known=region_parameters.areas,
            example="BHR",
        ),
        Parameter("status", "The newest status of some country.", choices=tuple(Status.values)),
        Parameter("never", "Only those never presented anywhere.", flag),
        PAGE,
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
        queryset = recommendations.filtered(values).order_by("-study_id", "number")
        counts, rows = paged(queryset, page)
        return self.serialized(counts | {"results": recommendations.board(rows)})
