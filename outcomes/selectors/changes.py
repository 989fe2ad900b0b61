"""Public policy changes as lists, on the map and in time."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Max

from outcomes.coding import PolicyArea
from outcomes.models import PolicyChange, Step
from outcomes.stages import CHANGED, DECIDED, STAGES, Stage

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet
    from django.http import QueryDict

CHOICES = {"stage": Stage.values, "area": PolicyArea.values}


def filtered(query: QueryDict) -> QuerySet[PolicyChange]:
    """Public changes that fit: country, project, commission, theme, stage, area, year. What means nothing is passed over.

    Each with its highest grade of contribution.
    """
    queryset = PolicyChange.objects.public().with_names()
    if code := query.get("country"):
        queryset = queryset.filter(country__code=code)
    if code := query.get("project"):
        queryset = queryset.filter(projects__code=code)
    if code := query.get("commission"):
        queryset = queryset.filter(commissions__area__code=code)
    if code := query.get("theme"):
        queryset = queryset.filter(terms__code=code)
    for name, values in CHOICES.items():
        if query.get(name) in values:
            queryset = queryset.filter(**{name: query[name]})
    if year := year_of(query):
        queryset = queryset.filter(steps__on__startswith=year)
    return queryset.annotate(grade=Max("contributions__grade")).order_by("-stage_on", "pk")


def year_of(query: QueryDict) -> str:
    """The year asked for; empty where none is, or what stands there is no year."""
    year = query.get("year", "").strip()
    return year if len(year) == 4 and year.isascii() and year.isdigit() else ""


def by_country(changes: list[PolicyChange]) -> dict[str, str]:
    """Country code to the furthest standing of its changes: `changed`, `interest` or `ended`."""
    rank = {"ended": 0, "interest": 1, "changed": 2}
    kinds: dict[str, str] = {}
    for change in changes:
        kind = (
            "changed"
            if change.stage in CHANGED
            else "interest"
            if change.stage in STAGES
            else "ended"
        )
        code = change.country.code
        if code not in kinds or rank[kind] > rank[kinds[code]]:
            kinds[code] = kind
    return kinds


@dataclass(frozen=True, slots=True)
class Mark:
    """A step on the line of time; `place` is its share of the whole span, 0 to 100."""

    step: Step
    place: float

    @property
    def kind(self) -> str:
        """Whether the country decided with it."""
        return "decided" if self.step.stage in DECIDED else ""


def timeline(
    changes: list[PolicyChange],
) -> tuple[list[tuple[PolicyChange, list[Mark]]], list[tuple[int, float]]]:
    """Rows of changes with their steps placed in time, and the years with their places. One query."""
    steps: dict[int, list[tuple[Step, date]]] = defaultdict(list)
    for step in Step.objects.filter(change__in=[change.pk for change in changes]).order_by(
        "on", "pk"
    ):
        if day := step.first_day:
            steps[step.change_id].append((step, day))
    years = [day.year for dated_steps in steps.values() for _step, day in dated_steps]
    if not years:
        return [], []
    first, last = min(years), max(years) + 1
    span = last - first

    def place(day: date) -> float:
        return 100 * (day.year - first + (day.timetuple().tm_yday - 1) / 366) / span

    rows = [
        (change, [Mark(step, place(day)) for step, day in steps[change.pk]])
        for change in changes
        if steps[change.pk]
    ]
    rows.sort(key=lambda row: row[1][0].step.on)
    apart = max(1, span // 12)
    return rows, [(year, 100 * (year - first) / span) for year in range(first, last, apart)]


def detail(change: PolicyChange, *, sees_all: bool) -> dict[str, Any]:
    """What the page of a change shows; evidence that is not public only as its kind. A constant number of queries."""
    pieces = list(change.evidence.all())
    contributions = change.contributions.select_related(
        "workshop", "study", "recommendation__study"
    ).prefetch_related("evidence", "study__editions", "recommendation__texts")
    return {
        "steps": change.steps.select_related("evidence"),
        "pieces": [(piece, sees_all or piece.is_public) for piece in pieces],
        "sources": len({piece.source.casefold() for piece in pieces}),
        "contributions": list(contributions),
        "substantiations": change.substantiations.all(),
        "terms": change.terms.all(),
    }
