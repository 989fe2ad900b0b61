"""The page at the door on a telephone: three taps, no network, two languages, and what stays on the device."""

from datetime import timedelta

import pytest
import segno
from django.contrib.staticfiles import finders
from django.utils import timezone

from tests.browser.test_accessibility import problems
from tests.browser.test_workshops import signed_in
from tests.workshops.making import helper, make_workshop, register
from workshops.models import Workshop

pytestmark = pytest.mark.browser
STORED = """async () => {
    const caches_ = (await caches.keys()).filter((name) => name.startsWith("door:"));
    const database = await new Promise((resolve) => {
        const request = indexedDB.open("door");
        request.onsuccess = () => resolve(request.result);
    });
    const read = (name) => new Promise((resolve) => {
        const request = database.transaction(name).objectStore(name).getAll();
        request.onsuccess = () => resolve(request.result);
    });
    const stored = [caches_.length, (await read("lists")).length, (await read("queue")).length];
    database.close();
    return stored;
}"""

UNSENT = """() => new Promise((resolve, reject) => {
    const request = indexedDB.open("door");
    request.onsuccess = () => {
        const change = request.result.transaction("queue", "readwrite");
        change.objectStore("queue").add({ key: "unsent" });
        change.oncomplete = () => { request.result.close(); resolve(); };
        change.onerror = () => reject(change.error);
    };
})"""


READ_QR = """async ([module, picture]) => {
    const image = new Image();
    image.src = picture;
    await image.decode();
    const { BarcodeDetector } = await import(module);
    const canvas = new OffscreenCanvas(image.width, image.height);
    canvas.getContext("2d").drawImage(image, 0, 0);
    const found = await new BarcodeDetector({ formats: ["qr_code"] }).detect(canvas);
    return found.map((one) => one.rawValue);
}"""


@pytest.fixture
def room():
    """A workshop of today, in session since some minutes, with two people and one free seat."""
    day = timezone.now().date()
    workshop = make_workshop(capacity=3, sessions=0, zone="UTC", starts_on=day, ends_on=day)
    register(workshop, given="José", family="Núñez")
    register(workshop, given="Amal", family="Haddad", printed_name="أمل حداد")
    Workshop.objects.filter(pk=workshop.pk).update(status="in_progress")
    begin = timezone.now() - timedelta(minutes=5)
    for title in ("Opening", "Panel"):
        workshop.sessions.create(
            title=title, starts_at=begin, ends_at=begin + timedelta(minutes=60)
        )
        begin += timedelta(minutes=60)
    return Workshop.objects.get(pk=workshop.pk)


@pytest.fixture
def phone(browser_page, client, room):
    """The telephone of who keeps the door, signed in."""
    browser_page.set_viewport_size({"width": 390, "height": 844})
    signed_in(browser_page, client, helper(room, "desk"))
    return browser_page


def open_door(page, room, prefix=""):
    """Once the page is stored, which it says in words, too."""
    page.goto(f"{prefix}/organise/{room.code}/door/")
    page.locator(".door[data-stored]").wait_for()


def wait_for_stored(page, pages, lists, entries):
    """Until so many pages, lists of people and unsent entries lie on the device."""
    for _n in range(80):
        stored = page.evaluate(STORED)
        if stored == [pages, lists, entries]:
            return
        page.wait_for_timeout(250)
    assert stored == [pages, lists, entries]


