"""The request for travel support: days in order, seen by both sides, changed until it is decided."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission

from tests.workshops.making import NOW, helper, make_workshop, organiser, register
from tests.workshops.test_second_stage import passport as seal
from workshops.models import TravelRequest
from workshops.services import travel, visas

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


@pytest.fixture
def accepted():
    return register(make_workshop())


def asked(registration, arrives=-1, departs=1, **changes):
    first = registration.workshop.starts_on
    return {
        "act": "travel",
        "wanted": "full",
        "departure_city": "Phnom Penh",
        "arrives_on": (first + timedelta(days=arrives)).isoformat(),
        "departs_on": (first + timedelta(days=departs)).isoformat(),
        "wishes": "An aisle seat",
    } | changes


@pytest.mark.parametrize(
    ("arrives", "departs", "field"),
    [
        (2, -7, "departs_on"),
        (-40, 2, "arrives_on"),
        (5, 9, "arrives_on"),
        (-3, -2, "departs_on"),
        (-1, 40, "departs_on"),
    ],
)
def test_days_out_of_order_are_refused_beside_their_field(
    client, accepted, arrives, departs, field
):
    answer = client.post(accepted.link(), asked(accepted, arrives, departs))

    assert answer.status_code == 422
    assert set(answer.context["travel_form"].errors) == {field}
    assert not TravelRequest.objects.exists()


def test_the_person_sees_and_changes_the_request_until_it_is_decided(client, accepted):
    client.post(accepted.link(), asked(accepted))
    page = client.get(accepted.link(), follow=True).content.decode()
    assert "An aisle seat" in page
    assert "Change the request" in page

    client.post(accepted.link(), asked(accepted, wishes="A window"))

    request = TravelRequest.objects.get()
    assert request.wishes == "A window"
    travel.decide(travel=request, new="approved", by=None, at=NOW)
    assert client.post(accepted.link(), asked(accepted, wishes="Late")).status_code == 409
    page = client.get(accepted.link(), follow=True).content.decode()
    assert "Change the request" not in page
    assert "A window" in page


def test_the_organiser_sees_days_and_wishes(client, accepted):
    client.post(accepted.link(), asked(accepted))
    client.force_login(organiser())

    page = client.get(f"/organise/{accepted.workshop.code}/people/{accepted.pk}/").content.decode()

    first = accepted.workshop.starts_on
    assert "An aisle seat" in page
    assert str((first - timedelta(days=1)).day) in page
    assert "Leaves on" in page


@pytest.mark.wide
def test_who_may_not_make_a_visa_letter_reads_who_may(client, accepted):
    visas.tell(registration=accepted, new="needed", at=NOW)
    user = organiser()
    client.force_login(user)
    address = f"/organise/{accepted.workshop.code}/people/{accepted.pk}/"
    assert "has not given the passport data" in client.get(address).content.decode()
    seal(accepted)
    assert "nobody yet" in client.get(address).content.decode()
    reader = helper(accepted.workshop, "moderator")
    other = helper(make_workshop(), "moderator")
    permission = Permission.objects.get(codename="read_passport")
    for one in (reader, other):
        one.user_permissions.add(permission)

    page = client.get(address)

    assert page.context["passport_readers"] == [reader.get_username()]
    text = page.content.decode()
    assert "You may not read passports" in text
    assert reader.get_username() in text
    user.user_permissions.add(permission)
    assert "You may not read passports" not in client.get(address).content.decode()
