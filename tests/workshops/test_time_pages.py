"""Attendance in time through the pages of organisers."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import orjson
import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from tests.confirming import post_and_confirm
from tests.workshops.making import helper, make_workshop, organiser, register
from workshops.models import Attendance, Certificate, ScanRefusal, Workshop
from workshops.services import attendance

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Bangkok")


@pytest.fixture
def today(client):
    """A workshop of today with three people and a session that began just now, and an organiser."""
    now = timezone.now()
    day = now.astimezone(ZONE).date()
    workshop = make_workshop(capacity=9, sessions=0, zone=ZONE.key, starts_on=day, ends_on=day)
    for _n in range(3):
        register(workshop, given="Amal", family=f"Haddad{_n}")
    Workshop.objects.filter(pk=workshop.pk).update(status="in_progress")
    begin = now - timedelta(minutes=5)
    workshop.sessions.create(
        title="Opening", starts_at=begin, ends_at=begin + timedelta(minutes=60)
    )
    client.force_login(organiser())
    return Workshop.objects.get(pk=workshop.pk)


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def post(client, workshop, page, **fields):
    """Once the messages of what went before were read."""
    client.get(f"/organise/{workshop.code}/attendance/")
    return client.post(f"/organise/{workshop.code}/{page}", fields)


def scan(client, workshop, *entries):
    check_in = {"act": "check_in", "session": workshop.sessions.get().pk}
    response = client.post(
        f"/organise/{workshop.code}/door/entries/",
        orjson.dumps([entry if entry is None else check_in | entry for entry in entries]),
        content_type="application/json",
    )
    assert response.status_code == 200
    return response.json()["results"]


def test_each_scan_is_answered_by_its_state_and_a_bad_one_stops_no_other(client, today):
    one, gone, _other = today.registrations.order_by("pk")
    type(gone).objects.filter(pk=gone.pk).update(state="cancelled_by_participant")
    scanned_at = (timezone.now() - timedelta(minutes=2)).isoformat()
    hour = datetime.fromisoformat(scanned_at).astimezone(ZONE).strftime("%H:%M")

    results = scan(
        client,
        today,
        {"key": "a", "code": one.code, "scanned_at": scanned_at},
        {"key": "b", "code": one.code.lower(), "scanned_at": "yesterday"},
        {"key": "c", "code": gone.code, "scanned_at": 12},
        {"key": "d", "code": "x" * 41},
        {"key": "e", "code": ["x"]},
        {"key": "f\0", "code": "\0"},
        {},
        None,
    )

    assert [result["state"] for result in results] == [
        "new",
        "already",
        "refused",
        *["error"] * 5,
    ]
    assert results[0]["time"] == hour
    assert results[1]["problem"] == f"Amal Haddad0 is already in, at {hour}."
    assert "cannot be checked in" in results[2]["problem"]
    assert (
        Attendance.objects.get().came_at.isoformat()
        == datetime.fromisoformat(scanned_at).astimezone(ZoneInfo("UTC")).isoformat()
    )
    # What is not even an entry leaves no trace.
    assert ScanRefusal.objects.count() == 5
    # The same list sent once more: nothing new, no trace twice, and the first scan is still the first.
    again = scan(client, today, {"key": "a", "code": one.code, "scanned_at": scanned_at})
    assert again[0]["state"] == "new"
    page = client.get(f"/organise/{today.code}/attendance/").content.decode()
    assert "The registration holds no seat" in page
    assert gone.code not in page
    assert f"…{gone.code[-4:]}" in page


def test_the_list_of_next_states_has_no_default_and_none_that_is_too_early(client):
    workshop = make_workshop(status="confirmed", sessions=0)
    client.force_login(organiser())

    text = client.get(f"/organise/{workshop.code}/").content.decode()
    choice = text.split('id="to"')[1].split("</select>")[0]
    values = [part.split('"')[0] for part in choice.split('value="')[1:]]
    assert values[0] == ""
    assert "in_progress" not in values
    assert "nominations_open" in values

    assert said(post(client, workshop, "status/", to="")) == ["Choose what to do."]
    (told,) = said(post(client, workshop, "status/", to="in_progress"))
    assert "from its first day on" in told
    assert Workshop.objects.get().status == "confirmed"


@pytest.mark.wide
def test_a_wrong_step_is_taken_back_on_the_page(client, today):
    one = today.registrations.order_by("pk").first()
    post_and_confirm(client, f"/organise/{today.code}/status/", {"to": "held"})
    one.refresh_from_db()
    assert one.state == "no_show"
    assert "Take the last step back" in client.get(f"/organise/{today.code}/").content.decode()

    (told,) = said(post(client, today, "status/", act="take_back", reason=""))
    assert told == "Say why the step is taken back."
    post(client, today, "status/", act="take_back", reason="Too early")

    one.refresh_from_db()
    assert (Workshop.objects.get().status, one.state) == ("in_progress", "accepted")
    page = client.get(f"/organise/{today.code}/").content.decode()
    assert "status taken back: Held" in page
    assert "Too early" in page


@pytest.mark.wide
def test_issued_says_how_many_and_a_correction_which_certificates_it_touches(client, today):
    one, two, away = today.registrations.order_by("pk")
    session = today.sessions.get()
    for person in (one, two):
        attendance.check_in(code=person.code, session=session, by=None, at=timezone.now())
    post_and_confirm(client, f"/organise/{today.code}/status/", {"to": "held"})

    issue = {"client": client, "workshop": today, "page": "certificates/", "act": "issue"}
    assert said(post(**issue)) == ["2 certificates are issued; their PDFs are being made."]
    assert said(post(**issue)) == ["No certificate is missing; none was issued."]
    correct = {"act": "correct", "session": session.pk, "kind": "present", "minutes": ""}
    assert said(post(client, today, f"people/{away.pk}/", **correct)) == [
        f"The attendance of {away.name} is corrected."
    ]
    assert said(post(**issue)) == ["1 certificate is issued; its PDF is being made."]

    post(client, today, "attendance/", act="close")
    told = said(post(client, today, f"people/{one.pk}/", **correct | {"minutes": "10"}))
    certificate = Certificate.objects.get(registration=one)
    assert certificate.serial in told[-1]
    assert f"/organise/{today.code}/certificates/#c{certificate.pk}" in told[-1]
    form = {"act": "tick", "session": session.pk, "base": f"{two.pk}:present-60"}
    told = said(post(client, today, "attendance/", **form))
    assert Certificate.objects.get(registration=two).serial in told[-1]

    page = client.get(f"/organise/{today.code}/attendance/").content.decode()
    assert "2 certificates no longer say what attendance says." in " ".join(page.split())
    page = " ".join(client.get(f"/organise/{today.code}/certificates/").content.decode().split())
    assert "It says: Certificate of completion; hours: 1.0; sessions: 1." in page
    assert "Due now: Certificate of participation; hours: 0.2; sessions: 1." in page
    assert "no certificate is due" in page
    (told,) = said(post(client, today, "certificates/", act="renew", certificate=certificate.pk))
    assert told.startswith(f"Certificate {certificate.serial} is replaced by ")
    assert (
        "Certificate of participation"
        in client.get(certificate.replaced_by.get_absolute_url()).content.decode()
    )


@pytest.mark.wide
def test_scans_are_told_that_attendance_is_closed_which_is_not_for_the_door_to_do(client, today):
    one = today.registrations.order_by("pk").first()
    Workshop.objects.update(status="held")
    assert said(post(client, today, "attendance/", act="close")) == ["Attendance is closed."]
    client.force_login(helper(today, "desk"))
    (result,) = scan(client, today, {"key": "a", "code": one.code})
    assert result["state"] == "refused"
    assert "is closed" in result["problem"]
    page = client.get(f"/organise/{today.code}/attendance/").content.decode()
    assert "Open attendance again" not in page
    assert post(client, today, "attendance/", act="reopen").status_code == 404

    client.force_login(organiser())
    told = said(post(client, today, "attendance/", act="reopen"))
    assert told == ["Attendance is open again."]
    assert scan(client, today, {"key": "b", "code": one.code})[0]["state"] == "new"
