"""Accounts in Chromium: a passkey under the strict policy, accessibility, narrow and right-to-left pages."""

import pytest

from core.models import User
from tests.accounts.conftest import PASSWORD
from tests.accounts.test_second_factor import totp
from tests.browser.test_accessibility import problems

pytestmark = [pytest.mark.browser, pytest.mark.wide]
NARROW = {"width": 390, "height": 844}
PAGES = [
    "/account/",
    "/accounts/password/change/",
    "/accounts/email/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/sessions/",
    "/accounts/single-sign-on/",
    "/accounts/logout/",
]
OPEN_PAGES = [
    "/accounts/login/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-nosuch-key/",
    "/accounts/inactive/",
    "/accounts/signup/",
]


@pytest.fixture
def site_address(live_server):
    """By name: no passkey belongs to a number."""
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def person(live_server):
    return User.objects.create_user("analyst", "analyst@example.org", PASSWORD)


@pytest.fixture
def authenticator(browser_page):
    """A device that makes passkeys and always finds its owner's finger."""
    session = browser_page.context.new_cdp_session(browser_page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, made["authenticatorId"]


def sign_in(page):
    page.goto("/accounts/login/")
    page.get_by_label("User name or e-mail address").fill("analyst")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Sign out").wait_for()


def confirm_password(page):
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def sign_out(page):
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in", exact=True).wait_for()


def test_a_passkey_is_added_and_opens_the_account_alone(browser_page, person, authenticator):
    page = browser_page
    sign_in(page)
    page.goto("/accounts/2fa/webauthn/add/")
    confirm_password(page)
    page.get_by_label("Name of the passkey").fill("Phone")
    page.get_by_label("Sign in with it alone").check()
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url(lambda url: not url.endswith("/add/"))
    page.goto("/accounts/2fa/webauthn/")
    assert page.get_by_role("rowheader", name="Phone").is_visible()
    sign_out(page)

    page.goto("/accounts/login/?next=/account/tokens/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    page.wait_for_url("**/account/tokens/")


def test_a_passkey_is_the_second_step_after_a_password(browser_page, person, authenticator):
    page = browser_page
    sign_in(page)
    page.goto("/accounts/2fa/webauthn/add/")
    confirm_password(page)
    page.get_by_label("Name of the passkey").fill("Stick")
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url(lambda url: not url.endswith("/add/"))
    sign_out(page)

    page.goto("/accounts/login/")
    page.get_by_label("User name or e-mail address").fill("analyst")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/2fa/authenticate/")
    page.get_by_role("button", name="Use a passkey").click()

    page.get_by_role("button", name="Sign out").wait_for()


def test_the_page_says_when_no_passkey_is_given(browser_page, person, authenticator):
    session, made = authenticator
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": made})
    page = browser_page
    page.goto("/accounts/login/")
    page.evaluate("() => { navigator.credentials.get = async () => { throw new Error('ended') } }")

    page.get_by_role("button", name="Sign in with a passkey").click()

    page.get_by_text("The passkey was not used").wait_for()


def test_an_app_is_set_up_by_the_secret_on_the_page(browser_page, person):
    page = browser_page
    sign_in(page)
    page.goto("/accounts/2fa/totp/activate/")
    confirm_password(page)
    picture = page.get_by_alt_text("Picture with the secret below")
    assert picture.evaluate("image => image.naturalWidth") > 100

    page.get_by_label("Code of your authenticator app").fill(
        totp(page.locator("code").inner_text())
    )
    page.get_by_role("button", name="Add the app").click()

    page.wait_for_url("**/2fa/recovery-codes/")
    assert page.locator("#recovery-codes li").count() == 10


def test_pages_of_accounts_meet_the_rules_and_fit_a_narrow_screen(browser_page, person):
    page = browser_page
    page.set_viewport_size(NARROW)
    found = {}

    def look(address):
        page.goto(address)
        if listed := problems(page):
            found[address] = listed
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            found[f"{address} too wide"] = wide

    for prefix in ("", "/ar"):
        for address in OPEN_PAGES:
            look(prefix + address)
    sign_in(page)
    page.goto("/accounts/2fa/totp/activate/")
    confirm_password(page)
    for prefix in ("", "/ar"):
        for address in PAGES:
            look(prefix + address)

    assert found == {}
