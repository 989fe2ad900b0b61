"""Figures that people enter where no measure exists, as a measure of its own with its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outcomes.measures.outputs import all_commissions
from outcomes.measures.registry import Figures, Scope, measure
from outcomes.models import AchievementIndicator, ManualActual
from outcomes.models.framework import MANUAL

if TYPE_CHECKING:
    from django.db.models import QuerySet


def _indicator(scope: Scope) -> AchievementIndicator | None:
    """The indicator that the scope's item names: EA1.2."""
    accomplishment, _dot, number = scope.item.removeprefix("EA").partition(".")
    rows = AchievementIndicator.objects.filter(measure=MANUAL)
    if accomplishment.isdecimal() and number.isdecimal():
        return rows.filter(
            accomplishment__project__code=scope.project,
            accomplishment__number=int(accomplishment),
            number=int(number),
        ).first()
    return None


def _entries(indicator: AchievementIndicator, scope: Scope) -> QuerySet[ManualActual]:
    entries = ManualActual.objects.filter(indicator=indicator)
    if scope.commission:
        entries = entries.filter(commission__area__code=scope.commission)
    return entries


@measure(MANUAL, version=1, unit="count", level="outcome", needs=("first", "last", "item"))
def manual_actual(scope: Scope) -> Figures:
    """The figure of an indicator as people entered it, with what shows it; the item names the indicator.

    Entries of commissions are added up, with the one of the whole project. Of a cumulative indicator all
    periods up to the last day count, of a yes-or-no indicator one “yes” is enough; of any other only the
    periods that end between the two days. Without an entry there is no figure.
    """
    indicator = _indicator(scope)
    if indicator is None:
        return Figures(None, facts={"item": scope.item})
    first, last = scope.period
    entries = list(
        _entries(indicator, scope)
        .filter(period__ends_on__range=(first, last))
        .select_related("commission__area")
        .order_by("period__year", "pk")
    )
    if not entries:
        return Figures(None, facts={"item": scope.item})
    groups: dict[str, float | None] = dict.fromkeys(all_commissions(scope))
    for entry in entries:
        if entry.commission is not None:
            code = entry.commission.code
            groups[code] = _joined(indicator, [groups.get(code) or 0, entry.value])
    return Figures(
        _joined(indicator, [entry.value for entry in entries]),
        by={"commission": groups} if any(n is not None for n in groups.values()) else {},
        facts={
            "item": scope.item,
            "text": indicator.texts,
            "unit": indicator.unit,
            "shown_by": [
                {"evidence": entry.evidence, "url": entry.url, "note": entry.note}
                for entry in entries
            ],
        },
        records=tuple(f"manual:{entry.pk}" for entry in entries),
    )


def _joined(indicator: AchievementIndicator, values: list[float]) -> float:
    if indicator.kind == AchievementIndicator.Kind.YES_NO:
        return max(values)
    return float(sum(values))
