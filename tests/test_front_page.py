"""The front page: the chain with its numbers, and where each kind of reader goes on."""

import re

import pytest
from django.test import Client

from migration_portal import chain
from tests.studies.making import load_regions, make_study
from tests.workshops.making import make_workshop
from workshops.models import Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop():
    load_regions()
    made = make_workshop()
    Workshop.objects.filter(pk=made.pk).update(status="held")
    return made


def numbers(page: str) -> list[int]:
    return [int(found) for found in re.findall(r'<span class="count">(\d+)</span>', page)]


def test_each_step_of_the_chain_has_its_number(client: Client, workshop):
    before = client.get("/")
    assert numbers(before.content.decode()) == [0, 1, 0, 0]
    assert chain.counts() == chain.Counts(0, 1, 0, 0, 0)

    make_study()
    after = client.get("/", headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200
    assert numbers(after.content.decode()) == [1, 1, 0, 0]
    assert client.get("/", headers={"if-none-match": after["ETag"]}).status_code == 304


def test_the_page_says_when_examples_are_counted(client: Client, workshop):
    assert "made up for the demonstration" not in client.get("/").content.decode()

    Workshop.objects.filter(pk=workshop.pk).update(is_demonstration=True)
    assert "made up for the demonstration" in client.get("/").content.decode()


def test_a_workshop_made_up_for_the_demonstration_says_so_wherever_it_stands(client, workshop):
    Workshop.objects.filter(pk=workshop.pk).update(is_demonstration=True)

    for address in ("/workshops/", workshop.get_absolute_url(), "/commissions/ESCAP/"):
        page = client.get(address).content.decode()
        assert "example" in page.split("<main", 1)[1].lower(), address
