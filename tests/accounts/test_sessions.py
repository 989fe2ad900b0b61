"""Sessions: how long they last, the list of one's own, and ending them."""

import time
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client, override_settings
from django.utils import timezone

from accounts import sessions
from core import personal_data
from core.models import User
from tests.accounts.conftest import PASSWORD
from tests.accounts.test_signing_in import sign_in

LIST = "/accounts/sessions/"
DAY = 24 * 3600


@pytest.fixture
def clock(monkeypatch):
    """A clock that tests put forward, for sessions and the rows they lie in."""
    now = [time.time()]
    monkeypatch.setattr(time, "time", lambda: now[0])

    def forward(seconds):
        now[0] += seconds
        passed = timedelta(seconds=seconds)
        for row in Session.objects.all():
            Session.objects.filter(pk=row.pk).update(expire_date=row.expire_date - passed)

    return forward


def is_in(client):
    return client.get("/account/").status_code == 200


def test_a_session_ends_eight_hours_after_its_last_page(client, person, clock):
    sign_in(client)
    for _hour in range(3):
        clock(7 * 3600)
        assert is_in(client)

    clock(8 * 3600 + 1)

    assert not is_in(client)


@pytest.mark.wide
def test_a_session_in_use_ends_two_weeks_after_signing_in(client, person, clock):
    sign_in(client)
    for _turn in range(2 * 14 * 2 - 1):
        clock(6 * 3600)
        assert is_in(client)

    clock(6 * 3600 + 60)

    assert not is_in(client)
    sign_in(client)
    assert is_in(client)


def test_a_session_is_written_again_every_five_minutes_at_most(client, person, clock):
    sign_in(client)
    before = client.session[sessions.SEEN_AT]
    seen = UserSession.objects.get().last_seen_at

    clock(60)
    is_in(client)
    assert client.session[sessions.SEEN_AT] == before
    assert UserSession.objects.get().last_seen_at == seen
    clock(300)
    is_in(client)

    assert client.session[sessions.SEEN_AT] > before
    assert UserSession.objects.get().last_seen_at > seen


def test_a_visitors_session_has_no_times(client, db):
    client.get("/accounts/login/?next=/account/")

    assert SESSION_KEY not in client.session
    assert sessions.SIGNED_IN_AT not in client.session


def test_people_see_their_sessions_and_end_one(client, person):
    other = Client(headers={"User-Agent": "Browser of the library"}, REMOTE_ADDR="192.0.2.9")
    for browser in (client, other):
        sign_in(browser)

    page = client.get(LIST).content.decode()
    assert "Browser of the library" in page
    assert "192.0.2.9" in page
    library = UserSession.objects.get(ip="192.0.2.9")
    assert client.post(f"/account/sessions/{library.pk}/end/").status_code == 302

    assert not is_in(other)
    assert is_in(client)


def test_nobody_ends_the_session_of_somebody_else(client, person):
    sign_in(client)
    stranger = User.objects.create_user("stranger", password=PASSWORD)
    other = Client()
    sign_in(other, "stranger")
    foreign = UserSession.objects.get(user=stranger)

    assert client.post(f"/account/sessions/{foreign.pk}/end/").status_code == 404
    assert is_in(other)
    assert client.get(f"/account/sessions/{foreign.pk}/end/").status_code == 405


def test_people_sign_out_everywhere_else(client, person):
    others = [Client() for _number in range(3)]
    for browser in (client, *others):
        sign_in(browser)

    client.post(LIST)

    assert is_in(client)
    assert not any(is_in(browser) for browser in others)


def test_rows_of_sessions_that_ended_are_deleted(client, person):
    sign_in(client)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    personal_data.purge(timezone.now())
    assert Session.objects.count() == 0
    assert UserSession.objects.count() == 0


@override_settings(SESSION_COOKIE_NAME="__Host-sessionid", CSRF_COOKIE_NAME="__Host-csrftoken")
def test_signing_in_works_with_those_cookies(person):
    client = Client(enforce_csrf_checks=True)
    client.get("/accounts/login/")
    token = client.cookies["__Host-csrftoken"].value

    answer = sign_in(client, headers={"X-CSRFToken": token})

    assert answer.status_code == 302
    assert client.cookies["__Host-sessionid"]["path"] == "/"
    assert not client.cookies["__Host-sessionid"]["domain"]
