"""Results of evaluations by the API: what is public of them, from what a worker prepared, through the same door as pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound

from core.api.paging import PAGE, list_of, page_of, paged
from core.api.parameters import Parameter, code, flag, text, unknown
from core.api.views import PublicView
from evaluations.api.serializers import (
    KINDS,
    EvaluationRoundSerializer,
    EvaluationSerializer,
    PoolSerializer,
)
from evaluations.models import PreparedResults, SurveyRound
from evaluations.selectors import results
from regions.api import parameters as region_parameters
from workshops.models import Workshop
from workshops.states import TOLD

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

COMMISSION = Parameter(
    "commission",
    "Workshops that a commission hosts.",
    code,
    known=region_parameters.commissions,
    example="ESCWA",
)


def _newest() -> QuerySet[PreparedResults]:
    """What was prepared last of every round of a workshop whose results are public."""
    newest = (
        PreparedResults.objects.order_by("round_id", "-version").distinct("round_id").values("pk")
    )
    return PreparedResults.objects.filter(
        pk__in=newest, round__in=SurveyRound.objects.public()
    ).select_related("round__survey__workshop__host__area")


class EvaluationsView(PublicView):
    """Evaluations."""

    serializer_class = page_of(EvaluationSerializer)
    parameters = (
        COMMISSION,
        Parameter(
            "kind",
            "The round: R0 baseline, R1 pulse, R2 end, R3 follow-up.",
            code,
            choices=KINDS,
        ),
        Parameter("examples", "Only made-up answers, or only others.", flag),
        PAGE,
    )

    @extend_schema(
        operation_id="evaluations",
        summary="Rounds of evaluations with published results",
        tags=["workshops"],
    )
    def get(self, request: Any) -> HttpResponse:
        """A page, the newest workshop first; three queries."""
        values = self.query()
        queryset = _newest().order_by("-round__survey__workshop__starts_on", "round_id")
        if host := values.get("commission"):
            queryset = queryset.filter(round__survey__workshop__host__area__code=host)
        if kind := values.get("kind"):
            queryset = queryset.filter(round__kind=kind)
        if "examples" in values:
            queryset = queryset.filter(round__survey__invented=values["examples"])
        page, rows = paged(queryset, values.get("page", 1))
        return self.serialized(page | {"results": rows})


class EvaluationView(PublicView):
    """One workshop's evaluation."""

    serializer_class = list_of(EvaluationRoundSerializer)

    @extend_schema(
        operation_id="evaluation",
        summary="Results of one workshop: every round, item by item and by group",
        tags=["workshops"],
    )
    def get(self, request: Any, code: str) -> HttpResponse:
        """Every round with results."""
        self.query()
        queryset = _newest().filter(round__survey__workshop__code=code)
        rows = list(queryset.order_by("round__kind", "round_id"))
        if not rows:
            workshops = Workshop.objects.filter(status__in=TOLD, survey__isnull=False)
            raise NotFound(unknown(code, workshops.values_list("code", flat=True)))
        return self.serialized({"results": rows})


class PoolsView(PublicView):
    """Results over events."""

    serializer_class = list_of(PoolSerializer)
    parameters = (
        COMMISSION,
        Parameter(
            "kind",
            "The round: R0 baseline, R2 end (if not given), R3 and R5 follow-up.",
            code,
            choices=("R0", "R2", "R3", "R5"),
        ),
        Parameter(
            "item", "Codes of questions.", text, True, known=results.shared_items, example="USE1"
        ),
        Parameter("examples", "Over made-up answers instead of real ones.", flag),
    )

    @extend_schema(
        operation_id="evaluation_pools",
        summary="Favourable answers to the common questions, over all events or those of a commission",
        tags=["workshops"],
    )
    def get(self, request: Any) -> HttpResponse:
        """Every question that has a share; three queries."""
        values = self.query()
        pools = results.pools(
            values.get("kind", "R2"),
            invented=values.get("examples", False),
            host=values.get("commission", ""),
        )
        items = values.get("item") or tuple(pools)
        rows = [{"item": item, "pool": pools[item]} for item in items if item in pools]
        return self.serialized({"results": rows})
