"""The request for travel support: days in order, seen by both sides, changed until it is decided."""

from datetime import timedelta

import pytest

from tests.workshops.making import NOW, make_workshop, organiser, register
from workshops.models import TravelRequest
from workshops.services import travel

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
    page = client.get(accepted.link()).content.decode()
    assert "An aisle seat" in page
    assert "Change the request" in page

    client.post(accepted.link(), asked(accepted, wishes="A window"))

    request = TravelRequest.objects.get()
    assert request.wishes == "A window"
    travel.decide(travel=request, new="approved", by=None, at=NOW)
    assert client.post(accepted.link(), asked(accepted, wishes="Late")).status_code == 409
    page = client.get(accepted.link()).content.decode()
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
