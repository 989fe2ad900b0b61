"""Workshops through their pages: the whole life of one, access, files, privacy."""

import re
from datetime import timedelta
from smtplib import SMTPException

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation
from icalendar import Calendar

from core.documents import has_fonts
from core.errors import Refused
from core.http.response_cache import ResponseCache
from core.i18n.languages import interface_code
from core.mail.outbox import MOST_TRIES, send_due
from regions.models import Area
from studies.services import workflow
from tests.confirming import post_and_confirm
from tests.jobs import run_waiting
from tests.studies.making import make_study, make_user
from tests.studies.test_files import PDF
from tests.workshops.making import (
    NOW,
    helper,
    make_workshop,
    open_own_page,
    organiser,
    person,
    purge_on,
    register,
)
from workshops.access import duties
from workshops.documents import printing
from workshops.hooks.tabs import tabs_for
from workshops.imports import attendance_logs
from workshops.models import (
    Attendance,
    Certificate,
    FocalPoint,
    Mail,
    Passport,
    Registration,
    Workshop,
)
from workshops.services import (
    attendance,
    certificates,
    passports,
    registrations_admin,
    workshops,
)
from workshops.states import RegistrationState
from workshops.views.public import workshops as public_workshops

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
needs_fonts = pytest.mark.skipif(
    not has_fonts(), reason="the fonts are not installed (make assets)"
)


def sent(**fields) -> dict:
    """A form as the browser sends it."""
    values = person(**fields)
    values["country"] = values["country"].pk
    return {k: v for k, v in values.items() if v not in (None, False)} | {
        "first_time": "true",
        "consent": "on",
    }


def test_a_person_registers_confirms_and_cancels_through_their_link(client):
    workshop = make_workshop(capacity=1)
    form = sent(email="ana@example.org", language="ar", printed_name="آنا")

    page = client.post(f"/workshops/{workshop.code}/register/", form)

    assert "confirm the address" in page.content.decode()
    own = open_own_page(client, workshop.registrations.get())
    assert "Address not confirmed yet" in client.get(own).content.decode()
    text = client.post(own, {"act": "confirm_address"}, follow=True).content.decode()
    assert "Accepted" in text
    assert "data:image/svg" in text
    assert "Confirmed" in client.post(own, {"act": "confirm"}, follow=True).content.decode()
    page = post_and_confirm(client, own, {"act": "cancel"}, follow=True)
    assert "Cancelled by you" in page.content.decode()
    again = client.post(own, {"act": "confirm"})
    assert again.status_code == 409
    assert "cannot become" in again.content.decode()


@pytest.mark.parametrize("server", ["", "smtp.example.org"])
def test_an_address_that_registers_twice_is_told_so_by_letter_alone(client, settings, server):
    """Nobody sees from the answer whether an address was registered before."""
    settings.EMAIL_HOST = server
    workshop = make_workshop()
    known, new = sent(email="ana@example.org"), sent(email="eve@example.org")
    one = register(workshop, email="ana@example.org")
    one.mails.all().delete()
    address = f"/workshops/{workshop.code}/register/"

    second, first = client.post(address, known), client.post(address, new)

    assert second.status_code == 200
    assert "We have written to your address" in second.content.decode()
    assert first.status_code == 200
    assert first.content == second.content
    assert "/registration/" in one.mails.get().text_to_send()
    assert workshop.registrations.count() == 2


def test_what_is_missing_is_said_and_what_was_written_stays(client):
    workshop = make_workshop()

    answer = client.post(f"/workshops/{workshop.code}/register/", {"given": "Ana", "email": "x"})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Ana"' in text
    assert "Enter a valid email address" in text
    assert Registration.objects.count() == 0


def test_a_link_works_for_its_person_alone_and_ends(client):
    workshop = make_workshop()
    one = register(workshop)
    page = open_own_page(client, one)
    assert client.get(page).status_code == 200
    assert client.get(one.link()[:-3] + "xx/").status_code == 404

    old = one.link()
    registrations_admin.new_link(one)

    assert client.get(old).status_code == 404
    assert client.get(page).status_code == 403


