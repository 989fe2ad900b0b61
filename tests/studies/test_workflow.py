"""The life of a study: states, what publishing needs, two people at once, the record of deeds."""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import PortalError
from core.lifecycle import IllegalTransition
from regions.models import Area
from studies.models import Study, StudyFile, Uptake
from studies.services import workflow, works
from studies.states import STAGES, STUDY, UPTAKE, State, Status
from tests.studies import making
from tests.studies.making import NOW, make_editor, make_recommendation, make_study
from tests.width import cases

pytestmark = pytest.mark.django_db
STEPS = {
    State.IN_REVIEW: workflow.submit,
    State.DRAFT: workflow.return_to_draft,
    State.PUBLISHED: workflow.publish,
    State.WITHDRAWN: workflow.withdraw,
}


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("new", list(State))
def test_a_study_goes_only_where_the_table_says(state, new):
    study = make_study(state=state)

    if new in STUDY.following(state):
        STEPS[new](study=study, by=None, at=NOW, note="Because.")
        assert Study.objects.get(pk=study.pk).state == new
    else:
        with pytest.raises(IllegalTransition):
            STEPS[new](study=study, by=None, at=NOW, note="Because.")
        assert Study.objects.get(pk=study.pk).state == state


def test_nothing_is_required_of_a_draft_and_publishing_names_all_that_is_missing():
    making.load_regions()
    study = workflow.create_study(commissions=[], by=None, at=NOW)
    study = workflow.submit(study=study, by=None, at=NOW)

    with pytest.raises(workflow.Incomplete) as refused:
        workflow.publish(study=study, by=None, at=NOW)

    sections = {item.section for item in refused.value.missing}
    assert sections == {"work", "people", "edition-en", "files"}
    assert "title (English)" in refused.value.message
    assert Study.objects.get(pk=study.pk).state == State.IN_REVIEW
    assert study.events.filter(action="published").count() == 0


@pytest.mark.parametrize("text_state", ["waiting", "refused"])
def test_a_file_that_is_not_read_hinders_publishing_and_is_hidden_afterwards(client, text_state):
    study = make_study(state="in_review")
    bad = making.add_file(
        study.editions.get(), name="late.pdf", text_state=text_state, problem="It cannot be opened."
    )
    with pytest.raises(workflow.Incomplete, match=r"late\.pdf"):
        workflow.publish(study=study, by=None, at=NOW)
    StudyFile.objects.filter(pk=bad.pk).update(text_state="done")
    workflow.publish(study=study, by=None, at=NOW)

    StudyFile.objects.filter(pk=bad.pk).update(text_state=text_state)

    assert "late.pdf" not in client.get(study.get_absolute_url()).content.decode()
    assert client.get(bad.get_absolute_url()).status_code == 404


def test_a_published_study_never_loses_what_readers_need():
    study = make_study()
    edition = study.editions.get()
    values = {name: getattr(edition, name) for name in works.EDITION_FIELDS} | {"abstract": ""}

    with pytest.raises(workflow.Incomplete, match="abstract"):
        works.save_edition(edition=edition, values=values, by=None, at=NOW)

    assert study.editions.get().abstract == making.EDITION["abstract"]


def test_who_did_what_when_is_kept_with_the_note():
    editor = make_editor("ECLAC", name="ana")
    study = make_study(state="in_review", by=editor)
    workflow.return_to_draft(study=study, by=editor, at=NOW, note="Table 3 is wrong.")
    workflow.submit(study=study, by=editor, at=NOW + timedelta(days=1))
    other = make_editor("ECLAC", name="ben")
    workflow.publish(study=study, by=other, at=NOW + timedelta(days=2))

    events = [(e.action, e.by.username, e.note) for e in study.events.all()[:3]]

    assert events == [
        ("published", "ben", ""),
        ("submitted", "ana", ""),
        ("returned", "ana", "Table 3 is wrong."),
    ]


@pytest.mark.parametrize("act", [workflow.withdraw, workflow.return_to_draft])
def test_a_step_back_needs_a_note(act):
    study = make_study(state="published" if act is workflow.withdraw else "in_review")

    with pytest.raises(PortalError, match="Say"):
        act(study=study, by=None, at=NOW, note="  ")


def test_a_withdrawn_study_leaves_its_note_and_nothing_else(client):
    study = make_study(pages={"en": ("A secret word: xylophone.",)})
    file = study.editions.get().files.get()

    workflow.withdraw(study=study, by=None, at=NOW, note="The figures of table 3 were wrong.")

    for address in (study.get_absolute_url(), file.get_absolute_url()):
        answer = client.get(address)
        assert answer.status_code == 410
        assert "table 3 were wrong" in answer.content.decode()
        assert making.EDITION["abstract"] not in answer.content.decode()
    assert client.get(f"/studies/{study.pk}/en/cite.bib").status_code == 404
    assert client.get(f"/api/v1/studies/{study.pk}/").json()["code"] == "withdrawn"


