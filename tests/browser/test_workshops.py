"""The life of one workshop in a real browser: three people, two languages, from announcement to certificate."""

import hashlib
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from core.documents import has_fonts
from regions.models import Area
from tests.jobs import run_waiting
from tests.studies.test_files import PDF
from tests.workshops.making import make_workshop, organiser, person
from workshops.models import (
    Certificate,
    FocalPoint,
    Question,
    Registration,
    Session,
    Workshop,
)
from workshops.services import certificates, registrations
from workshops.states import ASKED_FIRST

pytestmark = [pytest.mark.browser, pytest.mark.wide]
NOTE = {"name": "note.pdf", "mimeType": "application/pdf", "buffer": PDF}


def signed_in(page, client, user):
    """A session of the user in the browser."""
    client.force_login(user)
    cookie = client.cookies["sessionid"]
    page.context.add_cookies(
        [{"name": "sessionid", "value": cookie.value, "domain": "localhost", "path": "/"}]
    )


def set_status(page, code, status, prefix=""):
    """Take the next step of the lifecycle, in a language."""
    page.goto(f"{prefix}/organise/{code}/")
    page.locator("#to").select_option(status)
    page.locator("form:has(#to) button").click()
    if status in ASKED_FIRST:
        page.locator("button.danger").click()
    page.locator(".notice[role=status]").wait_for()


def take_place_now():
    """Move the session to this hour: nobody is checked in for one of another day."""
    begin = timezone.now()
    Session.objects.update(starts_at=begin, ends_at=begin + timedelta(hours=1))


def say_who_one_is(page):
    """What a registration asks of everybody; nothing of it is answered beforehand."""
    page.locator("#id_gender").select_option("unsaid")
    page.locator("#id_seniority").select_option("officer")


def nominate(page, link, *, given, family, email, language, rank, printed="", **more):
    """What a focal point fills in for one person, note verbale and all."""
    page.goto(link)
    for name, value in {
        "given": given,
        "family": family,
        "printed_name": printed,
        "email": email,
        "organisation": "Ministry of Labour",
        "rank": str(rank),
        "reference": "NV/2030/7",
    }.items():
        page.locator(f"#id_{name}").fill(value)
    page.locator("#id_representation").select_option("delegation")
    page.locator("#id_stakeholder").select_option("gov_labour")
    page.locator("#id_language").select_option(language)
    page.locator("#id_capacity").select_option("head" if rank == 1 else "adviser")
    page.locator("#id_is_reserve").set_checked(more.get("reserve", False))
    page.locator("#id_note").set_input_files(NOTE)
    page.locator("main button[value=submit]").click()
    page.locator(".notice[role=status]").wait_for()


def register(page, registration, language=""):
    """The person opens the link of the letter; the address is locked, the rest is as nominated."""
    page.goto(f"{language}{registration.link()}")
    assert page.locator("#id_email").is_disabled()
    say_who_one_is(page)
    page.locator("#id_consent").check()
    page.locator("main button[value=submit]").click()
    page.locator(".card h2").first.wait_for()