def test_questions_are_asked_where_their_condition_holds(client):
    workshop = make_workshop()
    first = workshop.questions.create(
        position=1, kind="yes_no", texts={"en": "Do you need a visa?"}, required=True
    )
    workshop.questions.create(
        position=2,
        kind="text",
        texts={"en": "Where do you apply?"},
        required=True,
        shown_if=first,
        shown_value="yes",
    )
    address = f"/workshops/{workshop.code}/register/"

    assert "needs an answer" in client.post(address, sent()).content.decode()
    assert client.post(address, sent() | {f"q{first.pk}": "yes"}).status_code == 422
    assert client.post(address, sent() | {f"q{first.pk}": "no"}).status_code == 200


@pytest.mark.wide
def test_a_focal_point_nominates_and_only_that_address_can_register(client):
    workshop = make_workshop(mode="by_nomination", accepts_at_once=False)
    point = FocalPoint.objects.create(
        workshop=workshop,
        country=Area.objects.get(code="KHM"),
        name="F",
        authority="MFA",
        email="f@example.org",
    )
    form = {k: v for k, v in sent(email="sok@example.org", family="Sok").items() if k != "country"}
    form |= {"capacity": "head", "rank": 1, "act": "submit"}

    assert "note verbale" in client.post(point.link(), form).content.decode().lower()
    note = SimpleUploadedFile("note.pdf", PDF)
    assert client.post(point.link(), form | {"note": note}).status_code == 302
    client.force_login(organiser())
    page = f"/organise/{workshop.code}/nominations/"
    one = workshop.nominations.get()
    kept = client.get(f"/organise/{workshop.code}/nominations/{one.pk}/note/")
    assert b"".join(kept.streaming_content) == PDF
    client.post(page, {"nomination": one.pk, "to": "accepted"})
    client.logout()

    invited = workshop.registrations.get()
    assert invited.state == RegistrationState.INVITED
    assert invited.email == "sok@example.org"
    answer = client.post(invited.link(), sent(email="other@example.org") | {"act": "submit"})
    assert answer.status_code == 302
    invited.refresh_from_db()
    assert invited.email == "sok@example.org"
    assert invited.state == RegistrationState.ACCEPTED, (
        "who was accepted as a nominee is not reviewed twice"
    )


@needs_fonts
@pytest.mark.parametrize("language", ["en", "ar", "ru", "zh"])
def test_a_certificate_is_one_page_with_its_serial_and_a_shaped_name(language, tmp_path):
    from studies.documents import pdf_reader

    if not has_fonts(language):
        pytest.skip("the Chinese font is not installed (make assets)")
    one = register(make_workshop(), printed_name="ليلى حداد", language=language)
    certificate = Certificate.objects.create(
        registration=one,
        kind="completion",
        printed_name=one.badge_name,
        language=language,
        hours=7.5,
    )
    (tmp_path / "a.pdf").write_bytes(printing.certificate_pdf(certificate))

    pages = pdf_reader.read_pdf(tmp_path / "a.pdf").pages

    assert len(pages) == 1
    assert certificate.serial in pages[0]
    assert "ليلى حداد" in pages[0]
    with translation.override(interface_code(language)):
        phrase = translation.gettext("This is to certify that")
    assert phrase in " ".join(pages[0].split())


def test_what_is_scanned_holds_no_nul(client):
    workshop = make_workshop(sessions=1)
    client.force_login(organiser())
    answer = client.post(
        f"/organise/{workshop.code}/door/entries/",
        rf'[{{"key": "a", "act": "check_in", "session": {workshop.sessions.get().pk}, "code": "\u0000"}}]',
        content_type="application/json",
    )

    (result,) = answer.json()["results"]
    assert result["state"] == "error"
    assert result["problem"] == "This is not a code of a badge."


