"""Results of evaluations by the API: what is public of them, from what a worker prepared, through the same door as pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound

from core.api.parameters import Parameter, all_unknown, code, flag, integer, refuse, text, unknown
from core.api.views import PublicView
from evaluations.models import PreparedResults, SurveyRound
from evaluations.selectors import results
from evaluations.selectors.questionnaires import questionnaire_of
from evaluations.statistics.rates import response_rate
from regions.models import Commission
from workshops.models import Workshop
from workshops.states import TOLD

if TYPE_CHECKING:
    from django.http import HttpResponse

    from evaluations.questionnaires.questionnaire import Questionnaire
    from evaluations.statistics.pooling import Pool

MOST = 100
KINDS = tuple(kind.value for kind in SurveyRound.Kind if kind != SurveyRound.Kind.INTERVIEW)


class EvaluationSerializer(serializers.Serializer):
    """A round with results: who was asked, who answered. `is_example` marks made-up answers."""

    workshop = serializers.CharField()
    commission = serializers.CharField()
    round = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=KINDS)
    audience = serializers.IntegerField()
    answered = serializers.IntegerField()
    response = serializers.FloatField(allow_null=True)
    version = serializers.IntegerField()
    formulas = serializers.IntegerField()
    made_on = serializers.DateField()
    is_example = serializers.BooleanField()


class EvaluationsSerializer(serializers.Serializer):
    """A page of rounds."""

    count = serializers.IntegerField()
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    results = EvaluationSerializer(many=True)


class EvaluationItemSerializer(serializers.Serializer):
    """A question. The count of favourable answers lies between `low` and `high` of `n` valid ones; null is hidden."""

    code = serializers.CharField()
    scale = serializers.CharField()
    is_core = serializers.BooleanField()
    wordings = serializers.DictField(child=serializers.CharField())
    labels = serializers.DictField(child=serializers.DictField(child=serializers.CharField()))
    n = serializers.IntegerField(allow_null=True)
    low = serializers.IntegerField(allow_null=True)
    high = serializers.IntegerField(allow_null=True)
    lower = serializers.FloatField(allow_null=True, help_text="Wilson's interval at 95 %.")
    upper = serializers.FloatField(allow_null=True)
    mean = serializers.FloatField(allow_null=True)
    deviation = serializers.FloatField(allow_null=True)
    median = serializers.FloatField(allow_null=True)
    options = serializers.DictField(child=serializers.IntegerField(), allow_null=True)
    silent = serializers.DictField(child=serializers.IntegerField(), allow_null=True)


class EvaluationRoundSerializer(EvaluationSerializer):
    """A round with every figure that may be told; `groups` are tables by one dimension, cells [n, low, high]."""

    items = EvaluationItemSerializer(many=True)
    groups = serializers.DictField(child=serializers.DictField())
    change = serializers.DictField(child=serializers.DictField())
    realised = serializers.DictField(allow_null=True)


class EvaluationRoundsSerializer(serializers.Serializer):
    """The rounds of one workshop."""

    results = EvaluationRoundSerializer(many=True)


class PoolSerializer(serializers.Serializer):
    """A question over events: sums of what is published of each. `events` of `held` have a share; `average` is the mean of theirs."""

    item = serializers.CharField()
    n = serializers.IntegerField()
    low = serializers.IntegerField()
    high = serializers.IntegerField()
    lower = serializers.FloatField()
    upper = serializers.FloatField()
    average = serializers.FloatField()
    answered = serializers.IntegerField()
    audience = serializers.IntegerField()
    response = serializers.FloatField()
    events = serializers.IntegerField()
    held = serializers.IntegerField()


class PoolsSerializer(serializers.Serializer):
    """All questions that have a share."""

    results = PoolSerializer(many=True)


COMMISSION = Parameter("commission", "Workshops that a commission hosts.", code, example="ESCWA")
KIND = Parameter(
    "kind", "The round: R0 baseline, R1 pulse, R2 end, R3 follow-up.", code, choices=KINDS
)


def _host(values: dict[str, Any]) -> str:
    """The commission asked for, or an empty text. Raises ValidationError."""
    asked = values.get("commission", "")
    known = Commission.objects.values_list("area__code", flat=True)
    if asked and asked not in known:
        raise refuse({"commission": [unknown(asked, known)]})
    return asked


class EvaluationsView(PublicView):
    """Evaluations."""

    serializer_class = EvaluationsSerializer
    parameters = (
        COMMISSION,
        KIND,
        Parameter("examples", "Only made-up answers, or only others.", flag),
        Parameter("page", "Page of 100, from 1.", integer(1, 10_000)),
    )

    @extend_schema(
        operation_id="evaluations",
        summary="Rounds of evaluations with published results",
        tags=["workshops"],
    )
    def get(self, request: Any) -> HttpResponse:
        """A page, the newest workshop first; three queries."""
        values = self.query()
        found = _newest()
        if host := _host(values):
            found = found.filter(round__survey__workshop__host__area__code=host)
        if kind := values.get("kind"):
            found = found.filter(round__kind=kind)
        if "examples" in values:
            found = found.filter(round__survey__invented=values["examples"])
        count, page = found.count(), values.get("page", 1)
        pages = max(1, -(-count // MOST))
        if page > pages:
            raise NotFound(_("The last page is %(pages)s.") % {"pages": pages})
        rows = found.order_by("-round__survey__workshop__starts_on", "round_id")[(page - 1) * MOST : page * MOST]  # fmt: skip
        told = {"count": count, "page": page, "pages": pages}
        return self.answer(told | {"results": [_base(one) for one in rows]})


def _newest() -> Any:
    """What was prepared last of every round of a workshop whose results are public."""
    newest = (
        PreparedResults.objects.order_by("round_id", "-version").distinct("round_id").values("pk")
    )
    return PreparedResults.objects.filter(
        pk__in=newest, round__survey__workshop__status__in=TOLD
    ).select_related("round__survey__workshop__host__area")


def _base(one: PreparedResults) -> dict[str, Any]:
    content, workshop = one.content, one.round.survey.workshop
    return {
        "workshop": workshop.code, "commission": workshop.host.code, "round": one.round_id, "kind": one.round.kind,
        "audience": content["audience"], "answered": content["answered"],
        "response": response_rate(content["answered"], content["audience"]),
        "version": one.version, "formulas": content["formulas"], "made_on": one.made_on,
        "is_example": one.round.survey.invented,
    }  # fmt: skip


class EvaluationView(PublicView):
    """One workshop's evaluation."""

    serializer_class = EvaluationRoundsSerializer

    @extend_schema(
        operation_id="evaluation",
        summary="Results of one workshop: every round, item by item and by group",
        tags=["workshops"],
    )
    def get(self, request: Any, code: str) -> HttpResponse:
        """Every round with results."""
        self.query()
        rows = list(_newest().filter(round__survey__workshop__code=code).order_by("round__kind", "round_id"))  # fmt: skip
        if not rows:
            known = Workshop.objects.filter(status__in=TOLD, survey__isnull=False)
            raise NotFound(unknown(code, known.values_list("code", flat=True)))
        return self.answer({"results": [_round(one) for one in rows]})


