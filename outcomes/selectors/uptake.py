"""The uptake board: recommendation, where it was presented, who was there, where each country stands."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outcomes.models import Contribution, PolicyChange
from studies.models import Recommendation, Uptake
from studies.states import STAGES, Status
from workshops.models import Registration, Session, Workshop
from workshops.states import COUNTED, RegistrationState

if TYPE_CHECKING:
    from django.http import QueryDict

COLUMNS = (*STAGES, Status.REJECTED)


@dataclass(slots=True)
class UptakeRow:
    """A recommendation; `reached` are the countries at each status, `delegations` those in the room."""

    recommendation: Recommendation
    workshops: list[Workshop] = field(default_factory=list)
    delegations: set[str] = field(default_factory=set)
    reached: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    changes: list[PolicyChange] = field(default_factory=list)

    @property
    def is_example(self) -> bool:
        """The study, a workshop where it was presented or a change that followed is made up."""
        return (
            self.recommendation.study.is_demonstration
            or any(workshop.is_demonstration for workshop in self.workshops)
            or any(change.is_demonstration for change in self.changes)
        )

    @property
    def is_orphan(self) -> bool:
        """Never presented anywhere, and no country has a record of it."""
        return not self.workshops and not any(self.reached.values())

    @property
    def cells(self) -> list[tuple[str, list[str]]]:
        """Status and countries, in the order of the stages."""
        return [(status, sorted(self.reached.get(status, ()))) for status in COLUMNS]


def board(query: QueryDict) -> list[UptakeRow]:
    """Every public recommendation that fits. Seven queries whatever their number."""
    queryset = Recommendation.objects.public().select_related("study", "theme")
    if code := query.get("project"):
        queryset = queryset.filter(study__projects__code=code)
    if code := query.get("commission"):
        queryset = queryset.filter(study__commissions__area__code=code)
    if code := query.get("theme"):
        queryset = queryset.filter(theme__code=code)
    queryset = (
        queryset.prefetch_related("texts", "study__editions")
        .order_by("-study_id", "number")
        .distinct()
    )
    rows = {recommendation.pk: UptakeRow(recommendation) for recommendation in queryset}
    _standings(rows)
    _presented(rows)
    contributions = Contribution.objects.filter(
        recommendation__in=rows, change__in=PolicyChange.objects.public()
    )
    for contribution in contributions.select_related("change__country"):
        rows[contribution.recommendation_id].changes.append(contribution.change)
    return list(rows.values())


def _standings(rows: dict[int, UptakeRow]) -> None:
    """Where each country stands: its newest step."""
    newest: dict[tuple[int, str], str] = {}
    steps = Uptake.objects.filter(recommendation__in=rows).order_by("on", "pk")
    for pk, country, status in steps.values_list("recommendation", "country__code", "status"):
        newest[pk, country] = status
    for (pk, country), status in newest.items():
        rows[pk].reached[status].append(country)


def _presented(rows: dict[int, UptakeRow]) -> None:
    """Workshops that had it on their programme, or its study, and the countries that were there."""
    sessions = Session.objects.filter(workshop__status__in=COUNTED)
    pairs = defaultdict(set)
    through = Session.recommendations.through.objects.filter(
        recommendation__in=rows, session__in=sessions
    )
    for pk, workshop in through.values_list("recommendation", "session__workshop"):
        pairs[workshop].add(pk)
    delegations = defaultdict(set)
    registrations = Registration.objects.filter(
        workshop__in=list(pairs),
        state__in=(RegistrationState.ATTENDED, RegistrationState.COMPLETED),
    )
    for workshop, country in registrations.exclude(country=None).values_list(
        "workshop", "country__code"
    ):
        delegations[workshop].add(country)
    workshops = Workshop.objects.in_bulk(list(pairs))
    for workshop, pks in pairs.items():
        for pk in pks:
            rows[pk].workshops.append(workshops[workshop])
            rows[pk].delegations |= delegations[workshop]


def totals(rows: list[UptakeRow]) -> dict[str, int]:
    """Different countries at each status over all rows, and how many recommendations nobody was told of."""
    countries: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for status, codes in row.reached.items():
            countries[status] |= set(codes)
    counts = Counter({status: len(codes) for status, codes in countries.items()})
    return {
        **{status: counts[status] for status in COLUMNS},
        "orphans": sum(row.is_orphan for row in rows),
    }


def all_countries(rows: list[UptakeRow]) -> int:
    """Different countries with any step."""
    return len({code for row in rows for codes in row.reached.values() for code in codes})
