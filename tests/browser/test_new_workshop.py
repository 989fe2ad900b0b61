"""How much an organiser clicks and types for the least workshop, announced: no more than with other tools."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.browser.test_workshops import signed_in
from tests.workshops.making import organiser
from workshops.models import Workshop

pytestmark = [pytest.mark.browser, pytest.mark.wide]
MOST_CLICKS, MOST_TYPED = 6, 5


class Hand:
    """A person at the page, whose clicks and typed fields are counted."""

    def __init__(self, page):
        self.page, self.clicks, self.typed = page, 0, 0

    def click(self, role, name):
        self.clicks += 1
        self.page.locator("main").get_by_role(role, name=name, exact=True).click()

    def fill(self, label, text):
        self.typed += 1
        self.page.get_by_label(label).first.fill(text)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_least_workshop_is_announced_in_few_steps(
    transactional_db, browser_page, live_server, client, width
):
    page, hand = browser_page, Hand(browser_page)
    signed_in(page, client, organiser())
    page.set_viewport_size({"width": width, "height": 800})
    day = timezone.localdate() + timedelta(days=60)
    page.goto("/organise/")

    hand.click("link", "New workshop")
    hand.fill("Title (English)", "Remittances and migration")
    hand.fill("First day", day.isoformat())
    hand.fill("Last day", (day + timedelta(days=2)).isoformat())
    hand.fill("City", "Bangkok")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    hand.click("button", "Create the draft")
    page.locator("#missing").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    hand.click("button", "Announce")
    page.locator(".notice[role=status]").wait_for()

    assert Workshop.objects.get().status == "announced"
    assert hand.clicks <= MOST_CLICKS
    assert hand.typed <= MOST_TYPED
