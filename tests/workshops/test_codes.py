"""A code that changes: addresses that were printed and sent go on leading to the workshop."""

import pytest

from core.errors import Refused
from tests.workshops.making import NOW, make_workshop, organiser, register
from workshops.models import Workshop
from workshops.services import workshops

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


def rename(workshop: Workshop, code: str) -> Workshop:
    workshop.refresh_from_db()
    return workshops.save(workshop=workshop, values={"code": code}, by=None, at=NOW)


def test_old_addresses_lead_to_the_new_ones(client):
    workshop = make_workshop(code="copy1")
    rename(workshop, "copy2")
    rename(workshop, "copy3")

    for old in ("copy1", "copy2"):
        for address in (
            "/workshops/{}/?a=1&b=%20",
            "/fr/workshops/{}/register/",
            "/api/v1/workshops/{}/programme/",
        ):
            page = client.get(address.format(old))
            assert page.status_code == 301
            assert page.headers["Location"] == address.format("copy3")
    page = client.get("/workshops/copy1/results/")
    assert (page.status_code, page.headers["Location"]) == (301, "/workshops/copy3/results/")


def test_organisers_find_their_pages_by_the_old_code_and_lose_no_form(client):
    workshop = make_workshop(code="old-code")
    rename(workshop, "new-code")
    client.force_login(organiser())
    one = register(workshop)

    page = client.get("/organise/old-code/people/", follow=True)
    form = client.post(f"/organise/old-code/people/{one.pk}/", {"act": "?"})

    assert page.status_code == 200
    assert page.redirect_chain == [("/organise/new-code/people/", 301)]
    assert form.status_code == 308


def test_nobody_learns_the_new_code_of_a_draft(client):
    workshop = make_workshop(code="secret", status="draft")
    rename(workshop, "more-secret")

    assert client.get("/workshops/secret/").status_code == 404


def test_an_old_code_can_be_taken_back_and_by_no_other_workshop(client):
    workshop, other = make_workshop(code="first"), make_workshop(code="other")
    rename(workshop, "second")

    with pytest.raises(Refused, match="Another workshop had this code"):
        rename(other, "first")
    with pytest.raises(Refused, match="Another workshop had this code"):
        make_workshop(code="first")
    client.force_login(organiser())
    form = {"code": "first", "first_day": "2031-04-21"}
    page = client.post(f"/organise/{other.code}/copy/", form)
    assert page.status_code == 422
    assert "Another workshop had this code" in page.content.decode()

    rename(workshop, "first")
    assert client.get("/workshops/first/").status_code == 200
    assert client.get("/workshops/second/").headers["Location"] == "/workshops/first/"
