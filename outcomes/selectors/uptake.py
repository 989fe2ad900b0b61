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
class Row:
    """A recommendation; `reached` are the countries at each status, `delegations` those in the room."""

    recommendation: Recommendation
    workshops: list[Workshop] = field(default_factory=list)
    delegations: set[str] = field(default_factory=set)
    reached: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    changes: list[PolicyChange] = field(default_factory=list)

    @property
    def is_orphan(self) -> bool:
        """Never presented anywhere, and no country has a record of it."""
        return not self.workshops and not any(self.reached.values())

    @property
    def cells(self) -> list[tuple[str, list[str]]]:
        """Status and countries, in the order of the stages."""
        return [(status, sorted(self.reached.get(status, ()))) for status in COLUMNS]


def board(asked: QueryDict) -> list[Row]:
    """Every public recommendation that fits. Seven queries whatever their number."""
    found = Recommendation.objects.public().select_related("study", "theme")
    if code := asked.get("commission"):
        found = found.filter(study__commissions__area__code=code)
    if code := asked.get("theme"):
        found = found.filter(theme__code=code)
    found = (
        found.prefetch_related("texts", "study__editions")
        .order_by("-study_id", "number")
        .distinct()
    )
    rows = {one.pk: Row(one) for one in found}
    _standings(rows)
    _presented(rows)
    given = Contribution.objects.filter(
        recommendation__in=rows, change__in=PolicyChange.objects.public()
    )
    for one in given.select_related("change__country"):
        rows[one.recommendation_id].changes.append(one.change)
    return list(rows.values())


def _standings(rows: dict[int, Row]) -> None:
    """Where each country stands: its newest step."""
    newest: dict[tuple[int, str], str] = {}
    steps = Uptake.objects.filter(recommendation__in=rows).order_by("on", "pk")
    for pk, country, status in steps.values_list("recommendation", "country__code", "status"):
        newest[pk, country] = status
    for (pk, country), status in newest.items():
        rows[pk].reached[status].append(country)


def _presented(rows: dict[int, Row]) -> None:
    """Workshops that had it on their programme, or its study, and the countries that were there."""
    held = Session.objects.filter(workshop__status__in=COUNTED)
    pairs = defaultdict(set)
    through = Session.recommendations.through.objects.filter(
        recommendation__in=rows, session__in=held
    )
    for pk, workshop in through.values_list("recommendation", "session__workshop"):
        pairs[workshop].add(pk)
    came = defaultdict(set)
    there = Registration.objects.filter(
        workshop__in=list(pairs),
        state__in=(RegistrationState.ATTENDED, RegistrationState.COMPLETED),
    )
    for workshop, country in there.exclude(country=None).values_list("workshop", "country__code"):
        came[workshop].add(country)
    workshops = Workshop.objects.in_bulk(list(pairs))
    for workshop, wanted in pairs.items():
        for pk in wanted:
            rows[pk].workshops.append(workshops[workshop])
            rows[pk].delegations |= came[workshop]


def totals(rows: list[Row]) -> dict[str, int]:
    """Different countries at each status over all rows, and how many recommendations nobody was told of."""
    countries: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for status, codes in row.reached.items():
            countries[status] |= set(codes)
    told = Counter({status: len(codes) for status, codes in countries.items()})
    return {
        **{status: told[status] for status in COLUMNS},
        "orphans": sum(row.is_orphan for row in rows),
    }


def all_countries(rows: list[Row]) -> int:
    """Different countries with any step."""
    return len({code for row in rows for codes in row.reached.values() for code in codes})
