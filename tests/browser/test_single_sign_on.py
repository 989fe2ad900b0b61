"""Single sign-on in Chromium with a certified provider: who gets in, as whom, with which roles."""

import pytest

from accounts.models import SignInEvent
from core.models import User
from regions.models import CommissionRole
from regions.services import reference
from tests.accounts.conftest import PASSWORD
from tests.oidc import running

pytestmark = [pytest.mark.browser, pytest.mark.wide]
PEOPLE = {
    "anna": {
        "email": "anna@example.org",
        "email_verified": True,
        "preferred_username": "anna",
        "given_name": "Anna",
        "family_name": "Example",
        "groups": ["escap-workshops", "choir"],
    },
    "ben": {"email": "ben@example.org", "email_verified": True, "groups": ["choir"]},
    "eve": {"email": "root@example.org", "email_verified": False, "groups": ["portal-admins"]},
    "root": {"email": "root@example.org", "email_verified": True, "groups": ["portal-admins"]},
}
ROLES = {"escap-workshops": "organiser:ESCAP", "portal-admins": "administrator"}


@pytest.fixture
def site_address(live_server):
    return live_server.url


@pytest.fixture
def people():
    return {name: dict(claims) for name, claims in PEOPLE.items()}


@pytest.fixture
def provider(site_address, people, settings):
    """A provider that knows the portal, which knows it."""
    reference.load()
    client = {
        "client_id": "portal",
        "client_secret": "known-to-both",
        "redirect_uris": [f"{site_address}/accounts/oidc/sso/login/callback/"],
    }
    with running.provider(client, people) as address:
        app = {
            "provider_id": "sso",
            "name": "Staff identity",
            "client_id": client["client_id"],
            "secret": client["client_secret"],
            "settings": {"server_url": address},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {**settings.SOCIALACCOUNT_PROVIDERS["openid_connect"], "APPS": [app]}
        }
        settings.FORM_TARGETS = [address]
        settings.OIDC_ROLES = ROLES
        yield address


def sign_on(page, name, start="/accounts/login/"):
    """From the portal's page through those of the provider, and back."""
    page.context.clear_cookies()
    page.goto(start)
    site = page.evaluate("location.origin")
    page.get_by_role("button", name="Staff identity").click()
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill("any")
    page.locator("button[type=submit]").click()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(lambda url: url.startswith(site))
    page.wait_for_load_state()
    # The provider has no icon, and its own pages are not ours to judge.
    page.problems.clear()


def test_a_person_with_a_mapped_group_gets_an_account_and_the_role(browser_page, provider):
    page = browser_page

    sign_on(page, "anna", "/fr/accounts/login/?next=/organise/")

    assert page.url.endswith("/organise/")
    anna = User.objects.get(username="anna")
    assert (anna.first_name, anna.email, anna.has_usable_password()) == (
        "Anna",
        "anna@example.org",
        False,
    )
    role = CommissionRole.objects.get(user=anna)
    assert (role.role, role.commission.area.code) == ("organiser", "ESCAP")
    kinds = set(SignInEvent.objects.filter(user=anna).values_list("kind", flat=True))
    assert {"signed_in", "roles_changed"} <= kinds


def test_roles_follow_the_provider_and_others_stay(browser_page, provider, settings):
    page = browser_page
    sign_on(page, "anna")
    anna = User.objects.get(username="anna")
    CommissionRole.objects.create(
        user=anna, commission=anna.commission_roles.get().commission, role="editor"
    )
    settings.OIDC_ROLES = ROLES | {"nobody-has-it": "organiser:ESCAP"}
    del settings.OIDC_ROLES["escap-workshops"]

    sign_on(page, "anna")

    assert [one.role for one in anna.commission_roles.all()] == ["editor"]
    assert User.objects.count() == 1


def test_a_person_without_a_mapped_group_gets_no_account(browser_page, provider):
    sign_on(browser_page, "ben")

    assert "Accounts are made by administrators" in browser_page.content()
    assert not User.objects.exists()


def test_an_account_is_opened_by_a_verified_address_alone(browser_page, provider):
    root = User.objects.create_user("boss", "root@example.org", PASSWORD)

    sign_on(browser_page, "eve")
    assert not SignInEvent.objects.filter(kind="signed_in").exists()
    assert User.objects.count() == 1
    sign_on(browser_page, "root")

    root.refresh_from_db()
    assert root.is_superuser
    assert root.has_usable_password()
    assert User.objects.count() == 1
    assert browser_page.get_by_role("link", name="boss").is_visible()


@pytest.mark.parametrize("provider_asks", [True, False])
def test_the_second_factor_is_asked_where_the_provider_asks_for_none(
    browser_page, provider, settings, provider_asks
):
    settings.REQUIRE_SECOND_FACTOR = True
    settings.OIDC_SECOND_FACTOR = provider_asks

    sign_on(browser_page, "anna", "/accounts/login/?next=/organise/")

    assert browser_page.url.endswith("/organise/" if provider_asks else "/accounts/2fa/")
    if not provider_asks:
        browser_page.goto("/accounts/2fa/totp/activate/")
        assert browser_page.get_by_label("Code of your authenticator app").is_visible()


def test_without_single_sign_on_the_page_has_no_button(browser_page, site_address):
    browser_page.goto("/accounts/login/")

    assert browser_page.get_by_role("button", name="Staff identity").count() == 0
