"""A form saved to go on with on another device: by a code that nobody else has, and that leads to nobody."""

import re

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from evaluations.models import SavedForm, SurveyRound
from evaluations.services import rounds, saved_forms
from tests.evaluations.making import FORM, OwnForm, closed, opened

pytestmark = pytest.mark.django_db
CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


def test_answers_are_saved_here_and_sent_from_there():
    end = opened(people=2)
    invitation, other = end.invitations.all()
    here = OwnForm(Client(), invitation.link())
    written = {"REL1": "4", "NEW1": "5", "COM1": "Not finished"}

    page = here.post(written | {"page": "2", "act": "save"})
    text = page.content.decode()
    [code] = set(CODE.findall(text))
    assert page.status_code == 200
    assert "Page 2 of" in text
    assert code not in page.request["PATH_INFO"] + str(page.headers)

    there = OwnForm(Client(), invitation.link())
    assert "Not finished" not in there.get().content.decode(), "the link alone shows nothing"
    wrong = there.post({"page": "1", "act": "resume", "resume": "K7QF-2M9D-XR4T", "REL2": "3"})
    assert wrong.status_code == 422
    assert "Nothing is saved under this code" in wrong.content.decode()
    assert re.search(r'name="REL2"\s+value="3"\s+checked', wrong.content.decode())
    again = there.post(
        {"page": "1", "act": "resume", "resume": f" {code.lower().replace('-', ' ')}"}
    )
    assert "Page 2 of" in again.content.decode()
    assert re.search(r'name="NEW1"\s+value="5"\s+checked', again.content.decode())
    assert "Not finished" in again.content.decode()

    more = there.post(written | {"NEW1": "3", "page": "2", "act": "save", "code": code})
    assert set(CODE.findall(more.content.decode())) == {code}
    assert SavedForm.objects.count() == 1
    assert saved_forms.load(round_=end, code=code)["answers"]["NEW1"] == ["3"]

    # Somebody else, with their own link and this code, sees it; with the code alone nobody sees anything.
    assert (
        Client().post("/evaluation/answers/", {"act": "resume", "resume": code}).status_code == 404
    )
    there.post(FORM | {"page": "5", "act": "send", "code": code})
    assert end.waiting.count() == 1
    assert not SavedForm.objects.exists()
    assert other.link()


def test_a_saved_form_names_nobody_and_ends_with_the_round():
    end = opened(people=1)
    content = {"page": 1, "answers": {"COM1": ["Why indeed"]}}

    code = saved_forms.save(round_=end, content=content)
    row = SavedForm.objects.get()

    assert {field.name for field in SavedForm._meta.fields} == {"id", "round", "name", "sealed"}
    assert len(bytes(row.sealed)) == 4096 + 12 + 16, "all of one size"
    assert saved_forms.load(round_=end, code=code) == content
    for _more in range(2):
        saved_forms.save(round_=end, content=content)
    with pytest.raises(saved_forms.Refused):
        saved_forms.save(round_=end, content=content)
    assert rounds.answered_of(end) == set()
    closed(end)
    assert not SavedForm.objects.exists()


@override_settings(FORMS_PER_HOUR={"client": 2})
def test_nobody_takes_all_the_places_of_a_round(client):
    end = opened(people=2)
    form = OwnForm(client, end.invitations.first().link())
    pages = [form.post({"page": "1", "act": "save", "REL1": "4"}) for _n in range(3)]

    assert [page.status_code for page in pages] == [200, 200, 429]
    assert re.search(r'name="REL1"\s+value="4"\s+checked', pages[2].content.decode())
    again = form.post({"page": "1", "act": "save", "REL1": "5", "code": pages[0].context["code"]})
    assert again.status_code == 200, "what has a code is saved anew as often as one likes"
    assert SavedForm.objects.count() == 2


def test_what_is_saved_does_not_outlive_the_round_until_beat_closes_it(client):
    end = opened(people=1)
    code = saved_forms.save(round_=end, content={"page": 1, "answers": {"COM1": ["Why indeed"]}})
    form = OwnForm(client, end.invitations.get().link())
    SurveyRound.objects.filter(pk=end.pk).update(closes_at=timezone.now())

    for act in ("resume", "send"):
        page = form.post({"page": "5", "act": act, "resume": code})
        assert "Why indeed" not in page.content.decode()
        assert "This form is closed" in page.content.decode()
