"""A device for everybody in a browser: what the script shows is what counts, and going back shows nothing."""

from contextlib import suppress

import pytest
from django.utils import timezone
from playwright.sync_api import Error

from evaluations.services import questionnaires, surveys
from tests.evaluations.making import Kind, held, open_now
from tests.workshops.making import organiser

pytestmark = pytest.mark.browser
OPTIONS = [
    {"code": 1, "texts": {"en": "By air"}},
    {"code": 2, "texts": {"en": "By land"}},
    {"code": 3, "name": "other", "specify": True, "texts": {"en": "Other"}},
]


@pytest.mark.wide
def test_going_back_at_a_kiosk_shows_nothing(transactional_db, browser, live_server, client):
    end = surveys.set_up(workshop=held(people=2), at=timezone.now()).rounds.get(kind=Kind.END)
    own = {
        "kind": "single",
        "texts": {"en": "How did you come?"},
        "options": OPTIONS,
        "after": "REL1",
    }
    more = {"kind": "text", "texts": {"en": "Was it far?"}, "after": "OWN1"}
    questionnaires.add_own(round_=end, values=own | {"shown_if": "REL1", "shown_codes": [5]})
    questionnaires.add_own(round_=end, values=more | {"shown_if": "OWN1", "shown_codes": [3]})
    end = open_now(end)
    person = end.invitations.select_related("registration").first().registration
    client.force_login(organiser())
    client.post(f"/organise/{end.survey.workshop.code}/evaluation/{end.pk}/kiosk/")
    context = browser.new_context(base_url=live_server.url, viewport={"width": 820, "height": 1180})
    kiosk = client.cookies["kiosk"].value
    context.add_cookies([{"name": "kiosk", "value": kiosk, "url": live_server.url}])
    page = context.new_page()

    page.goto("/evaluation/kiosk/")
    page.locator("#badge").fill(person.code)
    page.keyboard.press("Enter")
    assert page.locator("[name='OWN1_other']").is_hidden()
    page.locator("[name='REL1'][value='5']").check()
    page.locator("[name='OWN1_other']").fill("On foot")
    assert page.locator("[name='OWN1'][value='3']").is_checked()
    assert page.locator("[name='OWN2']").is_visible()
    page.locator("[name='OWN2']").fill("Very")
    page.locator("[name='REL1'][value='2']").check()
    assert page.locator("[name='OWN2']").is_hidden(), "what hangs on a hidden question is hidden"
    page.locator("[name='USE1'][value='4']").check()
    for _page in range(4):
        page.locator("button[value=next]").click()
    page.locator("[name='OVR1'][value='4']").check()
    page.locator("[name='COM1']").fill("My very own words")
    page.locator("button[value=send]").click()
    page.wait_for_url("**/evaluation/kiosk/?sent")
    assert "Thank you" in page.locator("main").inner_text()
    assert page.evaluate("Object.keys(localStorage).length") == 0

    for _step in range(3):
        with suppress(Error):  # Chromium does not send a form again by itself.
            page.go_back()
        page.wait_for_timeout(400)
        shown = page.evaluate(
            "[document.body.innerText, ...[...document.querySelectorAll('input, textarea')]"
            ".map((one) => one.type === 'radio' ? String(one.checked) : one.value)]"
        )
        assert not {"My very own words", "true", "On foot"} & set(shown), shown
        assert "My very own words" not in shown[0]
    assert end.waiting.count() == 1
    context.close()
