"""Tokens of the API: made, shown once, sent, counted, revoked by the person they belong to."""

import re
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.test import override_settings
from rest_framework.settings import api_settings

from core.models import ApiToken, User

PAGE = "/account/tokens/"
CALL = "/api/v1/countries/PHL/"


@pytest.fixture
def person(db):
    return User.objects.create_user("analyst", password="a-long-enough-one")


def make(client, name="nightly script"):
    answer = client.post(PAGE, {"name": name})
    secret = re.search(r"unrc_[\w-]{40,}", answer.content.decode())
    return answer, secret and secret[0]


def call(client, secret, address=CALL):
    return client.get(address, headers={"Authorization": f"Bearer {secret}"})


def test_a_token_is_shown_once_kept_as_a_digest_and_ended_at_once(client, person):
    from regions.services import reference

    reference.load()
    client.force_login(person)
    answer, secret = make(client)
    assert answer.status_code == 201
    assert "no-store" in answer.headers["Cache-Control"]
    assert secret not in client.get(PAGE).content.decode()
    token = ApiToken.objects.get()
    assert secret not in str(vars(token))
    assert token.last_used_on is None
    client.logout()

    assert call(client, secret).status_code == 200
    token.refresh_from_db()
    assert token.last_used_on is not None
    client.force_login(person)
    assert client.post(f"{PAGE}{token.pk}/revoke/").status_code == 302
    client.logout()
    refused = call(client, secret)
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"] == "Bearer"
    assert set(refused.json()) == {"code", "message", "fields"}
    assert "/account/tokens/" in refused.json()["message"]


@pytest.mark.parametrize("header", ["Bearer", "Bearer nonsense", "Bearer a b", "bearer unrc_x"])
def test_a_wrong_token_is_refused_and_not_taken_for_anybody(client, db, header):
    assert client.get(CALL, headers={"Authorization": header}).status_code == 401


def test_a_token_has_its_own_higher_limit(client, person, monkeypatch):
    # Calls are counted by the minute; none may end between two of these.
    monkeypatch.setattr("core.api.throttling.time", SimpleNamespace(time=lambda: 1.8e9))
    client.force_login(person)
    _answer, secret = make(client)
    client.logout()
    rates = {**api_settings.DEFAULT_THROTTLE_RATES, "anon": "2/min", "token": "6/min"}
    framework = {
        "DEFAULT_THROTTLE_RATES": rates,
        "DEFAULT_SCHEMA_CLASS": api_settings.DEFAULT_SCHEMA_CLASS,
    }
    with override_settings(REST_FRAMEWORK=framework):
        without = [client.get("/api/v1/releases/").status_code for _ in range(4)]
        held = [call(client, secret, "/api/v1/releases/").status_code for _ in range(8)]

    assert without.count(429) == 2
    assert held.count(429) == 2


def test_names_limits_and_others_tokens_are_minded(client, person):
    client.force_login(person)
    make(client)
    same, secret = make(client)
    assert (same.status_code, secret) == (400, None)
    assert "already" in same.content.decode()
    assert make(client, "  ")[0].status_code == 400
    assert make(client, "x" * 61)[0].status_code == 400
    token = ApiToken.objects.get()
    client.force_login(User.objects.create_user("other", password="a-long-enough-one"))
    assert client.post(f"{PAGE}{token.pk}/revoke/").status_code == 404
    assert "nightly" not in client.get(PAGE).content.decode()
    client.logout()
    for answer in (client.get(PAGE), client.post(f"{PAGE}{token.pk}/revoke/")):
        assert answer.headers["Location"].startswith("/accounts/login/")
    person.is_active = False
    person.save()
    token.refresh_from_db()
    assert token.revoked_at is None


def test_a_token_ends_with_its_last_day(client, person):
    client.force_login(person)
    client.post(PAGE, {"name": "short", "days": "30"})
    token = ApiToken.objects.get()
    assert token.expires_on == token.created_at.date() + timedelta(days=30)

    secret = re.search(
        r"unrc_[\w-]{40,}", client.post(PAGE, {"name": "b", "days": "30"}).content.decode()
    )[0]
    client.logout()
    assert call(client, secret).status_code != 401
    ApiToken.objects.update(expires_on=date(2020, 1, 1))
    assert call(client, secret).status_code == 401


@pytest.mark.parametrize(
    "data",
    [
        {"scope": "workshops:people:read", "days": "30"},
        {"object": "workshop:1", "days": "30"},
        {"days": "31"},
        {"days": "x"},
    ],
)
def test_a_token_has_no_more_than_its_account(client, person, data):
    client.force_login(person)

    assert client.post(PAGE, {"name": "t", **data}).status_code == 400
    assert not ApiToken.objects.exists()
