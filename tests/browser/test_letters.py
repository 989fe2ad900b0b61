"""The outbox, letters to many and a personal link, on a phone, in English and Arabic, without scripts."""

import pytest

from core.mail.outbox import send_due
from tests.workshops.making import NOW, make_workshop, organiser, register
from workshops.models import AccessCode, Mail
from workshops.services import registrations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.wide]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def phone(browser, live_server):
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport=PHONE
    )
    yield context
    context.close()


def fits(page):
    """Nothing is wider than the phone."""
    box = page.locator("main").bounding_box()
    assert box["width"] <= PHONE["width"]
    for one in page.locator("main form, main .card, main .list").all():
        if (place := one.bounding_box()) is not None:
            assert place["x"] >= -1
            assert place["x"] + place["width"] <= PHONE["width"] + 1


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_an_organiser_edits_a_letter_that_waits_and_writes_to_many(
    phone, live_server, client, prefix
):
    workshop = make_workshop(accepts_at_once=False)
    one = register(workshop, given="Ana", family="Lopez")
    registrations.decide(registration=one, new="accepted", by=None, at=NOW)
    letter = one.mails.get(kind="accepted")
    client.force_login(organiser())
    cookie = client.cookies["sessionid"]
    phone.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])
    page = phone.new_page()
    here = f"{prefix}/organise/{workshop.code}/mail/"

    page.goto(here)
    fits(page)
    page.locator("#outbox").get_by_role("link", name=letter.subject).click()
    fits(page)
    page.locator("summary").first.click()
    page.locator("#subject").fill("Another subject")
    page.locator("form:has(#body) button").click()
    letter.refresh_from_db()
    assert letter.subject == "Another subject"

    page.goto(f"{here}write/")
    page.locator("input[name=state][value=accepted]").check()
    page.locator("#subject_en").fill("For {name}")
    page.locator("#body_en").fill("Dear {name}, see {link}")
    page.locator("button[value=preview]").click()
    fits(page)
    assert "Ana Lopez" in page.locator("#preview").inner_text()
    page.locator("button[value=write]").click()
    assert Mail.objects.get(kind="bulk").subject == "For Ana Lopez"
    for path in ("automatic/", "texts/", "texts/accepted/ar/"):
        page.goto(here + path)
        fits(page)


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_a_person_opens_the_link_and_downloads_their_data_with_a_code(phone, prefix):
    one = register(make_workshop(), family="Jaidee")
    page = phone.new_page()

    page.goto(f"{prefix}{one.link()}")

    assert page.url.endswith(f"{prefix}/registration/{one.pk}/")
    assert page.locator("button[value=data]").count() == 0
    page.locator("button[value=send_code]").click()
    assert page.locator("#digits").is_visible()
    page.locator("#digits").fill(AccessCode.objects.get(registration=one).digits())
    page.locator("form:has(#digits) button").click()
    fits(page)
    with page.expect_download() as download:
        page.locator("button[value=data]").click()
    assert b"Jaidee" in download.value.path().read_bytes()
    send_due(Mail)
