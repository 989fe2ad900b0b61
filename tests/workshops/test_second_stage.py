"""What is begun and gone on with, files as answers, letters that come back, replacements, visas, lists, and times of deletion."""

import csv
import io
import re
from datetime import timedelta

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from core.documents import has_fonts
from core.lifecycle import IllegalTransition
from tests.studies.making import make_user
from tests.studies.test_files import PDF
from tests.workshops.making import (
    NOW,
    make_workshop,
    open_own_page,
    organiser,
    purge_on,
    register,
)
from tests.workshops.test_pages import needs_fonts, sent
from workshops.models import Draft, Mail, PassportReading, Registration, TravelRequest, VisaCase
from workshops.services import erasure, own_data, passports, registrations, visas, workshops
from workshops.services import letters as letters_service
from workshops.services import travel as travel_service
from workshops.states import RegistrationState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


@pytest.mark.wide
def test_what_is_begun_is_found_again_by_its_own_link_alone(client):
    workshop = make_workshop()
    address = f"/workshops/{workshop.code}/register/"
    begun = {"act": "save", "given": "Ana", "email": "ana@example.org"}

    assert "e-mail" in client.post(address, {"act": "save", "given": "Ana"}).content.decode()
    assert client.post(address, begun).status_code == 200
    draft = Draft.objects.get()
    assert draft.link() in Mail.objects.get().text_to_send()
    first = client.get(draft.link())
    assert first.url == f"{address}{draft.pk}/"
    page = client.get(first.url).content.decode()
    assert 'value="Ana"' in page
    assert Client().get(first.url).status_code == 404
    saved = client.post(first.url, begun | {"family": "Lopez"})
    assert saved.url == first.url
    assert 'value="Lopez"' in client.get(saved.url).content.decode()
    assert workshop.registrations.count() == 0

    # A stranger with the same address neither reads nor overwrites it.
    other = client.post(address, begun | {"given": "Eve"})
    new = client.post(address, begun | {"given": "Eve", "email": "eve@example.org"})
    told = [
        re.sub(r'(?:token|form_key|_key)" value="[\w-]+"', "", page.content.decode())
        for page in (other, new)
    ]
    assert told[0].replace("ana@", "eve@") == told[1]
    draft.refresh_from_db()
    assert draft.written["given"] == ["Ana"]
    assert client.post(draft.link(), sent(email="ana@example.org")).status_code == 200
    assert not Draft.objects.filter(pk=draft.pk).exists()
    assert client.get(draft.link()).status_code == 404


def test_a_lost_link_is_sent_to_its_address_and_nobody_learns_who_is_registered(client):
    workshop = make_workshop()
    register(workshop, email="ana@example.org")
    before = Mail.objects.count()
    address = f"/workshops/{workshop.code}/register/link/"

    answers = [
        client.post(address, {"email": email}, follow=True).content.decode()
        for email in ("ana@example.org", "eve@example.org")
    ]

    assert all("If this address is registered" in text for text in answers)
    assert Mail.objects.count() == before + 1
    client.post(address, {"email": "ana@example.org"})
    assert Mail.objects.count() == before + 1


def test_a_file_is_an_answer_and_goes_when_its_person_goes(
    client, django_capture_on_commit_callbacks
):
    from django.core.files.storage import default_storage

    workshop = make_workshop()
    question = workshop.questions.create(kind="file", texts={"en": "CV"}, required=True)
    address = f"/workshops/{workshop.code}/register/"
    name = f"q{question.pk}"

    assert "needs an answer" in client.post(address, sent()).content.decode()
    wrong = client.post(address, sent() | {name: SimpleUploadedFile("cv.exe", b"MZ")})
    assert wrong.status_code in (415, 422)
    assert workshop.registrations.count() == 0
    assert (
        client.post(address, sent() | {name: SimpleUploadedFile("cv.pdf", PDF)}).status_code == 200
    )
    one = workshop.registrations.get()
    answer = one.answers.get()
    client.force_login(organiser())
    file = client.get(f"/organise/{workshop.code}/people/{one.pk}/answers/{answer.pk}/")
    assert b"".join(file.streaming_content) == PDF

    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase(registration=one, at=NOW)
    assert not default_storage.exists(answer.stored)


def test_a_returned_message_marks_its_letter(client):
    workshop = make_workshop()
    mail = register(workshop).mails.get()
    Mail.objects.filter(pk=mail.pk).update(state="sent")
    returned = (
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n"
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 no such user\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
        f"Message-ID: <mail-{mail.pk}-{mail.created_at:%Y%m%d%H%M%S}@example.org>\r\n\r\n--b--\r\n"
    ).encode()
    client.force_login(organiser())
    here = f"/organise/{workshop.code}/mail/"

    client.post(here, {"act": "returned", "file": SimpleUploadedFile("a.eml", returned)})

    mail.refresh_from_db()
    assert (mail.state, mail.problem) == ("bounced", "smtp; 550 no such user")
    other = make_workshop()
    with pytest.raises(Exception, match="returns no letter"):
        letters_service.read_returned(other, returned)


