"""Second factors: authenticator apps and recovery codes, and the roles that must have one."""

import base64
import hmac
import re
import struct
import time

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client, override_settings

from accounts.models import AccountLetter, SignInEvent
from core.models import User
from regions.models import Commission, CommissionRole
from tests.accounts.conftest import PASSWORD
from tests.accounts.test_signing_in import sign_in

CODE = "/accounts/2fa/authenticate/"
REQUIRED = override_settings(REQUIRE_SECOND_FACTOR=True)


def totp(secret, at=None):
    """The six digits of RFC 6238, written here from the standard and not from the code under test."""
    counter = struct.pack(">Q", int(at or time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, "sha1").digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def reach(client, address, password=PASSWORD):
    """A page that asks for the password once more."""
    answer = client.get(address)
    if answer.status_code == 302 and "reauthenticate" in answer.headers["Location"]:
        client.post(answer.headers["Location"], {"password": password})
        answer = client.get(address)
    return answer


def set_up_app(client):
    """Add an authenticator app to the account that is signed in; its secret."""
    address = "/accounts/2fa/totp/activate/"
    page = reach(client, address).content.decode()
    secret = re.search(r"<code[^>]*>([A-Z2-7]{16,})</code>", page)[1]
    answer = client.post(address, {"code": totp(secret)})
    assert answer.status_code == 302, answer.content.decode()
    return secret


@pytest.fixture
def secret(client, person):
    sign_in(client)
    return set_up_app(client)


def test_the_password_page_comes_before_the_set_up(client, person):
    sign_in(client)

    answer = client.get("/accounts/2fa/totp/activate/")

    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")


def test_signing_in_asks_for_a_code_of_the_app(client, person, secret):
    elsewhere = Client()
    answer = sign_in(elsewhere)
    assert answer.headers["Location"] == CODE
    assert elsewhere.get("/account/").status_code == 302

    wrong = elsewhere.post(CODE, {"code": "000000"})
    assert wrong.status_code == 200
    assert 'id="id_code_error"' in wrong.content.decode()
    right = elsewhere.post(CODE, {"code": totp(secret, time.time() + 30)})

    assert right.status_code == 302
    assert elsewhere.get("/account/").status_code == 200
    kinds = SignInEvent.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds)[-2:] == ["code_failed", "signed_in"]


def test_a_code_works_once(client, person, secret):
    code = totp(secret, time.time() + 30)
    first, second = Client(), Client()
    for browser in (first, second):
        sign_in(browser)

    assert first.post(CODE, {"code": code}).status_code == 302
    assert second.post(CODE, {"code": code}).status_code == 200


@pytest.mark.wide
def test_codes_cannot_be_guessed_without_end(client, person, secret):
    elsewhere = Client()
    sign_in(elsewhere)

    pages = [elsewhere.post(CODE, {"code": f"{n:06}"}).content.decode() for n in range(12)]

    assert "Too many failed login attempts" in pages[-1]


def test_the_secret_is_sealed_in_the_table(client, person, secret):
    sealed = str(Authenticator.objects.get(type=Authenticator.Type.TOTP).data)

    assert secret not in sealed
    assert "gAAAA" in sealed


def test_a_recovery_code_opens_the_account_once_and_is_written_down(client, person, secret):
    page = reach(client, "/accounts/2fa/recovery-codes/").content.decode()
    codes = re.findall(r"<li><code>(\d+)</code>", page)
    assert len(codes) == 10
    assert all(len(code) == 10 for code in codes)
    first, second = Client(), Client()
    for browser in (first, second):
        sign_in(browser)

    assert first.post(CODE, {"code": codes[0]}).status_code == 302
    assert second.post(CODE, {"code": codes[0]}).status_code == 200
    assert SignInEvent.objects.filter(kind="recovery_used", user=person).count() == 1


@pytest.mark.wide
def test_recovery_codes_are_renewed(client, person, secret, django_capture_on_commit_callbacks):
    old = reach(client, "/accounts/2fa/recovery-codes/").content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/2fa/recovery-codes/generate/")

    new = client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert not set(re.findall(r"<code>(\d+)", old)) & set(re.findall(r"<code>(\d+)", new))
    assert SignInEvent.objects.filter(kind="codes_renewed").exists()
    assert "New recovery codes were made" in AccountLetter.objects.latest("pk").body


def test_the_app_is_removed(client, person, secret):
    address = "/accounts/2fa/totp/deactivate/"
    assert "Remove the app" in reach(client, address).content.decode()

    client.post(address)

    assert sign_in(Client()).headers["Location"] == "/"
    assert SignInEvent.objects.filter(kind="factor_removed").exists()


ROLES = {
    "analyst": lambda user: None,
    "administrator": lambda user: User.objects.filter(pk=user.pk).update(is_superuser=True),
    "data manager": lambda user: User.objects.filter(pk=user.pk).update(is_staff=True),
    "organiser": lambda user: CommissionRole.objects.create(
        user=user, commission=Commission.objects.first(), role="organiser"
    ),
    "editor": lambda user: CommissionRole.objects.create(
        user=user, commission=Commission.objects.first(), role="editor"
    ),
}


@pytest.mark.wide(but="editor")
@REQUIRED
@pytest.mark.parametrize("role", ROLES)
def test_roles_that_see_personal_data_set_up_a_second_factor_first(client, regions, person, role):
    ROLES[role](person)
    sign_in(client)
    must = role in {"administrator", "data manager", "organiser"}

    answer = client.get("/workshops/")

    assert answer.status_code == (302 if must else 200)
    if must:
        assert answer.headers["Location"] == "/accounts/2fa/"
        assert "Set one up to go on" in client.get("/accounts/2fa/").content.decode()
        refused = client.get("/api/v1/countries/")
        assert refused.status_code == 403
        assert refused.json()["code"] == "second_factor_needed"
        set_up_app(client)
        assert client.get("/workshops/").status_code == 200


@REQUIRED
def test_people_without_a_second_factor_can_still_sign_out_and_choose_a_language(client, person):
    ROLES["administrator"](person)
    sign_in(client)

    for address in ("/account/", "/accounts/password/change/", "/fr/accounts/2fa/", "/texts.js"):
        assert client.get(address).status_code == 200, address
    assert client.post("/language/", {"language": "fr"}).status_code == 302
    assert client.post("/accounts/logout/").headers["Location"] == "/"


@REQUIRED
def test_a_posted_form_is_not_carried_out_without_the_second_factor(client, person):
    ROLES["administrator"](person)
    sign_in(client)

    client.post("/account/tokens/", {"name": "script"})

    assert person.api_tokens.count() == 0


@REQUIRED
def test_visitors_and_their_answers_are_left_alone(client, db):
    answer = client.get("/api/v1/countries/")

    assert answer.status_code == 200
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_it_is_optional_where_the_setting_says_so(client, person):
    ROLES["administrator"](person)
    sign_in(client)

    assert client.get("/workshops/").status_code == 200
    assert "sign in with a second factor" in client.get("/account/").content.decode()