@needs_fonts
def test_from_attendance_to_a_certificate_that_anybody_can_check(client):
    workshop = make_workshop(capacity=5, sessions=2, completion_share=80)
    there, half, away = (
        register(workshop, printed_name="محمد الحداد", language="ar"),
        register(workshop),
        register(workshop),
    )
    one, two = workshop.sessions.all()
    now = timezone.now()
    workshop.sessions.filter(pk=one.pk).update(starts_at=now, ends_at=now + timedelta(minutes=60))
    user = organiser()
    client.force_login(user)
    for code in (there.code, half.code, half.code):
        client.post(
            f"/organise/{workshop.code}/door/entries/",
            f'[{{"key": "{code}-1", "act": "check_in", "session": {one.pk}, "code": "{code}"}}]',
            content_type="application/json",
        )
    client.post(
        f"/organise/{workshop.code}/attendance/",
        {"act": "tick", "session": two.pk, "there": [there.pk], "base": f"{there.pk}: {half.pk}: "},
    )
    assert Attendance.objects.count() == 3

    today = timezone.localdate(timezone=workshop.tz)
    Workshop.objects.filter(pk=workshop.pk).update(
        status="in_progress", starts_on=today, ends_on=today
    )
    post_and_confirm(client, f"/organise/{workshop.code}/status/", {"to": "held"})
    states = dict(workshop.registrations.values_list("pk", "state"))
    assert states == {there.pk: "completed", half.pk: "attended", away.pk: "no_show"}

    client.post(f"/organise/{workshop.code}/certificates/", {"act": "issue"})
    assert run_waiting(certificates.PRINT) == 2
    client.logout()
    certificate = Certificate.objects.get(registration=there)
    assert certificate.kind == "completion"
    file = client.get(f"{open_own_page(client, there)}certificates/{certificate.serial}.pdf")
    assert b"".join(file.streaming_content)[:5] == b"%PDF-"
    page = client.get(f"/certificates/{certificate.serial}/").content.decode()
    assert "This certificate is valid" in page
    assert "محمد" not in page
    Registration.objects.filter(pk=there.pk).update(listed="public")
    assert "محمد" in client.get(f"/certificates/{certificate.serial}/").content.decode()
    new = certificates.reissue(
        certificate=certificate, printed_name="محمد حداد", by=user, at=timezone.now()
    )
    assert "Revoked" in client.get(f"/certificates/{certificate.serial}/").content.decode()
    assert new.replaces == certificate
    assert client.get("/certificates/AAAA-BBBB-CCCC/").status_code == 404


def test_minutes_of_a_platform_are_added_and_clipped_and_corrections_keep_their_trail(client):
    workshop = make_workshop(sessions=1)
    one = register(workshop, email="a@example.org")
    session = workshop.sessions.get()
    data = b"Name,Email,Duration (minutes)\nA,a@example.org,40\nA,A@example.org,35\nB,b@example.org,20\nC,a@example.org,x\n"

    log = attendance_logs.read_log(session, data)
    attendance_logs.record_log(log, confirmed=(), by=None, at=NOW)

    assert Attendance.objects.get().minutes == 60
    assert [row for row, _text in log.refused] == [4, 5]
    attendance.record(
        registration=one, session=session, kind="left_early", minutes=20, method="manual", at=NOW
    )
    found = Attendance.objects.get()
    assert found.minutes == 20
    assert [change.minutes for change in found.changes.all()] == [60]


def test_self_check_in_needs_the_code_of_the_moment(client):
    workshop = make_workshop(sessions=1)
    one = register(workshop)
    session = attendance.open_code(session=workshop.sessions.get(), at=timezone.now())

    wrong = client.post(
        one.link(), {"act": "check_in", "code": "000000" if session.code != "000000" else "1"}
    )
    assert wrong.status_code == 409
    assert client.post(one.link(), {"act": "check_in", "code": session.code}).status_code == 302
    one.refresh_from_db()
    assert one.state == RegistrationState.CHECKED_IN
    with pytest.raises(Refused):
        attendance.check_in_self(
            registration=one, code=session.code, at=timezone.now() + timedelta(minutes=21)
        )