def test_another_person_is_invited_in_the_place_of_one_until_the_last_day(client):
    workshop = make_workshop()
    one = register(workshop, country="VNM")
    client.force_login(organiser())
    here = f"/organise/{workshop.code}/people/{one.pk}/"
    form = {
        "act": "substitute",
        "given": "Bao",
        "family": "Tran",
        "email": "bao@example.org",
        "reason": "new post",
    }

    client.post(here, form | {"email": "no"})
    assert workshop.registrations.count() == 1
    client.post(here, form)

    one.refresh_from_db()
    new = workshop.registrations.get(email="bao@example.org")
    assert (one.state, new.state, new.country.code) == (
        RegistrationState.SUBSTITUTED,
        RegistrationState.INVITED,
        "VNM",
    )
    workshop.substitution_until = timezone.localdate() - timedelta(days=1)
    workshop.save()
    with pytest.raises(registrations.Closed):
        registrations.substitute(registration=new, values={}, by=None, at=NOW, reason="late")


def passport(one):
    """Sealed data of a person."""
    return passports.seal(
        registration=one,
        values={
            "passport_name": "ANA X",
            "number": "N1234567",
            "issued_by": "X",
            "expires_on": "2040-01-01",
        },
    )


@pytest.mark.wide
@needs_fonts
def test_visa_letters_are_numbered_noted_and_for_those_permitted(client):
    workshop = make_workshop(capacity=5)
    one, two = register(workshop), register(workshop)
    passport(one)
    passport(two)
    assert VisaCase.objects.filter(state="letter_requested").count() == 2
    with pytest.raises(IllegalTransition):
        visas.tell(registration=one, new="granted", at=NOW)
    address = f"/organise/{workshop.code}/visa-letters.pdf"
    client.force_login(organiser())
    assert client.post(address, {"reason": "embassy"}).status_code == 404

    client.force_login(make_user(is_superuser=True))
    assert client.post(address, {"reason": ""}).status_code == 302
    assert PassportReading.objects.count() == 0
    assert client.post(address, {"reason": "embassy"}).content[:5] == b"%PDF-"

    assert PassportReading.objects.count() == 2
    assert one.visa_letters.get().number != two.visa_letters.get().number
    assert VisaCase.objects.filter(state="letter_issued").count() == 2
    assert own_data.as_file(one)["workshops.Passport"][0]["number"] == "N1234567"
    assert one.passport_readings.count() == 2

    # The person downloads it, until other passport data are sealed that nobody has looked at.
    letter = f"visa-letters/{one.visa_letters.get().pk}.pdf"
    page = open_own_page(client, one, with_code=True)
    own = page + letter
    assert letter in client.get(page).content.decode()
    assert client.get(own).content[:5] == b"%PDF-"
    assert one.passport_readings.count() == 3
    other = open_own_page(client, two, with_code=True)
    assert client.get(other + letter).status_code == 404
    passport(one)
    assert client.get(own).status_code == 404
    assert letter not in client.get(page).content.decode()


def test_the_lists_are_in_their_order_and_count_what_they_say(client):
    workshop = make_workshop(capacity=9)
    thai = register(workshop, country="THA", family="B", first_time=False)
    register(workshop, country="KHM", family="Z", gender="man", diet="Halal")
    register(workshop, country="THA", family="A")
    register(workshop, stakeholder="academia", country="KHM", family="A", interpretation="ar")
    travel = TravelRequest.objects.create(registration=thai, departure_city="X")
    travel_service.decide(travel=travel, new="approved", by=None, at=NOW)
    client.force_login(organiser())

    def rows(address):
        text = client.get(f"/organise/{workshop.code}/{address}").content.decode("utf-8-sig")
        return [row for row in csv.reader(io.StringIO(text)) if row]

    people = [(row[0], row[3]) for row in rows("people.csv") if row[0] in ("Cambodia", "Thailand")]
    assert people == [("Cambodia", "A"), ("Cambodia", "Z"), ("Thailand", "A"), ("Thailand", "B")]
    assert any(row[0:3] == ["Thailand", "1", thai.name] for row in rows("lists/funded.csv"))
    assert any("Halal" in row for row in rows("lists/needs.csv"))
    if has_fonts():
        Registration.objects.filter(pk=thai.pk).update(listed="participants")
        assert rows_of_pdf(client, workshop) == [
            "Thailand",
            thai.name,
            "Not named at their own wish: 3",
        ]
    cross = [row for row in rows("lists/cross.csv") if row[-1].isdigit()]
    assert sum(int(row[-1]) for row in cross) == 4
    assert any(row[0] == "Arabic" and row[-1] == "1" for row in rows("lists/interpretation.csv"))


