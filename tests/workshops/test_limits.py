"""Public forms of workshops take so many, and no more, in an hour."""

import pytest

from tests.workshops.making import NOW, make_workshop, open_own_page, register
from tests.workshops.test_pages import sent
from workshops.models import Draft, Mail, Registration
from workshops.services import attendance, registrations

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


@pytest.fixture(autouse=True)
def few(settings):
    settings.FORMS_PER_HOUR = {
        "client": 5,
        "address": 3,
        "workshop": 8,
        "wrong_codes": 3,
        "held_seats": 2,
    }


def form(n: int) -> dict:
    return sent(email=f"n{n}@example.org")


@pytest.mark.wide
def test_one_client_cannot_fill_a_workshop(client):
    workshop = make_workshop(capacity=40)

    pages = [client.post(f"/workshops/{workshop.code}/register/", form(n)) for n in range(7)]

    assert [page.status_code for page in pages] == [200] * 5 + [429] * 2
    assert Registration.objects.count() == 5
    last = pages[-1]
    assert "Too many requests from your network" in last.content.decode()
    assert "n6@example.org" in last.content.decode(), "what was typed is not lost"
    assert last.headers["Retry-After"].isdigit()


@pytest.mark.wide
def test_many_clients_cannot_fill_it_within_an_hour_either(client):
    workshop, other = make_workshop(capacity=40), make_workshop()

    codes = [
        client.post(
            f"/workshops/{workshop.code}/register/", form(n), REMOTE_ADDR=f"192.0.2.{n}"
        ).status_code
        for n in range(10)
    ]

    assert codes == [200] * 8 + [429] * 2
    assert client.post(f"/workshops/{other.code}/register/", form(20)).status_code == 200


def test_one_client_holds_few_seats_with_addresses_that_nobody_confirms(client):
    """Nobody is refused: who confirms has a seat while there is one, and others take what is not held."""
    workshop, other = make_workshop(capacity=4), make_workshop()
    address = f"/workshops/{workshop.code}/register/"

    pages = [client.post(address, form(n)).content.decode() for n in range(4)]

    held = workshop.registrations.order_by("pk").values_list("holds_seat", flat=True)
    assert list(held) == [True, True, False, False]
    assert ["no seat is held for you" in page for page in pages] == [False, False, True, True]
    assert register(workshop).state == register(workshop).state == "accepted"
    late = workshop.registrations.get(email="n3@example.org")
    assert registrations.confirm_address(registration=late, at=NOW).state == "waitlisted"
    first = workshop.registrations.get(email="n0@example.org")
    assert registrations.confirm_address(registration=first, at=NOW).state == "accepted"
    client.post(f"/workshops/{other.code}/register/", form(9))
    assert other.registrations.get().holds_seat, "each workshop counts for itself"


def test_behind_a_proxy_each_client_counts_for_itself(client, settings):
    settings.NUM_PROXIES = 1
    settings.FORMS_PER_HOUR = settings.FORMS_PER_HOUR | {"client": 1}
    workshop = make_workshop(capacity=40)

    codes = [
        client.post(
            f"/workshops/{workshop.code}/register/",
            form(n),
            headers={"X-Forwarded-For": f"1.2.3.{n}, 192.0.2.{n % 2}"},
        ).status_code
        for n in range(4)
    ]

    assert codes == [200, 200, 429, 429]


@pytest.mark.wide
def test_a_stranger_is_written_to_a_few_times_whatever_is_posted(client):
    workshops = [make_workshop() for _ in range(3)]
    victim = {"email": "victim@example.org"}
    for n in range(4):
        for workshop in workshops:
            address = f"/workshops/{workshop.code}/register/"
            elsewhere = {"REMOTE_ADDR": f"192.0.2.{n}"}
            client.post(address, form(0) | victim, **elsewhere)
            client.post(address, victim | {"act": "save"}, **elsewhere)
            client.post(f"{address}link/", victim, **elsewhere)

    assert 0 < Mail.objects.filter(to="victim@example.org").count() <= 3


def test_who_is_refused_a_lost_link_reads_a_page(client):
    workshop = make_workshop()
    address = f"/workshops/{workshop.code}/register/link/"

    pages = [client.post(address, {"email": "a@example.org"}) for _ in range(4)]

    assert [page.status_code for page in pages] == [302] * 3 + [429]
    assert "Several letters went to this address" in pages[-1].content.decode()


@pytest.mark.wide
def test_who_goes_on_with_a_draft_may_save_it_often(client, settings):
    settings.FORMS_PER_HOUR = settings.FORMS_PER_HOUR | {"client": 50, "workshop": 50}
    workshop = make_workshop()
    address = f"/workshops/{workshop.code}/register/"
    client.post(address, {"email": "a@example.org", "act": "save"})
    link = Draft.objects.get().link()

    codes = {
        client.post(link, {"email": "a@example.org", "act": "save"}).status_code for _ in range(8)
    }

    assert codes == {302}


def test_a_code_of_the_screen_cannot_be_guessed(client):
    workshop = make_workshop()
    registration = register(workshop)
    session = workshop.sessions.first()
    code = attendance.open_code(session=session, at=NOW).code
    wrong = "000000" if code != "000000" else "111111"
    answers = [
        client.post(registration.link(), {"act": "check_in", "code": wrong}).status_code
        for _ in range(4)
    ]

    assert answers == [409, 409, 409, 429]
    late = client.post(registration.link(), {"act": "check_in", "code": code})
    assert late.status_code == 429
    assert "Too many wrong codes" in late.content.decode()
    assert not registration.attendances.exists()


def test_a_person_cannot_have_strangers_written_to_by_changing_the_address(client, settings):
    settings.FORMS_PER_HOUR = settings.FORMS_PER_HOUR | {"client": 50}
    own = open_own_page(client, register(make_workshop()), with_code=True)
    form = {"act": "address", "email": "victim@example.org"}

    codes = [client.post(own, form).status_code for _ in range(5)]

    assert codes[-1] == 429
    assert Mail.objects.filter(to="victim@example.org").count() <= 3