@pytest.mark.wide
def test_passports_are_sealed_read_by_few_noted_and_deleted(client):
    workshop = make_workshop()
    one = register(workshop)
    form = {
        "act": "passport",
        "passport_name": "ANA X",
        "number": "N1234567",
        "issued_by": "THA",
        "expires_on": "2040-01-01",
        "born_on": "1980-01-01",
        "born_in": "X",
        "nationality": "Thai",
        "embassy": "Y",
    }
    assert client.post(one.link(), form).status_code == 403
    page = open_own_page(client, one, with_code=True)
    assert "six months" in client.post(page, form | {"expires_on": "2026-12-31"}).content.decode()
    assert client.post(page, form).status_code == 302
    kept = Passport.objects.get()
    assert b"N1234567" not in bytes(kept.sealed)

    client.force_login(helper(workshop, "moderator"))
    letter = {"act": "letter", "reason": "visa"}
    assert client.post(f"/organise/{workshop.code}/people/{one.pk}/", letter).status_code == 404
    assert one.passport_readings.count() == 0
    assert (
        passports.read(passport=kept, by=None, purpose="visa letter", at=NOW)["number"]
        == "N1234567"
    )
    assert one.passport_readings.count() == 1
    purge_on(workshop.ends_on + timedelta(days=90))
    assert Passport.objects.count() == 1
    purge_on(workshop.ends_on + timedelta(days=91))
    assert Passport.objects.count() == 0


def test_travel_support_comes_after_acceptance_and_once_for_a_country(client):
    from workshops.models import TravelRequest
    from workshops.services import travel

    workshop = make_workshop(capacity=2)
    one, two = register(workshop), register(workshop)
    waits = register(workshop)
    form = {"act": "travel", "wanted": "full", "departure_city": "Hanoi"}
    assert client.post(waits.link(), form).status_code == 409
    for person_ in (one, two):
        assert client.post(person_.link(), form).status_code == 302
    first, second = TravelRequest.objects.order_by("pk")
    travel.decide(travel=first, new="approved", by=None, at=NOW)
    with pytest.raises(Exception, match="funded seats"):
        travel.decide(travel=second, new="approved", by=None, at=NOW)


def test_letters_are_kept_without_a_server_and_sent_once_with_one(settings, mailoutbox):
    register(make_workshop())
    assert send_due(Mail) == {"kept": 1}
    assert send_due(Mail) == {}

    settings.EMAIL_HOST = "smtp.example.org"
    register(make_workshop())
    assert send_due(Mail) == {"sent": 1}
    assert send_due(Mail) == {}
    assert len(mailoutbox) == 1
    assert mailoutbox[0].extra_headers["Message-ID"].startswith("<mail-")


def test_a_server_that_fails_is_asked_again_later(settings, monkeypatch):
    import smtplib

    settings.EMAIL_HOST = "smtp.example.org"
    register(make_workshop())

    def fail(*args, **kwargs):
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)
    assert send_due(Mail) == {"later": 1}
    mail = Mail.objects.get()
    assert mail.state == "queued"
    assert mail.next_at > timezone.now()
    for day in range(1, MOST_TRIES + 1):
        send_due(Mail, timezone.now() + timedelta(days=day))
    mail.refresh_from_db()
    assert mail.state == "failed"


@pytest.mark.wide
def test_own_data_is_a_file_and_can_be_erased(client):
    one = register(make_workshop(), family="Jaidee")

    page = open_own_page(client, one, with_code=True)
    data = client.post(page, {"act": "data"})
    assert data.json()["workshops.Registration"][0]["family"] == "Jaidee"
    assert "erased" in post_and_confirm(client, page, {"act": "erase"}).content.decode()
    one.refresh_from_db()
    assert one.family == ""


def test_calendars_are_read_by_a_calendar(client):
    workshop = make_workshop(sessions=2)

    whole = Calendar.from_ical(client.get("/workshops/calendar.ics").content)
    own = Calendar.from_ical(client.get(f"/workshops/{workshop.code}/calendar.ics").content)

    assert [str(event["summary"]) for event in whole.walk("VEVENT")] == ["Migration statistics"]
    assert len(own.walk("VEVENT")) == 2


