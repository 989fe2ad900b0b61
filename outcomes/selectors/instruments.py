"""What a manager records, as one report tells it: as of the last day of its period, of its commission or of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, NotRequired, TypedDict

from core.i18n.languages import in_reader_language
from outcomes.measures import Scope, figures_of
from outcomes.models import AchievementIndicator, Actual, Target
from outcomes.selectors import finance, registers, work_plans
from outcomes.selectors.finance import Finance, SupplementRow
from outcomes.selectors.registers import LessonRow, RevisionRow, RiskRow
from outcomes.selectors.work_plans import ActivityRow
from outcomes.stages import LOCKED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outcomes.models import Period, StatusReport


class DeliveryYear(TypedDict):
    """Target and actual of a period."""

    year: int
    target: float | None
    actual: float | None


class DeliveryRow(TypedDict):
    """What became of an indicator over the whole project."""

    name: str
    text: str
    measure: str
    kind: str
    unit: str
    baseline: float | None
    years: list[DeliveryYear]
    end_target: float | None
    actual: float | None


class Instruments(TypedDict):
    """All that a report tells of the manager's records, in codes, numbers and the report's language."""

    activities: list[ActivityRow]
    counts: dict[str, int]
    finance: Finance
    risks: list[RiskRow]
    lessons: list[LessonRow]
    revisions: list[RevisionRow]
    supplements: list[SupplementRow]
    delivery: NotRequired[list[DeliveryRow]]


def of_report(report: StatusReport) -> Instruments:
    """What the records say now, in the active language. A final report looks back to the first day of the project."""
    period, commission = report.period, report.commission
    project, first, last = period.project, period.starts_on, period.ends_on
    begins = min(first, project.starts_on) if report.is_final else first
    activities = work_plans.plan(project, commission, last)
    instruments: Instruments = {
        "activities": activities,
        "counts": work_plans.counts(activities),
        "finance": finance.finance(project, commission, first, last),
        "risks": registers.risks(project, last, first=begins),
        "lessons": registers.lessons(project, commission, begins, last),
        "revisions": registers.revisions(project, last),
        "supplements": finance.supplements(project, last) if commission is None else [],
    }
    if report.is_final:
        instruments["delivery"] = _delivery(report)
    return instruments


def _delivery(report: StatusReport) -> list[DeliveryRow]:
    """Every indicator over all periods: the certified figures of earlier ones, and those of now for the last."""
    project = report.period.project
    periods = list(project.periods.filter(ends_on__lte=report.period.ends_on).order_by("year"))
    certified, targets = _certified(report, periods), _targets(report, periods)
    indicators = AchievementIndicator.objects.filter(accomplishment__project=project)
    rows: list[DeliveryRow] = []
    for indicator in indicators.select_related("accomplishment").order_by(
        "accomplishment__number", "number"
    ):
        current = figures_of(indicator.measure, Scope.of_indicator(report, indicator)).get("value")
        years: list[DeliveryYear] = []
        for period in periods:
            key = (indicator.pk, period.pk)
            actual = current if period.pk == report.period_id else certified.get(key)
            years.append({"year": period.year, "target": targets.get(key), "actual": actual})
        rows.append(
            {
                "name": indicator.key,
                "text": in_reader_language(indicator.texts),
                "measure": indicator.measure,
                "kind": indicator.kind,
                "unit": indicator.unit,
                "baseline": indicator.baseline,
                "years": years,
                "end_target": indicator.end_target if report.commission is None else None,
                "actual": current,
            }
        )
    return rows


def _certified(
    report: StatusReport, periods: Sequence[Period]
) -> dict[tuple[int, int], float | None]:
    """Indicator and period to the figure of the newest certified report of the same commission."""
    actuals = Actual.objects.filter(
        report__period__in=periods,
        report__commission=report.commission,
        report__state__in=LOCKED,
    )
    return {
        (actual.indicator_id, actual.report.period_id): actual.value
        for actual in actuals.select_related("report").order_by("report__version")
    }


def _targets(report: StatusReport, periods: Sequence[Period]) -> dict[tuple[int, int], float]:
    """Indicator and period to the target, which only all commissions together have."""
    if report.commission is not None:
        return {}
    return {
        (target.indicator_id, target.period_id): target.value
        for target in Target.objects.filter(period__in=periods)
    }
