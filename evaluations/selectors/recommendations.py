"""What became of the recommendations of an evaluation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluations.models import EvaluationRecommendation

if TYPE_CHECKING:
    from evaluations.models import EvaluationReport


def followed_since(report: EvaluationReport) -> list[EvaluationRecommendation]:
    """Recommendations that were written, answered or followed up after the report was made."""
    return list(
        EvaluationRecommendation.objects.filter(
            survey__workshop=report.workshop_id, events__at__gt=report.made_at
        ).distinct()
    )