@pytest.fixture
def kept(monkeypatch):
    """Nothing kept of pages yet; how often one is made."""
    made, whole = [], public_workshops._workshop_page
    monkeypatch.setattr(public_workshops, "_page_cache", ResponseCache(largest=256 * 1024))
    monkeypatch.setattr(public_workshops, "_workshop_page", lambda *a: made.append(1) or whole(*a))
    return made


@pytest.mark.parametrize("sessions", [2, 40])
def test_a_page_of_forty_sessions_is_made_once_with_as_many_queries_as_one_of_two(
    client, kept, sessions, django_assert_num_queries
):
    workshop = make_workshop(sessions=0)
    begin = NOW + timedelta(days=30)
    for number in range(sessions):
        at = begin + timedelta(hours=number)
        one = workshop.sessions.create(title="S", starts_at=at, ends_at=at + timedelta(minutes=50))
        one.materials.create(title="Paper", address="https://example.org/paper.pdf")
    one.studies.add(make_study())
    address = f"/workshops/{workshop.code}/"

    with django_assert_num_queries(18):
        first = client.get(address)
    with django_assert_num_queries(4):
        second = client.get(address)
    with django_assert_num_queries(4):
        again = client.get(address, headers={"if-none-match": first["ETag"]})

    assert first.content == second.content
    assert first.content.count(b"paper.pdf") == sessions
    assert (again.status_code, len(kept)) == (304, 1)


def test_a_kept_page_ends_with_every_change_and_is_never_that_of_who_sees_more(client, kept):
    workshop = make_workshop(sessions=1, status="confirmed")
    study = make_study()
    workshop.sessions.get().studies.add(study)
    address = f"/workshops/{workshop.code}/"
    assert "Remittances and poverty in the Andes" in client.get(address).content.decode()

    workflow.withdraw(study=study, by=None, at=NOW, note="An error")
    assert "Remittances and poverty in the Andes" not in client.get(address).content.decode()
    workshops.save_session(
        workshop=workshop,
        session=workshop.sessions.get(),
        values={"title": "Opening"},
        by=None,
        at=NOW,
    )
    assert "Opening" in client.get(address).content.decode()
    assert len(kept) == 3
    client.force_login(organiser())
    assert "Organise this workshop" in client.get(address).content.decode()
    client.logout()
    assert "Organise this workshop" not in client.get(address).content.decode()
    assert len(kept) == 4


def test_a_draft_is_seen_by_nobody_else(client):
    workshop = make_workshop(status="draft")
    assert client.get(f"/workshops/{workshop.code}/").status_code == 404
    assert workshop.title not in client.get("/workshops/").content.decode()
    client.force_login(organiser())
    assert client.get(f"/workshops/{workshop.code}/").status_code == 200


@pytest.mark.wide
def test_an_organiser_sets_up_a_workshop_and_copies_it(client):
    user = organiser()
    client.force_login(user)
    host = Area.objects.get(code="ESCAP").pk
    form = {
        "code": "bangkok-2030",
        "kind": "regional_seminar",
        "host": host,
        "languages": "en ar",
        "form": "hybrid",
        "zone": "Asia/Bangkok",
        "starts_on": "2030-04-22",
        "ends_on": "2030-04-24",
        "mode": "open",
        "capacity": 40,
        "funded_per_country": 1,
        "women_target": 50,
        "offer_days": 5,
        "completion_share": 80,
        "title_en": "Seminar",
        "title_ar": "ندوة",
        "city": "Bangkok",
    }
    assert (
        "not a time zone" in client.post("/organise/new/", form | {"zone": "Mars"}).content.decode()
    )
    assert (
        "lies before the first"
        in client.post("/organise/new/", form | {"ends_on": "2030-04-01"}).content.decode()
    )
    assert client.post("/organise/new/", form).status_code == 302
    session = {
        "title": "Opening",
        "kind": "opening",
        "starts_at": "2030-04-22 09:00",
        "ends_at": "2030-04-22 10:30",
        "countable": "on",
    }
    client.post("/organise/bangkok-2030/sessions/", session)
    workshop = Workshop.objects.get()
    assert workshop.sessions.get().starts_at.isoformat() == "2030-04-22T02:00:00+00:00"
    client.post("/organise/bangkok-2030/status/", {"to": "nominations_open"})
    page = client.get("/workshops/bangkok-2030/").content.decode()
    assert re.search(r"09:00–10:30", page)
    assert "Asia/Bangkok" in page

    workshops.set_quota(workshop=workshop, group="unions", seats=3, by=None, at=NOW)
    history = client.get("/fr/organise/bangkok-2030/").content.decode().split('class="log"')[1]
    assert "état : " in history
    assert "limite de places : " in history
    assert "nominations_open" not in history
    assert "unions" not in history
    assert "<th" not in client.get("/organise/bangkok-2030/people/").content.decode()

    client.post("/organise/bangkok-2030/copy/", {"code": "bangkok-2031", "first_day": "2031-04-21"})
    made = Workshop.objects.get(code="bangkok-2031")
    assert made.status == "draft"
    assert made.sessions.get().starts_at.date().isoformat() == "2031-04-21"
    assert made.registrations.count() == 0


