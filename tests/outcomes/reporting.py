"""A project with a framework and a report of 2010, for tests."""

from __future__ import annotations

from datetime import date

from outcomes.models import (
    Accomplishment,
    AchievementIndicator,
    PolicyChange,
    Project,
    StatusReport,
)
from outcomes.services import framework, report_preparation, reports
from regions.models import Commission
from studies.models import Study
from tests.jobs import run_waiting
from tests.outcomes.making import NOW
from tests.studies.making import load_regions, make_user
from workshops.models import Workshop


def make_project(*measures: str) -> Project:
    """A project of 2009 to 2012 with one accomplishment and an indicator for each measure."""
    load_regions()
    project = framework.save_project(
        project=None,
        by=None,
        at=NOW,
        values={
            "code": "da-6",
            "titles": {"en": "Strengthening national capacities"},
            "objectives": {"en": "Capacities"},
            "da_code": "06/07AK",
            "executing_entity": "ECLAC",
            "starts_on": date(2009, 1, 1),
            "ends_on": date(2012, 12, 31),
            "commissions": list(Commission.objects.all()),
        },
    )
    first = framework.save_accomplishment(
        project=project, number=1, texts={"en": "Skills"}, by=None, at=NOW
    )
    for number, code in enumerate(measures or ("workshops-held", "countries-changed"), start=1):
        add_indicator(first, number, code)
    return project


def add_indicator(
    accomplishment: Accomplishment, number: int, measure: str, item: str = ""
) -> AchievementIndicator:
    """An indicator with a baseline of 0 in 2009."""
    values = {
        "texts": {"en": f"Indicator {number}"},
        "measure": measure,
        "item": item,
        "baseline": 0,
        "baseline_year": 2009,
    }
    return framework.save_indicator(
        accomplishment=accomplishment, number=number, values=values, by=None, at=NOW
    )


def include_all(project: Project) -> Project:
    """Every workshop, study and change that there is belongs to the project."""
    project.workshops.set(Workshop.objects.all())
    project.studies.set(Study.objects.all())
    project.changes.set(PolicyChange.objects.all())
    return project


def make_report(project: Project | None = None, year: int = 2010) -> StatusReport:
    """A draft with nothing in it; without a project, of one to which all records belong."""
    project = project or include_all(make_project())
    period = framework.open_period(project=project, year=year, by=None, at=NOW)
    return reports.begin(period=period, by=None, at=NOW)


def prepared(report: StatusReport, *, with_claims: bool = True) -> StatusReport:
    """Drafted from the records and prepared, as the worker does it."""
    report_preparation.ask(report=report, with_claims=with_claims, by=None, at=NOW)
    assert run_waiting(report_preparation.REPORT) == 1
    report.refresh_from_db()
    assert not report.is_waiting, report.problem
    assert not report.problem
    return report


def certified(report: StatusReport) -> StatusReport:
    """Submitted by one, approved by another, certified."""
    writer, approver = make_user(), make_user()
    reports.submit(report=report, by=writer, at=NOW)
    reports.approve(report=report, by=approver, at=NOW)
    report = reports.certify(report=report, by=approver, at=NOW)
    report.refresh_from_db()
    return report
