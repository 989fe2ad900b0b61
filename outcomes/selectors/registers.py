"""Risks with their last review, lessons, extensions and revisions, as they stood on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from outcomes.models import Extension, Lesson, Risk, RiskReview

if TYPE_CHECKING:
    from datetime import date

    from outcomes.models import Project
    from regions.models import Commission


class RiskRow(TypedDict):
    """A risk or assumption with its newest review of the day or before."""

    kind: str
    accomplishment: str
    text: str
    likelihood: int | None
    impact: int | None
    response: str
    verdict: str
    reviewed_on: str
    note: str


class LessonRow(TypedDict):
    """A lesson or good practice with what shows it."""

    kind: str
    text: str
    commission: str
    on: str
    source: str
    url: str


class RevisionRow(TypedDict):
    """A change of the framework or of the project's last day, with its reason."""

    kind: str
    on: str
    what: str
    reason: str


def risks(project: Project, last: date, *, first: date | None = None) -> list[RiskRow]:
    """Public ones recorded by the day; what was closed before `first` is left out. Two queries."""
    risks_by_then = (
        Risk.objects.filter(project=project, is_public=True, since__lte=last)
        .select_related("accomplishment")
        .prefetch_related("reviews")
    )
    rows = []
    for risk in risks_by_then:
        reviews = [review for review in risk.reviews.all() if review.on <= last]
        newest = reviews[-1] if reviews else None
        is_closed = newest is not None and newest.verdict == RiskReview.Verdict.CLOSED
        if newest is not None and is_closed and first is not None and newest.on < first:
            continue
        rows.append(_risk(risk, newest))
    return rows


def _risk(risk: Risk, review: RiskReview | None) -> RiskRow:
    return {
        "kind": risk.kind,
        "accomplishment": risk.accomplishment.label if risk.accomplishment else "",
        "text": risk.text,
        "likelihood": risk.likelihood,
        "impact": risk.impact,
        "response": risk.response,
        "verdict": review.verdict if review else "",
        "reviewed_on": review.on.isoformat() if review else "",
        "note": review.note if review else "",
    }


def lessons(
    project: Project, commission: Commission | None, first: date, last: date
) -> list[LessonRow]:
    """Those noted between the days, of the project, or of one commission and of all together."""
    rows = Lesson.objects.filter(project=project, on__range=(first, last))
    if commission is not None:
        rows = rows.filter(commission__in=[commission]) | rows.filter(commission=None)
    return [
        {
            "kind": row.kind,
            "text": row.text,
            "commission": row.commission.code if row.commission else "",
            "on": row.on.isoformat(),
            "source": row.source,
            "url": row.url,
        }
        for row in rows.select_related("commission__area").order_by("kind", "on", "pk")
    ]


def revisions(project: Project, last: date) -> list[RevisionRow]:
    """Extensions and revisions of the framework by the day, oldest first. Two queries."""
    extensions = list(Extension.objects.filter(project=project, decided_on__lte=last))
    reasons = {extension.reason for extension in extensions}
    rows: list[RevisionRow] = [
        {
            "kind": "extension",
            "on": row.decided_on.isoformat(),
            "what": f"{row.ended_on.isoformat()} {row.ends_on.isoformat()}",
            "reason": row.reason,
        }
        for row in extensions
    ]
    versions = project.versions.exclude(reason="").filter(at__date__lte=last)
    rows += [
        {
            "kind": "framework",
            "on": row.at.date().isoformat(),
            "what": str(row.number),
            "reason": row.reason,
        }
        for row in versions
        if row.reason not in reasons
    ]
    return sorted(rows, key=lambda row: (row["on"], row["kind"], row["what"]))
