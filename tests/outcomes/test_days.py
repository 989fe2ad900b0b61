"""A year's report tells that year, and days are guarded on every side."""

from datetime import date

import pytest

from core.errors import PortalError
from outcomes.measures import Scope, figures_of
from outcomes.measures.registry import UnknownMeasure
from outcomes.services import changes, claims, contributions, revisions, steps
from outcomes.services.contributions import TooHigh
from tests.outcomes.making import NOW, add_proof, held_workshop, make_change, publish
from tests.outcomes.reporting import include_all, make_project, make_report, prepared
from tests.outcomes.test_changes import BANGKOK, grade
from tests.studies.making import make_recommendation, make_study

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
ACTOR = {"by": None, "at": NOW}


def kuwait_in_two_years():
    """A draft of 2010, in force in June 2011; graded 2 for a workshop before the draft."""
    beirut = held_workshop(date(2010, 10, 5), "KWT", host="ESCWA")
    change = make_change(
        country="KWT", commission="ESCWA", summaries={"en": "Kuwait drafts a revised labour law."}
    )
    steps.add_step(
        change=change,
        stage="draft",
        on="2010-12",
        evidence=add_proof(change, on="2010-12"),
        **ACTOR,
    )
    grade(change, beirut, 2, "stated_usefulness")
    return publish(change)


def revise_into_force(change):
    revision = revisions.begin(change=change, **ACTOR)
    changes.save(
        change=revision,
        values={"summaries": {"en": "Kuwait's revised labour law is in force."}},
        commissions=revision.commissions.all(),
        terms=[],
        **ACTOR,
    )
    proof = add_proof(revision, on="2011-06", source="Gazette of 2011")
    steps.add_step(change=revision, stage="in_force", on="2011-06", evidence=proof, **ACTOR)
    return publish(revision)


@pytest.mark.wide
def test_the_report_of_2010_tells_2010_whatever_came_later():
    change = kuwait_in_two_years()
    project = include_all(make_project())
    first = prepared(make_report(project, 2010))
    told = {claim.sentence for claim in first.claims.filter(measure="change")}

    revise_into_force(change)

    assert claims.compare_all(at=NOW) == 0
    again = prepared(make_report(include_all(project), 2011))
    # Drafted anew now, the sentence of 2010 is still the same.
    first.claims.filter(measure="change").delete()
    prepared(first)
    (sentence,) = first.claims.filter(measure="change").values_list("sentence", flat=True)
    assert {sentence} == told
    assert "drafts a revised labour law" in sentence
    assert "In force" not in sentence
    (later,) = again.claims.filter(measure="change").values_list("sentence", flat=True)
    assert "is in force" in later
    assert "June 2011" in later


@pytest.mark.wide
def test_what_was_owed_and_proven_is_that_of_the_last_day():
    change = kuwait_in_two_years()
    scope = Scope.of_year(2010, record=change.pk)
    before = figures_of("change", scope)
    assert before["facts"]["grade"] == 2
    revision = revisions.begin(change=change, **ACTOR)
    later = held_workshop(date(2011, 3, 1), "KWT", host="ESCWA")
    row = revision.contributions.get()
    cites = add_proof(revision, "official_citation", on="2011-02", url="https://example.org/x")
    steps.add_step(
        change=revision,
        stage="adopted",
        on="2011-09",
        evidence=add_proof(revision, on="2011-09"),
        **ACTOR,
    )
    for origin, pieces in ((row.workshop, [*row.evidence.all(), cites]), (later, [cites])):
        contributions.contribute(
            change=revision,
            origin={"workshop": origin},
            grade=0 if origin == later else 5,
            reasons="Cited.",
            evidence=pieces,
            **ACTOR,
        )
    publish(revision)

    assert figures_of("change", scope) == before
    after = figures_of("change", Scope.of_year(2011, record=change.pk))
    assert after["facts"]["grade"] == 5
    assert len(after["facts"]["contributions"]) == 2
    with pytest.raises(UnknownMeasure, match="no step by the last day"):
        figures_of("change", Scope.of_year(2009, record=change.pk))


def test_recommendations_of_later_studies_are_in_no_earlier_year():
    make_recommendation(make_study(editions={"en": {"issued": "2010-05"}}))
    make_recommendation(make_study(editions={"en": {"issued": "2012-01"}}))

    assert figures_of("recommendations-unpresented", Scope.of_year(2010))["value"] == 1
    assert figures_of("recommendations-unpresented", Scope.of_year(2012))["value"] == 2


@pytest.mark.parametrize(
    ("stage", "on", "proof", "message"),
    [
        ("adopted", "2029", {}, "has not come yet"),
        ("adopted", "2010-09", {"on": "2009"}, "before the step"),
        ("adopted", "2010-09", {"on": "2010-08-31"}, "before the step"),
        ("adopted", "2010-09", {"kind": "stated_intention"}, "needs a document"),
        ("draft", "2010-09", {"kind": "stated_usefulness"}, "needs a document"),
        ("interest", "2010-09", {"kind": "stated_intention"}, None),
        ("adopted", "2010-09", {"on": "2010"}, None),
        ("adopted", "2010-09", {"on": "2011-02"}, None),
    ],
)
def test_a_step_rests_on_evidence_that_can_show_it(stage, on, proof, message):
    change = make_change()
    piece = add_proof(change, **proof)

    def add():
        steps.add_step(change=change, stage=stage, on=on, evidence=piece, **ACTOR)

    if message is None:
        add()
    else:
        with pytest.raises(PortalError, match=message):
            add()
    assert change.steps.exists() == (message is None)


def test_evidence_of_a_day_that_has_not_come_is_refused():
    with pytest.raises(PortalError, match="has not come yet"):
        add_proof(make_change(), on="2031")


def test_what_is_older_than_the_workshop_or_cannot_be_opened_carries_no_grade():
    workshop = held_workshop(BANGKOK, "THA")
    change = make_change(("adopted", "2010-09"))

    def contribute(highest, **fields):
        piece = add_proof(change, **fields)
        contribution = contributions.contribute(
            change=change,
            origin={"workshop": workshop},
            grade=highest,
            reasons="As told.",
            evidence=[piece],
            **ACTOR,
        )
        assert contribution.grade == highest
        if highest < 5:
            with pytest.raises(TooHigh):
                contributions.contribute(
                    change=change,
                    origin={"workshop": workshop},
                    grade=highest + 1,
                    reasons="More.",
                    evidence=[piece],
                    **ACTOR,
                )

    link = "https://example.org/decree"
    contribute(1, kind="official_citation", on="2009", url=link)
    contribute(1, kind="official_citation", quote="In confidence", is_public=False)
    contribute(5, kind="official_citation", on="2010-09", url=link)
    contribute(2, kind="stated_usefulness")