def no_network_errors(page):
    """What the browser logs of itself while the network is off."""
    page.problems[:] = [text for text in page.problems if "net::ERR_" not in text]


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_checking_in_by_name_takes_no_more_than_three_taps_and_can_be_taken_back(
    transactional_db, phone, room
):
    open_door(phone, room)
    assert "works without network" in phone.locator("#door-state").inner_text()
    assert phone.locator("#door-counter").inner_text() == "0 of 2 are in"
    phone.evaluate("window.taps = 0; addEventListener('click', () => { window.taps += 1; }, true)")
    phone.locator("#q").click()
    phone.locator("#q").press_sequentially("nunez")
    phone.get_by_role("button", name="Check in", exact=True).click()
    phone.locator("#door-counter", has_text="1 of 2 are in").wait_for()
    phone.locator("#door-state", has_text="Everything was sent.").wait_for()
    assert phone.evaluate("window.taps") <= 3
    one = room.registrations.get(family="Núñez")
    came_at = one.attendances.get().came_at
    assert one.attendances.get().session.title == "Opening"
    assert phone.locator("#door-said").inner_text() == f"José Núñez is in, at {came_at:%H:%M}."

    phone.locator("#q").fill("nunez")
    again = f"José Núñez is already in, at {came_at:%H:%M}."
    phone.locator("#door-matches .again", has_text=again).wait_for()
    assert phone.get_by_role("button", name="Check in", exact=True).count() == 0
    assert problems(phone) == []
    assert fits(phone)

    phone.get_by_role("button", name="Undo").click()
    phone.locator("#door-counter", has_text="0 of 2 are in").wait_for()
    phone.locator("#door-state", has_text="Everything was sent.").wait_for()
    assert one.attendances.get().kind == "absent"
    assert one.attendances.get().changes.count() == 1


@pytest.mark.wide
@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_without_network_the_page_opens_again_and_sends_the_hours_later(
    transactional_db, phone, room, prefix
):
    open_door(phone, room, prefix)
    phone.context.set_offline(True)
    phone.reload()
    assert phone.locator("html").get_attribute("dir") == ("rtl" if prefix else "ltr")
    assert phone.locator("#session option").count() == 2
    scanned_from = timezone.now() - timedelta(seconds=1)
    phone.locator("#q").fill("حداد" if prefix else "HADDAD")
    phone.locator("#door-matches button").click()
    phone.locator("#q").fill("núñez")
    phone.locator("#door-matches button").click()
    phone.locator("#door-latest li").nth(1).wait_for()
    phone.locator("#door-latest li", has_text="Núñez").get_by_role("button").click()

    # Somebody new, whose registration waits here, too.
    phone.locator("details:has(#door-walk-in) > summary").click()
    for name, text in {
        "given": "Wafa",
        "family": "Saleh",
        "organisation": "Press",
        "email": "wafa@example.org",
    }.items():
        phone.locator(f"#walk_{name}").fill(text)
    phone.locator("#walk_stakeholder").select_option("media")
    phone.locator("#door-walk-in > button").click()
    wait_for_stored(phone, 1, 1, 4)
    scanned_to = timezone.now() + timedelta(seconds=1)

    # The page is closed and opened without network: nothing is lost, and nothing was sent.
    phone.reload()
    phone.locator("#door-latest li", has_text="Haddad").wait_for()
    assert fits(phone)
    assert problems(phone) == []
    one, two = (room.registrations.get(family=name) for name in ("Haddad", "Núñez"))
    assert not one.attendances.exists()

    phone.wait_for_timeout(3000)
    phone.context.set_offline(False)
    wait_for_stored(phone, 1, 1, 0)
    assert scanned_from <= one.attendances.get().came_at <= scanned_to
    assert two.attendances.get().kind == "absent"
    new = room.registrations.get(family="Saleh")
    assert scanned_from <= new.attendances.get().came_at <= scanned_to
    assert phone.locator("#door-refused").is_hidden()
    no_network_errors(phone)


@pytest.mark.wide
def test_what_is_refused_is_told_can_be_corrected_and_stops_no_other(transactional_db, phone, room):
    open_door(phone, room)
    phone.context.set_offline(True)
    phone.locator("#q").fill("NOBODY1234")
    phone.locator("#q").press("Enter")
    phone.locator("details:has(#door-walk-in) > summary").click()
    taken = room.registrations.first().email
    for name, text in {
        "given": "Wafa",
        "family": "Saleh",
        "organisation": "Press",
        "email": taken,
    }.items():
        phone.locator(f"#walk_{name}").fill(text)
    phone.locator("#walk_stakeholder").select_option("media")
    phone.locator("#door-walk-in > button").click()
    phone.locator("#door-state", has_text="network: 2").wait_for()
    phone.context.set_offline(False)
    phone.locator("#door-refused li", has_text="No one in this workshop has the code").wait_for()
    phone.locator("#door-refused li", has_text=f"{taken} is registered").wait_for()
    assert phone.locator("#door-state").inner_text().startswith("Everything was sent.")

    phone.get_by_role("button", name="Correct").click()
    assert phone.locator("#walk_given").input_value() == "Wafa"
    phone.locator("#walk_email").fill("wafa@example.org")
    phone.locator("#door-walk-in > button").click()
    phone.locator("#door-counter", has_text="1 of 3 are in").wait_for()
    phone.get_by_role("button", name="Remove").click()
    phone.locator("#door-refused").wait_for(state="hidden")
    no_network_errors(phone)