def _round(one: PreparedResults) -> dict[str, Any]:
    content = one.content
    return _base(one) | {
        "items": _items(content["items"], questionnaire_of(one.round)),
        "groups": content["groups"], "change": content["change"], "realised": content.get("realised"),
    }  # fmt: skip


def _items(found: dict[str, Any], questionnaire: Questionnaire) -> list[dict[str, Any]]:
    """In the order asked; a row of a matrix is an item of its own."""
    return [
        {
            "code": key, "is_core": question.core, "wordings": dict((row or question).texts),
            "labels": {str(option.code): dict(option.texts) for option in question.options}, **found[key],
        }
        for question in questionnaire.questions
        for key, row in zip(question.keys, question.rows or (None,), strict=True)
        if key in found
    ]  # fmt: skip


class PoolsView(PublicView):
    """Results over events."""

    serializer_class = PoolsSerializer
    parameters = (
        COMMISSION,
        Parameter(
            "kind",
            "The round: R0 baseline, R2 end (if not given), R3 follow-up.",
            code,
            choices=("R0", "R2", "R3"),
        ),
        Parameter("item", "Codes of questions.", text, many=True, example="USE1"),
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
            values.get("kind", "R2"), invented=values.get("examples", False), statuses=TOLD, host=_host(values)
        )  # fmt: skip
        wanted = values.get("item") or tuple(pools)
        known = results.shared_items()
        if wrong := all_unknown(wanted, known):
            raise refuse({"item": wrong})
        return self.answer({"results": [_pool(one, pools[one]) for one in wanted if one in pools]})


def _pool(item: str, pool: Pool) -> dict[str, Any]:
    low, high = pool.favourable
    lower, upper = pool.interval
    return {
        "item": item, "n": pool.n, "low": low, "high": high, "lower": round(lower, 4), "upper": round(upper, 4),
        "average": round(pool.average, 4), "answered": pool.answered, "audience": pool.audience, "response": round(pool.response, 4),
        "events": pool.events, "held": pool.of,
    }  # fmt: skip
