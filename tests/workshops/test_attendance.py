"""The grid of attendance: a form tells what its organiser changed, and nothing of what others recorded meanwhile."""

import re

import pytest
from django.contrib.messages import get_messages

from tests.workshops.making import NOW, make_workshop, organiser, register
from workshops.models import Attendance, AttendanceChange
from workshops.services import attendance

pytestmark = pytest.mark.django_db


class Tab:
    """The form of a session as a browser without scripts holds it, from when it was opened."""

    def __init__(self, client, session):
        self.client, self.address = client, f"/organise/{session.workshop.code}/attendance/"
        text = " ".join(client.get(self.address).content.decode().split())
        own = next(
            one
            for one in re.findall(r"<form.*?</form>", text)
            if 'value="tick"' in one and f'name="session" value="{session.pk}"' in one
        )
        hidden = re.findall(r'<input type="hidden" name="(session|act|base)" value="([^"]*)"', own)
        self.values = dict(hidden)
        self.ticks = {int(pk) for pk in re.findall(r'name="there" value="(\d+)" checked', own)}

    def save(self):
        """Send it; what the page says of it."""
        answer = self.client.post(self.address, self.values | {"there": sorted(self.ticks)})
        assert answer.status_code == 302
        said = [str(one) for one in get_messages(answer.wsgi_request)]
        self.client.get(self.address)  # reads and so clears the messages
        return said


@pytest.fixture
def room(client):
    """A session, four people who come to it, and an organiser who is signed in."""
    workshop = make_workshop(capacity=9, sessions=1)
    people = [register(workshop) for _n in range(4)]
    client.force_login(organiser())
    return workshop.sessions.get(), people


def kinds(session):
    return dict(session.attendances.values_list("registration", "kind"))


def scan(session, *people):
    for one in people:
        attendance.check_in(code=one.code, session=session, by=None, at=session.starts_at)


def put(session, one, kind):
    attendance.record(
        registration=one, session=session, kind=kind, method="manual", by=None, at=NOW
    )


def test_who_was_scanned_since_the_grid_was_opened_stays_present(client, room):
    session, (one, two, three, _four) = room
    tab = Tab(client, session)
    scan(session, one, two)
    tab.ticks.add(three.pk)

    assert tab.save() == ["Saved."]

    assert kinds(session) == {one.pk: "present", two.pk: "present", three.pk: "present"}
    assert session.attendances.get(registration=one).minutes == 60
    assert session.attendances.get(registration=one).method == "qr"
    assert not AttendanceChange.objects.exists()


def test_two_tabs_and_a_second_click_add_up(client, room):
    session, (one, two, _three, _four) = room
    scan(session, one)
    first, second = Tab(client, session), Tab(client, session)
    assert first.ticks == {one.pk}
    first.ticks = {two.pk}
    second.ticks = {one.pk}

    assert first.save() == ["Saved."]
    assert second.save() == ["Saved."]
    assert first.save() == ["Saved."]

    assert kinds(session) == {one.pk: "absent", two.pk: "present"}
    assert AttendanceChange.objects.count() == 1


def test_both_meant_the_same(client, room):
    session, (one, *_others) = room
    tab = Tab(client, session)
    scan(session, one)
    tab.ticks.add(one.pk)

    assert tab.save() == ["Saved."]

    assert session.attendances.get().method == "qr"
    assert not AttendanceChange.objects.exists()


@pytest.mark.parametrize(
    ("before", "meanwhile"),
    [("", "excused"), ("absent", "excused"), ("present", "late"), ("remote", "left_early")],
)
def test_a_cell_that_two_changed_otherwise_is_told_and_kept(client, room, before, meanwhile):
    session, (one, two, *_others) = room
    if before:
        put(session, one, before)
    tab = Tab(client, session)
    put(session, one, meanwhile)
    tab.ticks ^= {one.pk}
    tab.ticks.add(two.pk)

    kept, saved = tab.save()

    assert one.name in kept
    assert str(Attendance.Kind(meanwhile).label) in kept
    assert saved == "Saved."
    assert kinds(session) == {one.pk: meanwhile, two.pk: "present"}
    assert len(tab.save()) == 1  # the same form again: told again, still nothing overwritten
    assert kinds(session)[one.pk] == meanwhile


def test_an_undone_tick_does_not_come_back_with_an_old_form(client, room):
    session, (one, *_others) = room
    tab = Tab(client, session)
    tab.ticks.add(one.pk)
    tab.save()
    put(session, one, "absent")

    (kept,) = tab.save()

    assert one.name in kept
    assert kinds(session) == {one.pk: "absent"}


def test_who_was_there_for_no_minute_is_ticked_and_stays_so(client, room):
    session, (one, *_others) = room
    attendance.record(
        registration=one,
        session=session,
        kind="remote",
        minutes=0,
        method="platform_log",
        by=None,
        at=NOW,
    )
    tab = Tab(client, session)
    assert tab.ticks == {one.pk}
    assert tab.save() == ["Saved."]
    assert kinds(session) == {one.pk: "remote"}


def test_who_no_longer_comes_is_told(client, room):
    session, (one, *_others) = room
    tab = Tab(client, session)
    tab.ticks.add(one.pk)
    type(one).objects.filter(pk=one.pk).update(state="cancelled")
    (said,) = tab.save()
    assert one.name in said
    assert kinds(session) == {}


@pytest.mark.parametrize(
    ("base", "status"),
    [
        (None, 302),
        ("", 302),
        ("x", 302),
        ("1:present-60:2", 302),
        ("9" * 30 + ":", 302),
        ("\0", 400),
    ],
)
def test_a_form_without_its_base_changes_nothing(client, room, base, status):
    session, (one, two, *_others) = room
    scan(session, one)
    form = {"act": "tick", "session": session.pk, "there": [two.pk, "9" * 5000]}
    form |= {} if base is None else {"base": base}
    answer = client.post(f"/organise/{session.workshop.code}/attendance/", form)
    assert answer.status_code == status
    assert kinds(session) == {one.pk: "present"}


def test_people_of_another_workshop_are_out_of_reach(client, room):
    session, _people = room
    stranger = register(make_workshop())
    form = {"act": "tick", "session": session.pk, "there": [stranger.pk], "base": f"{stranger.pk}:"}
    client.post(f"/organise/{session.workshop.code}/attendance/", form)
    assert not Attendance.objects.exists()


def test_the_base_of_a_form_is_read_as_it_was_written():
    states = {1: "", 2: "left_early-1440", 30: "absent-0", 4: ""}
    assert attendance.read_base(attendance.base_text(states)) == states
    assert attendance.read_base(attendance.base_text({1: ""})) == {1: ""}
