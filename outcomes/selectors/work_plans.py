"""The work plan as it stood on a day, and how far an indicator has come."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypedDict

from outcomes.models import AchievementIndicator, Activity

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from outcomes.models import Project
    from regions.models import Commission


class ActivityRow(TypedDict):
    """An activity as it stood; days are ISO."""

    label: str
    accomplishment: str
    text: str
    commission: str
    starts_on: str
    due_on: str
    ended_on: str
    standing: str
    reason: str


def plan(project: Project, commission: Commission | None, day: date) -> list[ActivityRow]:
    """Activities of the project, or of one commission and of all together, as they stood at the end of the day."""
    queryset = Activity.objects.filter(project=project).select_related(
        "accomplishment", "commission__area"
    )
    if commission is not None:
        queryset = queryset.filter(commission__in=[commission]) | queryset.filter(commission=None)
    rows = queryset.order_by("accomplishment__number", "number")
    return [_row(activity, day) for activity in rows]


def _row(activity: Activity, day: date) -> ActivityRow:
    standing = activity.standing(day)
    ended = standing in (
        Activity.Standing.DONE,
        Activity.Standing.DONE_LATE,
        Activity.Standing.DROPPED,
    )
    # What happened after the day is not told of it.
    tells_reason = ended or standing == Activity.Standing.LATE
    return {
        "label": activity.label,
        "accomplishment": activity.accomplishment.label,
        "text": activity.text,
        "commission": activity.commission.code if activity.commission else "",
        "starts_on": activity.starts_on.isoformat(),
        "due_on": activity.due_on.isoformat(),
        "ended_on": activity.ended_on.isoformat() if ended and activity.ended_on else "",
        "standing": standing,
        "reason": activity.reason if tells_reason else "",
    }


def counts(rows: Iterable[ActivityRow]) -> dict[str, int]:
    """How many activities stand how; every standing has its count."""
    tally = Counter(row["standing"] for row in rows)
    return {standing: tally[standing] for standing in Activity.Standing.values}


def is_met(kind: str, target: float | None, actual: float | None) -> bool | None:
    """Whether the target is reached; None where one of the two lacks."""
    if target is None or actual is None:
        return None
    if kind == AchievementIndicator.Kind.DESCENDING:
        return actual <= target
    return actual >= target
