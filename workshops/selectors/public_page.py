"""What everybody sees of a workshop, and what its public page hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q
from django.utils import timezone

from studies.models import Recommendation, Study
from workshops.models import Registration, SessionRole, Speaker, Workshop

if TYPE_CHECKING:
    from workshops.models import Session

NAMED = ("pk", "printed_name", "title", "given", "family", "country")


def page_state(code: str) -> tuple[Any, ...] | None:
    """Changes whenever the public page may: the workshop, who is named on it, what is presented, the day.

    None where there is no such workshop. Four queries, however long the programme is.
    """
    row = Workshop.objects.filter(code=code).values_list("pk", "revision", "status", "zone").first()
    if row is None:
        return None
    day = timezone.localdate(timezone=ZoneInfo(row[3]))
    people = Registration.objects.filter(workshop=row[0]).listed_for("public", on=day)
    # A study that is corrected or withdrawn counts its revision, and that of its recommendations.
    presented = Study.objects.filter(
        Q(sessions__workshop=row[0]) | Q(recommendations__sessions__workshop=row[0])
    )
    studies = presented.order_by("pk").distinct().values_list("pk", "revision")
    speakers = Speaker.objects.filter(workshop=row[0]).order_by("pk")
    return (
        *row,
        day,
        list(people.order_by("pk").values_list(*NAMED)),
        list(studies),
        list(speakers.values_list("pk", "changed_at")),
    )


def programme(workshop: Workshop) -> list[Session]:
    """The sessions with what is presented in them, of that only what is published, and with the
    people who may be named. Seven queries."""
    speakers = Speaker.objects.filter(workshop=workshop).named()
    roles = SessionRole.objects.filter(speaker__in=speakers).select_related("speaker__workshop")
    return list(
        workshop.sessions.prefetch_related(
            Prefetch("studies", Study.objects.public().prefetch_related("editions")),
            Prefetch("recommendations", Recommendation.objects.public().prefetch_related("texts")),
            "materials",
            Prefetch("roles", roles),
        )
    )
