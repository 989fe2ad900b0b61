"""A test before and after a workshop: written once, told as right answers and as gain of the same people."""

import json
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from evaluations.documents.report_content import content_of
from evaluations.models import SurveyRound
from evaluations.selectors.questionnaires import questionnaire_of
from evaluations.services import questionnaires, results, surveys
from tests.evaluations.making import FORM, Kind, answered, held, open_now
from tests.workshops.making import make_workshop, organiser
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def test_a_test_is_written_once_and_asked_twice(client):
    workshop = make_workshop()
    survey = surveys.set_up(workshop=workshop, at=NOW)
    client.force_login(organiser())
    base = f"/organise/{workshop.code}/evaluation/"
    client.post(base, {"act": "test"})
    before, after = (survey.rounds.get(kind=kind) for kind in (Kind.TEST_BEFORE, Kind.TEST_AFTER))
    assert not surveys.may_open(before), "a test without questions does not open"
    new = {
        "kind": "single",
        "text_en": "Who records remittances?",
        "options_fr": "La banque\n*Personne",
    }

    lacking = client.post(
        f"{base}{before.pk}/questions/new/", new | {"options_en": "The bank\nNobody"}
    )
    assert lacking.status_code == 422
    assert "one right answer" in lacking.content.decode()
    client.post(f"{base}{before.pk}/questions/new/", new | {"options_en": "* The bank\nNobody"})
    client.post(
        f"{base}{before.pk}/questions/new/",
        new | {"options_en": "The bank\n*Nobody", "place": "top:1"},
    )

    second, first = questionnaire_of(before).questions
    assert (first.name, first.right, second.right) == ("TEST1", (1,), (2,))
    assert [option.name for option in first.options] == ["", "", "unsure"]
    assert first.options[1].texts == {"en": "Nobody", "fr": "Personne"}
    assert [question.name for question in questionnaire_of(after).questions] == ["TEST2", "TEST1"]
    assert "*The bank" in client.get(f"{base}{before.pk}/questions/TEST1/").content.decode()
    assert (
        "asks what the test before" in client.get(f"{base}{after.pk}/questions/").content.decode()
    )
    with pytest.raises(questionnaires.Locked):
        questionnaires.remove_own(round_=after, name="TEST1")
    client.post(f"{base}{before.pk}/questions/", {"act": "remove", "name": "TEST2"})
    assert [question.name for question in questionnaire_of(after).questions] == ["TEST1"]
    assert "(right)" not in client.get(f"{base}{before.pk}/preview/").content.decode()
    with transaction.atomic():
        SurveyRound.objects.filter(pk=after.pk).update(state="open")
        with pytest.raises(questionnaires.Locked):
            questionnaires.remove_own(round_=before, name="TEST1")
        transaction.set_rollback(True)
    client.post(base, {"act": "remove_test", "round": before.pk})
    assert not survey.own_items.exists()


def assert_right_answers_are_kept(workshop, before):
    """The same questions are asked once more, so nobody outside reads yet what was right."""
    visitor, told = Client(), f"/workshops/{workshop.code}/results"
    for path in (f"{told}/", f"{told}.csv", f"{told}/codebook/", f"{told}/codebook.xml"):
        assert visitor.get(path, {"round": before.pk}).status_code == 404, path
    assert visitor.get(f"{told}/").status_code == 200
    rounds = visitor.get(f"/api/v1/evaluations/{workshop.code}/").json()["results"]
    assert {one["kind"] for one in rounds} == {"R2"}
    workshop.refresh_from_db()
    report = json.dumps(content_of(workshop, "", on=NOW.date(), language="en"))
    assert "(right)" not in report
    assert "TEST1" not in report
    visitor.force_login(organiser())
    page = visitor.get(f"{told}/", {"round": before.pk}).content.decode()
    assert "Answer 2 (right)" in page


@pytest.mark.wide
def test_gain_is_of_the_same_people(client):
    workshop = held(people=14)
    survey = surveys.set_up(workshop=workshop, at=NOW)
    with pytest.raises(surveys.Refused):
        surveys.add_test(survey=survey, at=NOW)
    before, after = (
        SurveyRound.objects.create(
            survey=survey,
            kind=kind,
            opens_at=NOW - timedelta(days=2),
            closes_at=NOW - timedelta(days=1),
        )
        for kind in (Kind.TEST_BEFORE, Kind.TEST_AFTER)
    )
    options = [{"code": code, "texts": {"en": f"Answer {code}"}} for code in (1, 2, 3)]
    questionnaires.add_own(
        round_=before,
        values={"kind": "single", "texts": {"en": "Which?"}, "options": options, "right": [2]},
    )
    Workshop.objects.filter(pk=workshop.pk).update(status="in_progress")
    workshop.registrations.update(state="confirmed")
    before = answered(open_now(before), [{"TEST1": "2" if n < 5 else "1"} for n in range(14)])
    results.prepare(before.pk)
    workshop.registrations.update(state="attended")
    end = answered(open_now(survey.rounds.get(kind=Kind.END)), [FORM] * 14)
    results.prepare(end.pk)
    Workshop.objects.filter(pk=workshop.pk).update(status="reported")
    assert_right_answers_are_kept(workshop, before)
    Workshop.objects.filter(pk=workshop.pk).update(status="held")
    after = answered(
        open_now(after), [{"TEST1": "3" if n in (0, 12, 13) else "2"} for n in range(14)]
    )

    content = results.prepare(after.pk).content

    item, change = content["items"]["TEST1"], content["waves"]["items"]["TEST1"]
    assert (item["scale"], item["n"], item["low"], item["high"]) == ("right", 14, 11, 11)
    assert item["options"] == {"1": 0, "2": 11, "3": 3}
    assert (content["waves"]["base"], change["pairs"]) == ("T0", 14)
    # Seven learned it, one unlearned it.
    assert (change["higher"], change["mean"]) == ([7, 7], 0.4)
    client.force_login(organiser())
    page = client.get(f"/workshops/{workshop.code}/results/", {"round": after.pk}).content.decode()
    assert "Right answers to 1 question: 36\xa0% before the workshop, 79\xa0% after it." in page
    assert "Answer 2 (right)" in page
    assert "+40 points" in page
