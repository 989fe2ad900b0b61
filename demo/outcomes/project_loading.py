"""Loads what stands beside the framework: the public page, work plan, money, risks and lessons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from demo.outcomes import cases, management, page, plan
from outcomes.models import (
    Activity,
    AgencyGroup,
    AgencyMember,
    BudgetLine,
    ContextText,
    Expenditure,
    Lesson,
    ManualActual,
    ProjectPage,
    ProjectTheme,
    Risk,
    RiskReview,
)
from outcomes.models.framework import MANUAL
from outcomes.services import framework, project_records
from regions.models import Commission, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from django.db.models import Model

    from outcomes.models import Project

    Save = Callable[[Model], Model]


def load(project: Project, by: Any, at: datetime) -> None:
    """Everything, by the services that people use."""

    def save(record: Model) -> Model:
        return project_records.save(project=project, record=record, by=by, at=at)

    commissions = {row.code: row for row in Commission.objects.select_related("area")}
    _page(project, save)
    _activities(project, commissions, save)
    _money(project, commissions, save)
    _registers(project, commissions, save)
    _by_hand(project, commissions, save, by=by, at=at)


def _page(project: Project, save: Save) -> None:
    """What the public page tells beside the framework; official wordings are left for managers to enter."""
    save(ProjectPage(project=project, subtitles=page.SUBTITLES, url=cases.ADDRESS))
    for position, (kind, texts) in enumerate(page.CONTEXT, start=1):
        save(ContextText(project=project, kind=kind, position=position, texts=texts, **page.SOURCE))
    group = AgencyGroup(project=project, **page.GROUP, **page.SOURCE)
    save(group)
    for name in (*page.FOUNDERS, *page.LATER):
        is_founder = name in page.FOUNDERS
        save(AgencyMember(group=group, name=name, is_founder=is_founder, **page.SOURCE))
    for code, origin, notes in page.THEMES:
        term = Term.objects.get(code=code)
        save(ProjectTheme(project=project, term=term, origin=origin, notes=notes, **page.SOURCE))


def _activities(project: Project, commissions: Mapping[str, Commission], save: Save) -> None:
    accomplishments = {row.number: row for row in project.accomplishments.all()}
    for row in management.ACTIVITIES:
        number, position, texts, code, starts_on, due_on, state, ended_on, reason = row
        save(
            Activity(
                project=project,
                accomplishment=accomplishments[number],
                number=position,
                texts=texts,
                commission=commissions.get(code),
                starts_on=starts_on,
                due_on=due_on,
                state=state,
                ended_on=ended_on,
                reason=reason,
            )
        )


def _money(project: Project, commissions: Mapping[str, Commission], save: Save) -> None:
    period = project.periods.get(year=plan.YEAR)
    own = {"project": project, "source": management.DOCUMENT}
    for code, object_class, amount in management.amounts(management.BUDGET):
        save(
            BudgetLine(
                commission=commissions[code], object_class=object_class, amount=amount, **own
            )
        )
    for code, object_class, amount in management.amounts(management.SPENT):
        save(
            Expenditure(
                commission=commissions[code],
                object_class=object_class,
                amount=amount,
                period=period,
                **own,
            )
        )


def _registers(project: Project, commissions: Mapping[str, Commission], save: Save) -> None:
    for kind, texts, likelihood, impact, response, (verdict, on, text) in management.RISKS:
        risk = Risk(
            project=project,
            kind=kind,
            texts=texts,
            likelihood=likelihood,
            impact=impact,
            response=response,
            since=project.starts_on,
            is_public=True,
        )
        save(risk)
        save(RiskReview(risk=risk, verdict=verdict, on=on, note=text))
    for kind, texts, code, on, source in management.LESSONS:
        save(
            Lesson(
                project=project,
                kind=kind,
                texts=texts,
                commission=commissions.get(code),
                on=on,
                source=source,
            )
        )


def _by_hand(
    project: Project, commissions: Mapping[str, Commission], save: Save, *, by: Any, at: datetime
) -> None:
    """An indicator that no measure gives, with its figures of the year."""
    accomplishment = project.accomplishments.get(number=1)
    period = project.periods.get(year=plan.YEAR)
    indicator = framework.save_indicator(
        accomplishment=accomplishment,
        number=accomplishment.indicators.count() + 1,
        values={
            "texts": management.ASKED_FOR_ADVICE,
            "measure": MANUAL,
            "kind": "cumulative",
            "verification": "Letters on file (example)",
            "end_target": 10,
            "baseline": 0,
            "baseline_year": 2009,
            "baseline_note": "Before the project.",
        },
        by=by,
        at=at,
    )
    framework.set_target(indicator=indicator, period=period, value=3, by=by, at=at)
    for code, value in management.ASKED.items():
        save(
            ManualActual(
                project=project,
                indicator=indicator,
                period=period,
                commission=commissions[code],
                value=value,
                evidence=management.DOCUMENT,
            )
        )
