"""What people answered to a workshop's own questions: counts of choices, and what they wrote."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from workshops.models import Question, Registration


def summary(
    question: Question, people: QuerySet[Registration], may_read: bool
) -> tuple[list[tuple[str, int]], list[str], int]:
    """How often each choice was taken, the texts that were written, and how many people answered.

    Texts stand without names, in an order that says nothing of who wrote them, and only for who may read
    registrations. Who gave no answer counts apart from every choice.
    """
    rows = question.answers.filter(registration__in=people).exclude(value="")
    values = sorted(rows.values_list("value", flat=True))
    if question.kind == question.Kind.TEXT:
        return [], values if may_read else [], len(values)
    if not (choices := question.choices()):
        return [], [], len(values)
    counted = Counter(values)
    asked_count = sum(
        question.is_asked_of(stakeholder, kind)
        for stakeholder, kind in people.values_list("stakeholder", "participant_kind")
    )
    counts = [(label, counted[code]) for code, label in choices]
    if missing := asked_count - len(values):
        counts.append((_("Not given"), missing))
    return counts, [], len(values)
