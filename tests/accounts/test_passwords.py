"""Passwords: which are taken, how they are changed, and how a forgotten one is replaced by a letter."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client, override_settings

from accounts import links
from accounts.models import AccountLetter, SignInEvent
from accounts.services import letters
from core.models import User
from tests.accounts.conftest import PASSWORD
from tests.accounts.test_signing_in import sign_in

NEW = "eleven-old-lanterns"


@pytest.mark.parametrize(
    "password",
    [
        "migration",
        "remittances",
        "unitednations",
        "escap2026",
        "portal2026",
        "unitednations2026",
        "Migration2026!!",
        "m1gr4t10n-p0rt4l",
        "ESCAP-ECLAC-2026",
        "short-one",
        "password1234",
        "analyst@example.org",
    ],
)
def test_passwords_that_are_tried_first_are_refused(person, password):
    with pytest.raises(ValidationError):
        validate_password(password, person)


@pytest.mark.parametrize(
    "password", [PASSWORD, NEW, "tGh7-kq2Lm9Px", "migration of nine grey geese"]
)
def test_other_passwords_are_taken(person, password):
    validate_password(password, person)


def test_the_password_is_changed_and_other_sessions_end(client, person):
    other = Client()
    for browser in (client, other):
        sign_in(browser)

    answer = client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW},
    )

    assert answer.status_code == 302
    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302
    assert sign_in(Client(), password=NEW).status_code == 302
    notice = AccountLetter.objects.get()
    assert notice.to == "analyst@example.org"
    assert "The password of your account was changed." in notice.body


def test_a_name_is_never_read_as_a_link(person):
    User.objects.filter(pk=person.pk).update(username="{password_reset:1} {{x}}")
    person.refresh_from_db()
    letter = letters.write_notice(person, "account/email/password_set", person.email, {})
    assert "Account: {password_reset:1} {{x}}" in letter.text_to_send()


def test_a_wrong_current_password_is_said_beside_its_field(client, person):
    client.force_login(person)

    page = client.post(
        "/accounts/password/change/", {"oldpassword": "no", "password1": NEW, "password2": "other"}
    ).content.decode()

    assert 'href="#id_oldpassword"' in page
    assert 'id="id_oldpassword_error"' in page
    assert 'id="id_password2_error"' in page


def ask(client, email="analyst@example.org", path="/accounts/password/reset/"):
    return client.post(path, {"email": email})


def sent():
    with override_settings(EMAIL_HOST="mail.example.org"):
        letters.send()
    return [message.body for message in mail.outbox]


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(client, person):
    elsewhere = Client()
    sign_in(elsewhere)
    assert ask(client).status_code == 302
    letter = AccountLetter.objects.get()
    assert "{password_reset:" in letter.body
    assert "http" not in letter.body

    link = re.search(r"http://127.0.0.1:8000(/\S+)", sent()[0])[1]
    form = client.get(link, follow=True)
    assert form.status_code == 200
    assert link not in form.content.decode()
    done = client.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW}, follow=True)

    assert "The new password is set" in done.content.decode()
    assert elsewhere.get("/account/").status_code == 302
    assert sign_in(Client(), password=NEW).status_code == 302
    again = Client().get(link, follow=True).content.decode()
    assert "This link does not work" in again
    kinds = set(SignInEvent.objects.values_list("kind", flat=True))
    assert {"reset_requested", "password_reset"} <= kinds


@pytest.mark.parametrize(("seconds", "works"), [(-60, True), (60, False)])
def test_a_link_for_a_new_password_works_for_the_three_hours_that_its_texts_tell(
    client, person, monkeypatch, seconds, works
):
    ask(client)
    letter = sent()[0]
    later = PasswordResetTokenGenerator()._now() + timedelta(hours=3, seconds=seconds)

    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: later)
    link = re.search(r"http://127.0.0.1:8000(/\S+)", letter)[1]
    page = Client().get(link, follow=True).content.decode()

    assert "which works once, for three hours:" in letter
    assert ('name="password1"' in page) is works
    assert ("is older than three hours" in page) is not works


@pytest.mark.parametrize("failing", ["Failing", "Forbidding"])
def test_links_that_open_an_account_are_not_written_into_logs(client, person, written, failing):
    ask(client)
    link = re.search(r"http://127.0.0.1:8000(/\S+)", sent()[0])[1]
    key = link.rstrip("/").rpartition("/")[2].partition("-")[2]
    confirmation = links.address_confirmation(
        EmailAddress.objects.create(user=person, email="b@c.d").pk
    )
    fresh = Client(raise_request_exception=False)  # which loads the middleware below
    middleware = [*settings.MIDDLEWARE, f"tests.core.test_logs.{failing}"]

    with override_settings(MIDDLEWARE=middleware):
        for address in (link, f"/fr{link}", confirmation):
            assert fresh.get(address).status_code in {403, 500}

    assert written().count("django.request: ") == 3
    assert key not in written()
    assert confirmation.rstrip("/").rpartition(":")[2] not in written()


def test_the_answer_tells_nobody_whether_an_account_exists(client, person):
    existing, unknown = ask(client), ask(client, "nobody@example.org")

    assert existing.headers["Location"] == unknown.headers["Location"]
    assert AccountLetter.objects.count() == 1


def test_an_account_made_without_a_password_gets_one_by_the_same_link(client, person):
    person.set_unusable_password()
    person.save()

    ask(client)
    link = re.search(r"http://127.0.0.1:8000(/\S+)", sent()[0])[1]
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW})

    assert sign_in(Client(), password=NEW).status_code == 302


def test_the_local_mailbox_shows_the_link_to_an_administrator(client, person):
    ask(client)
    letters.send()
    letter = AccountLetter.objects.get()
    client.force_login(User.objects.create_superuser("root", password=PASSWORD))

    page = client.get(f"/mailbox/accounts.accountletter/{letter.pk}/", HTTP_HOST="localhost")

    assert letter.state == AccountLetter.State.KEPT
    assert "/accounts/password/reset/key/" in page.content.decode()


def test_a_closed_account_gets_no_letter(client, person):
    person.is_active = False
    person.save()

    assert ask(client).status_code == 302
    assert not AccountLetter.objects.exists()


def test_an_address_gets_three_letters_in_ten_minutes(client, person):
    statuses = [ask(client).status_code for _number in range(4)]

    assert statuses[:3] == [302] * 3
    assert AccountLetter.objects.count() == 3


def test_the_letter_is_in_the_language_of_the_page(client, person):
    ask(client, path="/fr/accounts/password/reset/")

    assert AccountLetter.objects.get().language == "fr"
    assert "http://127.0.0.1:8000/fr/accounts/password/reset/key/" in sent()[0]


def test_without_a_mail_server_the_page_says_whom_to_ask(client, db):
    page = client.get("/accounts/password/reset/").content.decode()

    assert "This portal sends no letters at present." in page


def test_an_address_is_used_once_it_is_confirmed(client, person):
    sign_in(client)
    answer = client.post("/accounts/email/", {"action_add": "", "email": "new@example.org"})
    client.post(answer.headers["Location"], {"password": PASSWORD})
    person.refresh_from_db()
    assert person.email == "analyst@example.org"

    link = re.search(r"http://127.0.0.1:8000(/\S+)", sent()[-1])[1]
    assert "Confirm the address" in client.get(link).content.decode()
    client.post(link)

    person.refresh_from_db()
    assert person.email == "new@example.org"
