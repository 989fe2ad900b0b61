"""Lists of people and attendance lists, brought in by an organiser in a browser, on a desk and on a phone."""

import pytest

from tests.browser.test_accessibility import problems
from tests.workshops.making import make_workshop, organiser, register

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.wide]
PEOPLE = (
    "Prénom;Nom;Courriel;Pays;Organisme\n"
    "Élodie;Lefèvre;elodie@example.org;Sénégal;Ministère\n"
    "José;Muñoz;jose@example;España;INE\n"
).encode("cp1252")
LOG = b"Name,Duration (minutes)\nAna Jaidee,57\nSomebody Else,5\n"


@pytest.fixture
def signed_in(browser_page, site_address, client):
    """A page of a browser in which an organiser is signed in."""
    client.force_login(organiser())
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site_address}
    browser_page.context.add_cookies([cookie])
    return browser_page


def without_refusals(page) -> None:
    """A preview in which no row can be taken yet is an answer 422, which the browser notes."""
    page.problems[:] = [text for text in page.problems if "422" not in text]


@pytest.mark.parametrize("width", [1280, 390])
def test_a_list_is_matched_previewed_and_taken(signed_in, width):
    page, workshop = signed_in, make_workshop(capacity=9)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/organise/{workshop.code}/people/import/")
    assert problems(page) == []
    page.get_by_label("Invite them").check()
    page.set_input_files("#file", {"name": "a.csv", "mimeType": "text/csv", "buffer": PEOPLE})
    page.get_by_role("button", name="Show what would happen").click()

    page.get_by_text("Choose a column for each of these").wait_for()
    assert problems(page) == []
    assert page.locator("#encoding").input_value() == "cp1252"
    page.locator("#all-stakeholder").select_option("gov_statistics")
    page.get_by_role("button", name="Read it this way").click()
    page.get_by_text("1 person can be taken").wait_for()
    assert problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the refused rows").click()
    assert "jose@example" in download.value.path().read_text("utf-8-sig")
    page.get_by_role("button", name="Take 1 person").click()

    page.get_by_text("1 row was not taken").wait_for()
    assert problems(page) == []
    assert workshop.registrations.get().given == "Élodie"
    without_refusals(page)


def test_a_list_is_matched_in_arabic(signed_in):
    page, workshop = signed_in, make_workshop(capacity=9)
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"/ar/organise/{workshop.code}/people/import/")
    page.locator("input[value=register]").check()
    page.set_input_files("#file", {"name": "a.csv", "mimeType": "text/csv", "buffer": PEOPLE})
    page.locator("form[enctype] button").click()

    page.locator("#encoding").wait_for()
    assert problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    without_refusals(page)


def test_an_attendance_list_is_shown_and_recorded(signed_in):
    page, workshop = signed_in, make_workshop(capacity=9, sessions=1)
    register(workshop, given="Ana", family="Jaidee")
    session = workshop.sessions.get()
    page.goto(f"/organise/{workshop.code}/attendance/")
    page.locator("summary").first.click()
    page.set_input_files(
        f"#f{session.pk}", {"name": "a.csv", "mimeType": "text/csv", "buffer": LOG}
    )
    page.get_by_role("button", name="Show what would be recorded").click()

    page.get_by_text("Recognised by name only").wait_for()
    assert problems(page) == []
    page.get_by_role("button", name="Record", exact=True).click()
    page.get_by_text("Attendance of 1 person was recorded").wait_for()
    assert session.attendances.get().minutes == 57