@pytest.mark.wide
def test_a_browser_without_a_reader_of_its_own_reads_badges_by_the_library(
    transactional_db, phone, room
):
    open_door(phone, room)
    assert finders.find("vendor/qr/decode.js")
    code = room.registrations.first().code
    picture = segno.make_qr(code, error="m").svg_data_uri(scale=5, border=4, light="white")
    module = phone.locator(".door").get_attribute("data-decoder")
    assert phone.evaluate(READ_QR, [module, picture]) == [code]


@pytest.mark.wide
def test_an_entry_on_which_the_portal_fails_is_set_aside_and_the_others_go_on(
    transactional_db, phone, room
):
    one, two = room.registrations.order_by("pk")

    def fail(route):
        if "BREAKS1234" in route.request.post_data:
            route.fulfill(status=500, body="")
        else:
            route.continue_()

    phone.route("**/entries/", fail)
    open_door(phone, room)
    phone.context.set_offline(True)
    for code in (one.code, "BREAKS1234", two.code):
        phone.locator("#q").fill(code)
        phone.locator("#q").press("Enter")
    phone.locator("#door-state", has_text="waiting for the network: 3").wait_for()
    phone.context.set_offline(False)

    phone.locator("#door-counter", has_text="2 of 2 are in").wait_for()
    refused = phone.locator("#door-refused")
    refused.locator("li", has_text="The portal failed on this entry").wait_for()
    no_network_errors(phone)
    phone.problems[:] = [text for text in phone.problems if "500 (Internal" not in text]


@pytest.mark.wide
def test_signing_out_takes_the_list_from_the_device_and_leaves_what_was_not_sent(
    transactional_db, phone, client, room
):
    open_door(phone, room)
    assert phone.evaluate(STORED) == [1, 1, 0]
    # The session ends on the server: the next check-in waits, and the list is gone.
    cookies = phone.context.cookies()
    phone.context.clear_cookies(name="sessionid")
    phone.locator("#q").fill("haddad")
    phone.get_by_role("button", name="Check in", exact=True).click()
    phone.locator("#door-state", has_text="You are signed out").wait_for()
    wait_for_stored(phone, 0, 0, 1)
    phone.context.add_cookies(cookies)
    open_door(phone, room)
    phone.locator("#door-counter", has_text="1 of 2 are in").wait_for()
    wait_for_stored(phone, 1, 1, 0)

    # Away from the door nothing is sent: an entry waits while its person signs out.
    phone.goto("/")
    phone.evaluate(UNSENT)
    phone.evaluate("localStorage.setItem('answers:1', '[]')")
    phone.get_by_role("button", name="Sign out").click()
    phone.get_by_role("link", name="Sign in").wait_for()
    assert phone.evaluate(STORED) == [0, 0, 1]
    assert phone.evaluate("localStorage.getItem('answers:1')") is None
    assert room.registrations.get(family="Haddad").attendances.count() == 1
    phone.problems[:] = [text for text in phone.problems if "403 (Forbidden)" not in text]


@pytest.mark.wide
def test_after_the_workshop_nothing_stays_on_the_device(transactional_db, phone, room):
    open_door(phone, room)
    assert phone.evaluate(STORED) == [1, 1, 0]
    Workshop.objects.filter(pk=room.pk).update(status="held")
    phone.reload()
    wait_for_stored(phone, 0, 0, 0)


@pytest.mark.wide
def test_without_scripts_the_page_is_a_form(transactional_db, browser, live_server, client, room):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    signed_in(page, client, helper(room, "desk"))
    page.goto(f"/organise/{room.code}/door/")
    page.locator("#q").fill("haddad")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("button", name="Check in", exact=True).click()
    assert page.locator("#door-counter").inner_text() == "1 of 2 are in"
    page.get_by_role("button", name="Undo").click()
    assert page.locator("#door-counter").inner_text() == "0 of 2 are in"
    context.close()
