"""The life of one workshop in a real browser: three people, two languages, from registration to certificate."""

from pathlib import Path

import pytest
from django.utils import timezone

from tests.workshops.making import make_workshop, organiser, person
from workshops import printing
from workshops.models import Certificate, Registration, Workshop
from workshops.services import certifying, registering

pytestmark = pytest.mark.browser


def signed_in(page, client, user):
    """A session of the user in the browser."""
    client.force_login(user)
    cookie = client.cookies["sessionid"]
    page.context.add_cookies(
        [{"name": "sessionid", "value": cookie.value, "domain": "localhost", "path": "/"}]
    )


def fill(page, *, given, family, printed, email, country):
    """The registration form, by the names of its fields."""
    page.locator("#id_given").fill(given)
    page.locator("#id_family").fill(family)
    page.locator("#id_printed_name").fill(printed)
    page.locator("#id_organisation").fill("Ministry of Labour")
    page.locator("#id_email").fill(email)
    page.locator("#id_country").select_option(country)
    page.locator("#id_stakeholder").select_option("gov_labour")
    page.locator("#id_consent").check()


@pytest.mark.skipif(not printing.has_fonts(), reason="the fonts are not installed (make assets)")
def test_from_registration_to_certificate_in_english_and_arabic(
    transactional_db, browser_page, browser, live_server, client
):
    workshop = make_workshop(capacity=1, sessions=1)
    jordan = str(workshop.host.memberships.model.objects.first().country_id)
    address = f"/workshops/{workshop.code}/"
    arabic = browser.new_context(base_url=live_server.url, locale="ar").new_page()
    english = browser.new_context(base_url=live_server.url, locale="en").new_page()

    # The first, in Arabic, has the seat; the second waits and sees the place.
    arabic.goto(f"/ar{address}")
    assert arabic.locator("html").get_attribute("dir") == "rtl"
    assert arabic.locator("h1").inner_text() == "إحصاءات الهجرة"
    arabic.goto(f"/ar{address}register/")
    fill(
        arabic,
        given="Layla",
        family="Haddad",
        printed="ليلى حداد",
        email="layla@example.org",
        country=jordan,
    )
    arabic.locator("main button[value=submit]").click()
    arabic.wait_for_url("**/registration/**")
    assert arabic.locator("img[width='180']").count() == 1
    english.goto(f"{address}register/")
    fill(english, given="Tom", family="Smith", printed="", email="tom@example.org", country=jordan)
    english.locator("main button[value=submit]").click()
    english.wait_for_url("**/registration/**")
    assert "Your place on the waiting list: 1." in english.locator("main").inner_text()

    # The first confirms and then cannot come; the seat is offered to the second, who takes it.
    arabic.locator("button[value=confirm]").click()
    arabic.locator("details:has(button[value=cancel]) > summary").click()
    arabic.locator("button[value=cancel]").click()
    english.reload()
    english.get_by_role("button", name="Accept the seat").click()
    english.get_by_role("button", name="I confirm that I take part").click()
    assert "Confirmed" in english.locator(".card h2").first.inner_text()
    Workshop.objects.update(capacity=2)
    # A third is invited by the organiser on the desk, and completes the registration in Arabic.
    page = browser_page
    signed_in(page, client, organiser())
    page.goto(f"/organise/{workshop.code}/people/enter/")
    fill(
        page,
        given="Layla",
        family="Haddad",
        printed="ليلى حداد",
        email="layla2@example.org",
        country=jordan,
    )
    page.locator("#id_language").select_option("ar")
    page.locator("button[value=invite]").click()
    page.wait_for_url("**/people/*/")
    invited = Registration.objects.get(email="layla2@example.org")
    arabic.goto(f"/ar{invited.link()}")
    arabic.locator("#id_family").fill("حداد")
    arabic.locator("main button[value=save]").click()
    arabic.goto(f"/ar{invited.link()}")
    assert arabic.locator("#id_family").input_value() == "حداد"
    arabic.locator("#id_family").fill("Haddad")
    arabic.locator("input[name=listed][value=public]").check()
    arabic.locator("#id_consent").check()
    arabic.locator("main button[value=submit]").click()
    arabic.locator(".state-accepted").wait_for()

    # The organiser checks both in at the desk and closes the workshop.
    session = workshop.sessions.get()
    page.goto(f"/organise/{workshop.code}/sessions/{session.pk}/scan/")
    for one in Registration.objects.coming():
        page.locator("#code").fill(one.code.lower())
        page.locator("#code").press("Enter")
        page.locator("#scan-log li", has_text=one.badge_name).wait_for()
    page.locator("#code").fill("NOBODY1234")
    page.locator("#code").press("Enter")
    page.locator("#scan-log li.bad").wait_for()
    Workshop.objects.update(status="in_progress")
    page.goto(f"/organise/{workshop.code}/")
    page.locator("#to").select_option("held")
    page.get_by_role("button", name="Set").click()
    assert set(Registration.objects.filter(state="completed").values_list("family", flat=True)) == {
        "Smith",
        "Haddad",
    }
    page.goto(f"/organise/{workshop.code}/certificates/")
    page.get_by_role("button", name="Issue what is missing").click()
    assert certifying.print_due() == 2

    # The second downloads it, and anybody checks it; the name shows with consent only.
    english.reload()
    with english.expect_download() as download:
        english.get_by_role("link", name="Certificate of completion").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
    of_arab = Certificate.objects.get(registration__email="layla2@example.org")
    assert of_arab.language == "ar"
    arabic.goto(f"/ar/certificates/{of_arab.serial}/")
    assert "ليلى حداد" in arabic.locator("main").inner_text()
    english.goto(f"/certificates/{Certificate.objects.exclude(pk=of_arab.pk).get().serial}/")
    assert "Smith" not in english.locator("main").inner_text()
    arabic.context.close()
    english.context.close()


def test_the_desk_keeps_codes_through_a_lost_connection(transactional_db, browser_page, client):
    workshop = make_workshop(sessions=1)
    one = registering.register(workshop=workshop, answers={}, at=timezone.now(), values=person())
    page = browser_page
    signed_in(page, client, organiser())
    page.goto(f"/organise/{workshop.code}/sessions/{workshop.sessions.get().pk}/scan/")
    page.context.set_offline(True)
    page.locator("#code").fill(one.code)
    page.locator("#code").press("Enter")
    page.get_by_text("waiting for the network").wait_for()
    assert one.attendances.count() == 0

    page.context.set_offline(False)

    page.locator("#scan-log li", has_text=one.badge_name).wait_for(timeout=15_000)
    page.reload()
    assert one.attendances.count() == 1
    page.problems[:] = [text for text in page.problems if "ERR_INTERNET_DISCONNECTED" not in text]


def test_a_person_registers_by_the_keyboard_alone(transactional_db, browser_page):
    workshop = make_workshop(sessions=0)
    page = browser_page
    page.goto(f"/workshops/{workshop.code}/register/")
    page.locator("#id_title").focus()
    words = {
        "given": "Ana", "family": "Lopez", "organisation": "Ministry", "email": "ana@example.org",
        "stakeholder": "Parliament",
    }  # fmt: skip
    for _n in range(80):
        name = page.evaluate(
            "document.activeElement.value == 'submit' ? 'submit' : document.activeElement.name || ''"
        )
        if name in words:
            page.keyboard.type(words[name])
        elif name == "consent":
            page.keyboard.press("Space")
        elif name == "submit":
            page.keyboard.press("Enter")
            break
        page.keyboard.press("Tab")
    page.wait_for_url("**/registration/**")

    assert Registration.objects.get().state == "accepted"
