"""The interviews at twelve months: a record of what a focal point tells, with name and day; no survey."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.errors import Refused
from evaluations.models import OutcomeInterview, Survey, SurveyRound

if TYPE_CHECKING:
    from datetime import datetime


def record(*, survey: Survey, values: dict[str, Any], by, at: datetime) -> OutcomeInterview:
    """Keep an interview. Raises Refused before the round of interviews has opened."""
    round_ = survey.rounds.filter(kind=SurveyRound.Kind.INTERVIEW).first()
    if round_ is None or round_.state == SurveyRound.State.PLANNED:
        raise Refused(_("Interviews are recorded from twelve months after the workshop."))
    return OutcomeInterview.objects.create(survey=survey, by=by, recorded_at=at, **values)