@pytest.mark.wide
def test_questions_groups_and_tasks_are_set_up_on_the_desk(client):
    workshop = make_workshop(capacity=5)
    client.force_login(organiser())
    here = f"/organise/{workshop.code}/setup/"
    asked = {
        "act": "question",
        "position": 1,
        "kind": "choice",
        "text_en": "Which track?",
        "options_text": "a: Data\nb: Law",
    }

    assert (
        "at least two options"
        in client.post(here, asked | {"options_text": "Data"}).content.decode()
    )
    assert client.post(here, asked).status_code == 302
    client.post(here, {"act": "quota", "group": "government", "seats": "1"})
    helper_ = make_user("desk1")
    client.post(here, {"act": "task", "username": "desk1", "role": "desk"})
    assert (
        "no account nobody"
        in client.post(
            here, {"act": "task", "username": "nobody", "role": "desk"}, follow=True
        ).content.decode()
    )

    assert workshop.questions.get().options == {"a": {"en": "Data"}, "b": {"en": "Law"}}
    register(workshop)
    assert register(workshop).state == RegistrationState.WAITLISTED
    assert register(workshop, stakeholder="academia").state == RegistrationState.ACCEPTED
    client.post(here, {"act": "quota", "group": "government", "seats": ""})
    assert workshop.registrations.filter(state=RegistrationState.OFFERED).count() == 1
    assert workshop.roles.filter(user=helper_).exists()
    task = workshop.roles.get(user=helper_).pk
    post_and_confirm(client, here, {"act": "take_task", "task": task})
    assert not workshop.roles.filter(user=helper_).exists()


@pytest.mark.wide
def test_a_letter_to_many_is_previewed_then_written_once(client):
    workshop = make_workshop(capacity=5)
    one = register(workshop, given="Ana", family="Lopez")
    register(workshop)
    client.force_login(organiser())
    here = f"/organise/{workshop.code}/mail/write/"
    form = {
        "state": ["accepted"],
        "subject_en": "Hello",
        "body_en": "Dear {name}, see {link}",
        "subject_ar": "مرحبا",
        "body_ar": "{name}",
        "key": "k1",
    }

    preview = client.post(here, form | {"act": "preview"})
    assert "Dear Ana Lopez" in preview.content.decode()
    before = Mail.objects.count()
    form |= {"act": "write", "seen": preview.context["seen"]}
    client.post(here, form)
    client.post(here, form)

    assert Mail.objects.count() == before + 2
    letter = Mail.objects.get(registration=one, reason__startswith="bulk")
    assert letter.body.strip() == "Dear Ana Lopez, see {link}"
    assert letter.text_to_send().startswith("Dear Ana Lopez, see http")