@pytest.mark.skipif(not has_fonts(), reason="the fonts are not installed (make assets)")
def test_from_announcement_to_certificate_in_english_and_arabic(
    transactional_db, browser_page, browser, live_server, client
):
    workshop = make_workshop(status="draft", mode="by_nomination", capacity=1, sessions=1)
    address, desk = f"/workshops/{workshop.code}/", f"/organise/{workshop.code}/"
    arabic = browser.new_context(base_url=live_server.url, locale="ar").new_page()
    english = browser.new_context(base_url=live_server.url, locale="en").new_page()
    page = browser_page
    signed_in(page, client, organiser())

    # A draft is nobody's business; announced, it is read in both languages.
    assert english.goto(address).status == 404
    set_status(page, workshop.code, "announced")
    arabic.goto(f"/ar{address}")
    assert arabic.locator("html").get_attribute("dir") == "rtl"
    assert arabic.locator("h1").inner_text() == "إحصاءات الهجرة"
    english.goto(address)
    assert "Governments nominate their participants" in english.locator("main").inner_text()

    # The focal point of Jordan is named, and nominates two people and one in reserve, in Arabic.
    set_status(page, workshop.code, "nominations_open")
    page.goto(f"{desk}nominations/")
    page.locator("details:has(#id_authority) > summary").click()
    page.locator("#id_country").select_option(str(Area.objects.get(code="JOR").pk))
    for name, value in {
        "name": "Focal Point",
        "authority": "MFA",
        "email": "focal@example.org",
    }.items():
        page.locator(f"#id_{name}").fill(value)
    page.get_by_role("button", name="Send the link").click()
    page.get_by_text("focal@example.org").wait_for()
    link = f"/ar{FocalPoint.objects.get().link()}"
    nominate(
        arabic,
        link,
        given="Layla",
        family="Haddad",
        printed="ليلى حداد",
        email="layla@example.org",
        language="ar",
        rank=1,
    )
    nominate(
        arabic, link, given="Tom", family="Smith", email="tom@example.org", language="en", rank=2
    )
    nominate(
        arabic,
        link,
        given="Omar",
        family="Nasser",
        printed="عمر ناصر",
        email="omar@example.org",
        language="ar",
        rank=3,
        reserve=True,
    )

    # The organiser reads the notes and accepts two; they register under their letters' links.
    page.goto(f"{desk}nominations/")
    assert page.get_by_role("link", name="Note verbale").count() == 3
    # The first takes the only seat; the second is invited to wait for one.
    page.locator("article", has_text="Layla").locator("button[value=accepted]").click()
    page.locator(".notice[role=status]", has_text="Layla").wait_for()
    page.locator("article", has_text="Tom").locator("button[value=accepted]").click()
    page.get_by_role("button", name="Accept without a seat").click()
    page.locator(".notice[role=status]", has_text="Tom").wait_for()
    page.problems[:] = [text for text in page.problems if "409 (Conflict)" not in text]
    people = Registration.objects.in_bulk(field_name="code")
    layla, tom = sorted(people.values(), key=lambda one: one.given)
    arabic.goto(f"/ar{layla.link()}")
    arabic.locator("#id_position").fill("مديرة")
    arabic.locator("main button[value=save]").click()
    arabic.locator(".notice[role=status]").wait_for()
    register(arabic, layla, "/ar")
    assert layla.answers.model.objects.count() == 0
    assert Registration.objects.get(pk=layla.pk).position == "مديرة"
    assert arabic.locator("img[width='180']").count() == 1
    register(english, tom)
    assert "Your place on the waiting list: 1." in english.locator("main").inner_text()

    # The first confirms and then cannot come; the seat is offered to the second, who takes it.
    arabic.locator("button[value=confirm]").click()
    arabic.locator("details:has(button[value=cancel]) > summary").click()
    arabic.locator("button[value=cancel]").click()
    arabic.locator("button.danger").click()
    english.reload()
    english.get_by_role("button", name="Accept the seat").click()
    english.get_by_role("button", name="I confirm that I take part").click()
    assert "Confirmed" in english.locator(".card h2").first.inner_text()
    Workshop.objects.update(capacity=2)

    # The one in reserve is taken, and may be named to everybody.
    page.goto(f"{desk}nominations/")
    page.locator("article", has_text="Omar").locator("button[value=accepted]").click()
    page.locator(".notice[role=status]").wait_for()
    omar = Registration.objects.get(email="omar@example.org")
    arabic.goto(f"/ar{omar.link()}")
    say_who_one_is(arabic)
    arabic.locator("input[name=listed][value=public]").check()
    arabic.locator("#id_consent").check()
    arabic.locator("main button[value=submit]").click()
    arabic.locator(".state-accepted").wait_for()

    # The organiser checks both in at the desk and closes the workshop.
    take_place_now()
    page.goto(f"{desk}sessions/{workshop.sessions.get().pk}/scan/")
    page.locator(".door[data-stored]").wait_for()
    for one in Registration.objects.coming():
        page.locator("#q").fill(one.code.lower())
        page.locator("#q").press("Enter")
        page.locator("#door-said", has_text=one.badge_name).wait_for()
    page.locator("#q").fill("NOBODY1234")
    page.locator("#q").press("Enter")
    page.locator("#door-refused", has_text="NOBODY1234").wait_for()
    page.locator("#door-state", has_text="Everything was sent.").wait_for()
    today = timezone.localdate()
    Workshop.objects.filter(pk=workshop.pk).update(starts_on=today, ends_on=today)
    set_status(page, workshop.code, "in_progress")
    set_status(page, workshop.code, "held")
    assert set(Registration.objects.filter(state="completed").values_list("family", flat=True)) == {
        "Smith",
        "Nasser",
    }
    page.goto(f"{desk}certificates/")
    page.get_by_role("button", name="Issue what is missing").click()
    page.get_by_text("being made").first.wait_for()
    assert run_waiting(certificates.PRINT) == 2

    # The second downloads it, and anybody checks it; the name shows with consent only.
    english.reload()
    with english.expect_download() as download:
        english.get_by_role("link", name="Certificate of completion").click()
    of_tom, of_omar = (Certificate.objects.get(registration=one) for one in (tom, omar))
    data = Path(download.value.path()).read_bytes()
    assert hashlib.sha256(data).hexdigest() == of_tom.sha256
    assert of_omar.language == "ar"
    arabic.goto(f"/ar/certificates/{of_omar.serial}/")
    assert "عمر ناصر" in arabic.locator("main").inner_text()
    english.goto(f"/certificates/{of_tom.serial}/")
    assert "This certificate is valid" in english.locator("main").inner_text()
    assert "Smith" not in english.locator("main").inner_text()
    arabic.context.close()
    english.context.close()