def rows_of_pdf(client, workshop):
    """What of the list on paper says whom it names."""
    data = client.get(f"/organise/{workshop.code}/people.pdf").content
    text = pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range()
    found = [line.strip() for line in text.splitlines()]
    return [
        line
        for line in found
        if line in ("Thailand", "Cambodia")
        or "Person" in line
        or line.startswith("Ana ")
        or "Not named" in line
    ]


@pytest.mark.wide
def test_each_kind_of_data_goes_after_its_own_time():
    workshop = make_workshop()
    one = register(
        workshop, diet="Halal", emergency_contact="Sam", listed="public", consent_contact=True
    )
    assert one.listed_until == workshop.ends_on + timedelta(days=365)

    purge_on(workshop.ends_on + timedelta(days=30))
    assert Registration.objects.get(pk=one.pk).diet == "Halal"
    purge_on(workshop.ends_on + timedelta(days=31))
    one.refresh_from_db()
    assert (one.diet, one.emergency_contact, one.listed) == ("", "", "public")
    purge_on(workshop.ends_on + timedelta(days=366))
    one.refresh_from_db()
    assert (one.listed, one.family) == ("nobody", "")


def test_who_withdraws_consent_is_gone_from_a_page_that_was_cached(client):
    workshop = make_workshop(status="confirmed")
    one = register_in(workshop, family="Jaidee", listed="public")
    address = f"/workshops/{workshop.code}/"
    first = client.get(address)
    assert "Jaidee" in first.content.decode()
    tag = {"if-none-match": first["ETag"]}
    assert client.get(address, headers=tag).status_code == 304

    client.post(one.link(), {"act": "consents", "listed": "nobody"})
    client.cookies.clear()

    again = client.get(address, headers=tag)
    assert again.status_code == 200
    assert "Jaidee" not in again.content.decode()


def register_in(workshop, **fields):
    """Entered by an organiser, whatever the status."""
    from tests.workshops.making import person

    return registrations.register(
        workshop=workshop, values=person(**fields), answers={}, at=NOW, actor="organiser"
    )


def test_a_cancelled_workshop_writes_to_all_who_wait_or_come(client):
    workshop = make_workshop(capacity=1)
    register(workshop)
    register(workshop)

    workshops.set_status(workshop=workshop, new="cancelled", by=None, at=NOW, reason="Flood")

    letters = Mail.objects.filter(reason__contains="workshop_cancelled")
    assert letters.count() == 2
    assert all("Flood" in one.body for one in letters)


def test_a_copy_keeps_the_hours_of_the_clock_through_summer_time():
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    zone = ZoneInfo("Europe/Paris")
    workshop = make_workshop(starts_on=date(2027, 1, 11), zone="Europe/Paris", sessions=0)
    begin = datetime(2027, 1, 11, 9, tzinfo=zone)
    workshop.sessions.create(title="Opening", starts_at=begin, ends_at=begin + timedelta(hours=1))

    made = workshops.copy(
        workshop=workshop, code="summer", first_day=date(2027, 7, 12), by=None, at=NOW
    )

    assert made.sessions.get().starts_at.astimezone(zone).strftime("%d %H:%M") == "12 09:00"


def test_a_draft_keeps_what_the_form_asks_and_nothing_else(client):
    workshop = make_workshop()
    question = workshop.questions.create(kind="text", texts={"en": "Why"})
    address = f"/workshops/{workshop.code}/register/"
    form = {"act": "save", "given": "Ana", "email": "ana@example.org", f"q{question.pk}": "Since"}

    client.post(address, form | {"planted": "x" * 100_000, "q999": "y", "consent": "on"})

    written = Draft.objects.get().written
    assert set(written) == {"given", "email", f"q{question.pk}"}


def test_a_draft_of_megabytes_is_refused_in_words(client):
    workshop = make_workshop()
    address = f"/workshops/{workshop.code}/register/"
    form = {"act": "save", "email": "ana@example.org"}

    long = client.post(address, form | {"given": "x" * 30_000})
    many = client.post(address, form | {"policy_roles": ["y" * 100] * 500})

    assert [page.status_code for page in (long, many)] == [422, 422]
    assert "too long to be kept here" in long.content.decode()
    assert not Draft.objects.exists()
