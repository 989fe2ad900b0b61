"""Kinds of participants with questions of their own: chosen, asked, enforced, listed, imported and counted."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.errors import Refused
from tests.filling import form_of
from tests.workshops.making import NOW, make_workshop, organiser, person, register
from workshops.forms import RegistrationForm
from workshops.imports import people
from workshops.imports.fields import Purpose
from workshops.selectors import lists, own_answers
from workshops.services import registrations, workshops

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop():
    """Delegates and experts; a paper is asked of experts alone."""
    workshop = make_workshop(capacity=9)
    for code, name, arabic in (("delegate", "Delegate", "مندوب"), ("expert", "Expert", "خبير")):
        workshops.add_participant_kind(
            workshop=workshop,
            values={"code": code, "position": 1, "names": {"en": name, "ar": arabic}},
            by=None,
            at=NOW,
        )
    workshop.questions.create(
        kind="text", texts={"en": "Title of your paper"}, required=True, asked_kinds=["expert"]
    )
    return workshop


def form(client, workshop, **changes):
    path = f"/workshops/{workshop.code}/register/"
    values = {name: value for name, value in person().items() if value not in (None, False)}
    values |= {"country": str(values["country"].pk), "consent": "on", "first_time": "true"}
    return client.post(path, form_of(client.get(path), "given") | values | changes)


def test_the_form_hides_what_is_asked_of_a_kind_until_it_is_chosen(client, workshop):
    question = workshop.questions.get()
    shown = RegistrationForm(workshop=workshop)
    assert shown.fields[f"q{question.pk}"].is_concealed
    assert next(iter(shown.fields)) == "participant_kind"
    text = client.get(f"/workshops/{workshop.code}/register/").content.decode()
    assert "[[&quot;participant_kind&quot;, [&quot;expert&quot;]]]" in text


@pytest.mark.wide
def test_the_server_enforces_kinds_without_scripts(client, workshop):
    question = f"q{workshop.questions.get().pk}"
    missing = form(client, workshop)
    assert missing.status_code == 422
    assert 'id="id_participant_kind_error"' in missing.content.decode()
    asked = form(client, workshop, participant_kind="expert")
    assert asked.status_code == 422
    assert "This question needs an answer." in asked.content.decode()
    unknown = form(client, workshop, participant_kind="king")
    assert unknown.status_code == 422
    taken = form(client, workshop, participant_kind="expert", **{question: "On costs"})
    assert taken.status_code == 200
    expert = workshop.registrations.get()
    assert (expert.participant_kind, expert.answers.get().value) == ("expert", "On costs")
    # What is sent for another kind all the same is not stored.
    form(
        client,
        workshop,
        participant_kind="delegate",
        email="d@example.org",
        **{question: "On nothing"},
    )
    delegate = workshop.registrations.get(email="d@example.org")
    assert not delegate.answers.exclude(value="").exists()


def test_no_service_takes_a_kind_that_is_not_there(workshop):
    with pytest.raises(Exception, match="no such kind"):
        register(workshop, participant_kind="king")


def test_without_kinds_nothing_is_asked(client):
    plain = make_workshop()
    assert "participant_kind" not in RegistrationForm(workshop=plain).fields
    assert form(client, plain).status_code == 200
    names = [name for name, _label, _in in lists.participant_columns(plain)]
    assert "participant_kind" not in names


def test_lists_name_the_kind_and_come_back_in(workshop):
    register(workshop, participant_kind="expert", family="One", email="one@example.org")
    rows = workshop.registrations.select_related("workshop", "country", "nomination")
    table = lists.participants(workshop, rows)
    place = [column.key for column in table.columns].index("participant_kind")
    assert [row[place] for row in table.rows] == ["Expert"]
    other = workshops.copy(
        workshop=workshop, code="again", first_day=workshop.starts_on, by=None, at=NOW
    )
    assert [str(kind) for kind in other.participant_kinds.all()] == ["Delegate", "Expert"]
    assert other.questions.get().asked_kinds == ["expert"]
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(
        [
            "Kind of participant",
            "Given",
            "Family",
            "Email",
            "Organisation",
            "Stakeholder",
            "Country",
        ]
    )
    writer.writerow(["Expert", "A", "B", "a@example.org", "M", "un", "THA"])
    writer.writerow(["خبير", "C", "D", "c@example.org", "M", "un", "THA"])
    writer.writerow(["king", "E", "F", "e@example.org", "M", "un", "THA"])
    uploaded = people.read_table(written.getvalue().encode())
    mapping = people.guess_mapping(other, Purpose.REGISTER, uploaded)
    read = people.read_list(other, Purpose.REGISTER, uploaded, mapping)
    assert [row.values["participant_kind"] for row in read.good] == ["expert", "expert"]
    ((refused,),) = ([row.problems for row in read.refused],)
    assert refused[0][0] == "Kind of participant"


def test_a_kind_may_be_given_once_for_a_whole_list(client, workshop):
    client.force_login(organiser())
    path = f"/organise/{workshop.code}/people/import/"
    rows = b"Given,Family,Email,Organisation,Stakeholder,Country\nA,B,a@example.org,M,un,THA\n"
    upload = SimpleUploadedFile("a.csv", rows, content_type="text/csv")
    answer = client.post(path, {"purpose": "invite", "file": upload}, follow=True)
    text = " ".join(answer.content.decode().split())
    assert 'name="all-participant_kind"' in text
    assert '<option value="expert"' in text


@pytest.mark.wide
def test_statistics_filters_and_pages_know_the_kind(client, workshop):
    register(workshop, participant_kind="expert", family="Expertone")
    register(workshop, participant_kind="delegate", family="Delegateone")
    client.force_login(organiser())
    home = f"/organise/{workshop.code}"
    text = client.get(f"{home}/statistics/").content.decode()
    assert "<dt>Expert</dt>" in text
    listed = client.get(f"{home}/people/?kind=expert").content.decode()
    assert "Expertone" in listed
    assert "Delegateone" not in listed
    one = workshop.registrations.get(family="Expertone")
    assert "<dd>Expert</dd>" in client.get(f"{home}/people/{one.pk}/").content.decode()
    counts = own_answers.summary(workshop.questions.get(), workshop.registrations.all(), True)
    assert counts[2] == 0


@pytest.mark.wide
def test_organisers_add_kinds_and_remove_those_that_nobody_has(client, workshop):
    client.force_login(organiser())
    path = f"/organise/{workshop.code}/setup/"
    new = form_of(client.get(path), "kind-code") | {"kind-code": "observer"}
    refused = client.post(path, new)
    assert "Give the name in at least one language." in refused.content.decode()
    client.post(path, new | {"kind-name_en": "Observer"})
    observer = workshop.participant_kinds.get(code="observer")
    asked = client.post(path, {"act": "remove_kind", "kind": observer.pk})
    client.post(path, form_of(asked, "confirmation"))
    assert not workshop.participant_kinds.filter(code="observer").exists()
    with pytest.raises(Refused, match="A question is for this kind"):
        workshops.remove_participant_kind(
            kind=workshop.participant_kinds.get(code="expert"), by=None, at=NOW
        )


def test_the_api_knows_the_kinds(client, workshop):
    told = client.get(f"/api/v1/workshops/{workshop.code}/").json()["participant_kinds"]
    assert told[1] == {"code": "expert", "names": {"en": "Expert", "ar": "خبير"}}


def test_an_organiser_invites_as_a_kind(client, workshop):
    client.force_login(organiser())
    path = f"/organise/{workshop.code}/people/enter/"
    values = {name: value for name, value in person().items() if value not in (None, False)}
    values |= {"country": str(values["country"].pk), "first_time": "true"}
    sent = form_of(client.get(path), "given") | values
    client.post(path, sent | {"participant_kind": "delegate", "act": "invite"})
    invited = workshop.registrations.get()
    assert (invited.state, invited.participant_kind) == ("invited", "delegate")


def test_an_invited_person_chooses_the_kind_themself(workshop):
    values = {k: v for k, v in person().items() if k not in ("first_time", "listed")}
    invited = registrations.invite(workshop=workshop, values=values, by=None, at=NOW)
    assert RegistrationForm(workshop=workshop, instance=invited).fields["participant_kind"].required


def test_who_comes_to_the_door_is_of_a_kind(client, workshop):
    """The question of its kind waits on the person's own page, as all that the short form leaves out."""
    client.force_login(organiser())
    path = f"/organise/{workshop.code}/door/"
    session = workshop.sessions.first()
    now = timezone.now()
    workshop.sessions.filter(pk=session.pk).update(
        starts_at=now, ends_at=now + timedelta(minutes=60)
    )
    typed = form_of(client.get(path), "given") | {
        "given": "Wafa",
        "family": "Saleh",
        "organisation": "Press",
        "stakeholder": "media",
        "email": "wafa@example.org",
    }

    missing = client.post(path, typed)
    assert missing.status_code == 422
    assert "participant_kind" in missing.context["form"].errors
    assert client.post(path, typed | {"participant_kind": "expert"}).status_code == 302

    one = workshop.registrations.get(family="Saleh")
    assert (one.participant_kind, one.state) == ("expert", "checked_in")
