"""Corrections of a registration: by the person and by organisers, with a trail, seats, certificates and addresses."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission

from core.errors import PortalError, Refused
from regions.models import Area
from tests.filling import form_of
from tests.workshops.making import (
    NOW,
    helper,
    make_workshop,
    open_own_page,
    organiser,
    person,
    register,
)
from workshops.models import (
    AddressChange,
    Answer,
    Certificate,
    Mail,
    Question,
    Registration,
    Workshop,
)
from workshops.services import (
    certificates,
    corrections,
    erasure,
    letter_texts,
    own_data,
    passports,
    registrations,
    seats,
    travel,
)
from workshops.states import Actor, RegistrationState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


def posted(page, key="correction", **changes):
    """The form of a page as the browser would send it, with these fields typed anew."""
    form = page.context[key]
    data = {}
    for bound in form:
        value = bound.value()
        if value not in (None, False, "", []):
            data[bound.html_name] = value
        if bound.field.show_hidden_initial:
            first = bound.field.prepare_value(form.get_initial_for_field(bound.field, bound.name))
            data[bound.html_initial_name] = "" if first is None else first
    return {k: v for k, v in (data | changes).items() if v is not None}


def correct(registration, *, actor=Actor.ORGANISER, by=None, **values):
    return corrections.correct(
        registration=registration, values=values, answers={}, actor=actor, by=by, at=NOW
    )


def trail(registration):
    rows = registration.changes.values_list("field", "old", "new", "actor")
    return sorted(rows)


@pytest.mark.wide
def test_a_person_corrects_their_name_until_the_first_day(client):
    registration = register(make_workshop(), given="Amal", family="Hadad", phone="")
    page = client.get(registration.link(), {"edit": "1"}, follow=True)
    data = posted(page, family="Haddad", phone="+20 1") | {"act": "correct"}

    answer = client.post(registration.link(), data, follow=True)

    registration.refresh_from_db()
    assert (registration.family, registration.phone) == ("Haddad", "+20 1")
    assert trail(registration) == [
        ("family", "Hadad", "Haddad", "person"),
        ("phone", "", "+20 1", "person"),
    ]
    text = answer.content.decode()
    assert "Family name" in text
    assert "Hadad" in text
    Workshop.objects.update(edit_until=NOW.date() - timedelta(days=2))
    assert client.post(registration.link(), data).status_code == 409
    assert "?edit=1" not in client.get(registration.link(), follow=True).content.decode()


@pytest.mark.wide
def test_an_organiser_corrects_at_any_time_and_both_see_what_was_changed(client):
    workshop = make_workshop()
    registration = register(workshop, given="Amal", family="Hadad", country="THA")
    Workshop.objects.update(edit_until=NOW.date() - timedelta(days=2), status="held")
    user = organiser()
    client.force_login(user)
    there = f"/organise/{workshop.code}/people/{registration.pk}/"
    page = client.get(f"{there}edit/")
    country = Area.objects.get(code="KHM")

    answer = client.post(
        f"{there}edit/",
        posted(page, "form", family="Haddad", country=country.pk) | {"act": "correct"},
        follow=True,
    )

    assert answer.redirect_chain[-1][0] == there
    assert trail(registration) == [
        ("country", "THA", "KHM", "organiser"),
        ("family", "Hadad", "Haddad", "organiser"),
    ]
    assert registration.changes.first().by == user
    for text in (
        answer.content.decode(),
        client.get(registration.link(), follow=True).content.decode(),
    ):
        assert "Hadad" in text
        assert "Cambodia" in text
    assert str(user) in answer.content.decode()


def test_nobody_without_the_duty_opens_the_form(client):
    workshop = make_workshop()
    registration = register(workshop)
    client.force_login(helper(workshop, "checkin"))

    assert (
        client.get(f"/organise/{workshop.code}/people/{registration.pk}/edit/").status_code == 404
    )


@pytest.mark.wide
def test_what_somebody_else_changed_meanwhile_is_not_undone(client):
    workshop = make_workshop()
    registration = register(workshop, given="Amal", family="Hadad", organisation="Ministry")
    client.force_login(organiser())
    there = f"/organise/{workshop.code}/people/{registration.pk}/edit/"
    page = client.get(there)
    correct(registration, family="Haddad", organisation="Bank")

    other_field = posted(page, "form", given="Amalia") | {"act": "correct"}
    assert client.post(there, other_field).status_code == 302

    registration.refresh_from_db()
    assert (registration.given, registration.family) == ("Amalia", "Haddad")
    assert registration.organisation == "Bank"
    same_field = posted(page, "form", family="Hadid") | {"act": "correct"}
    conflict = client.post(there, same_field)
    assert conflict.status_code == 422
    assert "Changed meanwhile to “Haddad”" in conflict.content.decode()
    again = posted(conflict, "form", family="Hadid") | {
        "act": "correct",
        "initial-family": "Haddad",
    }
    carried = re.search(r'name="initial-family" value="(\w+)"', conflict.content.decode())
    assert carried[1] == "Haddad"
    assert client.post(there, again).status_code == 302
    registration.refresh_from_db()
    assert registration.family == "Hadid"


def test_another_country_needs_a_seat_and_frees_the_old_one():
    workshop = make_workshop(capacity=9, country_quota=1)
    thai = register(workshop, country="THA")
    khmer = register(workshop, country="KHM")
    waiting = register(workshop, country="THA")
    assert waiting.state == RegistrationState.WAITLISTED

    with pytest.raises(seats.NoSeat, match="this country"):
        correct(thai, country=khmer.country)
    thai.refresh_from_db()
    assert thai.country.code == "THA"

    correct(thai, country=Area.objects.get(code="LAO"))

    waiting.refresh_from_db()
    assert waiting.state == RegistrationState.OFFERED


def test_a_correction_in_a_full_workshop_counts_ones_own_seat_once():
    workshop = make_workshop(capacity=1, form="hybrid", capacity_online=1)
    registration = register(workshop, mode="in_person")

    correct(registration, mode="online", stakeholder="academia")

    registration.refresh_from_db()
    assert (registration.mode, registration.state) == ("online", RegistrationState.ACCEPTED)


def test_a_nominee_asks_the_organisers_for_another_country():
    registration = register(make_workshop())
    nomination = registration.workshop.nominations.create(
        given="A", family="B", organisation="C", stakeholder="academia", email="a@example.org"
    )
    Registration.objects.filter(pk=registration.pk).update(nomination=nomination)
    country = Area.objects.get(code="KHM")

    with pytest.raises(PortalError, match="Ask the organisers"):
        correct(registration, actor=Actor.PERSON, country=country)

    correct(registration, country=country)


def test_a_funded_seat_is_given_back_before_the_country_changes():
    registration = register(make_workshop(), country="THA")
    request = travel.request(
        registration=registration,
        values={"wanted": "full", "departure_city": "Bangkok"},
        at=NOW,
    )
    travel.decide(travel=request, new="approved", by=None, at=NOW)
    country = Area.objects.get(code="KHM")

    with pytest.raises(PortalError, match="approved for Thailand"):
        correct(registration, country=country)

    correct(registration, organisation="Bank")


def test_a_corrected_name_makes_a_new_certificate_and_the_old_one_says_so(client):
    registration = register(make_workshop(), given="Amal", family="Hadad")
    old = Certificate.objects.create(
        registration=registration,
        kind="participation",
        printed_name="Amal Hadad",
        language="en",
        hours=1,
    )

    correct(registration, family="Haddad")

    new = old.replaced_by
    assert new.printed_name == "Amal Haddad"
    page = client.get(old.get_absolute_url()).content.decode()
    assert "Revoked" in page
    assert new.serial in page
    assert "valid" in client.get(new.get_absolute_url()).content.decode()
    correct(registration, phone="1")
    assert registration.certificates.count() == 2


def test_the_answers_to_own_questions_are_corrected_too(client):
    workshop = make_workshop()
    question = Question.objects.create(
        workshop=workshop,
        kind="choice",
        texts={"en": "Parking"},
        options={"y": {"en": "By car"}, "n": {"en": "On foot"}},
    )
    registration = register(workshop)
    Answer.objects.create(registration=registration, question=question, value="y")
    page = client.get(registration.link(), {"edit": "1"}, follow=True)

    client.post(registration.link(), posted(page, **{f"q{question.pk}": "n", "act": "correct"}))

    assert registration.answers.get().value == "n"
    change = registration.changes.get()
    assert (change.label, change.old_text, change.new_text) == ("Parking", "By car", "On foot")


def test_a_new_address_is_confirmed_there_and_told_to_the_old_one(client, settings, mailoutbox):
    settings.EMAIL_HOST = "smtp.example.org"
    registration = register(make_workshop(), email="old@example.org")
    old_link = registration.link()
    own = open_own_page(client, registration, with_code=True)
    registration.mails.all().delete()

    client.post(own, {"act": "address", "email": "new@example.org"})

    registration.refresh_from_db()
    assert registration.email == "old@example.org"
    mail = registration.mails.get()
    assert mail.to == "new@example.org"
    assert "/address/" not in mail.body
    link = re.search(r"/registration/\S+/address/", mail.text_to_send())[0]
    assert client.get(link).status_code == 200
    registration.refresh_from_db()
    assert registration.email == "old@example.org"

    answer = client.post(link)

    registration.refresh_from_db()
    assert registration.email == "new@example.org"
    assert answer.url == registration.link()
    assert client.get(old_link).status_code == 404
    told = set(registration.mails.exclude(pk=mail.pk).values_list("to", flat=True))
    assert told == {"old@example.org", "new@example.org"}
    assert trail(registration) == [("email", "old@example.org", "new@example.org", "person")]
    assert client.post(link).status_code == 404


def test_letters_that_wait_follow_an_address_of_an_international_domain(client):
    registration = register(make_workshop(), email="old@bücher.example")
    waiting = registration.mails.get()
    link = ask(registration, "new@bücher.example").link()

    client.post(link)

    registration.refresh_from_db()
    waiting.refresh_from_db()
    assert waiting.state == Mail.State.QUEUED
    assert waiting.to == registration.email == "new@xn--bcher-kva.example"
    old, new = registration.changes.values_list("old", "new").get()
    assert (old, new) == ("old@xn--bcher-kva.example", "new@xn--bcher-kva.example")


def test_a_later_new_address_ends_the_link_of_the_earlier(client):
    registration = register(make_workshop())
    first = ask(registration, "one@example.org").link()
    second = ask(registration, "two@example.org").link()

    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    AddressChange.objects.update(at=NOW - timedelta(days=8))
    assert client.get(second).status_code == 404


def ask(registration, email):
    return corrections.ask_address(
        registration=registration, email=email, actor=Actor.PERSON, at=NOW
    )


def test_strangers_get_few_letters_through_a_registration():
    registration = register(make_workshop())
    for number in range(corrections.MOST_LETTERS):
        ask(registration, f"new{number}@example.org")

    with pytest.raises(PortalError, match="tomorrow"):
        ask(registration, "one-more@example.org")


def test_an_address_that_was_registered_meanwhile_is_refused(client):
    workshop = make_workshop()
    registration = register(workshop)
    link = ask(registration, "taken@example.org").link()
    register(workshop, email="Taken@example.org")

    answer = client.post(link)

    assert answer.status_code == registrations.Twice.status
    registration.refresh_from_db()
    assert registration.email != "taken@example.org"


def test_the_trail_is_in_ones_own_data_and_erased_with_the_person(client):
    registration = register(make_workshop(), family="Hadad")
    correct(registration, family="Haddad")
    ask(registration, "new@example.org")

    data = own_data.as_file(Registration.objects.get(pk=registration.pk))
    assert [(row["old"], row["new"]) for row in data["workshops.RegistrationChange"]] == [
        ("Hadad", "Haddad")
    ]
    erasure.erase(registration=Registration.objects.get(pk=registration.pk), at=NOW)

    assert not registration.changes.exists()
    assert not AddressChange.objects.exists()
    with pytest.raises(registrations.Closed):
        correct(registration, family="Haddad")


def test_what_is_no_longer_offered_stays_as_it_is(client):
    """A person entered as staff, with a language that is not interpreted any more, corrects a phone number."""
    registration = register(make_workshop(), stakeholder="staff", interpretation="ru", phone="")
    page = client.get(registration.link(), {"edit": "1"}, follow=True)

    answer = client.post(registration.link(), posted(page, phone="+20 1") | {"act": "correct"})

    assert answer.status_code == 302
    assert trail(registration) == [("phone", "", "+20 1", "person")]


def test_who_may_read_no_passports_moves_no_address_that_would_open_one(client):
    """A moderator wrote their own address as that of a person, confirmed it, and got the codes sent there."""
    registration = register(make_workshop(), email="old@example.org")
    moderator = helper(registration.workshop, "moderator")
    client.force_login(moderator)
    page = f"/organise/{registration.workshop.code}/people/{registration.pk}/edit/"
    form = {"act": "address", "email": "moderator@example.org"}
    assert client.post(page, form).status_code == 302
    before = AddressChange.objects.get().link()
    passports.seal(registration=registration, values={"number": "N1"})

    refused = client.post(page, form)

    assert refused.status_code == 403
    assert "can open the passport data" in refused.content.decode()
    # Neither does a change that was asked for before there was a passport.
    assert client.post(before).status_code == 403
    registration.refresh_from_db()
    assert registration.email == "old@example.org"
    moderator.user_permissions.add(Permission.objects.get(codename="read_passport"))
    assert client.post(page, form).status_code == 302
    assert client.post(AddressChange.objects.get().link()).status_code == 302


def test_a_letter_to_another_address_carries_nothing_of_the_person(settings):
    """Organisers write the texts; `{link}` in the one to a new address was the person's link in a stranger's inbox."""
    registration = register(make_workshop(), email="old@example.org")
    letter_texts.save(
        workshop=registration.workshop,
        name="confirm_address",
        language="en",
        subject="Confirm",
        body="{confirmation} or {link}",
        revision=0,
        by=None,
        at=NOW,
    )
    ask(registration, "stranger@example.org")
    mail = registration.mails.get(kind="confirm_address")
    assert "/address/" in mail.text_to_send()
    assert registration.token() not in mail.text_to_send().split()[-1]
    own = registration.mails.exclude(pk=mail.pk).get()
    assert registration.link() in own.text_to_send()
    own.to = "stranger@example.org"
    own.body = "{link} {code} {evaluation:1}"
    assert registration.token() not in own.text_to_send()
    assert "/evaluation/" not in own.text_to_send()


def test_who_answers_an_invitation_is_told_what_organisers_corrected_since_the_page_was_opened(
    client,
):
    """The form is sent whole, so what lies in an old page would take every correction back unseen."""
    workshop = make_workshop(capacity=9)
    question = workshop.questions.create(kind="text", texts={"en": "Diet of your dog"})
    values = {name: person()[name] for name in ("given", "email", "stakeholder", "organisation")}
    one = registrations.invite(
        workshop=workshop,
        values=values | {"family": "Hadad", "country": Area.objects.get(code="THA")},
        by=None,
        at=NOW,
    )
    page = open_own_page(client, one)
    form = form_of(client.get(page), "family") | {
        "act": "submit", "gender": "woman", "seniority": "officer", "consent": "on", "position": "x",
    }  # fmt: skip
    corrections.correct(
        registration=one,
        values={"family": "Haddad"},
        answers={question.pk: "none"},
        actor=Actor.ORGANISER,
        at=NOW,
    )

    told = client.post(page, form)

    assert told.status_code == 422
    assert "Changed meanwhile to “Haddad”" in told.content.decode()
    assert f"q{question.pk}" in told.context["form"].errors
    again = form_of(told, "family") | {"act": "submit", "family": "Haddad", "consent": "on"}
    assert client.post(page, again).status_code == 302
    one.refresh_from_db()
    assert (one.family, one.state) == ("Haddad", "accepted")


def test_a_link_that_confirms_an_address_counts_once_however_often_it_is_clicked():
    """Two clicks at one moment have both found the change before the first of them took it over."""
    registration = register(make_workshop())
    change = ask(registration, "new@example.org")
    corrections.confirm_address(change=AddressChange.objects.get(pk=change.pk), at=NOW)

    with pytest.raises(Refused, match="used already"):
        corrections.confirm_address(change=change, at=NOW)

    assert registration.changes.filter(field="email").count() == 1


def test_no_certificate_is_reissued_for_who_was_erased_since_the_page_was_opened():
    registration = register(make_workshop())
    one = Certificate.objects.create(
        registration=registration, kind="completion", printed_name="Ana Lopez",
        language="en", hours=1, issued_at=NOW,
    )  # fmt: skip
    opened = Certificate.objects.select_related("registration").get(pk=one.pk)
    erasure.erase(registration=registration, at=NOW)

    with pytest.raises(PortalError, match="erased"):
        certificates.reissue(certificate=opened, printed_name="Ana Cruz", by=None, at=NOW)

    assert Certificate.objects.get().printed_name == ""
    assert Registration.objects.get().printed_name == ""
