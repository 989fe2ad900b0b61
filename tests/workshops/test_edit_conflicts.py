"""Two people who edit at the same time: both win where they changed different fields, and conflicts are shown."""

import pytest

from regions.models import Term
from tests.filling import form_of
from tests.pages import markup_of
from tests.workshops.making import make_workshop, organiser, register
from workshops.models import TravelRequest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


@pytest.fixture
def desk(client):
    """An organiser who is signed in, in two tabs."""
    client.force_login(organiser())
    return client


@pytest.mark.wide
def test_who_changes_different_fields_of_a_workshop_keeps_both(desk):
    workshop = make_workshop()
    here = f"/organise/{workshop.code}/edit/"
    first, second = (form_of(desk.get(here), "title_en") for _tab in range(2))

    assert desk.post(here, first | {"city": "Hanoi"}).status_code == 302
    done = desk.post(here, second | {"venue": "Hall 2"}, follow=True)

    workshop.refresh_from_db()
    assert (workshop.city, workshop.venue) == ("Hanoi", "Hall 2")
    assert "Kept as others changed it meanwhile: City." in markup_of(done)


@pytest.mark.wide
def test_a_conflict_shows_both_versions_and_can_be_saved(desk):
    workshop = make_workshop()
    here = f"/organise/{workshop.code}/edit/"
    first, second = (form_of(desk.get(here), "title_en") for _tab in range(2))
    desk.post(here, first | {"city": "Hanoi"})

    asked = desk.post(here, second | {"city": "Manila", "venue": "Hall 2"})

    workshop.refresh_from_db()
    assert asked.status_code == 409
    assert (workshop.city, workshop.venue) == ("Hanoi", "")
    assert "Hanoi" in markup_of(asked)
    again = form_of(asked, "title_en")
    assert again["city"] == ["Manila"]
    assert again["venue"] == ["Hall 2"]
    assert again["edit_choice_city"] == ["mine"]
    assert desk.post(here, again).status_code == 302
    workshop.refresh_from_db()
    assert (workshop.city, workshop.venue) == ("Manila", "Hall 2")


@pytest.mark.wide
def test_theirs_can_be_chosen_and_what_changed_again_is_asked_again(desk):
    workshop = make_workshop()
    here = f"/organise/{workshop.code}/edit/"
    first, second, third = (form_of(desk.get(here), "title_en") for _tab in range(3))
    desk.post(here, first | {"city": "Hanoi"})
    asked = desk.post(here, second | {"city": "Manila"})
    again = form_of(asked, "title_en")
    desk.post(here, form_of(desk.get(here), "title_en") | {"city": "Jakarta"})

    asked = desk.post(here, again | {"edit_choice_city": "theirs"})
    assert asked.status_code == 409
    assert "Jakarta" in markup_of(asked)
    desk.post(here, form_of(asked, "title_en") | {"edit_choice_city": "theirs"})
    workshop.refresh_from_db()
    assert workshop.city == "Jakarta"
    assert third["city"] == ["Bangkok"]


def test_ticks_are_differences(desk):
    workshop = make_workshop()
    one, two, three = Term.objects.order_by("pk")[:3]
    workshop.terms.set([one])
    here = f"/organise/{workshop.code}/edit/"
    first, second = (form_of(desk.get(here), "title_en") for _tab in range(2))

    desk.post(here, first | {"terms": [one.pk, two.pk]})
    desk.post(here, second | {"terms": [three.pk]})

    assert set(workshop.terms.all()) == {two, three}


def test_a_second_save_of_the_same_form_changes_nothing(desk):
    workshop = make_workshop()
    here = f"/organise/{workshop.code}/edit/"
    form = form_of(desk.get(here), "title_en") | {"city": "Hanoi"}

    assert desk.post(here, form).status_code == 302
    assert desk.post(here, form).status_code == 302
    workshop.refresh_from_db()
    assert workshop.city == "Hanoi"


def test_a_form_without_what_it_was_made_from_overwrites_nothing(desk):
    workshop = make_workshop(city="Bangkok")
    here = f"/organise/{workshop.code}/edit/"
    form = form_of(desk.get(here), "title_en")
    del form["edit_base"]
    workshop.refresh_from_db()

    assert desk.post(here, form | {"city": "Hanoi"}).status_code == 302
    answer = desk.post(here, form | {"city": "Manila"})

    workshop.refresh_from_db()
    assert answer.status_code == 409
    assert workshop.city == "Hanoi"


@pytest.mark.parametrize("base", ["", "[]", "{", '{"city": {}}', '{"terms": "x"}', "null"])
def test_a_broken_base_is_no_error(desk, base):
    workshop = make_workshop()
    here = f"/organise/{workshop.code}/edit/"
    form = form_of(desk.get(here), "title_en") | {"edit_base": base, "revision": "0"}

    assert desk.post(here, form | {"city": "Hanoi"}).status_code in (302, 409)


def test_sessions_are_guarded(desk):
    workshop = make_workshop()
    session = workshop.sessions.first()
    here = f"/organise/{workshop.code}/sessions/{session.pk}/"
    first, second = (form_of(desk.get(here), "title") for _tab in range(2))

    desk.post(here, first | {"room": "A"})
    desk.post(here, second | {"chairs": "Ana"})
    session.refresh_from_db()
    assert (session.room, session.names("chair")) == ("A", "Ana")
    third = desk.post(here, second | {"room": "B"})
    session.refresh_from_db()
    assert third.status_code == 409
    assert session.room == "A"


def test_journeys_are_guarded_and_their_errors_stand_beside_the_fields(desk):
    workshop = make_workshop()
    one = register(workshop)
    TravelRequest.objects.create(registration=one, departure_city="Paris")
    here = f"/organise/{workshop.code}/people/{one.pk}/"
    first, second = (form_of(desk.get(here), "flights") for _tab in range(2))

    desk.post(here, first | {"hotel": "Inn"})
    done = desk.post(here, second | {"flights": "TG 1"}, follow=True)
    travel = TravelRequest.objects.get()
    assert (travel.hotel, travel.flights) == ("Inn", "TG 1")
    assert "is saved." in markup_of(done)
    wrong = desk.post(here, second | {"ticketed_on": "soon"})
    assert wrong.status_code == 422
    assert form_of(wrong, "flights")["flights"] == ["TG 1"]
