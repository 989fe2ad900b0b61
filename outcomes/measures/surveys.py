"""Evaluation: events surveyed, the share of favourable answers to an item, and of plans that were carried out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db.models import Count
from django.db.models.functions import Coalesce

from evaluations.models import SurveyRound
from evaluations.selectors.results import plans_of, realised, shares_of
from evaluations.statistics.pooling import pool
from evaluations.statistics.wording import quantifier
from outcomes.measures.outputs import (
    all_commissions,
    by_commission,
    held_workshops,
    hosts,
    workshops_of,
)
from outcomes.measures.registry import Figures, Scope, measure
from workshops.models import Workshop
from workshops.states import TOLD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evaluations.statistics.pooling import Share

END = SurveyRound.Kind.END


@measure("workshops-surveyed", version=1, unit="count", level="output")
def workshops_surveyed(scope: Scope) -> Figures:
    """Workshops of the period whose survey at the end has at least one answer; of how many that took place.

    With how many were asked and how many answered, over those workshops.
    """
    workshops = held_workshops(scope)
    rounds = SurveyRound.objects.filter(
        kind=END, survey__workshop__in=workshops, responses__isnull=False
    )
    surveyed = set(rounds.values_list("survey__workshop", flat=True))
    invited, answered = counts(surveyed)
    return Figures(
        len(surveyed),
        whole=workshops.count(),
        by={
            "commission": by_commission(
                scope, ((code, pk) for code, pk in hosts(workshops) if pk in surveyed)
            )
        },
        facts={"audience": sum(invited.values()), "answered": sum(answered.values())},
        records=tuple(sorted(f"workshop:{pk}" for pk in surveyed)),
    )


def counts(workshops: set[int]) -> tuple[dict[int, int], dict[int, int]]:
    """How many were asked at the end and how many answered, by workshop. Two queries."""
    rounds = SurveyRound.objects.filter(kind=END, session=None, survey__workshop__in=workshops)
    invited = dict(
        rounds.values_list("survey__workshop")
        .annotate(n=Coalesce("asked", Count("invitations")))
        .order_by()
    )
    answered = dict(
        rounds.values_list("survey__workshop").annotate(n=Count("responses")).order_by()
    )
    return invited, answered


def _pooled(events: list[Workshop], shares: Mapping[int, Share | None], scope: Scope) -> Figures:
    """Published shares of events as one, with its base line, and the share of each commission beside it."""
    pooled = pool([*shares.values()])
    if pooled is None:
        return Figures(None, base={"held": len(events)})
    own: dict[str, list[Share | None]] = {code: [] for code in all_commissions(scope)}
    for code, pk in hosts(Workshop.objects.filter(pk__in=[event.pk for event in events])):
        if code in own and pk in shares:
            own[code].append(shares[pk])
    pools = {code: pool(rows) for code, rows in own.items()}
    low, high = pooled.favourable
    return Figures(
        round(pooled.percent, 6),
        part=low if pooled.exact else None,
        whole=pooled.n,
        by={
            "commission": {
                code: round(share.percent, 6) if share else None for code, share in pools.items()
            }
        },
        base={
            "valid": pooled.n,
            "answered": pooled.answered,
            "audience": pooled.audience,
            "response": round(pooled.response, 6),
            "surveyed": pooled.events,
            "held": len(events),
            "low": round(pooled.interval[0], 6),
            "high": round(pooled.interval[1], 6),
            "from": low,
            "to": high,
            "word": quantifier(pooled.percent, pooled.interval[0], pooled.response),
        },
    )


@measure(
    "answers-favourable",
    version=3,
    unit="percent",
    level="outcome",
    needs=("first", "last", "item"),
)
def answers_favourable(scope: Scope) -> Figures:
    """Favourable answers (4 and 5 of 5) among the valid answers to one item of the survey at the end, in per cent.

    Over all workshops of the period whose results are public; participants are pooled, each counted once
    for each event. “Not applicable”, “do not know” and missing answers are not valid. The interval is
    Wilson's, 95 per cent, on the effective size. The word comes from the table of quantifiers by the lower
    end of the interval; below 40 per cent of response there is none. By commission: the share in its own
    events.
    """
    events = list(held_workshops(scope).filter(status__in=TOLD))
    figures = _pooled(events, shares_of([event.pk for event in events], scope.item), scope)
    return replace(figures, facts={"item": scope.item})


def _followed_up(scope: Scope) -> list[Workshop]:
    """Workshops whose results are public and whose follow-up after six months closed in the period."""
    rounds = SurveyRound.objects.filter(
        kind=SurveyRound.Kind.FOLLOW_UP, closes_at__date__range=(scope.first, scope.last)
    )
    return list(
        workshops_of(scope).filter(status__in=TOLD, pk__in=rounds.values("survey__workshop"))
    )


@measure("plans-realised", version=2, unit="percent", level="outcome")
def plans_realised(scope: Scope) -> Figures:
    """Realised-intention rate: plans noted at the end of workshops of the period that were done or under way
    six months later, in per cent of the plans whose authors said what became of them. A plan counts in the
    year in which its follow-up closed, not in that of the workshop.

    Plans that were changed, stopped or not begun stay in the base; people who did not answer are not in it,
    and the response says how many those are. An event with fewer than five such plans is left out. The
    interval is Wilson's, 95 per cent, on the effective size. By commission: the rate in its own events; by
    theme: the rate of plans under it, where it may be told.
    """
    events = _followed_up(scope)
    pks = [event.pk for event in events]
    figures = _pooled(events, plans_of(pks), scope)
    themes = {
        name.removeprefix("theme:"): round(50 * (share.low + share.high) / share.n, 6)
        for name, share in realised(pks).items()
        if name.startswith("theme:")
    }
    return (
        replace(figures, by={**figures.by, "theme": dict(sorted(themes.items()))})
        if themes
        else figures
    )
