"""Signing in: by name or address, with limits, written down; and the rules for what browsers keep."""

import logging
import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.models import SignInEvent
from core import personal_data
from core.models import User
from tests.accounts.conftest import PASSWORD

SIGN_IN = "/accounts/login/"
Kind = SignInEvent.Kind


def sign_in(client, name="analyst", password=PASSWORD, **extra):
    return client.post(SIGN_IN, {"login": name, "password": password}, **extra)


def kinds():
    return list(SignInEvent.objects.order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize("name", ["analyst", "ANALYST@example.org", "analyst@example.org"])
def test_people_sign_in_by_name_or_address(client, person, name):
    answer = sign_in(client, name)

    assert answer.status_code == 302
    assert client.get("/account/").status_code == 200
    assert kinds() == [Kind.SIGNED_IN]


def test_the_sign_in_page_keeps_where_the_person_was_going(client, person):
    page = client.get(f"{SIGN_IN}?next=/account/tokens/")

    assert 'name="next" value="/account/tokens/"' in page.content.decode()
    answer = client.post(
        SIGN_IN, {"login": "analyst", "password": PASSWORD, "next": "/account/tokens/"}
    )
    assert answer.headers["Location"] == "/account/tokens/"


def test_nobody_is_sent_to_another_site_after_signing_in(client, person):
    answer = client.post(
        SIGN_IN, {"login": "analyst", "password": PASSWORD, "next": "https://evil.example/"}
    )

    assert answer.headers["Location"] == "/"


def test_an_account_takes_five_wrong_passwords_then_the_right_one_is_refused_too(client, person):
    for number in range(5):
        answer = sign_in(client, password=f"wrong-{number}", REMOTE_ADDR=f"192.0.2.{number}")
        assert answer.status_code == 200

    answer = sign_in(client, REMOTE_ADDR="192.0.2.99")

    assert answer.status_code == 200
    assert "Too many failed login attempts" in answer.content.decode()
    assert kinds() == [Kind.FAILED] * 5 + [Kind.BLOCKED]
    assert client.get("/account/").status_code == 302


def test_a_client_takes_ten_wrong_passwords_whatever_the_names(client, person):
    for number in range(10):
        sign_in(client, f"somebody-{number}", "wrong")
    hashed = User.objects.get(pk=person.pk).password

    answer = sign_in(client)

    assert "Too many failed login attempts" in answer.content.decode()
    assert User.objects.get(pk=person.pk).password == hashed
    assert sign_in(Client(), REMOTE_ADDR="192.0.2.7").status_code == 302


@pytest.mark.parametrize("name_typed", ["analyst", "analyst@example.org"])
def test_an_unknown_name_costs_as_much_work_as_a_wrong_password(
    client, person, monkeypatch, name_typed
):
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher,
        "encode",
        lambda hasher, password, salt: hashed.append(1) or encode(hasher, password, salt),
    )

    def work(name):
        hashed.clear()
        sign_in(client, name, "wrong")
        return len(hashed)

    assert work(name_typed) == work(name_typed.replace("analyst", "nobody")) >= 1


def test_right_passwords_do_not_count(client, person):
    for _number in range(12):
        assert sign_in(Client()).status_code == 302


def test_the_administration_has_no_door_of_its_own(client, person):
    answer = client.get("/admin/login/?next=/admin/")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(SIGN_IN)
    assert client.post("/admin/login/", {"username": "a", "password": "b"}).status_code == 302


def test_what_was_typed_as_a_name_is_not_kept_when_it_is_no_account(client, person, caplog):
    with caplog.at_level(logging.INFO, "portal.sign_in"):
        sign_in(client, "my-password-by-mistake", "wrong")
        sign_in(client, "analyst", "wrong-one")
        sign_in(client, "analyst")

    rows = list(SignInEvent.objects.order_by("pk").values("kind", "user", "detail"))
    assert [row["user"] for row in rows] == [None, person.pk, person.pk]
    lines = [record.getMessage() for record in caplog.records if record.name == "portal.sign_in"]
    assert len(lines) == 3
    assert lines[1].startswith(f"failed account={person.pk} client=127.0.0.1")
    assert not re.search("mistake|wrong-one|umbrellas", " ".join(lines) + str(rows))


def test_events_are_shown_to_the_person_and_deleted_in_the_end(client, person):
    sign_in(client, password="wrong")
    sign_in(client)

    page = client.get("/account/").content.decode()

    assert "Wrong password" in page
    SignInEvent.objects.update(at="2024-01-01T00:00Z")
    personal_data.purge(timezone.now())
    assert not SignInEvent.objects.exists()


def test_a_deactivated_account_is_out_at_once(client, person):
    sign_in(client)
    User.objects.filter(pk=person.pk).update(is_active=False)

    assert client.get("/account/").status_code == 302
    assert sign_in(Client()).headers["Location"] == "/accounts/inactive/"


def test_signing_out_ends_the_session_and_clears_the_browser(client, person):
    sign_in(client)

    answer = client.post("/accounts/logout/")

    assert answer.status_code == 302
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert Session.objects.count() == 0
    assert kinds() == [Kind.SIGNED_IN, Kind.SIGNED_OUT]
    assert "Clear-Site-Data" not in client.get("/").headers


@pytest.mark.parametrize("address", ["/", "/account/", "/organise/", "/desk/", "/accounts/2fa/"])
def test_browsers_keep_nothing_of_pages_of_people_who_signed_in(client, person, address):
    person.is_superuser = True
    person.save()
    client.force_login(person)

    assert client.get(address, follow=True).headers["Cache-Control"] == "private, no-store"


def test_pages_of_visitors_may_be_kept(client, db):
    assert "no-store" not in client.get("/").headers.get("Cache-Control", "")


def test_nobody_makes_an_account_alone(client, db):
    fields = {
        "username": "a",
        "email": "a@example.org",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    answer = client.post("/accounts/signup/", fields)

    assert "Accounts are made by administrators" in answer.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize("path", ["/fr/accounts/login/", "/ar/accounts/login/"])
def test_the_sign_in_page_speaks_the_readers_language(client, db, path):
    assert client.get(path).status_code == 200
