"""Rounds that nobody, one person, or people of one mind answered go the whole way of all others."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.models import EvaluationReport, SurveyRound
from evaluations.selectors import results
from evaluations.services import reports, rounds, surveys
from evaluations.services import results as results_service
from evaluations.statistics.pooling import Share
from tests.evaluations.making import BASELINE, answer, baseline_of, closed, held, open_now, opened
from tests.jobs import run_waiting
from tests.workshops.making import helper
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
Kind = SurveyRound.Kind


FORMS = {
    Kind.END: None,
    Kind.FOLLOW_UP: {"F_APP": "4", "F_INT": "5", "F_BAR": ["2"], "F_SHA": "2", "F_POL": "3", "F_POST": "1", "F_DAT": "1"},
}  # fmt: skip
REALISED = {Kind.END: None, Kind.FOLLOW_UP: {"all": None, "barriers": {}, "themes": {}}}


@pytest.mark.parametrize(("people", "answers"), [(0, 0), (3, 0), (3, 1)])
@pytest.mark.parametrize("kind", FORMS)
def test_a_round_with_few_answers_is_prepared_and_tells_no_figure(kind, people, answers):
    round_ = opened(kind, people=people)
    for invitation in round_.invitations.all()[:answers]:
        answer(invitation, FORMS[kind])
    round_ = closed(round_)

    made = results_service.prepare(round_.pk)

    assert run_waiting(results_service.PREPARE) == 1, "who closed the round asked for them"
    assert results.latest(round_) == made
    assert (made.content["audience"], made.content["answered"]) == (people, answers)
    assert made.content["items"]
    assert {(one["n"], one["low"]) for one in made.content["items"].values()} == {(None, None)}
    assert made.content.get("realised") == REALISED[kind]


def test_an_empty_round_stops_no_other():
    empty, full = opened(people=0), opened(people=6)
    for invitation in full.invitations.all():
        answer(invitation)
    empty, full = closed(empty), closed(full)

    assert run_waiting(results_service.PREPARE) == 2

    event = full.survey.workshop_id
    assert results.latest(empty).content["answered"] == 0
    assert results.shares_of([event], "USE1") == {event: Share(6, 5, 6, 6, 6)}
    assert "USE1" not in results.pools("R2"), "its results are held back, from pools as well"
    Workshop.objects.filter(pk=event).update(status="evaluated")
    assert results.pools("R2")["USE1"].n == 6


@pytest.mark.wide
def test_a_round_whose_times_cannot_be_worked_out_stops_no_other():
    wrong, right = opened(people=0), opened(people=1)
    day = date(9999, 12, 31)
    Workshop.objects.filter(survey=wrong.survey).update(starts_on=day, ends_on=day)

    done = rounds.run(right.closes_at + timedelta(minutes=1))

    assert done["closed"] >= 2
    assert SurveyRound.objects.get(pk=right.pk).state == SurveyRound.State.CLOSED


@pytest.mark.wide(but="R5-0")
@pytest.mark.parametrize("answers", [0, 1, 12])
@pytest.mark.parametrize("kind", [Kind.FOLLOW_UP, Kind.YEAR])
def test_a_later_round_with_few_or_equal_answers_is_told_beside_the_end(client, kind, answers):
    """Everything that reads two rounds at once: page by round, report, pools, the API, a claim on plans."""
    end = opened(people=12)
    for invitation in end.invitations.all():
        answer(invitation)
    end = closed(end)
    results_service.prepare(end.pk)
    if kind == Kind.YEAR:
        surveys.add_year(survey=end.survey, at=timezone.now())
    later = open_now(end.survey.rounds.get(kind=kind))
    for invitation in later.invitations.all()[:answers]:
        answer(invitation, FORMS[Kind.FOLLOW_UP])
    later = closed(later)
    assert run_waiting(results_service.PREPARE) == 2, "who closed the rounds asked for them"
    workshop = end.survey.workshop
    Workshop.objects.filter(pk=workshop.pk).update(status="reported")

    base = reverse("evaluations:results", args=[workshop.code])
    assert client.get(base, {"round": later.pk}).status_code == 200
    got = client.get(f"/api/v1/evaluations/{workshop.code}/").json()["results"]
    assert [one["answered"] for one in got] == [12, answers]
    assert ("F_APP" in results.pools(kind)) == (answers > 0 and answers != 1)
    plans = results.plans_of([workshop.pk])
    told = {"R3": {12: Share(12, 11, 12, 12, 12)}}.get(kind, {}).get(answers)
    assert plans == ({workshop.pk: told} if kind == Kind.FOLLOW_UP else {})
    reports.ask(workshop=workshop, language="en", by=None, at=timezone.now())
    run_waiting(reports.REPORT)
    report = EvaluationReport.objects.get(workshop=workshop)
    assert (report.state, report.problem) == ("ready", "")


@pytest.mark.wide(but="0")
@pytest.mark.parametrize("answers", [0, 1, 8])
def test_a_baseline_with_few_or_equal_answers_holds_up_nothing(client, answers):
    workshop = held(people=8)
    start = baseline_of(workshop, [BASELINE if n < answers else None for n in range(8)])
    end = open_now(start.survey.rounds.get(kind=Kind.END))
    for invitation in end.invitations.all():
        answer(invitation)
    closed(end)

    assert run_waiting(results_service.PREPARE) == 2

    assert "waves" not in results.latest(end).content, "all said the same"
    reports.ask(workshop=workshop, language="en", by=None, at=timezone.now())
    run_waiting(reports.REPORT)
    assert EvaluationReport.objects.get(workshop=workshop).state == "ready"


@pytest.mark.wide(but="0")
@pytest.mark.parametrize("answers", [0, 1, 9])
def test_page_files_report_and_claim_of_few_or_equal_answers(client, answers):
    round_ = opened(people=9)
    for invitation in round_.invitations.all()[:answers]:
        answer(invitation)
    round_ = closed(round_)
    results_service.prepare(round_.pk)
    workshop = round_.survey.workshop
    Workshop.objects.filter(pk=workshop.pk).update(status="reported")
    base = reverse("evaluations:results", args=[workshop.code])

    page = client.get(base)

    assert page.status_code == 200
    for by in page.context["dimensions"]:
        assert client.get(base, {"by": by[0]}).status_code == 200
    for extension in ("csv", "xlsx", "json", "sav", "dta", "rds"):
        got = client.get(reverse("evaluations:results_file", args=[workshop.code, extension]))
        assert got.status_code == 200
        if extension == "xlsx":
            assert zipfile.ZipFile(io.BytesIO(got.getvalue())).testzip() is None
    reports.ask(workshop=workshop, language="en", by=None, at=timezone.now())
    run_waiting(reports.REPORT)
    report = EvaluationReport.objects.get(workshop=workshop)
    assert (report.state, report.problem) == ("ready", "")
    for name, more in (
        ("report", []),
        ("brief", []),
        ("report_file", ["pdf"]),
        ("report_file", ["xlsx"]),
        ("report_file", ["json"]),
    ):
        got = client.get(reverse(f"evaluations:{name}", args=[workshop.code, report.number, *more]))
        assert got.status_code == 200, name
    assert (results.shares_of([workshop.pk], "USE1")[workshop.pk] is None) == (answers < 5)
    assert ("USE1" in results.pools("R2")) == (answers >= 5)
    client.force_login(helper(workshop, "evaluation"))
    for name, more in (("reports", []), ("texts", []), ("leads", []), ("live", [round_.pk])):
        got = client.get(reverse(f"evaluations:{name}", args=[workshop.code, *more]))
        assert got.status_code == 200, name
    assert client.get(
        reverse("evaluations:micro", args=[workshop.code, round_.pk, "sav"])
    ).status_code in (
        200,
        302,
    )


def test_answers_that_come_to_an_empty_round_later_are_told():
    round_ = opened(people=7)
    for invitation in round_.invitations.all():
        answer(invitation)
    late = list(round_.responses.all())
    round_.responses.all().delete()
    round_ = closed(round_)
    assert results_service.prepare(round_.pk).content["answered"] == 0
    for one in late:
        one.save(force_insert=True)

    again = results_service.prepare(round_.pk)

    assert (again.version, again.content["answered"]) == (2, 7)
    assert again.content["items"]["USE1"]["n"] == 7