@pytest.mark.skipif(not has_fonts(), reason="the fonts are not installed (make assets)")
def test_an_organiser_works_in_arabic_with_a_focal_point_and_a_person_in_english(
    transactional_db, browser_page, browser, live_server, client
):
    workshop = make_workshop(status="draft", mode="by_nomination", capacity=2, sessions=1)
    desk = f"/ar/organise/{workshop.code}/"
    english = browser.new_context(base_url=live_server.url, locale="en").new_page()
    page = browser_page
    signed_in(page, client, organiser())

    page.goto(desk)
    assert page.locator("html").get_attribute("dir") == "rtl"
    page.locator("main button[value=announced]").click()
    page.locator(".notice[role=status]").wait_for()
    set_status(page, workshop.code, "nominations_open", "/ar")
    page.goto(f"{desk}nominations/")
    page.locator("details:has(#id_authority) > summary").click()
    page.locator("#id_country").select_option(str(Area.objects.get(code="JOR").pk))
    page.locator("#id_name").fill("جهة الاتصال")
    page.locator("#id_authority").fill("وزارة العمل")
    page.locator("#id_email").fill("focal@example.org")
    page.locator("form:has(#id_authority) button").click()
    page.get_by_text("focal@example.org").wait_for()

    link = FocalPoint.objects.get().link()
    nominate(
        english, link, given="Tom", family="Smith", email="tom@example.org", language="en", rank=1
    )
    page.reload()
    page.locator("article", has_text="Tom").locator("button[value=accepted]").click()
    page.locator(".notice[role=status]", has_text="Tom").wait_for()
    tom = Registration.objects.get()
    register(english, tom)
    english.locator("button[value=confirm]").click()
    english.get_by_role("heading", name="Confirmed").wait_for()

    take_place_now()
    page.goto(f"{desk}door/?session={workshop.sessions.get().pk}")
    page.locator(".door[data-stored]").wait_for()
    page.locator("#q").fill(tom.code)
    page.locator("#q").press("Enter")
    page.locator("#door-said", has_text=tom.badge_name).wait_for()
    for _n in range(60):
        if tom.attendances.exists():
            break
        page.wait_for_timeout(250)
    today = timezone.localdate()
    Workshop.objects.update(starts_on=today, ends_on=today)
    for status in ("in_progress", "held"):
        set_status(page, workshop.code, status, "/ar")
    page.goto(f"{desk}certificates/")
    page.locator("button[value=issue]").click()
    page.locator(".notice[role=status]").wait_for()
    assert run_waiting(certificates.PRINT) == 1

    # With nothing left to issue there is no button for it.
    page.reload()
    assert page.locator("button[value=issue]").count() == 0
    assert page.locator(".list a[href$='.pdf']").count() == 1
    english.reload()
    with english.expect_download() as download:
        english.get_by_role("link", name="Certificate of completion").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    english.context.close()


