"""The form at the end of a workshop on a phone without scripts, in Arabic and in Russian; drafts with scripts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.services import results, rounds
from evaluations.views.organiser.results import live
from tests.evaluations.making import Kind, answer, open_now, opened
from tests.workshops.making import organiser
from workshops.models import Registration

pytestmark = [pytest.mark.browser, pytest.mark.wide]
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
    rounds.absorb(end, at=timezone.now())
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

    rounds.absorb(end, at=timezone.now())
    # Half a year later the plan stands above the questions, for its author alone.
    later = open_now(end.survey.rounds.get(kind=Kind.FOLLOW_UP))
    one = later.invitations.get(registration=third.registration_id)
    page.goto(one.link())
    assert "Ask the bank for fees" in page.locator(".plan").inner_text()
    context.close()


def test_the_room_sees_an_answer_within_two_seconds_and_readers_need_no_script(
    transactional_db, browser, live_server, client, monkeypatch
):
    end = opened(people=26)
    invitations = list(end.invitations.select_related("registration").order_by("pk"))
    Registration.objects.filter(pk=invitations[0].registration_id).update(gender="other")
    # The worker's part is done by the server itself: what is seen is that the page asks, and shows it.
    sent = {"evaluations.prepare_live": results.prepare_live}
    monkeypatch.setattr(
        f"{live.__module__}.send", lambda task, **arguments: sent[task](**arguments)
    )
    client.force_login(organiser())
    cookie = {
        "name": "sessionid",
        "value": client.cookies["sessionid"].value,
        "url": live_server.url,
    }
    context = browser.new_context(base_url=live_server.url, viewport=PHONE)
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto(f"/organise/{end.survey.workshop.code}/live/{end.pk}/")
    counted = "n => document.querySelector('[data-part=answered]').textContent === String(n)"
    for number, one in enumerate(invitations[:25], start=1):
        answer(one, USE1=str(5 - number % 3))
        if number in (1, 8, 25):
            page.wait_for_function(counted, arg=number, timeout=2000)
    page.wait_for_selector("[data-code=USE1] rect")
    assert "Women" not in page.locator("main").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    context.close()

    rounds.close(end, at=timezone.now() + timedelta(days=30))
    results.prepare(end.pk)
    type(end.survey.workshop).objects.update(status="evaluated")
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport=PHONE
    )
    page = context.new_page()
    page.goto(f"/workshops/{end.survey.workshop.code}/results/?round={end.pk}")
    useful = page.locator("article.item", has=page.locator("svg")).filter(
        has_text="useful for my work"
    )
    assert useful.locator("svg").bounding_box()["width"] > 200
    useful.locator("summary").click()
    assert useful.locator("table tbody tr").count() == 5
    # Twenty-five people are split by nothing.
    assert page.locator("select[name=by]").count() == 0
    context.close()
