"""Evaluation: events surveyed, and the share of favourable answers to an item."""

from __future__ import annotations

from outcomes.measures.outputs import by_commission, held
from outcomes.measures.registry import Figures, Scope, measure


@measure("workshops-surveyed", version=1, unit="count", level="output")
def workshops_surveyed(scope: Scope) -> Figures:
    """Workshops of the period whose end-of-workshop survey has at least one answer; of how many held."""
    found = held(scope)
    return Figures(0, whole=found.count(), by={"commission": by_commission(scope, ())})


@measure(
    "answers-favourable",
    version=1,
    unit="percent",
    level="outcome",
    needs=("first", "last", "item"),
)
def answers_favourable(scope: Scope) -> Figures:
    """Favourable answers among the valid answers to one item, over the workshops of the period."""
    return Figures(None)
