"""Clicks at the same time: one thing is made, and what cannot be undone is done once."""

import threading
import time

import pytest
from django.db import connection
from django.test import Client

from core.web import once
from tests.confirming import fields_of
from tests.filling import form_of
from tests.killing import killed_at
from tests.workshops.making import make_workshop, organiser, register
from workshops.models import Mail, Session

pytestmark = pytest.mark.django_db(transaction=True)
CLICKS = 4


def click_together(client, address, form) -> list[int]:
    """The statuses of several posts that begin at the same moment, in the session of the client."""
    together, answers = threading.Barrier(CLICKS), []

    def click():
        browser = Client()
        if "sessionid" in client.cookies:
            browser.cookies["sessionid"] = client.cookies["sessionid"].value
        together.wait()
        answers.append(browser.post(address, form).status_code)
        connection.close()

    clicks = [threading.Thread(target=click) for _n in range(CLICKS)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()
    return answers


def test_two_clicks_at_the_same_time_make_one_session(client):
    workshop = make_workshop(sessions=0)
    client.force_login(organiser())
    here = f"/organise/{workshop.code}/sessions/"
    day = workshop.starts_on.isoformat()
    form = form_of(client.get(here), "starts_at") | {
        "title": "Opening", "starts_at": f"{day}T09:00", "ends_at": f"{day}T10:00",
    }  # fmt: skip

    assert click_together(client, here, form) == [302] * CLICKS
    assert Session.objects.count() == 1


@pytest.mark.wide
def test_what_died_before_it_was_done_can_be_sent_again(client, monkeypatch):
    monkeypatch.setattr(once, "CLAIM_SECONDS", 3)
    monkeypatch.setattr(once, "PATIENCE", 0.2)
    workshop = make_workshop(sessions=0)
    client.force_login(organiser())
    here = f"/organise/{workshop.code}/sessions/"
    day = workshop.starts_on.isoformat()
    form = form_of(client.get(here), "starts_at") | {
        "title": "Opening", "starts_at": f"{day}T09:00", "ends_at": f"{day}T10:00",
    }  # fmt: skip

    assert not killed_at(6, lambda: client.post(here, form))
    assert Session.objects.count() == 0
    # Nobody is told that it was done.
    waiting = client.post(here, form)
    assert waiting.url == here
    page = client.get(here).content.decode()
    assert "may still be in work" in page
    assert "nothing was done twice" not in page

    time.sleep(3)
    assert client.post(here, form).status_code == 302
    assert Session.objects.count() == 1


def test_a_workshop_is_cancelled_once_however_often_it_is_confirmed(client):
    workshop = make_workshop()
    register(workshop)
    letters = Mail.objects.count()
    client.force_login(organiser())
    here = f"/organise/{workshop.code}/status/"
    fields = fields_of(client.post(here, {"to": "cancelled"})) | {"reason": "A storm."}

    assert click_together(client, here, fields) == [302] * CLICKS
    workshop.refresh_from_db()
    assert workshop.status == "cancelled"
    assert workshop.events.filter(action="status: cancelled").count() == 1
    assert Mail.objects.count() == letters + 1
