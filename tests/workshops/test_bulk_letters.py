"""Letters to many: filtered, looked at with names, then written once."""

import re

import pytest

from tests.workshops.making import NOW, make_workshop, organiser, register
from workshops.forms.letters import RecipientsForm
from workshops.models import Attendance, Mail, TravelRequest, VisaCase
from workshops.services import attendance, erasure

pytestmark = pytest.mark.django_db
FORM = {"state": ["accepted"], "subject_en": "Hello", "body_en": "Dear {name}, {link}", "key": "k1"}


@pytest.fixture
def workshop():
    return make_workshop(capacity=9)


def address(workshop):
    return f"/organise/{workshop.code}/mail/write/"


def previewed(client, workshop, form=FORM):
    """The answer to the preview, and the form as it goes on from there."""
    answer = client.post(address(workshop), form | {"act": "preview"})
    seen = re.search(r'name="seen"\s+value="(\w+)"', answer.content.decode())
    return answer, form | {"act": "write", "seen": seen[1] if seen else ""}


def test_recipients_are_counted_and_named_before_anything_is_written(client, workshop):
    register(workshop, given="Ana", family="Lopez", country="THA")
    register(workshop, given="Bo", family="Zed", country="KHM")
    client.force_login(organiser())
    before = Mail.objects.count()

    answer, form = previewed(client, workshop, FORM | {"country": ["KHM"]})

    text = answer.content.decode()
    assert "1 person gets this letter" in text
    assert "Bo Zed" in text
    assert "Ana Lopez" not in text
    assert Mail.objects.count() == before
    client.post(address(workshop), form)
    client.post(address(workshop), form)
    letters = Mail.objects.filter(kind="bulk")
    assert [mail.registration.given for mail in letters] == ["Bo"]
    assert letters[0].is_waiting


def test_without_a_look_at_these_recipients_nothing_is_written(client, workshop):
    register(workshop)
    client.force_login(organiser())
    assert client.post(address(workshop), FORM | {"act": "write"}).status_code == 409
    _answer, form = previewed(client, workshop)
    register(workshop, given="Late")
    late = client.post(address(workshop), form)
    assert late.status_code == 409
    assert "Late" in late.content.decode()
    assert not Mail.objects.filter(kind="bulk").exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"body_en": "Dear {first_name}"},
        {"body_en": "Dear {Name}"},
        {"body_en": "{code}"},
        {"subject_en": "{link}"},
        {"subject_en": ""},
        {"body_ar": "only a text"},
        {"state": []},
        {"country": ["XXX"]},
        {"gender": "robot"},
    ],
)
@pytest.mark.parametrize("act", ["preview", "write"])
def test_what_is_wrong_is_told_before_sending(client, workshop, fields, act):
    """Case M1: placeholders that do not exist went out as typed."""
    register(workshop)
    client.force_login(organiser())
    answer = client.post(address(workshop), FORM | fields | {"act": act})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    if "body_en" in fields:
        assert fields["body_en"] in answer.content.decode()
    assert not Mail.objects.filter(kind="bulk").exists()


def test_a_person_named_like_a_placeholder_gets_no_link_in_the_name(client, workshop):
    one = register(workshop, given="{link}", family="{workshop}")
    client.force_login(organiser())
    form = FORM | {"subject_en": "For {name}"}
    _answer, form = previewed(client, workshop, form)
    client.post(address(workshop), form)
    letter = Mail.objects.get(kind="bulk")
    assert letter.subject == "For {link} {workshop}"
    assert letter.text_to_send().startswith("Dear {link} {workshop}, http")
    assert one.secret not in str(Mail.objects.values())


def test_filters_hold_together(workshop):
    people = {
        "a": register(workshop, country="THA", gender="man", mode="in_person"),
        "b": register(workshop, country="KHM", stakeholder="academia"),
        "c": register(workshop, country="KHM", gender="man", stakeholder="gov_interior"),
        "erased": register(workshop, country="KHM"),
    }
    TravelRequest.objects.create(registration=people["a"], departure_city="X", state="approved")
    VisaCase.objects.create(registration=people["b"], state="needed")
    attendance.record(
        registration=people["c"],
        session=workshop.sessions.first(),
        kind=Attendance.Kind.PRESENT,
        method="manual",
        at=NOW,
    )
    erasure.erase(registration=people["erased"], at=NOW)

    def found(**filters):
        states = ["accepted", "checked_in", "cancelled_by_participant"]
        form = RecipientsForm({"state": states} | filters, workshop=workshop)
        assert form.is_valid(), form.errors
        return {name for name, one in people.items() if one in form.people()}

    assert found() == {"a", "b", "c"}
    assert found(country=["KHM"]) == {"b", "c"}
    assert found(group=["academia"]) == {"b"}
    assert found(group=["government"]) == {"a", "c"}
    assert found(gender="man") == {"a", "c"}
    assert found(gender="man", country=["KHM"]) == {"c"}
    assert found(mode="online") == set()
    assert found(travel="approved") == {"a"}
    assert found(travel="none") == {"b", "c"}
    assert found(visa="needed") == {"b"}
    assert found(visa="none") == {"a", "c"}
    assert found(attended="some") == {"c"}
    assert found(attended="none") == {"a", "b"}
    assert found(state=["waitlisted"]) == set()
