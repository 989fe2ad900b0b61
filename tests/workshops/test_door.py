"""The page at the door: search, check-in, undo, people without a registration, and what a device is given."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import orjson
import pytest
from django.urls import reverse
from django.utils import timezone

from regions.models import Area
from tests.workshops.making import helper, make_workshop, organiser, register
from workshops.models import Attendance, Registration, Workshop

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Bangkok")


@pytest.fixture
def today(client):
    """A workshop of today with two sessions, the first of which has begun; a keeper of the door is signed in."""
    now = timezone.now()
    day = now.astimezone(ZONE).date()
    workshop = make_workshop(
        capacity=3, sessions=0, zone=ZONE.key, starts_on=day, ends_on=day + timedelta(days=1)
    )
    register(workshop, given="José", family="Núñez", organisation="Banco Central")
    register(workshop, given="Amal", family="Haddad")
    Workshop.objects.filter(pk=workshop.pk).update(status="in_progress")
    begin = now - timedelta(minutes=5)
    for title in ("Opening", "Panel"):
        workshop.sessions.create(
            title=title, starts_at=begin, ends_at=begin + timedelta(minutes=60)
        )
        begin += timedelta(minutes=60)
    client.force_login(helper(workshop, "desk"))
    return Workshop.objects.get(pk=workshop.pk)


def door(workshop):
    return f"/organise/{workshop.code}/door/"


def enter(client, workshop, *entries):
    """What the page sends, and the answers to it."""
    response = client.post(
        f"{door(workshop)}entries/", orjson.dumps(list(entries)), content_type="application/json"
    )
    assert response.status_code == 200
    return response.json()["results"]


def check_in(registration, session, key="a", **more):
    code = registration.code
    return {"act": "check_in", "key": key, "code": code, "session": session.pk, **more}


def walk_in(session, key="w", **fields):
    values = {
        "given": "Wafa",
        "family": "Saleh",
        "organisation": "Press",
        "country": "",
        "stakeholder": "media",
        "email": "wafa@example.org",
    } | fields
    return {"act": "walk_in", "key": key, "session": session.pk, "fields": values}


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def test_the_earlier_page_for_scanning_leads_here(client, today):
    first, last = today.sessions.first(), today.sessions.last()
    for session in (first, last):
        answer = client.get(f"/organise/{today.code}/sessions/{session.pk}/scan/", follow=True)
        assert answer.context["session"] == session
    assert client.get(f"/organise/{today.code}/sessions/999999/scan/").status_code == 404


def test_the_session_of_the_hour_is_chosen_and_people_are_found_however_typed(client, today):
    opening, panel = today.sessions.all()
    page = client.get(door(today), {"q": "nunez"})
    assert page.context["session"] == opening
    assert [person.family for person, _time in page.context["matches"]] == ["Núñez"]
    assert page.context["counter"] == "0 of 2 are in"
    assert "worker-src 'self'" in page.headers["Content-Security-Policy"]
    assert "camera=(self)" in page.headers["Permissions-Policy"]

    assert client.get(door(today), {"session": panel.pk}).context["session"] == panel
    now = timezone.now()
    today.sessions.update(starts_at=now - timedelta(hours=2), ends_at=now - timedelta(hours=1))
    assert client.get(door(today)).context["session"] == panel
    today.sessions.all().delete()
    assert client.get(door(today)).status_code == 200


@pytest.mark.wide
def test_without_scripts_a_person_is_checked_in_told_apart_and_taken_back(client, today):
    session = today.sessions.first()
    one = today.registrations.get(family="Haddad")
    form = {"act": "check_in", "key": "k", "code": one.code, "session": session.pk}
    page = client.post(door(today), form, follow=True)
    hour = f"{one.attendances.get().came_at.astimezone(ZONE):%H:%M}"
    assert messages_of(page) == [f"Amal Haddad is in, at {hour}."]
    assert page.context["counter"] == "1 of 2 are in"
    again = client.post(door(today), form | {"key": "l"}, follow=True)
    assert messages_of(again) == [f"Amal Haddad is already in, at {hour}."]
    assert f"Already in, at {hour}" in client.get(door(today), {"q": "amal"}).content.decode()

    undo = {"act": "undo", "of": "k", "session": session.pk}
    page = client.post(door(today), undo, follow=True)
    assert messages_of(page) == ["Amal Haddad is no longer checked in."]
    assert page.context["counter"] == "0 of 2 are in"
    attendance = one.attendances.get()
    assert (attendance.kind, attendance.minutes) == ("absent", 0)
    assert [change.kind for change in attendance.changes.all()] == ["present"]
    one.refresh_from_db()
    assert one.state == "accepted"


def test_entries_that_come_twice_change_nothing_and_an_undo_takes_back_its_own_check_in(
    client, today
):
    session = today.sessions.first()
    one = today.registrations.get(family="Haddad")
    first, back = check_in(one, session), {"act": "undo", "key": "b", "of": "a"}
    back["session"] = session.pk
    again = check_in(one, session, key="c")
    states = [row["state"] for row in enter(client, today, first, back, again)]
    assert states == ["new", "undone", "new"]
    trail = one.attendances.get().changes.count()

    # The answer was lost, so all is sent once more, whole and from the middle.
    enter(client, today, first, back, again)
    enter(client, today, back, again)
    attendance = one.attendances.get()
    assert (attendance.kind, attendance.key) == ("present", "c")
    assert attendance.changes.count() == trail


def test_an_undo_gives_back_the_excuse_and_leaves_what_was_ticked_by_hand(client, today):
    session = today.sessions.first()
    one, two = today.registrations.order_by("family")
    fields = {"minutes": 0, "method": "manual", "session": session}
    Attendance.objects.create(registration=one, kind="excused", **fields)
    Attendance.objects.create(registration=two, kind="present", key="m", **fields)
    undo = {"act": "undo", "key": "u", "of": "a", "session": session.pk}
    enter(client, today, check_in(one, session), undo, undo | {"key": "v", "of": "m"})
    assert one.attendances.get().kind == "excused"
    assert two.attendances.get().kind == "present"

    enter(client, today, check_in(one, session, key="d"))
    Workshop.objects.filter(pk=today.pk).update(attendance_closed_at=timezone.now())
    (refused,) = enter(client, today, undo | {"key": "x", "of": "d"})
    assert refused["state"] == "refused"
    assert one.attendances.get().kind == "present"


def test_the_hour_of_the_scan_counts_whenever_it_arrives(client, today):
    session = today.sessions.first()
    one = today.registrations.get(family="Haddad")
    scanned_at = (timezone.now() - timedelta(minutes=3)).isoformat()
    enter(client, today, check_in(one, session, scanned_at=scanned_at))
    assert one.attendances.get().came_at == datetime.fromisoformat(scanned_at)


def test_who_comes_without_a_registration_is_registered_once_and_is_in(client, today):
    Workshop.objects.filter(pk=today.pk).update(accepts_at_once=False)
    session = today.sessions.first()
    for _n in range(2):
        (row,) = enter(client, today, walk_in(session))
        assert (row["state"], row["name"]) == ("new", "Wafa Saleh")
    person = today.registrations.get(family="Saleh")
    assert person.state == "checked_in"
    assert person.consent_processing is None
    assert (person.mode, person.language) == ("in_person", "en")
    assert list(person.mails.values_list("kind", flat=True)) == ["accepted"]
    assert person.attendances.get().session == session


def test_nobody_is_registered_at_the_door_without_a_seat_or_twice(client, today):
    session = today.sessions.first()
    taken = today.registrations.first().email
    rows = enter(
        client,
        today,
        walk_in(session, key="1", email=taken),
        walk_in(session, key="2", stakeholder="gov_labour"),
        walk_in(session, key="3", email="no address"),
        walk_in(session, key="4"),
        walk_in(session, key="5", email="late@example.org"),
        {"act": "walk_in", "key": "6", "session": session.pk, "fields": ["given"]},
    )
    assert [row["state"] for row in rows] == ["refused"] * 3 + ["new"] + ["refused"] * 2
    assert rows[0]["problem"] == (
        f"{taken} is registered for this workshop already. Search for the name."
    )
    assert rows[1]["problem"].endswith("represents a country. Choose the country.")
    assert "All seats are taken" in rows[4]["problem"]
    assert today.registrations.count() == 3


@pytest.mark.wide
def test_the_short_form_shows_what_is_wrong_and_keeps_what_was_typed(client, today):
    fields = walk_in(today.sessions.first())["fields"] | {"act": "walk_in", "key": "n"}
    page = client.post(door(today), fields | {"email": "", "session": today.sessions.first().pk})
    assert page.status_code == 422
    assert "email" in page.context["form"].errors
    assert 'value="Wafa"' in page.content.decode()
    Workshop.objects.filter(pk=today.pk).update(capacity=2)
    page = client.post(door(today), fields)
    assert page.status_code == 422
    assert "All seats are taken" in page.content.decode()
    Workshop.objects.filter(pk=today.pk).update(capacity=3)
    thailand = Area.objects.get(code="THA").pk
    fields |= {"stakeholder": "gov_labour", "country": thailand}
    assert client.post(door(today), fields).status_code == 302
    assert Registration.objects.get(family="Saleh").representation == "delegation"


def test_what_is_no_entry_is_told_and_stops_no_other(client, today):
    session = today.sessions.first()
    one = today.registrations.first()
    other = make_workshop(sessions=1)
    odd = [
        None,
        {},
        {"act": "dance", "session": session.pk},
        {"act": ["undo"], "session": session.pk, "of": {}},
        {"act": "undo", "session": session.pk, "of": ""},
        {"act": "undo", "session": session.pk, "of": "\x00"},
        check_in(one, other.sessions.get()),
        check_in(one, session, code="\x00"),
        check_in(one, session, key=7, scanned_at="0001-01-01T00:00:00+14:00"),
        walk_in(session, given="\x00", key="y"),
        {"act": "check_in", "session": 10**18, "code": one.code},
    ]
    rows = enter(client, today, *odd, check_in(one, session, key="z"))
    assert rows[-1]["state"] in ("new", "already")
    assert {row["state"] for row in rows[:-4]} <= {"error", "undone", "refused"}
    assert not Attendance.objects.filter(session__workshop=other).exists()
    for body in (b"", b"{}", b"[1"):
        answer = client.post(f"{door(today)}entries/", body, content_type="application/json")
        assert answer.status_code == 400


def test_a_device_is_given_no_more_than_the_door_needs_and_only_while_the_workshop_lasts(
    client, today
):
    session = today.sessions.first()
    one = today.registrations.get(family="Haddad")
    gone = today.registrations.get(family="Núñez")
    type(gone).objects.filter(pk=gone.pk).update(state="cancelled_by_participant")
    enter(client, today, check_in(one, session))
    listed = client.get(f"{door(today)}people.json")
    assert listed.headers["Cache-Control"].count("no-store") == 1
    data = listed.json()
    (person,) = data["people"]
    assert set(person) == {
        "code", "name", "printed", "organisation", "country", "in_person", "in",
    }  # fmt: skip
    assert person["in"][str(session.pk)]["key"] == "a"
    assert one.email not in listed.content.decode()
    assert [row["pk"] for row in data["sessions"]] == [row.pk for row in today.sessions.all()]
    assert data["stays"] is True
    Workshop.objects.filter(pk=today.pk).update(status="held")
    assert client.get(f"{door(today)}people.json").json()["stays"] is False
    Workshop.objects.filter(pk=today.pk).update(
        status="in_progress", starts_on="2020-01-01", ends_on="2020-01-02"
    )
    assert client.get(f"{door(today)}people.json").json()["stays"] is False


def test_the_worker_lies_under_the_page_in_each_language(client, today):
    for prefix in ("", "/ar"):
        answer = client.get(f"{prefix}{door(today)}worker.js")
        assert answer.headers["Content-Type"].startswith("text/javascript")
        assert "connect-src 'self'" in answer.headers["Content-Security-Policy"]
    page = client.get(f"/ar{door(today)}").content.decode()
    assert f'data-worker="/ar{door(today)}worker.js"' in page


@pytest.mark.wide
def test_a_list_of_three_hundred_people_takes_few_queries(client, django_assert_max_num_queries):
    workshop = make_workshop(capacity=90, sessions=2)
    for _n in range(12):
        register(workshop)
    client.force_login(organiser())
    with django_assert_max_num_queries(14):
        client.get(reverse("workshops:door_people", args=[workshop.code]))
    with django_assert_max_num_queries(32):
        client.get(reverse("workshops:door", args=[workshop.code]), {"q": "ana"})


def test_a_key_that_was_used_for_another_person_or_session_checks_in_whom_it_came_with(
    client, today
):
    one, two = today.registrations.order_by("pk")
    opening, panel = today.sessions.order_by("starts_at")

    (first,) = enter(client, today, check_in(one, opening, key="same"))
    (second,) = enter(client, today, check_in(two, opening, key="same"))
    (third,) = enter(client, today, check_in(one, panel, key="same"))

    assert [row["state"] for row in (first, second, third)] == ["new"] * 3
    assert second["name"] == two.badge_name
    assert Attendance.objects.filter(kind="present").count() == 3
    enter(client, today, {"act": "undo", "key": "u", "of": "same", "session": opening.pk})
    assert Attendance.objects.get(kind="absent").registration == one


def test_a_scan_for_a_session_of_another_day_checks_nobody_in(client, today):
    one = today.registrations.first()
    opening = today.sessions.order_by("starts_at").first()
    begin = opening.starts_at + timedelta(days=1)
    tomorrow = today.sessions.create(
        title="Tomorrow", starts_at=begin, ends_at=begin + timedelta(minutes=60)
    )

    (row,) = enter(client, today, check_in(one, tomorrow, scanned_at=begin.isoformat()))

    assert row["state"] == "refused"
    assert "Choose the session of today" in row["problem"]
    assert tomorrow.attendances.count() == 0
    assert tomorrow.scan_refusals.get().reason == "early"
