"""A project with its plan, money and registers, for tests; all by the services."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from outcomes.models import (
    Activity,
    BudgetLine,
    Expenditure,
    ManualActual,
    Period,
    Project,
    StatusReport,
)
from outcomes.models.framework import MANUAL
from outcomes.services import framework, project_records, reports
from regions.models import Commission
from tests.outcomes.making import NOW

ACTOR = {"by": None, "at": NOW}


def planned_project(code: str = "plan", **fields) -> Project:
    """A project of three commissions, 2010 to 2012, with one accomplishment."""
    values = {
        "code": code,
        "titles": {"en": f"Project {code}"},
        "objectives": {"en": "Capacities"},
        "starts_on": date(2010, 1, 1),
        "ends_on": date(2012, 12, 31),
        "commissions": list(Commission.objects.filter(area__code__in=("ECE", "ESCAP", "ESCWA"))),
    } | fields
    project = framework.save_project(project=None, values=values, **ACTOR)
    framework.save_accomplishment(project=project, number=1, texts={"en": "Skills"}, **ACTOR)
    return project


def commission(code: str) -> Commission:
    """By its code."""
    return Commission.objects.get(area__code=code)


def period_of(project: Project, year: int) -> Period:
    """The period of a year."""
    return framework.open_period(project=project, year=year, **ACTOR)


def save(project: Project, record):
    """By the one service that writes them."""
    return project_records.save(project=project, record=record, **ACTOR)


def indicator_by_hand(project: Project, number: int = 1, **values):
    """An indicator that no measure gives."""
    values = {
        "texts": {"en": "Requests for advice"},
        "measure": MANUAL,
        "unit": "requests",
    } | values
    return framework.save_indicator(
        accomplishment=project.accomplishments.get(), number=number, values=values, **ACTOR
    )


def enter(indicator, year: int, value: float, code: str = "", **fields):
    """A figure of the indicator with its evidence."""
    project = indicator.accomplishment.project
    return save(
        project,
        ManualActual(
            project=project,
            indicator=indicator,
            period=period_of(project, year),
            commission=commission(code) if code else None,
            value=value,
            **{"evidence": "Letters on file"} | fields,
        ),
    )


def allot(project: Project, code: str, amount: str, object_class: str = "workshops") -> BudgetLine:
    """A line of the budget."""
    line = BudgetLine(
        project=project,
        commission=commission(code),
        object_class=object_class,
        amount=Decimal(amount),
    )
    return save(project, line)


def spend(
    project: Project, year: int, code: str, amount: str, object_class: str = "workshops"
) -> Expenditure:
    """An expenditure of a year."""
    row = Expenditure(
        project=project,
        period=period_of(project, year),
        commission=commission(code),
        object_class=object_class,
        amount=Decimal(amount),
    )
    return save(project, row)


def activity(project: Project, number: int, due: date, ended: date | None = None, **fields):
    """An activity planned for the month before it is due."""
    values = {
        "texts": {"en": f"Activity {number}"},
        "starts_on": due.replace(day=1),
        "state": "done" if ended else "planned",
    } | fields
    row = Activity(
        project=project,
        accomplishment=project.accomplishments.get(),
        number=number,
        due_on=due,
        ended_on=ended,
        **values,
    )
    return save(project, row)


def begun(project: Project, year: int, code: str = "") -> StatusReport:
    """The draft of a year, of one commission or of all."""
    return reports.begin(
        period=period_of(project, year), commission=commission(code) if code else None, **ACTOR
    )