def test_the_same_name_under_two_addresses_is_pointed_out(client):
    workshop = make_workshop(capacity=5)
    one = register(workshop, given="Ana", family="Lopez", email="a@example.org")
    register(workshop, given="ANA", family="lopez", email="b@example.org")
    client.force_login(organiser())

    assert (
        "b@example.org"
        in client.get(f"/organise/{workshop.code}/people/{one.pk}/").content.decode()
    )


def test_a_focal_point_names_another_person(client):
    from workshops.services import nominations

    workshop = make_workshop(mode="by_nomination")
    point = FocalPoint.objects.create(
        workshop=workshop,
        country=Area.objects.get(code="KHM"),
        name="F",
        authority="MFA",
        email="f@example.org",
    )
    values = {
        k: v
        for k, v in person(email="a@example.org").items()
        if k in nominations.PERSONAL and k != "country"
    }
    note = SimpleUploadedFile("note.pdf", PDF)
    one = nominations.nominate(
        point=point, nomination=None, values=values, note=note, submit=True, at=NOW
    )
    nominations.decide(nomination=one, new="accepted", by=None, at=NOW)
    form = {k: v for k, v in sent(email="b@example.org", family="Second").items() if k != "country"}

    replaced = client.get(f"{point.link()}?replace={one.pk}", follow=True)
    assert "In the place of" in replaced.content.decode()
    assert (
        client.post(
            point.link(),
            form | {"act": "substitute", "nomination": one.pk, "capacity": "head", "rank": 1},
        ).status_code
        == 302
    )

    one.refresh_from_db()
    assert one.state == "substituted"
    assert one.registration.state == RegistrationState.SUBSTITUTED
    assert workshop.nominations.get(replaces=one).family == "Second"


@pytest.mark.wide
def test_old_personal_data_are_erased_by_themselves():
    workshop = make_workshop()
    register(workshop, email="a@example.org")
    asked_again = register(workshop, email="b@example.org", consent_contact=True)

    purge_on(workshop.ends_on + timedelta(days=274))
    assert workshop.registrations.get(pk=asked_again.pk).consent_contact
    purge_on(workshop.ends_on + timedelta(days=275))
    assert not workshop.registrations.get(pk=asked_again.pk).consent_contact
    # A consent to be asked again ends before, and delays nothing: case H8.
    asked_again.refresh_from_db()
    purge_on(workshop.ends_on + timedelta(days=365))
    assert workshop.registrations.filter(erased_at=None).count() == 2
    purge_on(workshop.ends_on + timedelta(days=366))
    assert not workshop.registrations.filter(erased_at=None).exists()


@pytest.mark.wide
def test_a_letter_that_cannot_be_put_together_or_kept_holds_up_no_other(settings, monkeypatch):
    settings.EMAIL_HOST = "mail.example.org"
    workshop = make_workshop()
    for _n in range(3):
        register(workshop)
    first, second, third = Mail.objects.order_by("next_at", "pk")
    Mail.objects.filter(pk=first.pk).update(language="\n")
    Mail.objects.filter(pk=second.pk).update(to="nobody")

    def refuse(message, *_args, **_kwargs):
        if message.to == ["nobody"]:
            raise SMTPException("refused \0 by the server")
        message.message()

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)

    assert send_due(Mail) == {"later": 2, "sent": 1}
    assert send_due(Mail) == {}

    for one in (first, second, third):
        one.refresh_from_db()
    assert (first.state, first.tries, first.problem) == ("queued", 1, "BadHeaderError")
    assert (second.state, second.tries, second.problem) == ("queued", 1, "refused  by the server")
    assert third.state == "sent"


BAD_COPIES = {
    "são-paulo-2027": ("são-paulo-2027", "2031-04-21", "code"),
    "cyrillic": ("тест1", "2031-04-21", "code"),
    "41 letters": ("a" * 41, "2031-04-21", "code"),
    "300 letters": ("a" * 300, "2031-04-21", "code"),
    "hyphen": ("-", "2031-04-21", "code"),
    "address": ("new", "2031-04-21", "code"),
    "empty": ("", "2031-04-21", "code"),
    "of another": ("Taken", "2031-04-21", "code"),
    "last day of calendars": ("good", "9999-12-31", "first_day"),
    "first day of calendars": ("good", "0001-01-01", "first_day"),
    "no day": ("good", "31.1.2026", "first_day"),
}


