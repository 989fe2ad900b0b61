"""Speakers in a browser: the letter's page on a phone and the public page, also in Arabic."""

import io

import pytest
from PIL import Image

from tests.browser.test_accessibility import problems
from tests.workshops.making import NOW, make_workshop
from workshops.services import speakers
from workshops.services.speakers import assign

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.wide]
LONG = "Wilhelmina-Konstantinopolitanischedudelsackpfeifenmachergesellin Ōtaka"


def _photo() -> bytes:
    written = io.BytesIO()
    Image.linear_gradient("L").resize((900, 1200)).convert("RGB").save(written, "JPEG")
    return written.getvalue()


@pytest.fixture
def workshop():
    """A programme of two sessions with three people, one of whom has a very long name."""
    workshop = make_workshop(zone="Asia/Bangkok")
    first, second = workshop.sessions.all()
    assign(
        first, {"speakers": f"Ana Lopez, International Labour Organization\n{LONG}", "chairs": "Bo"}
    )
    assign(second, {"moderators": "Ana Lopez"})
    workshop.speakers.filter(name="Ana Lopez").update(email="ana@example.org", title="Dr")
    return workshop


def _fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_speaker_confirms_on_a_phone_and_everybody_reads_the_page(browser_page, workshop):
    ana = workshop.speakers.get(name="Ana Lopez")
    speakers.invite(speaker=ana, by=None, at=NOW)
    page = browser_page
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(ana.link())
    assert problems(page) == []
    assert _fits(page)
    page.get_by_label("Biography (English)").fill("Works on figures of migration.\n\n" * 4)
    page.get_by_label("Everybody may read my biography.").check()
    page.locator("#id_photo").set_input_files(
        {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": _photo()}
    )
    page.get_by_label("Everybody may see my photo.").check()
    page.get_by_role("button", name="Yes, I come").click()

    page.get_by_text("Thank you. You are confirmed as a speaker.").wait_for()
    assert problems(page) == []
    page.goto(f"/workshops/{workshop.code}/")
    assert _fits(page)
    page.get_by_role("link", name="Ana Lopez").first.click()
    page.get_by_role("img", name="Photo of Ana Lopez").wait_for()
    assert problems(page) == []
    for width, language in ((390, ""), (1280, ""), (390, "/ar"), (1280, "/ar")):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{language}/workshops/{workshop.code}/speakers/{ana.pk}/")
        assert _fits(page), (width, language)
        assert page.evaluate("document.querySelector('.portrait').naturalWidth") == 480
    assert page.evaluate("document.documentElement.dir") == "rtl"
