"""The form at the end of a workshop on a phone without scripts, in Arabic and in Russian; drafts with scripts."""

import pytest

from tests.workshops.evaluation.making import Kind, open_now, opened
from workshops.models import Registration

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


def answer_page(page, choices, texts=()):
    """Choose labels and write texts on one page, then go on by the last button."""
    for name, code in choices:
        page.locator(f"[name='{name}'][value='{code}']").check()
    for name, text in texts:
        page.locator(f"[name='{name}']").fill(text)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_arabic_and_russian_on_a_phone_without_scripts_then_a_draft_with_them(
    transactional_db, browser, live_server, client
):
    end = opened(people=3)
    first, second, third = end.invitations.select_related("registration").order_by("pk")
    Registration.objects.filter(pk=first.registration_id).update(language="ar")

    for one, prefix, direction, words, thanks in (
        (first, "/ar", "rtl", "أوافق بشدة", "INT2-ar نص"),
        (second, "/ru", "ltr", "Полностью согласен", "Подготовить проект закона"),
    ):
        context = browser.new_context(
            base_url=live_server.url, java_script_enabled=False, viewport=PHONE
        )
        # A page that runs no scripts cannot be measured by one; its width is in the screenshot.
        page = context.new_page()
        page.goto(f"{prefix}{one.link()}")
        assert page.locator("html").get_attribute("dir") == direction
        assert words in page.locator("main").inner_text()
        page.locator("button[value=next]").click()
        assert page.locator(".question.wrong").count() == 2, (
            "two answers are required on the first page"
        )
        for name in ("REL1", "REL2", "USE1"):
            page.locator(f"[name='{name}'][value='4']").check()
        page.locator("button[value=next]").click()
        page.locator("[name='NEW1'][value='5']").check()
        page.locator("button[value=next]").click()
        page.locator("[name='INT1P'][value='3']").check()
        page.locator("[name='INT2']").fill(thanks)
        page.locator("button[value=back]").click()
        assert page.locator("[name='NEW1'][value='5']").is_checked()
        page.locator("button[value=next]").click()
        assert page.locator("[name='INT2']").input_value() == thanks
        page.locator("button[value=next]").click()
        page.locator("[name='FAC1'][value='4']").check()
        page.locator("button[value=next]").click()
        page.locator("[name='OVR1'][value='5']").check()
        page.locator("button[value=send]").click()
        assert page.locator("[data-draft-sent]").count() == 1
        context.close()
    assert end.responses.count() == 2
    assert {row["OVR1"] for row in end.responses.values_list("values", flat=True)} == {5}

    # With scripts: what was typed survives a closed window, and a rule shows its questions.
    context = browser.new_context(base_url=live_server.url, viewport=PHONE, locale="en")
    page = context.new_page()
    page.goto(third.link())
    answer_page(page, [("REL1", "5"), ("USE1", "4")])
    page.close()
    page = context.new_page()
    page.goto(third.link())
    assert page.locator("[name='REL1'][value='5']").is_checked()
    page.locator("button[value=next]").click()
    page.locator("button[value=next]").click()
    assert page.locator("[name='INT2']").is_hidden()
    page.locator("[name='INT1P'][value='2']").check()
    page.locator("[name='INT2']").fill("Ask the bank for fees")
    page.locator("button[lang=fr]").click()
    assert page.locator("html").get_attribute("lang") == "fr"
    assert page.locator("[name='INT2']").input_value() == "Ask the bank for fees"
    page.locator("button[value=next]").click()
    page.locator("button[value=next]").click()
    answer_page(page, [("OVR1", "3")], [("COM1", "Leçon")])
    page.locator("button[value=send]").click()
    page.wait_for_selector("[data-draft-sent]")
    assert page.evaluate("Object.keys(localStorage).length") == 0

    # Half a year later the plan stands above the questions, for its author alone.
    later = open_now(end.survey.rounds.get(kind=Kind.FOLLOW_UP))
    one = later.invitations.get(registration=third.registration_id)
    page.goto(one.link())
    assert "Ask the bank for fees" in page.locator(".plan").inner_text()
    context.close()
