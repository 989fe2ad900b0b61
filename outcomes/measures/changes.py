"""Outcomes: policy changes by stage, country and contribution."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from outcomes.measures.change_days import position_on
from outcomes.measures.outputs import by_commission
from outcomes.measures.registry import Figures, Scope, measure
from outcomes.models import PolicyChange, Step
from outcomes.stages import CHANGED, STAGES, Stage

CONTRIBUTED = 2
"""From this grade on a change counts among the project's results."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a published change stood on a day, in codes; `rose` says whether it moved in the period."""

    pk: int
    country: str
    commissions: tuple[str, ...]
    stage: str
    grade: int
    rose: bool


def standings(scope: Scope) -> list[Standing]:
    """Published changes as they stood at the end of the period: stage, and what was owed by then. Six queries.

    A day known only as a year or month counts from its first day on.
    """
    changes = PolicyChange.objects.public()
    if scope.project:
        changes = changes.filter(projects__code=scope.project)
    if scope.commission:
        changes = changes.filter(commissions__area__code=scope.commission)
    rows = dict(changes.values_list("pk", "country__code"))
    credited: dict[int, set[str]] = {}
    links = PolicyChange.commissions.through.objects.filter(policychange__in=rows)
    for pk, code in links.values_list("policychange", "commission__area__code"):
        credited.setdefault(pk, set()).add(code)
    first, last = scope.period
    standings = []
    parts = ("steps", "contributions__evidence")
    for change in PolicyChange.objects.filter(pk__in=rows).prefetch_related(*parts):
        position = position_on(change, last, change.steps.all(), change.contributions.all())
        if position:
            codes = tuple(sorted(credited.get(change.pk, ())))
            standings.append(
                Standing(
                    change.pk,
                    rows[change.pk],
                    codes,
                    position.step.stage,
                    position.grade,
                    position.on >= first,
                )
            )
    return standings


def _figures(standings: list[Standing], scope: Scope) -> Figures:
    countries = {standing.country for standing in standings}
    pairs = {(code, standing.country) for standing in standings for code in standing.commissions}
    stages = Counter(standing.stage for standing in standings)
    return Figures(
        len(countries),
        by={
            "commission": by_commission(scope, pairs),
            "stage": {stage: stages[stage] for stage in STAGES if stages[stage]},
            "country": dict(sorted(Counter(standing.country for standing in standings).items())),
        },
        records=tuple(sorted(f"change:{standing.pk}" for standing in standings)),
    )


@measure("countries-changed", version=2, unit="count", level="outcome")
def countries_changed(scope: Scope) -> Figures:
    """Countries with a published policy change that had reached a draft or more by the end of the period,
    moved in the period, and to which the project had contributed by then with grade 2 or more.

    A country counts once, however many changes it has; interests that are no drafts yet, and what was
    reversed or abandoned, are left out.
    """
    changed = [
        standing
        for standing in standings(scope)
        if standing.rose and standing.stage in CHANGED and standing.grade >= CONTRIBUTED
    ]
    return _figures(changed, scope)


@measure("countries-interested", version=2, unit="count", level="outcome")
def countries_interested(scope: Scope) -> Figures:
    """Countries with a recorded interest, agenda item or study in the period that is no commitment or draft yet.

    An interest is not a change and never counted as one.
    """
    interested = [
        standing
        for standing in standings(scope)
        if standing.rose and standing.stage in STAGES[: STAGES.index(Stage.COMMITTED)]
    ]
    return _figures(interested, scope)


@measure("countries-committed", version=1, unit="count", level="outcome")
def countries_committed(scope: Scope) -> Figures:
    """Countries whose Government committed itself to a change in the period, as a published record shows.

    A commitment alone is not a change. It counts in the period in which it was made, also when the country
    went further in the same period.
    """
    first, last = scope.period
    by_change = {standing.pk: standing for standing in standings(scope)}
    steps = Step.objects.filter(change__in=by_change, stage=Stage.COMMITTED)
    committed = {
        step.change_id for step in steps if step.first_day and first <= step.first_day <= last
    }
    return _figures([by_change[pk] for pk in sorted(committed)], scope)


@measure("changes-recorded", version=1, unit="count", level="outcome")
def changes_recorded(scope: Scope) -> Figures:
    """Published records of policy changes from a draft on that moved in the period, whatever the contribution."""
    changed = [
        standing for standing in standings(scope) if standing.rose and standing.stage in CHANGED
    ]
    figures = _figures(changed, scope)
    return Figures(len(changed), by=figures.by, records=figures.records)
