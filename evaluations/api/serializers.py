"""Results of evaluations as the API tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from evaluations.models import PreparedResults, SurveyRound
from evaluations.questionnaires.types.registry import type_of
from evaluations.selectors.questionnaires import questionnaire_of
from evaluations.statistics.rates import response_rate

if TYPE_CHECKING:
    from evaluations.questionnaires.questionnaire import Option, Question

KINDS = tuple(kind.value for kind in SurveyRound.Kind if kind != SurveyRound.Kind.INTERVIEW)


class EvaluationSerializer(serializers.Serializer):
    """A round with results: who was asked, who answered. `is_example` marks made-up answers."""

    workshop = serializers.CharField(source="round.survey.workshop.code")
    commission = serializers.CharField(source="round.survey.workshop.host.code")
    round = serializers.IntegerField(source="round_id")
    kind = serializers.ChoiceField(choices=KINDS, source="round.kind")
    audience = serializers.IntegerField(source="content.audience")
    answered = serializers.IntegerField(source="content.answered")
    response = serializers.SerializerMethodField(help_text="Per cent of those asked.")
    version = serializers.IntegerField()
    formulas = serializers.IntegerField(source="content.formulas")
    made_on = serializers.DateField()
    is_example = serializers.BooleanField(source="round.survey.invented")

    def get_response(self, prepared: PreparedResults) -> float | None:
        """None where nobody was asked."""
        return response_rate(prepared.content["answered"], prepared.content["audience"])


class AskedItem(NamedTuple):
    """A question of a round, or a row of its matrix, with its figures."""

    code: str
    question: Question
    row: Option | None
    figures: dict[str, Any]


def asked_items(prepared: PreparedResults) -> list[AskedItem]:
    """In the order asked; a row of a matrix is an item of its own."""
    figures = prepared.content["items"]
    return [
        AskedItem(key, question, row, figures[key])
        for question in questionnaire_of(prepared.round).questions
        for key, row in zip(question.keys, question.rows or (None,), strict=True)
        if key in figures
    ]


class EvaluationItemSerializer(serializers.Serializer):
    """A question. The count of favourable answers lies between `low` and `high` of `n` valid ones; null is hidden."""

    code = serializers.CharField()
    is_core = serializers.BooleanField(source="question.core")
    wordings = serializers.SerializerMethodField()
    labels = serializers.SerializerMethodField()
    n = serializers.IntegerField(allow_null=True, source="figures.n")
    low = serializers.IntegerField(allow_null=True, source="figures.low")
    high = serializers.IntegerField(allow_null=True, source="figures.high")
    mean = serializers.FloatField(allow_null=True, source="figures.mean")
    lower = serializers.FloatField(
        allow_null=True, source="figures.lower", help_text="Wilson's interval at 95 %."
    )
    scale = serializers.CharField(source="figures.scale")
    upper = serializers.FloatField(allow_null=True, source="figures.upper")
    median = serializers.FloatField(allow_null=True, source="figures.median")
    silent = serializers.DictField(
        child=serializers.IntegerField(), allow_null=True, source="figures.silent"
    )
    options = serializers.DictField(
        child=serializers.IntegerField(), allow_null=True, source="figures.options"
    )
    deviation = serializers.FloatField(allow_null=True, source="figures.deviation")

    def get_wordings(self, item: AskedItem) -> dict[str, str]:
        """The question, or the row of its matrix, by language."""
        return dict((item.row or item.question).texts)

    def get_labels(self, item: AskedItem) -> dict[str, dict[str, str]]:
        """Each option by language."""
        options = type_of(item.question).counted_options(item.question)
        return {str(option.code): dict(option.texts) for option in options}


class EvaluationRoundSerializer(EvaluationSerializer):
    """A round with every figure that may be told; `groups` are tables by one dimension, cells [n, low, high]."""

    items = serializers.SerializerMethodField()
    groups = serializers.DictField(child=serializers.DictField(), source="content.groups")
    change = serializers.DictField(child=serializers.DictField(), source="content.change")
    realised = serializers.DictField(allow_null=True, source="content.realised")
    waves = serializers.SerializerMethodField(
        help_text="Change in the same people since the round `base`: by item, of `pairs`, how many answered higher and lower."
    )

    @extend_schema_field(serializers.DictField(allow_null=True))
    def get_waves(self, prepared: PreparedResults) -> dict[str, Any] | None:
        """None where no change is told."""
        return prepared.content.get("waves")

    @extend_schema_field(EvaluationItemSerializer(many=True))
    def get_items(self, prepared: PreparedResults) -> list[dict[str, Any]]:
        """In the order asked."""
        return EvaluationItemSerializer(asked_items(prepared), many=True).data


class RoundedField(serializers.FloatField):
    """To four digits after the point."""

    def to_representation(self, value: float) -> float:
        """Rounded."""
        return round(value, 4)


class PoolSerializer(serializers.Serializer):
    """A question over events: sums of what is published of each. `events` of `held` have a share; `average` is the mean of theirs."""

    item = serializers.CharField()
    n = serializers.IntegerField(source="pool.n")
    low = serializers.IntegerField(source="pool.low")
    high = serializers.IntegerField(source="pool.high")
    lower = RoundedField(source="pool.lower")
    upper = RoundedField(source="pool.upper")
    average = RoundedField(source="pool.average")
    answered = serializers.IntegerField(source="pool.answered")
    audience = serializers.IntegerField(source="pool.audience")
    response = RoundedField(source="pool.response")
    events = serializers.IntegerField(source="pool.events")
    held = serializers.IntegerField(source="pool.of")
