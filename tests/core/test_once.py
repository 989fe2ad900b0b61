"""A form that makes something makes it once."""

from datetime import date

import pytest

from tests.filling import form_of
from tests.workshops.making import make_workshop, organiser
from workshops.models import Workshop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


def test_the_second_click_leads_to_where_the_first_led(client):
    workshop = make_workshop(sessions=0)
    client.force_login(organiser())
    here = f"/organise/{workshop.code}/sessions/"
    day = workshop.starts_on.isoformat()
    form = form_of(client.get(here), "starts_at") | {
        "title": "Opening", "starts_at": f"{day}T09:00", "ends_at": f"{day}T10:00",
    }  # fmt: skip

    first, second = client.post(here, form), client.post(here, form)
    assert workshop.sessions.count() == 1
    assert first.url == second.url
    assert "nothing was done twice" in client.get(second.url).content.decode()
    # Back, and another session with the same page.
    client.post(here, form | {"title": "Closing"})
    assert workshop.sessions.count() == 2
    # Opened anew, the same once more.
    client.post(here, form | {"form_key": form_of(client.get(here), "title")["form_key"]})
    assert workshop.sessions.count() == 3


def test_what_was_refused_can_be_sent_again(client):
    client.force_login(organiser())
    page = client.get("/organise/new/")
    day = date(2031, 4, 21).isoformat()
    form = form_of(page, "title_en") | {
        "code": "taken", "title_en": "T", "starts_on": day, "ends_on": day, "capacity": "9",
        "host": make_workshop(code="taken").host_id,
    }  # fmt: skip
    assert client.post("/organise/new/", form).status_code == 422
    Workshop.objects.filter(code="taken").delete()

    assert client.post("/organise/new/", form).status_code == 302
    assert client.post("/organise/new/", form).url == "/organise/taken/"
