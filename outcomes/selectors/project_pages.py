"""What the public page of a project tells, and what waits for its manager."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Q

from outcomes.models import (
    Activity,
    AgencyGroup,
    ContextText,
    OfficialWording,
    PolicyChange,
    ProjectPage,
    ProjectTheme,
    Risk,
    RiskReview,
)
from outcomes.models.framework import MANUAL, AchievementIndicator
from outcomes.selectors.reports import newest_of_all, published_reports

if TYPE_CHECKING:
    from datetime import date

    from outcomes.models import Project, StatusReport

REVIEW_DAYS = 180
"""A risk that nobody looked at for so long waits for its manager."""
UNDERSTANDING = "KNO2"
"""The survey item on how well participants understand the subject."""


@dataclass(frozen=True, slots=True)
class PublicPage:
    """The records of a project's page, and its newest published report."""

    page: ProjectPage | None
    context: list[tuple[str, list[ContextText]]]
    groups: list[AgencyGroup]
    themes: list[tuple[str, list[ProjectTheme]]]
    wordings: dict[int | None, OfficialWording]
    changes: list[PolicyChange]
    reports: list[StatusReport]
    report: StatusReport | None


def public_page(project: Project) -> PublicPage:
    """All of it; a constant number of queries."""
    reports = published_reports(project)
    return PublicPage(
        page=ProjectPage.objects.filter(project=project).first(),
        context=_by_label(project.context.all(), "kind"),
        groups=list(project.agency_groups.prefetch_related("members")),
        themes=_by_label(project.themes.select_related("term"), "origin"),
        wordings={wording.accomplishment_id: wording for wording in project.wordings.all()},
        changes=list(
            project.changes.public()
            .with_names()
            .prefetch_related("evidence", "steps")
            .order_by("country__code", "pk")
        ),
        reports=reports,
        report=newest_of_all(reports),
    )


def _by_label(rows: Any, field: str) -> list[tuple[str, list[Any]]]:
    """Rows by what their choice says, in the order of the rows."""
    groups: dict[str, list[Any]] = {}
    for row in rows:
        groups.setdefault(str(getattr(row, f"get_{field}_display")()), []).append(row)
    return list(groups.items())


def understanding(report: StatusReport | None) -> tuple[int, dict[str, float | None]] | None:
    """The claim of the report on how well participants understand, with the share of each commission."""
    if report is None:
        return None
    for claim in report.claims.filter(measure="answers-favourable"):
        if claim.scope.get("item") == UNDERSTANDING and not claim.scope.get("commission"):
            return claim.pk, claim.figures.get("by", {}).get("commission", {})
    return None


@dataclass(frozen=True, slots=True)
class Attention:
    """What waits for the manager: counts that should be nought."""

    late: int
    unreviewed: int
    without_figure: list[str]


def attention(project: Project, today: date) -> Attention:
    """Late activities, risks nobody looked at for long, and indicators without a figure of the last period."""
    late = project.activities.filter(state=Activity.State.PLANNED, due_on__lt=today).count()
    limit = today - timedelta(days=REVIEW_DAYS)
    watched = Risk.objects.filter(project=project).annotate(looked=Max("reviews__on"))
    closed = RiskReview.objects.filter(
        risk__project=project, verdict=RiskReview.Verdict.CLOSED
    ).values("risk")
    stale = watched.exclude(pk__in=closed).filter(
        Q(looked__lt=limit) | Q(looked=None, since__lt=limit)
    )
    last = project.periods.filter(ends_on__lt=today).order_by("-ends_on").first()
    missing: list[str] = []
    if last is not None:
        indicators = AchievementIndicator.objects.filter(
            accomplishment__project=project, measure=MANUAL
        ).exclude(manual_actuals__period=last)
        rows = indicators.select_related("accomplishment")
        missing = [row.key for row in rows.order_by("accomplishment__number", "number")]
    return Attention(late, stale.count(), missing)
