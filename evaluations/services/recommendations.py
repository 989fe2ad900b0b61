"""Recommendations of an evaluation, the response of the management, and its follow-up; each step is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.errors import Refused
from evaluations.models import EvaluationRecommendation, RecommendationEvent, Survey

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

MOST = 30
WORDS = ("text", "basis", "addressed_to")
ANSWER = ("answer", "reason", "action", "responsible", "due_on")
FOLLOW_UP = ("progress", "progress_note")
Action = RecommendationEvent.Action


def locked(survey: Survey, pk: int) -> EvaluationRecommendation:
    """A recommendation of the evaluation, locked to the end of the transaction. Raises Refused."""
    rows = EvaluationRecommendation.objects.select_for_update(of=("self",)).filter(survey=survey)
    recommendation = rows.filter(pk=pk).first()
    if recommendation is None:
        raise Refused(_("There is no such recommendation."))
    return recommendation


@transaction.atomic
def write(
    *,
    survey: Survey,
    recommendation: EvaluationRecommendation | None,
    values: Mapping[str, Any],
    by: Any,
    at: datetime,
) -> EvaluationRecommendation:
    """Write a recommendation, or other words for one that has no response yet. Raises Refused."""
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    if recommendation is None:
        if survey.recommendations.count() >= MOST:
            raise Refused(_("More than thirty recommendations are followed by nobody; merge some."))
        last = survey.recommendations.aggregate(last=Max("number"))["last"]
        recommendation = EvaluationRecommendation(survey=survey, number=(last or 0) + 1)
        return _save(recommendation, WORDS, values, Action.WRITTEN, by, at)
    recommendation = locked(survey, recommendation.pk)
    if recommendation.answer:
        raise Refused(_("The management has answered these words; write another recommendation."))
    return _save(recommendation, WORDS, values, Action.CHANGED, by, at)


@transaction.atomic
def remove(*, survey: Survey, pk: int) -> None:
    """Take away a recommendation that nobody has answered. Raises Refused."""
    recommendation = locked(survey, pk)
    if recommendation.answer:
        raise Refused(_("The management has answered it, so it stays."))
    recommendation.delete()


@transaction.atomic
def respond(
    *,
    recommendation: EvaluationRecommendation,
    values: Mapping[str, Any],
    by: Any,
    at: datetime,
) -> EvaluationRecommendation:
    """What the management says to it; a later answer takes its place, and the earlier one stays in the history. Raises Refused."""
    recommendation = locked(recommendation.survey, recommendation.pk)
    answer = values.get("answer")
    needs = {
        EvaluationRecommendation.Answer.ACCEPTED: ("action", "responsible", "due_on"),
        EvaluationRecommendation.Answer.PARTLY: ("reason", "action", "responsible", "due_on"),
        EvaluationRecommendation.Answer.REFUSED: ("reason",),
    }
    if answer not in needs:
        raise Refused(_("Say whether it is accepted, partly or not."))
    if any(not values.get(name) for name in needs[EvaluationRecommendation.Answer(answer)]):
        raise Refused(
            _("What is accepted needs an action, who acts and a day; what is not needs a reason.")
        )
    recommendation.answered_on = at.date()
    return _save(recommendation, ANSWER, values, Action.ANSWERED, by, at)


@transaction.atomic
def follow_up(
    *,
    recommendation: EvaluationRecommendation,
    values: Mapping[str, Any],
    by: Any,
    at: datetime,
) -> EvaluationRecommendation:
    """How far the action is. Raises Refused."""
    recommendation = locked(recommendation.survey, recommendation.pk)
    if not recommendation.acts:
        raise Refused(_("Nothing is to be done about it, so there is nothing to follow up."))
    ended = (EvaluationRecommendation.Progress.DONE, EvaluationRecommendation.Progress.DROPPED)
    if values.get("progress") in ended and not values.get("progress_note"):
        raise Refused(_("Say what was done and where it can be seen, or why it was dropped."))
    recommendation.progress_on = at.date()
    return _save(recommendation, FOLLOW_UP, values, Action.FOLLOWED, by, at)


def _save(
    recommendation: EvaluationRecommendation,
    names: tuple[str, ...],
    values: Mapping[str, Any],
    action: str,
    by: Any,
    at: datetime,
) -> EvaluationRecommendation:
    """Save the fields; the second click of the same button adds nothing to the history."""
    before = [getattr(recommendation, name) for name in names]
    for name in names:
        setattr(recommendation, name, values.get(name, getattr(recommendation, name)))
    if recommendation.pk and before == [getattr(recommendation, name) for name in names]:
        return recommendation
    recommendation.save()
    RecommendationEvent.objects.create(
        recommendation=recommendation,
        action=action,
        by=by,
        at=at,
        stood={
            name: str(value)
            for name in names
            if (value := getattr(recommendation, name)) is not None
        },
    )
    return recommendation  # fmt: skip
