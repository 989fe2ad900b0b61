"""Claims that rest on what participants answered, over a made-up event with its three rounds."""

import re
from datetime import date

import pytest

from demo import workshops
from evaluations.services import question_bank, results
from outcomes.measures import Scope, figures_of
from outcomes.presentation import values
from outcomes.services import claims
from tests.evaluations.results.keeping import kept_for_the_module
from tests.jobs import run_waiting
from tests.outcomes.making import NOW
from tests.outcomes.reporting import include_all, make_project, make_report, prepared
from workshops.models import Workshop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions"), pytest.mark.wide]


@pytest.fixture(scope="module")
def event(regions, django_db_blocker):
    """An event whose people answered at the end and six months later; its results are prepared."""
    with kept_for_the_module(django_db_blocker):
        question_bank.load()
        event = workshops.Event(
            "e",
            "ESCAP",
            "Bangkok",
            0,
            30,
            24,
            0.6,
            starts_on=date(2010, 4, 22),
            rounds=("R2", "R3"),
        )
        workshop = workshops.make(event, now=NOW)
        run_waiting(results.PREPARE)
        Workshop.objects.filter(pk=workshop.pk).update(status="evaluated")
        yield workshop


def test_results_that_are_not_public_are_in_no_claim(event):
    Workshop.objects.filter(pk=event.pk).update(status="held")

    figures = figures_of("answers-favourable", Scope.of_year(2010, item="NEW1"))
    assert figures["value"] is None
    assert "base" not in figures or "valid" not in figures["base"]
    assert figures_of("plans-realised", Scope.of_year(2010))["value"] is None
    report = prepared(make_report())
    assert not report.claims.filter(measure__in=("answers-favourable", "plans-realised")).exists()


def test_one_altered_answer_turns_exactly_the_claims_over_that_item_stale(event):
    round_ = event.survey.rounds.get(kind="R2")
    report = prepared(make_report())
    items = {claim.scope["item"] for claim in report.claims.filter(measure="answers-favourable")}
    assert {"NEW1", "POL1", "EXC1", "REL2", "SKI1"} <= items
    sentence = report.claims.get(scope__item="NEW1").sentence
    assert re.search(
        r"participants who answered.* \(.*/.*; response 80.%; events surveyed 1 of 1\)\.$", sentence
    )
    answer = round_.responses.filter(values__NEW1__gte=4).first()
    answer.values["NEW1"] = 1
    answer.save(update_fields=["values"])
    round_.results.all().delete()
    results.prepare(round_.pk)

    claims.compare_all(at=NOW)

    assert [claim.scope["item"] for claim in report.claims.stale()] == ["NEW1"]
    paths = {row["path"] for row in report.claims.stale().get().moved}
    assert {"value", "base.from"} <= paths
    assert "base.answered" not in paths


def test_plans_that_people_came_back_to_are_a_measure_with_its_base(event):
    figures = figures_of("plans-realised", Scope.of_year(2010))
    later = event.survey.rounds.get(kind="R3")
    answers = later.responses.values_list("values__F_INT", flat=True)
    codes = [code for code in answers if code and code > 0]
    carried_out = sum(code in (4, 5) for code in codes)

    base = figures["base"]
    assert figures["whole"] == len(codes)
    assert base["from"] <= carried_out <= base["to"]
    assert (base["answered"], base["audience"]) == (16, later.invitations.count())
    assert (base["surveyed"], base["held"]) == (1, 1)
    groups = figures["by"]["commission"]
    assert groups == dict.fromkeys(groups) | {"ESCAP": figures["value"]}
    assert figures_of("plans-realised", Scope.of_year(2011))["value"] is None


def test_the_report_tells_what_became_of_plans_in_one_line_with_its_base(event):
    project = make_project("plans-realised", "women-share")
    report = prepared(make_report(include_all(project)))

    sentence = report.claims.get(measure="plans-realised").sentence
    row = values.report(report.prepared)["accomplishments"][0]["indicators"][0]
    assert sentence.startswith("Six months later")
    assert sentence.endswith(f"({row['base']}).")
    assert re.fullmatch(r"[\d–]+/\d+, .+; response 55.%; events surveyed 1 of 1", row["base"])
    assert [line.value for line in row["groups"]].count("–") == 4