def test_the_readers_hours_stand_beside_those_of_the_place(
    transactional_db, browser_page, browser, live_server
):
    workshop = make_workshop(
        sessions=0, zone="Asia/Bangkok", starts_on=date(2027, 3, 10), languages="en"
    )
    for hour in (1, 2):
        begin = datetime(2027, 3, 10, hour, 30, tzinfo=ZoneInfo("Asia/Bangkok"))
        workshop.sessions.create(title="S", starts_at=begin, ends_at=begin + timedelta(minutes=30))
    page = browser_page
    page.goto(f"/workshops/{workshop.code}/")
    times = page.locator(".programme time")
    assert times.first.inner_text().split("\n") == [
        "01:30–02:00 (9 Mar 2027, 18:30–19:00 in your time)"
    ]
    # No hours twice where the reader's clock shows the same, whatever their zone is called.
    for zone, beside in (("Asia/Jakarta", 0), ("Asia/Kathmandu", 1)):
        context = browser.new_context(base_url=live_server.url, timezone_id=zone)
        other = context.new_page()
        other.goto(f"/workshops/{workshop.code}/")
        other.wait_for_load_state("networkidle")
        assert (
            other.locator(".programme li").first.locator("small:has-text('your')").count() == beside
        )
        context.close()


def test_a_person_registers_by_the_keyboard_alone(transactional_db, browser_page):
    workshop = make_workshop(sessions=0)
    page = browser_page
    page.goto(f"/workshops/{workshop.code}/register/")
    page.locator("#id_title").focus()
    words = {
        "given": "Ana",
        "family": "Lopez",
        "organisation": "Ministry",
        "email": "ana@example.org",
        "representation": "Individual",
        "stakeholder": "Parliament",
        "gender": "Woman",
        "seniority": "Director or",
    }
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
    page.get_by_text("confirm the address").wait_for()
    page.goto(Registration.objects.get().link())
    page.get_by_role("button", name="Confirm my address").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Your address is confirmed").wait_for()

    assert Registration.objects.get().state == "accepted"


@pytest.mark.parametrize("width", [1280, 390])
def test_names_without_a_space_push_no_column_out(browser_page, live_server, client, width):
    page = browser_page
    workshop = make_workshop(capacity=9)
    long = "W" * 100
    values = person(given=long, family=long, organisation=long * 2)
    registration = registrations.register(
        workshop=workshop, values=values, answers={}, at=timezone.now()
    )
    signed_in(page, client, organiser())
    page.set_viewport_size({"width": width, "height": 900})

    for path in ("people/", "attendance/", f"people/{registration.pk}/", "certificates/", "mail/"):
        page.goto(f"{live_server.url}/organise/{workshop.code}/{path}")
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), path
        for table in page.locator("table").all():
            if width > 1000:
                fits = "e => { const w = e.closest('.table-wrap'); return w.scrollWidth <= w.clientWidth + 1; }"
                assert table.evaluate(fits), path
            else:
                name = table.locator("tbody th").first.bounding_box()
                assert name["width"] <= 0.62 * width, path
    page.goto(live_server.url + registration.link())
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


def test_a_question_comes_into_sight_with_the_answer_that_leads_to_it(browser_page, live_server):
    page, workshop = browser_page, make_workshop()
    car = Question.objects.create(
        workshop=workshop, kind="yes_no", position=1, texts={"en": "By car?"}
    )
    plate = Question.objects.create(
        workshop=workshop,
        kind="text",
        position=2,
        texts={"en": "Number plate"},
        sections={"en": "Parking"},
        shown_if=car,
        shown_value="yes",
        required=True,
    )
    budget = Question.objects.create(
        workshop=workshop,
        kind="text",
        position=3,
        texts={"en": "Budget line"},
        sections={"en": "Parking"},
        asked_of=["government"],
    )
    page.goto(f"/workshops/{workshop.code}/register/")
    answers = {question: page.locator(f"#id_q{question.pk}") for question in (plate, budget)}

    assert not answers[plate].is_visible()
    assert not answers[budget].is_visible()
    assert not page.get_by_role("heading", name="Parking").is_visible()
    page.locator("#id_stakeholder").select_option("gov_labour")
    assert answers[budget].is_visible()
    assert page.get_by_role("heading", name="Parking").is_visible()
    page.locator(f"#id_q{car.pk}").select_option("yes")
    assert answers[plate].is_visible()
    page.locator(f"#id_q{car.pk}").select_option("no")
    assert not answers[plate].is_visible()


def test_a_person_corrects_their_name_on_a_phone(browser_page, live_server):
    page = browser_page
    registration = registrations.register(
        workshop=make_workshop(),
        values=person(given="Amal", family="Hadad"),
        answers={},
        at=timezone.now(),
    )
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(registration.link())

    page.get_by_role("link", name="Change my data").click()
    page.locator("#id_family").fill("Haddad")
    page.get_by_role("button", name="Save the changes").click()

    page.locator(".notice[role=status]").wait_for()
    assert page.get_by_text("Haddad").first.is_visible()
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
