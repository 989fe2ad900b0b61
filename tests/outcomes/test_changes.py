"""Records of policy changes: lifecycle, grades within the dates, review by another, the trail."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from core.errors import PortalError
from core.lifecycle import IllegalTransition
from outcomes.models import Contribution, OutcomeEvent
from outcomes.services import changes, contributions, records, steps
from tests.outcomes.making import NOW, add_proof, held_workshop, make_change
from tests.studies.making import make_recommendation, make_study, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
BANGKOK = date(2010, 4, 22)


def grade(change, workshop, grade, *kinds, **fields):
    pieces = [add_proof(change, kind, url="https://example.org/text") for kind in kinds]
    return contributions.contribute(
        change=change,
        origin={"workshop": workshop},
        grade=grade,
        reasons="As told.",
        evidence=pieces,
        by=None,
        at=NOW,
        **fields,
    )


def test_the_four_cases_of_the_project_land_where_they_belong():
    bangkok = held_workshop(BANGKOK, "IDN", "RUS")
    beirut = held_workshop(date(2010, 6, 8), "KWT", "BHR", host="ESCWA")
    indonesia = make_change(("interest", "2010-04-24"), country="IDN")
    russia = make_change(("in_force", "2010-07"), country="RUS", under_way_by="2010-04-22")
    kuwait = make_change(("draft", "2010-10"), country="KWT", commission="ESCWA")
    bahrain = make_change(
        ("implemented", "2010-11"), country="BHR", commission="ESCWA", under_way_by="2009"
    )

    assert grade(indonesia, bangkok, 3, "stated_intention").grade == 3
    assert not indonesia.is_change
    with pytest.raises(contributions.TooHigh, match="already under way"):
        grade(russia, bangkok, 4, "reused_text")
    assert grade(russia, bangkok, 2, "stated_usefulness").why == "under_way"
    assert grade(kuwait, beirut, 4, "reused_text").grade == 4
    assert grade(bahrain, beirut, 2, "stated_usefulness").most == 2
    assert all(change.is_change for change in (russia, kuwait, bahrain))


@pytest.mark.parametrize(
    ("steps", "countries", "limit", "why"),
    [
        ([("adopted", "2010-04-21")], ["THA"], 0, "decided_before"),
        ([("adopted", "2010-04")], ["THA"], 0, "decided_before"),
        ([("adopted", "2010-04-22")], ["THA"], 5, "open"),
        ([("draft", "2010-03-01"), ("adopted", "2010-09-01")], ["THA"], 2, "under_way"),
        ([("adopted", "2010-09-01")], ["LAO"], 0, "no_contact"),
        ([], ["THA"], 0, "undated"),
    ],
)
def test_the_days_of_the_records_set_the_limit(steps, countries, limit, why):
    workshop = held_workshop(BANGKOK, *countries)
    change = make_change(*steps)

    contribution = grade(change, workshop, 0)

    assert (contribution.most, contribution.why) == (limit, why)
    if limit < 5:
        with pytest.raises(contributions.TooHigh):
            grade(change, workshop, limit + 1, "official_citation")


def test_a_workshop_where_people_only_registered_is_no_contact():
    workshop = held_workshop(BANGKOK, "THA", state="no_show")

    assert grade(make_change(("adopted", "2010-09")), workshop, 0).why == "no_contact"


def test_a_study_counts_from_where_it_was_presented_else_from_its_last_possible_day_of_issue():
    study = make_study(editions={"en": {"issued": "2010-05"}}, commissions=("ESCAP",))
    recommendation = make_recommendation(study)
    change = make_change(("adopted", "2010-09"))

    def contact(**origin):
        return contributions.contribute(
            change=change, origin=origin, grade=0, reasons="-", by=None, at=NOW
        ).first_contact

    assert contact(study=study) == date(2010, 5, 31)
    early = held_workshop(date(2010, 3, 1), "THA")
    early.sessions.first().studies.add(study)
    thailand = change.country
    recommendation.uptakes.create(
        country=thailand, on=date(1995, 1, 1), status="presented", evidence="x"
    )
    assert contact(study=study) == date(2010, 5, 31), "the study was not there in 1995 or in March"
    workshop = held_workshop(date(2010, 7, 1), "THA")
    workshop.sessions.first().studies.add(study)
    assert contact(study=study) == date(2010, 7, 1)
    assert contact(recommendation=recommendation) == date(2010, 7, 1)


def test_an_earlier_day_found_later_lowers_the_grade_and_says_so():
    workshop = held_workshop(BANGKOK, "THA")
    change = make_change(("adopted", "2010-09"))
    grade(change, workshop, 4, "reused_text")

    steps.add_step(
        change=change, stage="draft", on="2010-02", evidence=add_proof(change), by=None, at=NOW
    )

    contribution = Contribution.objects.get()
    assert (contribution.grade, contribution.most, contribution.why) == (2, 2, "under_way")
    event = OutcomeEvent.objects.get(action="grade lowered")
    assert event.detail["grade"] == [4, 2]


def test_taking_the_evidence_out_lowers_what_it_carried():
    change = make_change(("adopted", "2010-09"))
    contribution = grade(change, held_workshop(BANGKOK, "THA"), 5, "official_citation")

    steps.remove_evidence(evidence=contribution.evidence.get(), by=None, at=NOW)

    assert Contribution.objects.get().grade == 1


def test_the_database_itself_holds_the_guard():
    contribution = grade(make_change(("adopted", "2010-04-01")), held_workshop(BANGKOK, "THA"), 0)

    with pytest.raises(IntegrityError, match="contribution_within_the_dates"), transaction.atomic():
        Contribution.objects.filter(pk=contribution.pk).update(grade=1)


def test_steps_go_up_in_the_order_of_their_days():
    change = make_change(("draft", "2010-05"))
    piece = add_proof(change)

    def step(stage, on):
        steps.add_step(change=change, stage=stage, on=on, evidence=piece, by=None, at=NOW)

    with pytest.raises(IllegalTransition, match="cannot follow"):
        step("adopted", "2010-04")
    with pytest.raises(PortalError, match="recorded already"):
        step("draft", "2010-05")
    with pytest.raises(PortalError, match="not a day"):
        step("adopted", "2010-02-31")
    step("agenda", "2010-03")
    step("adopted", "2011-01-07")
    step("reversed", "2012")
    change.refresh_from_db()
    assert (change.stage, change.stage_on) == ("reversed", "2012")
    with pytest.raises(IllegalTransition):
        step("reversed", "2013")


def test_who_records_neither_reviews_nor_substantiates():
    recorder, reviewer = make_user(), make_user()
    change = make_change(("draft", "2010-05"), by=recorder)
    values = {
        "name": "A. Person",
        "affiliation": "University",
        "relation": "Adviser",
        "is_independent": True,
        "verdict": "full",
        "on": date(2011, 1, 1),
    }
    changes.move(change=change, new="in_review", by=recorder, at=NOW)

    with pytest.raises(records.NotYours):
        changes.move(change=change, new="published", by=recorder, at=NOW)
    with pytest.raises(records.NotYours):
        contributions.substantiate(change=change, values=values, by=recorder, at=NOW)
    with pytest.raises(PortalError, match="had no part"):
        contributions.substantiate(
            change=change, values=values | {"is_independent": False}, by=reviewer, at=NOW
        )

    contributions.substantiate(change=change, values=values, by=reviewer, at=NOW)
    assert changes.move(change=change, new="published", by=reviewer, at=NOW).is_public


@pytest.mark.parametrize(
    ("steps", "fields", "lack"),
    [([], {}, "a step with its day"), ([("draft", "2010")], {"summaries": {}}, "what changed")],
)
def test_nothing_incomplete_is_published(steps, fields, lack):
    change = make_change(*steps, **fields)

    with pytest.raises(records.Incomplete, match=lack):
        changes.move(change=change, new="in_review", by=None, at=NOW)


def test_the_trail_tells_the_value_before():
    change = make_change(("draft", "2010"))
    data = {
        "values": {"acted_by": "Cabinet"},
        "commissions": change.commissions.all(),
        "terms": [],
        "by": None,
        "at": NOW,
    }
    changes.save(change=change, **data)

    event = OutcomeEvent.objects.filter(action="edited").get()
    assert event.detail["acted_by"] == ["Ministry of Labour", "Cabinet"]


def test_a_lead_from_a_follow_up_becomes_a_record_once(client):
    from evaluations.models import PolicyLead
    from tests.outcomes.making import coded, worker

    workshop = held_workshop(BANGKOK, "THA")
    lead = PolicyLead.objects.create(
        workshop=workshop, answer=1, what="A new decree on fees", source="x"
    )
    client.force_login(worker("recorder", "ESCAP"))
    assert "A new decree on fees" in client.get("/outcomes/desk/").content.decode()
    values = coded(titles=None, summaries=None)
    form = {name: value for name, value in values.items() if value not in (None, "")} | {
        "country": values["country"].pk,
        "titles_en": "Decree on fees",
        "summaries_en": "Fees fall.",
        "commissions": [workshop.host_id],
    }

    assert client.post(f"/outcomes/desk/changes/new/?lead={lead.pk}", form).status_code == 302

    lead.refresh_from_db()
    assert lead.state == "taken"
    assert "A new decree" not in client.get("/outcomes/desk/").content.decode()
    with pytest.raises(PortalError, match="decided on already"):
        changes.take_up(lead=lead, change=changes.PolicyChange.objects.get(), by=None, at=NOW)