def test_the_note_stays_on_the_page_of_a_study_published_again(client):
    study = make_study(state="withdrawn")
    workflow.publish(study=study, by=None, at=NOW)

    assert "Figures were wrong." in client.get(study.get_absolute_url()).content.decode()


def test_a_study_withdrawn_before_its_embargo_ends_was_never_seen(client):
    tomorrow = timezone.localdate() + timedelta(days=1)
    study = make_study(state="withdrawn", embargo_until=tomorrow)

    assert client.get(study.get_absolute_url()).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_publish_once():
    study = make_study(state="in_review")
    barrier, results = threading.Barrier(2), []

    def publish():
        try:
            barrier.wait(10)
            workflow.publish(study=study, by=None, at=NOW)
            results.append("published")
        except IllegalTransition:
            results.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=publish) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sorted(results) == ["published", "refused"]
    assert study.events.filter(action="published").count() == 1


@given(moves=st.lists(st.sampled_from(list(Status)), max_size=8))
@settings(max_examples=cases(60), deadline=None)
def test_a_status_only_climbs_or_is_rejected(moves):
    old = None
    for new in moves:
        if new not in UPTAKE.following(old):
            continue
        if old in STAGES and new in STAGES:
            assert STAGES.index(new) > STAGES.index(old)
        if new == Status.REJECTED:
            assert old in STAGES
        old = new


def test_an_unknown_state_is_refused_in_words():
    with pytest.raises(IllegalTransition, match=r"Draft.*Withdrawn"):
        STUDY.check("draft", "withdrawn")


def test_steps_of_a_country_need_order_and_evidence():
    recommendation = make_recommendation(make_study())
    mexico = Area.objects.get(code="MEX")
    step = {"recommendation": recommendation, "country": mexico, "by": None, "at": NOW}
    works.record_uptake(**step, status="endorsed", on=date(2011, 3, 1), evidence="Minutes.")

    with pytest.raises(IllegalTransition, match="Possible: Planned"):
        works.record_uptake(**step, status="presented", on=date(2011, 4, 1), evidence="Minutes.")
    with pytest.raises(PortalError, match="2011-03-01"):
        works.record_uptake(**step, status="adopted", on=date(2011, 2, 1), evidence="A law.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Uptake.objects.create(
            recommendation=recommendation,
            country=mexico,
            status="adopted",
            on=date(2012, 1, 1),
            evidence="",
        )
    works.record_uptake(**step, status="adopted", on=date(2012, 1, 1), evidence="A law.")

    assert recommendation.uptakes.count() == 2


def test_a_recommendation_with_history_stays():
    recommendation = make_recommendation(make_study())
    works.record_uptake(
        recommendation=recommendation,
        country=Area.objects.get(code="MEX"),
        status="presented",
        on=date(2011, 3, 1),
        evidence="x",
        by=None,
        at=NOW,
    )

    with pytest.raises(PortalError, match="stays"):
        works.remove_recommendation(recommendation=recommendation, by=None, at=NOW)


def test_a_wording_in_another_language_is_said_so(client):
    recommendation = make_recommendation(make_study(), "Lower the cost.")

    assert (
        "pas encore de libellé en"
        in client.get(f"/fr/recommendations/{recommendation.pk}/").content.decode()
    )
    assert (
        "there is no wording"
        not in client.get(f"/recommendations/{recommendation.pk}/").content.decode()
    )


def test_the_board_says_who_has_come_how_far_and_what_was_never_presented(client):
    study = make_study(countries=("MEX", "PER"))
    moved = make_recommendation(study, "Lower the fees.")
    make_recommendation(study, "Never told to anybody.")
    works.record_uptake(
        recommendation=moved,
        country=Area.objects.get(code="PER"),
        status="adopted",
        on=date(2011, 3, 1),
        evidence="Law 123.",
        by=None,
        at=NOW,
    )

    everything = client.get("/recommendations/").content.decode()
    never = client.get("/recommendations/?never=on").content.decode()
    adopted = client.get("/recommendations/?status=adopted&country=PER").content.decode()
    nobody = client.get("/recommendations/?status=adopted&country=MEX").content.decode()
    page = client.get(moved.get_absolute_url()).content.decode()

    assert "never presented" in everything
    assert "Never told" in never
    assert "Lower the fees" not in never
    assert "Lower the fees" in adopted
    assert "Never told" not in adopted
    assert "No recommendation found" in nobody
    assert "Law 123." in page
    assert "Adopted" in page
