"""A seat counts after the address is confirmed; until then it is held for half an hour."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.errors import PortalError
from core.tasks import purge
from tests.workshops.making import (
    NOW,
    make_workshop,
    open_own_page,
    organiser,
    person,
    register,
)
from tests.workshops.test_pages import sent
from workshops.models import Mail, Registration, StatusChange, Workshop
from workshops.services import erasure, registrations, seats, waiting_list
from workshops.states import RegistrationState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
LATER = NOW + registrations.HOLD_TIME + timedelta(minutes=1)


def begin(workshop: Workshop, *, at=NOW, **fields) -> Registration:
    """A person who filled in the public form and has not opened the letter."""
    return registrations.register(
        workshop=workshop, values=person(**fields), answers={}, at=at, is_confirmed=False
    )


def confirm(registration: Registration, at=NOW) -> str:
    return registrations.confirm_address(registration=registration, at=at).state


def test_a_confirmed_address_gets_the_seat_that_was_held():
    workshop = make_workshop(capacity=1)
    one = begin(workshop)

    assert one.state == RegistrationState.UNCONFIRMED
    assert seats.taken(workshop).total == 1
    assert register(workshop).state == "waitlisted", "the seat is held"
    assert confirm(one) == "accepted"
    assert confirm(one) == "accepted", "a second click changes nothing"
    assert [mail.kind for mail in one.mails.order_by("pk")] == ["confirm_registration", "accepted"]
    assert seats.taken(workshop).total == 1


@pytest.mark.wide
def test_forty_five_addresses_that_nobody_confirms_keep_no_seat(client):
    workshop = make_workshop(capacity=40)
    for n in range(45):
        form = sent(email=f"bot{n}@example.org")
        client.post(f"/workshops/{workshop.code}/register/", form, REMOTE_ADDR=f"192.0.2.{n}")

    assert workshop.registrations.filter(state="accepted").count() == 0
    assert workshop.registrations.filter(state="waitlisted").count() == 0
    waiting_list.expire_offers(timezone.now() + timedelta(minutes=31))
    assert seats.taken(workshop).total == 0
    assert register(workshop).state == "accepted"
    assert Mail.objects.filter(to__startswith="bot").count() == 45, "one letter each, and no second"


def test_a_seat_that_is_not_confirmed_in_time_passes_on():
    workshop = make_workshop(capacity=1)
    one = begin(workshop)
    waits = register(workshop)

    assert waiting_list.expire_offers(NOW + timedelta(minutes=29)) == 0
    assert waiting_list.expire_offers(LATER) == 1
    waits.refresh_from_db()
    assert waits.state == "offered"
    assert [mail.kind for mail in one.mails.all()] == ["confirm_registration"]

    assert confirm(one, LATER) == "waitlisted"


def test_who_confirms_late_before_anybody_noticed_stands_behind_those_who_wait():
    workshop = make_workshop(capacity=1)
    one = begin(workshop)
    waits = register(workshop)

    assert confirm(one, LATER) == "waitlisted"
    waits.refresh_from_db()
    assert waits.state == "offered"


def test_a_workshop_that_reviews_holds_nothing_and_hears_of_confirmed_people_alone():
    workshop = make_workshop(capacity=1, accepts_at_once=False)
    one = begin(workshop)

    assert seats.taken(workshop).total == 0
    assert confirm(one) == "pending_review"
    assert [mail.kind for mail in one.mails.order_by("pk")] == ["confirm_registration", "received"]


def test_a_full_workshop_says_so_before_it_asks():
    workshop = make_workshop(capacity=1, reserve_size=0)
    register(workshop)

    with pytest.raises(seats.NoSeat):
        begin(workshop)
    assert not Registration.objects.filter(state="unconfirmed").exists()


def test_a_cancelled_workshop_takes_no_confirmation():
    workshop = make_workshop()
    one = begin(workshop)
    Workshop.objects.filter(pk=workshop.pk).update(status="cancelled", status_reason="Floods")

    with pytest.raises(PortalError):
        confirm(one)


def test_nobody_is_listed_before_the_address_is_confirmed(client):
    workshop = make_workshop(capacity=9)
    one = begin(workshop, family="Mustermann", listed="public")

    assert "Mustermann" not in client.get(f"/workshops/{workshop.code}/").content.decode()
    confirm(one)
    assert "Mustermann" in client.get(f"/workshops/{workshop.code}/").content.decode()


def test_the_letter_leads_to_the_button_and_reading_it_confirms_nothing(client):
    workshop = make_workshop()
    address = f"/workshops/{workshop.code}/register/"
    page = client.post(address, sent(email="ana@example.org")).content.decode()
    one = workshop.registrations.get()

    assert "held for you for 30 minutes" in page
    assert one.link() in one.mails.get().text_to_send()
    assert one.link() not in page
    own = open_own_page(client, one)
    assert "Confirm my address" in client.get(own).content.decode()
    one.refresh_from_db()
    assert one.state == "unconfirmed"
    text = client.post(own, {"act": "confirm_address"}, follow=True).content.decode()
    assert "Your address is confirmed" in text
    assert "Confirm my address" not in text


def test_the_same_address_again_gets_the_link_again_and_no_second_registration(client):
    workshop = make_workshop()
    address = f"/workshops/{workshop.code}/register/"
    pages = [client.post(address, sent(email="ana@example.org")).content for _ in range(2)]

    assert pages[0] == pages[1]
    assert [mail.kind for mail in Mail.objects.order_by("pk")] == ["confirm_registration", "link"]
    assert workshop.registrations.count() == 1


def test_organisers_see_who_has_not_confirmed_and_need_no_confirmation_themselves(client):
    workshop = make_workshop(capacity=9)
    begin(workshop, family="Slow")
    client.force_login(organiser())

    page = client.get(f"/organise/{workshop.code}/people/").content.decode()
    assert "Address not confirmed yet" in page
    by_hand = registrations.register(
        workshop=workshop, values=person(), answers={}, at=NOW, actor="organiser"
    )
    assert by_hand.state == "accepted"


def test_what_nobody_confirms_is_deleted_with_its_letter():
    workshop = make_workshop()
    week_ago = NOW - timedelta(days=registrations.UNCONFIRMED_DAYS, minutes=1)
    old, new = begin(workshop, at=week_ago), begin(workshop)

    purge()

    assert list(workshop.registrations.all()) == [new]
    assert not Mail.objects.filter(to=old.email).exists()
    assert not StatusChange.objects.filter(registration=old.pk).exists()


def test_a_person_erases_or_cancels_an_unconfirmed_registration_and_frees_the_seat():
    workshop = make_workshop(capacity=1)
    one = begin(workshop)
    waits = register(workshop)
    erasure.erase(registration=one, at=NOW)
    one.refresh_from_db()
    waits.refresh_from_db()

    assert one.state == "cancelled_by_participant"
    assert waits.state == "offered"