@pytest.mark.parametrize("case", BAD_COPIES)
def test_a_copy_that_cannot_be_is_refused_where_it_was_written(client, case):
    code, day, field = BAD_COPIES[case]
    make_workshop(code="taken")
    workshop = make_workshop()
    client.force_login(organiser())

    page = client.post(f"/organise/{workshop.code}/copy/", {"code": code, "first_day": day})

    assert page.status_code == 422
    assert page.context["copy_form"].errors.keys() == {field}
    assert Workshop.objects.count() == 2
    assert client.get("/organise/").status_code == 200


def test_a_copy_asked_for_twice_is_one_and_the_second_is_told(client):
    workshop = make_workshop()
    client.force_login(organiser())
    form = {"code": "once-more", "first_day": "2031-04-21"}
    assert client.post(f"/organise/{workshop.code}/copy/", form).status_code == 302
    assert client.post(f"/organise/{workshop.code}/copy/", form).status_code == 422
    with pytest.raises(Refused):
        workshops.copy(workshop=workshop, code="once-more", first_day=NOW.date(), by=None, at=NOW)
    assert Workshop.objects.count() == 2


def test_days_that_the_copy_would_push_off_the_calendar_refuse_it(client):
    workshop = make_workshop()
    Workshop.objects.filter(pk=workshop.pk).update(visa_deadline="9999-01-01")
    client.force_login(organiser())
    form = {"code": "far", "first_day": "2199-04-21"}
    page = client.post(f"/organise/{workshop.code}/copy/", form)
    assert page.status_code == 422
    assert page.context["copy_form"].non_field_errors()
    assert not Workshop.objects.filter(code="far").exists()


@pytest.mark.wide(but="-")
@pytest.mark.parametrize("code", ["são-paulo-2027", "тест1", "٢٠٢٧", "-"])
def test_a_workshop_stored_with_a_strange_code_closes_no_list_and_can_be_mended(client, code):
    workshop = make_workshop()
    Workshop.objects.filter(pk=workshop.pk).update(code=code)
    workshop.refresh_from_db()
    client.force_login(organiser())

    assert client.get("/organise/").status_code == 200
    assert client.get("/workshops/").status_code == 200
    assert client.get(workshop.get_absolute_url()).status_code == 200
    base = client.get("/organise/").context["page"].object_list[0]
    assert base.code == code
    for tab in tabs_for(duties(organiser(), workshop)):
        page = client.get(reverse(tab.url_name, args=[code]), follow=True)
        assert page.status_code == 200, tab.url_name
    edit = reverse("workshops:edit", args=[code])
    form = client.get(edit).context["form"]
    values = {name: form[name].value() for name in form.fields}
    values = {name: value for name, value in values.items() if value not in (None, False)}
    assert client.post(edit, values).context["form"].errors.keys() == {"code"}
    assert client.post(edit, values | {"code": "mended"}).status_code == 302
    assert client.get("/organise/mended/").status_code == 200


def test_a_new_workshop_meets_the_same_rules(client):
    client.force_login(organiser())
    form = {"code": "new", "starts_on": "9999-12-31", "ends_on": "9999-12-31"}
    page = client.post("/organise/new/", form)
    assert page.status_code == 422
    assert {"code", "starts_on", "ends_on"} <= page.context["form"].errors.keys()


def test_the_owner_of_one_workshop_makes_no_other_by_copying(client):
    workshop = make_workshop()
    client.force_login(helper(workshop, "owner"))
    page = client.get(f"/organise/{workshop.code}/")
    assert page.status_code == 200
    assert f"/organise/{workshop.code}/copy/" not in page.content.decode()
    form = {"code": "mine", "first_day": "2031-04-21"}
    assert client.post(f"/organise/{workshop.code}/copy/", form).status_code == 404
    assert Workshop.objects.count() == 1
