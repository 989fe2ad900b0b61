"""A manager's instruments: plan, kinds of indicators, figures by hand, money, risks, extensions, final report."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from core.errors import PortalError
from outcomes.measures import Scope, figures_of
from outcomes.models import Activity, Expenditure, Lesson, Project, Risk, RiskReview, StatusReport
from outcomes.presentation import values
from outcomes.selectors import instruments, work_plans
from outcomes.selectors.project_pages import attention
from outcomes.services import framework, project_records, report_preparation, reports
from outcomes.services.claims import Locked
from tests.evaluations.results.keeping import kept_for_the_module
from tests.outcomes.making import NOW
from tests.outcomes.managing import (
    ACTOR,
    activity,
    allot,
    begun,
    commission,
    enter,
    indicator_by_hand,
    period_of,
    planned_project,
    save,
    spend,
)
from tests.studies.making import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


@pytest.fixture
def project(regions):
    return planned_project()


def lock(report: StatusReport) -> StatusReport:
    """Certified without its sentences: what these tests hold is the lock alone."""
    StatusReport.objects.filter(pk=report.pk).update(state="certified", certified_at=NOW)
    report.refresh_from_db()
    return report


def prepared(report: StatusReport) -> StatusReport:
    report_preparation.at_once(report, with_claims=False)
    report.refresh_from_db()
    return report


SPENT = {
    "p": {
        2010: {"ECE": "1000.50", "ESCAP": "2000"},
        2011: {"ECE": "500", "ESCWA": "750.25"},
        2012: {"ECE": "-0.50", "ESCAP": "1000"},
    },
    "q": {2010: {"ESCWA": "10"}, 2011: {"ESCAP": "20"}, 2012: {"ECE": "30"}},
}
BUDGETS = {"p": {"ECE": "3000", "ESCAP": "5000", "ESCWA": "2000"}, "q": {"ESCWA": "100"}}
BY_HAND = {
    ("p", 2010): (10000.0, 3000.5, 3000.5, 30.0),
    ("p", 2011): (10000.0, 1250.25, 4250.75, 42.5),
    ("p", 2012): (10000.0, 999.5, 5250.25, 52.5),
    ("q", 2010): (100.0, 10.0, 10.0, 10.0),
    ("q", 2011): (100.0, 20.0, 30.0, 30.0),
    ("q", 2012): (100.0, 30.0, 60.0, 60.0),
}
"""Budget, spent in the year, spent to date, rate: added up on paper."""
REQUESTS = {("p", 2010): 3, ("p", 2011): 7, ("p", 2012): 7, ("q", 2010): 1, ("q", 2011): 1, ("q", 2012): 6}  # fmt: skip
"""Requests for advice since the beginning."""
STANDINGS = {
    2010: {"planned": 2, "late": 0, "done": 1, "done_late": 0, "dropped": 0},
    2011: {"planned": 1, "late": 1, "done": 1, "done_late": 0, "dropped": 0},
    2012: {"planned": 0, "late": 0, "done": 1, "done_late": 1, "dropped": 1},
}


@pytest.fixture(scope="module")
def two_projects(regions, django_db_blocker):
    """Two projects of three commissions over three years, each with money, plan and requests."""
    with kept_for_the_module(django_db_blocker):
        pks = {}
        for code in ("p", "q"):
            project = planned_project(code)
            pks[code] = project.pk
            for own, amount in BUDGETS[code].items():
                allot(project, own, amount)
            for year, rows in SPENT[code].items():
                for own, amount in rows.items():
                    spend(project, year, own, amount)
            activity(project, 1, date(2010, 5, 31), date(2010, 5, 30))
            activity(project, 2, date(2011, 6, 30), date(2012, 2, 1), reason="The host moved it.")
            activity(
                project, 3, date(2012, 9, 30), date(2012, 9, 1), state="dropped", reason="No money."
            )
            indicator = indicator_by_hand(project, kind="cumulative", end_target=7)
            first, second = (3, 4) if code == "p" else (1, 5)
            enter(indicator, 2010, first, "ESCAP")
            enter(indicator, 2011 if code == "p" else 2012, second, "ECE")
        yield pks


def test_six_reports_of_two_projects_agree_with_sums_made_by_hand(two_projects):
    for (code, year), (budget, spent, to_date, rate) in BY_HAND.items():
        report = prepared(begun(Project.objects.get(pk=two_projects[code]), year))
        content = report.prepared["instruments"]
        row = content["finance"]["all"]
        sums = (row["budget"], row["period"], row["to_date"], row["rate"])
        assert sums == (budget, spent, to_date, rate), (code, year)
        for name in ("budget", "period", "to_date"):
            for table in ("commissions", "classes"):
                assert sum(r[name] for r in content["finance"][table]) == pytest.approx(row[name])
        assert [r["name"] for r in content["finance"]["commissions"]] == ["ECE", "ESCAP", "ESCWA"]
        assert content["counts"] == STANDINGS[year], (code, year)
        figures = report.actuals.get().figures
        assert figures["value"] == REQUESTS[code, year], (code, year)
        page = values.report(report.prepared)
        assert page["implementation_rate"].startswith(f"{rate:.1f}"[:-2])
        assert report.is_final is (year == 2012)
    delivery = content["delivery"]
    assert [row["name"] for row in delivery] == ["EA1.1"]
    assert delivery[0]["actual"] == 6


def test_a_commission_is_told_its_own_money_and_plan(two_projects):
    project = Project.objects.get(pk=two_projects["p"])
    activity(project, 4, date(2011, 3, 31), commission=commission("ESCWA"))
    content = instruments.of_report(begun(project, 2011, "ESCWA"))

    assert [row["name"] for row in content["finance"]["commissions"]] == ["ESCWA"]
    assert content["finance"]["all"]["rate"] == 37.5
    assert {row["label"] for row in content["activities"]} == {"A1.1", "A1.2", "A1.3", "A1.4"}
    assert "A1.4" not in {
        row["label"] for row in instruments.of_report(begun(project, 2011, "ECE"))["activities"]
    }


def test_what_was_not_done_by_its_day_is_late_and_says_so_of_its_day_alone(project):
    late = activity(project, 1, date(2010, 6, 30), date(2010, 8, 2), reason="Visas took long.")

    def row(day):
        return work_plans.plan(project, None, day)[0]

    assert late.standing(date(2010, 6, 30)) == "planned"
    assert row(date(2010, 7, 1))["standing"] == "late"
    assert row(date(2010, 7, 1))["ended_on"] == ""
    assert (row(date(2010, 8, 2))["standing"], row(date(2010, 8, 2))["ended_on"]) == (
        "done_late",
        "2010-08-02",
    )
    assert row(date(2010, 6, 1))["reason"] == ""


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "dropped", "ended_on": date(2010, 2, 1)},
        {"state": "done"},
        {"state": "planned", "ended_on": date(2010, 2, 1)},
    ],
)
def test_what_ended_has_its_day_and_what_was_dropped_its_reason(project, fields):
    row = Activity(
        project=project,
        accomplishment=project.accomplishments.get(),
        number=1,
        texts={"en": "A"},
        starts_on=date(2010, 1, 1),
        due_on=date(2010, 3, 1),
        **fields,
    )
    with pytest.raises(PortalError):
        save(project, row)


@pytest.mark.parametrize(
    ("kind", "entries", "value", "target", "met"),
    [
        ("level", {2010: 5, 2011: 3}, 3, 4, False),
        ("cumulative", {2010: 5, 2011: 3}, 8, 8, True),
        ("descending", {2010: 5, 2011: 3}, 3, 4, True),
        ("yes_no", {2011: 1}, 1, 1, True),
        ("level", {2010: 5}, None, 4, None),
    ],
)
def test_each_kind_of_indicator_counts_and_is_met_in_its_way(
    project, kind, entries, value, target, met
):
    indicator = indicator_by_hand(project, kind=kind)
    for year, entry in entries.items():
        enter(indicator, year, entry)
    framework.set_target(
        indicator=indicator, period=period_of(project, 2011), value=target, **ACTOR
    )

    report = prepared(begun(project, 2011))

    row = values.report(report.prepared)["accomplishments"][0]["indicators"][0]
    assert row["figures"]["value"] == value
    assert row["met"] is met
    if kind == "yes_no":
        assert row["actual"].startswith("yes")


def test_a_share_is_not_added_up_and_yes_or_no_has_no_third_target(project):
    accomplishment = project.accomplishments.get()
    texts = {"texts": {"en": "Women"}, "measure": "women-share", "kind": "cumulative"}
    with pytest.raises(PortalError, match="not added up"):
        framework.save_indicator(accomplishment=accomplishment, number=1, values=texts, **ACTOR)
    with pytest.raises(PortalError, match="yes-or-no"):
        indicator_by_hand(project, kind="yes_no", end_target=2)


def test_a_figure_by_hand_has_evidence_and_opens_it(project, client):
    indicator = indicator_by_hand(project)
    enter(indicator, 2010, 4, evidence="Letters", url="https://example.org/letters")
    with pytest.raises(PortalError):
        enter(indicator, 2011, 4, evidence="")

    scope = Scope.of_year(2010, project=project.code, item="EA1.1")
    figures = figures_of("manual-actual", scope)

    assert figures["value"] == 4
    assert figures["facts"]["shown_by"][0]["url"] == "https://example.org/letters"
    assert figures_of("manual-actual", Scope.of_year(2011, project=project.code, item="EA1.1"))["value"] is None  # fmt: skip


def test_certified_money_and_figures_are_corrected_in_a_later_period(project):
    allot(project, "ECE", "100")
    spent = spend(project, 2010, "ECE", "40")
    other = spend(project, 2010, "ESCAP", "10")
    lock(begun(project, 2010, "ECE"))

    spent.amount = 30
    with pytest.raises(Locked, match="later period"):
        save(project, spent)
    with pytest.raises(Locked):
        project_records.remove(project=project, record=spent, **ACTOR)
    with pytest.raises(IntegrityError, match="certified"), transaction.atomic():
        Expenditure.objects.filter(pk=spent.pk).update(amount=30)
    other.amount = 12
    save(project, other)
    lock(begun(project, 2010))
    other.amount = 13
    with pytest.raises(Locked):
        save(project, other)
    spend(project, 2011, "ECE", "-10")
    content = instruments.of_report(begun(project, 2011, "ECE"))
    assert content["finance"]["all"]["to_date"] == 30


def test_a_report_whose_plan_or_money_moved_is_prepared_again_first(project):
    report = prepared(begun(project, 2010))
    reports._check_figures(report)
    allot(project, "ECE", "100")

    with pytest.raises(reports.NotReady, match="Work plan, money"):
        reports._check_figures(report)
    reports._check_figures(prepared(report))


def test_risks_tell_their_last_review_by_the_day_and_only_public_ones_are_told(project):
    values = {"project": project, "likelihood": 2, "impact": 3, "since": date(2010, 1, 5)}
    risk = save(project, Risk(texts={"en": "Staff leave"}, is_public=True, **values))
    save(project, Risk(texts={"en": "Between us"}, **values))
    for day, verdict in ((date(2010, 6, 1), "graver"), (date(2011, 2, 1), "closed")):
        save(project, RiskReview(risk=risk, on=day, verdict=verdict, note="Seen."))

    def risks_of(year):
        return instruments.of_report(begun(project, year))["risks"]

    assert [(row["text"], row["verdict"]) for row in risks_of(2010)] == [("Staff leave", "graver")]
    assert [row["verdict"] for row in risks_of(2011)] == ["closed"]
    assert risks_of(2012)[0]["verdict"] == "closed"  # the final report looks back over all years
    assert attention(project, date(2012, 1, 1)).unreviewed == 1


def test_lessons_stand_in_the_report_of_their_period(project):
    lesson = Lesson(project=project, texts={"en": "Ask early"}, on=date(2010, 7, 1), source="Notes")
    save(project, lesson)

    assert [row["text"] for row in instruments.of_report(begun(project, 2010))["lessons"]] == [
        "Ask early"
    ]
    assert instruments.of_report(begun(project, 2011))["lessons"] == []


def test_the_end_moves_by_a_decision_with_its_reason_and_reports_tell_it(project):
    begun(project, 2010)
    with pytest.raises(PortalError, match="Record an extension"):
        framework.save_project(project=project, values={"ends_on": date(2013, 6, 30)}, **ACTOR)
    project.refresh_from_db()
    decision = {"ends_on": date(2013, 6, 30), "decided_by": "Programme team", **ACTOR}
    with pytest.raises(PortalError, match="reason"):
        framework.extend(project=project, decided_on=date(2012, 5, 1), reason=" ", **decision)

    framework.extend(
        project=project, decided_on=date(2012, 5, 1), reason="Two seminars moved.", **decision
    )

    project.refresh_from_db()
    assert project.ends_on == date(2013, 6, 30)
    revisions = instruments.of_report(begun(project, 2012))["revisions"]
    assert [(row["what"], row["reason"]) for row in revisions] == [
        ("2012-12-31 2013-06-30", "Two seminars moved.")
    ]
    assert instruments.of_report(begun(project, 2011))["revisions"] == []
    assert not StatusReport.objects.get(period__year=2012).is_final
    assert project.versions.first().content["ends_on"] == "2013-06-30"


def test_a_period_need_not_be_a_calendar_year(project):
    first = framework.set_period_days(
        project=project, year=2010, starts_on=date(2010, 7, 1), ends_on=date(2011, 6, 30), **ACTOR
    )
    second = period_of(project, 2011)
    assert (second.starts_on, second.ends_on) == (date(2011, 7, 1), date(2012, 6, 30))
    with pytest.raises(PortalError, match="count in both"):
        framework.set_period_days(
            project=project, year=2012, starts_on=date(2012, 1, 1), ends_on=date(2012, 12, 31), **ACTOR
        )  # fmt: skip
    report = prepared(reports.begin(period=first, by=make_user(), at=NOW))

    assert Scope.of_report(report).period == (date(2010, 7, 1), date(2011, 6, 30))
    assert values.report(report.prepared)["period"] == "07/2010 – 06/2011"
    with pytest.raises(Locked, match="days stay"):
        framework.set_period_days(
            project=project, year=2010, starts_on=date(2010, 1, 1), ends_on=date(2010, 12, 31), **ACTOR
        )  # fmt: skip


def test_the_final_report_tells_delivery_and_what_only_it_tells(project):
    indicator = indicator_by_hand(project, end_target=10, kind="cumulative")
    enter(indicator, 2010, 4)
    lock(prepared(begun(project, 2010)))
    enter(indicator, 2012, 7)
    report = begun(project, 2012)
    assert report.is_final
    reports.save_heading(
        report=report,
        values={"sustained": "Two ministries go on alone.", "multiplier": "Peru copies it."},
        **ACTOR,
    )

    content = values.report(prepared(report).prepared)

    row = content["instruments"]["delivery"][0]
    assert [year["actual"] for year in row["years"]] == ["4", "11"]
    assert row["actual"] == "11 requests"
    assert row["met"] is True
    assert content["texts"]["sustained"] == "Two ministries go on alone."
