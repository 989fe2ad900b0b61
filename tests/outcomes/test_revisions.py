"""A published record changes only by a revision that another person approves."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from core.errors import PortalError, Stale
from outcomes.models import Contribution, Evidence, OutcomeEvent, PolicyChange, Step
from outcomes.selectors.record_differences import difference
from outcomes.services import changes, contributions, records, revisions, steps
from tests.confirming import fields_of
from tests.outcomes.making import NOW, add_proof, held_workshop, make_change, publish, worker
from tests.studies.making import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
ACTOR = {"by": None, "at": NOW}


def public_record(**fields) -> PolicyChange:
    """A draft law of 2010 with a grade and what an independent person says, published."""
    change = make_change(("draft", "2010-05"), titles={"en": "As approved"}, **fields)
    contributions.contribute(
        change=change,
        origin={"workshop": held_workshop(date(2010, 4, 22), "THA")},
        grade=2,
        reasons="The tools were of use.",
        evidence=[add_proof(change, "stated_usefulness")],
        **ACTOR,
    )
    values = {
        "name": "A. Person",
        "affiliation": "University",
        "relation": "Adviser",
        "is_independent": True,
        "verdict": "full",
        "on": date(2010, 7, 1),
    }
    contributions.substantiate(change=change, values=values, by=make_user(), at=NOW)
    return publish(change)


def edit(change: PolicyChange, **values):
    return changes.save(
        change=change,
        values=values,
        commissions=change.commissions.all(),
        terms=[],
        **ACTOR,
    )


WRITES = {
    "fields": lambda change: edit(change, titles={"en": "Rewritten"}),
    "evidence": add_proof,
    "no evidence": lambda change: steps.remove_evidence(evidence=change.evidence.first(), **ACTOR),
    "step": lambda change: steps.add_step(
        change=change, stage="adopted", on="2010-09", evidence=change.evidence.first(), **ACTOR
    ),
    "no step": lambda change: steps.remove_step(step=change.steps.get(), **ACTOR),
    "grade": lambda change: contributions.contribute(
        change=change,
        origin={"workshop": change.contributions.get().workshop},
        grade=1,
        reasons="Less.",
        **ACTOR,
    ),
    "no contribution": lambda change: contributions.remove_contribution(
        contribution=change.contributions.get(), **ACTOR
    ),
    "a person": lambda change: contributions.substantiate(
        change=change, values={"is_independent": True}, by=make_user(), at=NOW
    ),
}


@pytest.mark.parametrize("name", WRITES)
def test_nothing_of_a_published_record_is_written_in(name):
    change = public_record()

    with pytest.raises(records.Public, match="Begin a revision"), transaction.atomic():
        WRITES[name](change)


@pytest.mark.parametrize("name", [name for name in WRITES if name != "a person"])
def test_nothing_changes_under_the_eyes_of_the_reviewer(name):
    change = public_record()
    revision = revisions.begin(change=change, **ACTOR)
    edit(revision, titles={"en": "Proposed"})
    changes.move(change=revision, new="in_review", **ACTOR)
    revision.refresh_from_db()

    with pytest.raises(records.Public, match="in review"), transaction.atomic():
        WRITES[name](revision)


@pytest.mark.wide
def test_readers_see_the_approved_version_until_another_person_approves_the_next(client):
    change = public_record()
    address = f"/outcomes/{change.pk}/"
    kept = Evidence.objects.filter(change=change).first().pk
    writer, reviewer = make_user(), make_user()
    revision = revisions.begin(change=change, by=writer, at=NOW)
    revision = changes.save(
        change=revision,
        values={"titles": {"en": "As revised"}, "magnitude": 3},
        commissions=revision.commissions.all(),
        terms=[],
        by=writer,
        at=NOW,
    )
    proof = add_proof(revision, title="Gazette 9", quote="Article 9", on="2010-09")
    steps.add_step(
        change=revision, stage="adopted", on="2010-09", evidence=proof, by=writer, at=NOW
    )

    for page in (address, "/outcomes/", "/api/v1/policy-changes/", "/outcomes/timeline/"):
        text = client.get(page).content.decode()
        assert "As approved" in text, page
        assert "As revised" not in text
        assert "Gazette 9" not in text
    assert client.get(f"/outcomes/{revision.pk}/").status_code == 404
    assert client.get("/api/v1/policy-changes/").json()["count"] == 1

    rows = {(row.name, row.old, row.new) for row in difference(change, revision)}
    assert ("title by language (English)", "As approved", "As revised") in rows
    assert any(name == "Step" and not old and "Adopted" in new for name, old, new in rows)
    assert any(name == "Evidence" and "Article 9" in new for name, _old, new in rows)
    assert not any(name == "Contribution" for name, *_rest in rows)

    changes.move(change=revision, new="in_review", by=writer, at=NOW)
    with pytest.raises(records.NotYours):
        changes.move(change=revision, new="published", by=writer, at=NOW)
    stored = changes.move(change=revision, new="published", by=reviewer, at=NOW)

    assert stored.pk == change.pk
    assert (stored.stage, stored.version, stored.state) == ("adopted", 2, "published")
    assert PolicyChange.objects.count() == 1
    assert Evidence.objects.filter(pk=kept, change=change).exists()
    assert (Step.objects.count(), Evidence.objects.count(), Contribution.objects.count()) == (
        2, 3, 1,
    )  # fmt: skip
    assert stored.contributions.get().evidence.count() == 1
    assert stored.substantiations.count() == 1
    event = OutcomeEvent.objects.filter(about="change", record=change.pk).first()
    assert event.detail["changed"][0]["new"] == "As revised"
    assert event.by == reviewer
    text = client.get(address).content.decode()
    assert "As revised" in text
    assert "Version 2" in text


def test_who_wrote_a_part_of_a_revision_does_not_approve_it():
    change = public_record()
    second_writer = make_user()
    revision = revisions.begin(change=change, by=make_user(), at=NOW)
    steps.add_evidence(
        change=revision,
        values={"kind": "news", "title": "T", "source": "S", "quote": "Q"},
        by=second_writer,
        at=NOW,
    )
    changes.move(change=revision, new="in_review", **ACTOR)

    with pytest.raises(records.NotYours, match="You wrote in this record"):
        changes.move(change=revision, new="published", by=second_writer, at=NOW)


def test_there_is_one_revision_at_a_time_and_it_can_be_given_up():
    change = public_record()
    revision = revisions.begin(change=change, **ACTOR)
    with pytest.raises(PortalError, match="written already"):
        revisions.begin(change=change, **ACTOR)
    with pytest.raises(PortalError, match="Only a public record"):
        revisions.begin(change=revision, **ACTOR)
    with pytest.raises(IntegrityError, match="revision_is_not_public"), transaction.atomic():
        PolicyChange.objects.filter(pk=revision.pk).update(state="published", published_at=NOW)

    revisions.discard(change=revision, **ACTOR)

    assert PolicyChange.objects.get() == change
    assert Evidence.objects.count() == 2
    with pytest.raises(PortalError, match="Only a revision"):
        revisions.discard(change=change, **ACTOR)


def test_a_revision_without_a_difference_or_of_a_withdrawn_record_does_not_become_public():
    change = public_record()
    revision = revisions.begin(change=change, **ACTOR)
    changes.move(change=revision, new="in_review", **ACTOR)
    with pytest.raises(PortalError, match="Nothing differs"):
        changes.move(change=revision, new="published", by=make_user(), at=NOW)
    changes.move(change=change, new="withdrawn", text="Wrong country.", **ACTOR)
    with pytest.raises(PortalError, match="withdrawn meanwhile"):
        changes.move(change=revision, new="published", by=make_user(), at=NOW)
    changes.move(change=change, new="draft", **ACTOR)
    publish(change)

    with pytest.raises(PortalError, match="changed since this revision"):
        changes.move(change=revision, new="published", by=make_user(), at=NOW)


def test_a_reviewer_publishes_what_was_seen():
    change = make_change(("draft", "2010"))
    changes.move(change=change, new="in_review", **ACTOR)
    change.refresh_from_db()
    seen = change.revision
    changes.move(change=change, new="draft", text="Name the ministry.", **ACTOR)
    change.refresh_from_db()
    edit(change, acted_by="Cabinet")
    changes.move(change=change, new="in_review", **ACTOR)

    with pytest.raises(Stale):
        changes.move(change=change, new="published", revision=seen, by=make_user(), at=NOW)


@pytest.mark.wide
def test_the_page_of_the_reviewer_shows_all_evidence_the_difference_and_why_it_was_returned(client):
    change = public_record()
    recorder, reviewer = worker("recorder", "ESCAP"), worker("reviewer")
    client.force_login(recorder)
    page = f"/outcomes/desk/changes/{change.pk}/"
    assert "Edit the record" not in client.get(page).content.decode()
    address = client.post(f"{page}revise/")["Location"]
    revision = PolicyChange.objects.get(revises=change)
    assert address == f"/outcomes/desk/changes/{revision.pk}/"
    steps.add_evidence(
        change=revision,
        values={
            "kind": "stated_intention",
            "title": "A letter",
            "source": "Delegation",
            "on": "2010-06-03",
            "quote": "We intend to adopt it.",
            "url": "https://example.org/letter",
            "is_public": False,
        },
        by=recorder,
        at=NOW,
    )
    client.post(f"{address}move/", {"to": "in_review"})
    client.force_login(reviewer)
    text = client.get(address).content.decode()
    for shown in (
        "A letter", "3 Jun 2010", "We intend to adopt it.", "https://example.org/letter",
        recorder.get_username(), "What differs from the public record", "Approve the revision",
    ):  # fmt: skip
        assert shown in text, shown

    client.post(f"{address}move/", {"to": "draft", "text": "Who signed the letter?"})

    client.force_login(recorder)
    text = client.get(address).content.decode()
    returned = text.index("Who signed the letter?")
    assert "Returned on" in text[:returned]
    assert returned < text.index("What differs from the public record")
    client.force_login(reviewer)
    assert client.post(f"{address}give-up/").status_code == 404
    client.force_login(recorder)
    question = client.post(f"{address}give-up/")
    assert "Give this revision up?" in question.content.decode()
    client.post(f"{address}give-up/", fields_of(question))
    assert not PolicyChange.objects.filter(revises=change).exists()
    assert client.get(address).status_code == 404
