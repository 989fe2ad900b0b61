"""Questions of an organiser's own on pages: put anywhere, made to depend on an answer, answered, read."""

import re

import pytest
from django.utils import timezone

from evaluations.models import ResponseText
from evaluations.selectors.questionnaires import questionnaire_of
from evaluations.services import questionnaires, responses, surveys
from tests.evaluations.making import Kind, OwnForm, answer, held, open_now
from tests.workshops.making import organiser

pytestmark = pytest.mark.django_db
LINES = "\n".join(f"Way {n}" for n in range(1, 21))


def test_a_question_is_put_in_its_place_answered_and_kept(client):
    workshop = held(people=2)
    survey = surveys.set_up(workshop=workshop, at=timezone.now())
    end = survey.rounds.get(kind=Kind.END)
    client.force_login(organiser())
    base = f"/organise/{workshop.code}/evaluation/{end.pk}/questions/"
    new = {
        "kind": "single",
        "text_en": "How did you come?",
        "text_zh": "您是怎么来的？",
        "options_en": LINES,
        "other": "on",
        "shuffled": "on",
        "place": "after:REL1",
        "shown_if": "REL1",
    }

    asked = client.post(f"{base}new/", new | {"act": "answers"})
    page = asked.content.decode()
    assert asked.status_code == 200
    assert "Strongly agree" in re.search(r"with one of.*?</fieldset>", page, re.DOTALL)[0]
    assert "How did you come?" in page, "nothing typed is lost"
    lacking = client.post(f"{base}new/", new)
    assert lacking.status_code == 422
    assert "Choose the answers after which" in lacking.content.decode()
    client.post(f"{base}new/", new | {"shown_codes": ["5", "4"]})

    first, own, *_rest = questionnaire_of(end).questions
    assert [first.name, own.name, own.page] == ["REL1", "OWN1", 1]
    assert (own.shown_if, own.shown_codes) == ("REL1", (5, 4))
    assert "Change OWN1" in client.get(base).content.decode()
    change = client.get(f"{base}OWN1/").content.decode()
    assert 'value="您是怎么来的？"' in change
    client.post(f"{base}OWN1/", new | {"place": "top:2", "shown_codes": ["5"], "required": "on"})
    [moved] = [one for one in questionnaire_of(end).questions if one.own]
    assert questionnaire_of(end).on_page(2)[0] == moved
    assert (moved.required, moved.shown_codes) == (True, (5,))
    assert [option.code for option in moved.options] == list(range(1, 22))

    end = open_now(end)
    client.logout()
    assert client.get(f"{base}OWN1/").status_code == 302
    one, other = end.invitations.select_related("registration", "round__survey")
    orders = [
        [option.code for option in responses.asked_of(person).own.asking("OWN1").options]
        for person in (one, one, other)
    ]
    assert orders[0] == orders[1] != orders[2]
    assert orders[0][-1] == orders[2][-1] == 21
    own_form = OwnForm(client, one.link())
    shown = own_form.post({"REL1": "5", "USE1": "5", "page": "1", "act": "next"})
    assert 'name="OWN1_other"' in shown.content.decode()
    hidden = own_form.post({"REL1": "3", "USE1": "5", "page": "1", "act": "next"})
    assert 'name="OWN1_other"' not in hidden.content.decode()

    answer(one, {"REL1": "5", "USE1": "5", "OVR1": "4", "OWN1_other": "On foot"})
    answer(other, {"REL1": "3", "USE1": "5", "OVR1": "4", "OWN1": "21", "OWN1_other": "By camel"})
    assert sorted(one.values["OWN1"] for one in end.responses.all()) == [-9, 21]
    assert [text.text for text in ResponseText.objects.filter(item__name="OWN1")] == ["On foot"]
    with pytest.raises(questionnaires.Locked):
        questionnaires.change_own(round_=end, name="OWN1", values={"kind": "text"})


def test_the_short_form_asks_twelve_questions_and_keeps_ones_own(client):
    workshop = held(people=0)
    end = surveys.set_up(workshop=workshop, at=timezone.now()).rounds.get(kind=Kind.END)
    questionnaires.add_own(round_=end, values={"kind": "text", "texts": {"en": "Why?"}})
    long = set(end.items.values_list("name", flat=True))
    client.force_login(organiser())
    base = f"/organise/{workshop.code}/evaluation/{end.pk}/questions/"

    client.post(base, {"act": "short"})
    assert end.items.filter(item__survey=None).count() == 12
    assert end.items.filter(name="OWN1").exists()
    page = client.get(base).content.decode()
    assert "Kirkpatrick 2" in page
    questionnaires.choose(round_=end, codes=["SUS1"])
    assert set(end.items.values_list("name", flat=True)) >= {"SUS1", "REL1", "OVR1"}
    assert not end.items.filter(name="REL3").exists()

    client.post(base, {"act": "long"})
    assert set(end.items.values_list("name", flat=True)) == long


def test_an_answer_on_which_another_question_depends_stays_offered():
    end = surveys.set_up(workshop=held(people=0), at=timezone.now()).rounds.get(kind=Kind.END)
    options = [{"code": code, "texts": {"en": str(code)}} for code in (1, 2, 3)]
    values = {"kind": "single", "texts": {"en": "Which?"}, "options": options}
    questionnaires.add_own(round_=end, values=values)
    more = {"kind": "text", "texts": {"en": "Why?"}, "shown_if": "OWN1", "shown_codes": [3]}
    questionnaires.add_own(round_=end, values=more)

    with pytest.raises(questionnaires.Locked, match="OWN2"):
        questionnaires.change_own(round_=end, name="OWN1", values=values | {"options": options[:2]})

    assert len(end.items.get(name="OWN1").all_options) == 3
    questionnaires.change_own(round_=end, name="OWN2", values=more | {"shown_codes": [1]})
    questionnaires.change_own(round_=end, name="OWN1", values=values | {"options": options[:2]})
