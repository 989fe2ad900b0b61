"""What an organiser typed survives an ended session and another tab; errors take the focus. Without scripts too."""

import pytest
from django.contrib.sessions.models import Session

from tests.workshops.making import make_workshop, organiser, register
from workshops.models import Workshop

pytestmark = [pytest.mark.browser, pytest.mark.wide]
PASSWORD = "a long password 1"


def sign_in(page, user):
    page.locator("#id_login").fill(user.get_username())
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.fixture
def user(transactional_db):
    """An organiser with a password."""
    user = organiser()
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.mark.parametrize("scripts", [True, False])
def test_nothing_typed_is_lost_when_the_session_ends(user, browser, live_server, scripts):
    workshop = make_workshop()
    context = browser.new_context(
        base_url=live_server.url,
        java_script_enabled=scripts,
        viewport={"width": 390, "height": 800},
    )
    page = context.new_page()
    page.goto(f"/accounts/login/?next=/organise/{workshop.code}/edit/")
    sign_in(page, user)
    page.locator("#id_city").fill("Hanoi")
    page.locator("#id_title_en").fill("Statistics of migration")
    Session.objects.all().delete()

    page.get_by_role("button", name="Save").click()
    page.get_by_text("is kept for an hour").wait_for()
    sign_in(page, user)

    page.get_by_text("not saved yet").wait_for()
    assert page.locator("#id_city").input_value() == "Hanoi"
    assert page.locator("#id_title_en").input_value() == "Statistics of migration"
    assert Workshop.objects.get().city == "Bangkok"
    page.get_by_role("button", name="Save").click()
    page.get_by_text("is saved").wait_for()
    assert Workshop.objects.get().city == "Hanoi"
    context.close()


def test_a_conflict_is_chosen_and_a_second_tab_confirms_nothing_twice(user, browser, live_server):
    workshop = make_workshop(accepts_at_once=False)
    person = register(workshop, given="Amal", family="Haddad")
    context = browser.new_context(base_url=live_server.url, viewport={"width": 390, "height": 800})
    first, second = context.new_page(), context.new_page()
    first.goto(f"/accounts/login/?next=/organise/{workshop.code}/edit/")
    sign_in(first, user)
    first.locator("#id_city").wait_for()
    second.goto(f"/organise/{workshop.code}/edit/")
    first.locator("#id_city").fill("Hanoi")
    first.get_by_role("button", name="Save").click()
    first.get_by_text("is saved").wait_for()

    second.locator("#id_city").fill("Manila")
    second.locator("#id_venue").fill("Hall 2")
    second.get_by_role("button", name="Save").click()
    second.get_by_text("Somebody else changed the same fields").wait_for()
    focused = "document.activeElement.getAttribute('role')"
    assert second.evaluate(focused) == "alert"
    second.locator("input[name=edit_choice_city][value=theirs]").check()
    second.get_by_role("button", name="Save").click()
    second.get_by_text("is saved").wait_for()
    stored = Workshop.objects.get()
    assert (stored.city, stored.venue) == ("Hanoi", "Hall 2")

    second.goto(f"/organise/{workshop.code}/sessions/")
    second.get_by_role("button", name="Save").click()
    second.locator(".error-summary").wait_for()
    assert second.evaluate(focused) == "alert"
    second.locator(".error-summary a").first.click()
    assert second.evaluate("document.activeElement.id || location.hash").endswith("id_title")

    for tab in (first, second):
        tab.goto(f"/organise/{workshop.code}/people/{person.pk}/")
        tab.locator("button[value=rejected]").click()
        tab.locator("#reason").fill("The group is full.")
    first.locator("button.danger").dblclick()
    first.get_by_text("The registration of Amal Haddad is rejected.").wait_for()
    second.locator("button.danger").click()
    second.get_by_text("cannot become").wait_for()
    assert person.status_changes.filter(new="rejected").count() == 1
    context.close()
