"""Evaluation: events surveyed, and the share of favourable answers to an item."""

from __future__ import annotations

from django.db.models import Count

from outcomes.measures.outputs import by_commission, held, hosts
from outcomes.measures.registry import Figures, Scope, measure
from workshops.models import SurveyRound
from workshops.results.wording import quantifier
from workshops.selectors.results import headline

END = SurveyRound.Kind.END


@measure("workshops-surveyed", version=1, unit="count", level="output")
def workshops_surveyed(scope: Scope) -> Figures:
    """Workshops of the period whose survey at the end has at least one answer; of how many that took place.

    With how many were asked and how many answered, over those workshops.
    """
    found = held(scope)
    rounds = SurveyRound.objects.filter(
        kind=END, survey__workshop__in=found, responses__isnull=False
    )
    surveyed = set(rounds.values_list("survey__workshop", flat=True))
    asked, answered = counts(surveyed)
    return Figures(
        len(surveyed), whole=found.count(),
        by={"commission": by_commission(scope, ((code, pk) for code, pk in hosts(found) if pk in surveyed))},
        facts={"audience": sum(asked.values()), "answered": sum(answered.values())},
        records=tuple(sorted(f"workshop:{pk}" for pk in surveyed)),
    )  # fmt: skip


def counts(workshops: set[int]) -> tuple[dict[int, int], dict[int, int]]:
    """How many were asked at the end and how many answered, by workshop. Two queries."""
    rounds = SurveyRound.objects.filter(kind=END, session=None, survey__workshop__in=workshops)
    asked = dict(rounds.values_list("survey__workshop").annotate(n=Count("invitations")).order_by())
    answered = dict(
        rounds.values_list("survey__workshop").annotate(n=Count("responses")).order_by()
    )
    return asked, answered


@measure(
    "answers-favourable",
    version=1,
    unit="percent",
    level="outcome",
    needs=("first", "last", "item"),
)
def answers_favourable(scope: Scope) -> Figures:
    """Favourable answers (4 and 5 of 5) among the valid answers to one item of the survey at the end, in per cent.

    Over all workshops of the period whose results may be told; participants are pooled, each counted once
    for each event. “Not applicable”, “do not know” and missing answers are not valid. The interval is
    Wilson's, 95 per cent, on the effective size. The word comes from the table of quantifiers by the lower
    end of the interval; below 40 per cent of response there is none.
    """
    events = list(held(scope))
    found = headline(events, scope.item)
    if found is None:
        return Figures(None, base={"held": len(events)})
    pool = found.pool
    low, high = pool.favourable
    return Figures(
        round(pool.percent, 6), part=low if pool.exact else None, whole=pool.n,
        base={
            "valid": pool.n, "answered": pool.answered, "audience": pool.audience, "response": round(pool.response, 6),
            "surveyed": found.surveyed, "held": found.held, "low": round(pool.interval[0], 6), "high": round(pool.interval[1], 6),
            "from": low, "to": high, "word": quantifier(pool.percent, pool.interval[0], pool.response),
        },
    )  # fmt: skip
