"""The board of recommendations: which there are, and how far each country has come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Prefetch, Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

from regions.models import Commission
from studies.models import Recommendation, RecommendationText, Uptake
from studies.states import STAGES, Status

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from regions.models import Area


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one country has come: its newest status and the moves that led there."""

    country: Area
    status: Status
    moves: tuple[Uptake, ...]

    @property
    def newest(self) -> Uptake:
        """The move that counts now."""
        return self.moves[-1]

    @property
    def step(self) -> int:
        """Place among the stages, 1 to 6; 0 when rejected."""
        return STAGES.index(self.status) + 1 if self.status in STAGES else 0


def board(queryset: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    """The recommendations with all that a list shows; a constant number of queries."""
    return queryset.select_related("theme", "objective", "study").prefetch_related(
        "texts",
        "countries",
        "study__editions",
        "study__commissions__area",
        Prefetch("uptakes", Uptake.objects.select_related("country").order_by("on", "pk")),
    )


def standings(recommendation: Recommendation) -> list[Standing]:
    """One per country with a record, the furthest first. Uses what `board` prefetched."""
    moves: dict[int, list[Uptake]] = {}
    for move in recommendation.uptakes.all():
        moves.setdefault(move.country_id, []).append(move)
    by_country = [
        Standing(rows[-1].country, Status(rows[-1].status), tuple(rows)) for rows in moves.values()
    ]
    return sorted(by_country, key=lambda standing: (-standing.step, standing.country.name))


def status_counts(recommendation: Recommendation) -> dict[str, int]:
    """Countries by their newest status, in the order of the stages; zeros are left out."""
    newest = [standing.status for standing in standings(recommendation)]
    return {
        status.value: newest.count(status)
        for status in (*STAGES, Status.REJECTED)
        if status in newest
    }


def filtered(values: dict[str, Any]) -> QuerySet[Recommendation]:
    """Public recommendations that fit: text (tsquery), theme, objective, addressee, country, status.

    A country fits when the recommendation names it, or names none and its study covers it (one that
    names no country covers its commissions' members), or when there is a record of it. A status fits when it is the newest of some country (of the chosen one).
    """
    queryset = Recommendation.objects.public(on=timezone.localdate())
    simple = {
        "theme": "theme__code",
        "objective": "objective__code",
        "addressee": "addressee",
        "commission": "study__commissions__area__code",
        "study": "study",
    }
    for name, path in simple.items():
        if value := values.get(name):
            queryset = queryset.filter(**{path: value})
    country = values.get("country")
    if country:
        queryset = queryset.filter(
            Q(countries__code=country)
            | Q(countries=None, study__countries__code=country)
            | Q(
                countries=None,
                study__countries=None,
                study__commissions__in=_commissions_of(country),
            )
            | Q(uptakes__country__code=country)
        )
    if status := values.get("status"):
        queryset = queryset.filter(pk__in=_with_newest(status, country))
    if year := values.get("year"):
        queryset = queryset.filter(uptakes__on__year=year)
    if values.get("never"):
        queryset = queryset.never_presented()
    return queryset.distinct()


def _commissions_of(country: str) -> QuerySet[Commission]:
    return Commission.objects.filter(memberships__country__code=country, memberships__until=None)


def _with_newest(status: str, country: str | None) -> list[int]:
    moves = Uptake.objects.order_by("recommendation_id", "country_id", "-on", "-pk")
    if country:
        moves = moves.filter(country__code=country)
    newest = moves.distinct("recommendation_id", "country_id").values_list(
        "recommendation", "status"
    )
    return [pk for pk, newest_status in newest if newest_status == status]


def matching(tsquery: str) -> QuerySet[Recommendation]:
    """Public recommendations with the words, in any language."""
    texts = RecommendationText.objects.annotate(
        fits=RawSQL("vector @@ %s::tsquery", [tsquery], output_field=BooleanField())
    ).filter(fits=True)
    return Recommendation.objects.public().filter(pk__in=texts.values("recommendation"))
