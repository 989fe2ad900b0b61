"""Recommendations of an evaluation: who writes, who answers for the management, what stays in the history."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.errors import Refused
from evaluations.models import EvaluationRecommendation
from evaluations.services import recommendations as service
from evaluations.services import surveys
from tests.confirming import is_question, post_and_confirm
from tests.evaluations.making import held
from tests.filling import form_of
from tests.workshops.making import helper, organiser
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
WORDS = {"text": "Send documents in all languages.", "basis": "LAN1: 40 %", "addressed_to": "Host"}
ACCEPTED = {
    "answer": "accepted",
    "reason": "",
    "action": "Order translations with the invitation.",
    "responsible": "Programme unit",
    "due_on": timezone.localdate() - timedelta(days=3),
}


@pytest.fixture
def survey():
    return surveys.set_up(workshop=held(people=0), at=timezone.now())


def written(survey, **values) -> EvaluationRecommendation:
    return service.write(
        survey=survey, recommendation=None, values=WORDS | values, by=None, at=timezone.now()
    )


def step(do, recommendation, **values):
    return do(recommendation=recommendation, values=values, by=None, at=timezone.now())


def test_words_are_fixed_once_the_management_has_answered(survey):
    one, two = written(survey), written(survey)
    assert (one.number, two.number) == (1, 2)

    changed = {"survey": survey, "recommendation": one, "by": None, "at": timezone.now()}
    service.write(values=WORDS | {"text": "Better words."}, **changed)
    step(service.respond, one, **ACCEPTED)

    with pytest.raises(Refused, match="answered these words"):
        service.write(values=WORDS, **changed)
    with pytest.raises(Refused, match="it stays"):
        service.remove(survey=survey, pk=one.pk)
    service.remove(survey=survey, pk=two.pk)
    one.refresh_from_db()
    assert one.text == "Better words."
    assert [event.action for event in one.events.all()] == ["answered", "changed", "written"]
    assert one.events.last().stood["text"] == WORDS["text"]


@pytest.mark.parametrize(
    "values",
    [
        {"answer": ""},
        {"answer": "refused"},
        ACCEPTED | {"due_on": None},
        ACCEPTED | {"action": ""},
        ACCEPTED | {"answer": "partly"},
    ],
)
def test_a_response_says_who_acts_by_when_or_why_not(survey, values):
    one = written(survey)

    with pytest.raises(Refused):
        step(service.respond, one, **values)

    one.refresh_from_db()
    assert one.answer == ""


def test_the_database_refuses_an_acceptance_without_an_action(survey):
    one = written(survey)
    with pytest.raises(IntegrityError), transaction.atomic():
        EvaluationRecommendation.objects.filter(pk=one.pk).update(answer="accepted")


def test_follow_up_is_dated_and_its_end_says_what_was_done(survey):
    one = step(service.respond, written(survey), **ACCEPTED)
    assert one.is_overdue

    with pytest.raises(Refused, match="what was done"):
        step(service.follow_up, one, progress="done", progress_note="")
    one = step(service.follow_up, one, progress="done", progress_note="Sent with the invitation.")
    again = step(service.follow_up, one, progress="done", progress_note="Sent with the invitation.")

    assert (again.progress, again.progress_on) == ("done", timezone.localdate())
    assert not again.is_overdue
    assert again.events.filter(action="followed").count() == 1, "a second click adds nothing"
    refused = step(service.respond, written(survey), answer="refused", reason="No mandate.")
    with pytest.raises(Refused, match="nothing to follow up"):
        step(service.follow_up, refused, progress="done", progress_note="x")


def test_who_evaluates_writes_and_who_runs_the_workshop_answers(client, survey):
    workshop = survey.workshop
    listed = reverse("evaluations:recommendations", args=[workshop.code])
    client.force_login(helper(workshop, "evaluation"))

    client.post(listed, WORDS)

    one = survey.recommendations.get()
    address = reverse("evaluations:recommendation", args=[workshop.code, one.pk])
    page = client.get(address).content.decode()
    assert "The organisers of the workshop give the management response." in page
    answer = ACCEPTED | {"act": "respond", "due_on": "2027-03-01"}
    assert client.post(address, answer).status_code == 403
    client.force_login(organiser())
    response_form = form_of(client.get(address), "answer")
    empty = client.post(address, response_form | {"answer": "accepted"})
    assert empty.status_code == 422
    assert "who acts and a day" in empty.content.decode()
    one.refresh_from_db()
    assert one.answer == "", "a form that is refused writes nothing"
    assert client.post(address, response_form | answer).status_code == 302
    sent = form_of(client.get(address), "progress") | {
        "progress": "under_way",
        "progress_note": "Ordered.",
    }
    assert client.post(address, sent).status_code == 302
    page = client.get(f"/ar{address}").content.decode()
    assert "Ordered." in page
    one.refresh_from_db()
    assert (one.answer, one.progress) == ("accepted", "under_way")
    assert client.post(listed, WORDS | {"text": ""}).status_code == 422
    other = held(people=0)
    assert (
        client.get(reverse("evaluations:recommendation", args=[other.code, one.pk])).status_code
        == 404
    )
    client.force_login(helper(workshop, "desk"))
    assert client.get(listed).status_code == 404


def test_without_an_evaluation_the_tab_leads_to_where_it_is_begun(client):
    workshop = held(people=0)
    client.force_login(organiser())
    response = client.get(reverse("evaluations:recommendations", args=[workshop.code]))
    assert response.url == reverse("evaluations:evaluation", args=[workshop.code])
    assert Workshop.objects.filter(pk=workshop.pk).exists()


def test_two_people_at_the_form_lose_nothing_of_each_other(client, survey):
    one = written(survey)
    address = reverse("evaluations:recommendation", args=[survey.workshop.code, one.pk])
    client.force_login(organiser())
    opened = form_of(client.get(address), "basis")
    client.post(address, opened | {"basis": "LAN1: 38 %"})

    addressed = client.post(address, opened | {"addressed_to": "Secretariat"})
    again = client.post(address, opened | {"basis": "LAN1: 45 %"})

    assert addressed.status_code == 302
    assert again.status_code == 409
    assert "LAN1: 38 %" in again.content.decode()
    one.refresh_from_db()
    assert (one.basis, one.addressed_to) == ("LAN1: 38 %", "Secretariat")


def test_removing_asks_first_and_happens_once(client, survey):
    one = written(survey)
    listed = reverse("evaluations:recommendations", args=[survey.workshop.code])
    client.force_login(organiser())
    remove = {"act": "remove", "recommendation": one.pk}

    assert is_question(client.post(listed, remove))
    assert survey.recommendations.exists()
    post_and_confirm(client, listed, remove)

    assert not survey.recommendations.exists()
    assert client.post(listed, remove).status_code == 404


def test_a_second_click_writes_no_second_recommendation(client, survey):
    listed = reverse("evaluations:recommendations", args=[survey.workshop.code])
    client.force_login(organiser())
    filled = form_of(client.get(listed), "text") | WORDS

    first, second = client.post(listed, filled), client.post(listed, filled)

    assert (first.status_code, second.status_code) == (302, 302)
    assert survey.recommendations.count() == 1
