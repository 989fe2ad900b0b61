"""Calendar files: what a calendar needs to take every change, and to take nothing twice."""

from datetime import date, timedelta

import pytest
from icalendar import Calendar

from tests.workshops.making import NOW, make_workshop, open_own_page, register
from workshops.models import Registration, Workshop
from workshops.services import workshops

pytestmark = pytest.mark.django_db


def entries(client, path, **extra):
    """The entries of a file by their UID."""
    response = client.get(path, **extra)
    assert response.status_code == 200
    events = Calendar.from_ical(response.content).walk("VEVENT")
    return {str(event["uid"]): event for event in events}


def paths(client, workshop, one):
    return (
        "/workshops/calendar.ics",
        f"/workshops/{workshop.code}/calendar.ics",
        f"{open_own_page(client, one)}calendar.ics",
    )


def statuses(rows):
    return {str(event["status"]) for event in rows.values()}


@pytest.mark.parametrize("status", ["cancelled", "postponed"])
def test_what_is_called_off_is_cancelled_in_every_file_with_a_higher_sequence(client, status):
    workshop = make_workshop()
    files = paths(client, workshop, register(workshop))
    before = [entries(client, path) for path in files]
    assert [statuses(rows) for rows in before] == [{"CONFIRMED"}] * 3

    workshops.set_status(workshop=workshop, new=status, by=None, at=NOW, reason="Flood")

    for path, old in zip(files, before, strict=True):
        new = entries(client, path)
        assert statuses(new) == {"CANCELLED"}
        assert new.keys() == old.keys()
        for uid, event in new.items():
            assert event["sequence"] > old[uid]["sequence"]
            assert event["last-modified"].dt >= old[uid]["last-modified"].dt


def test_what_is_only_announced_is_tentative(client):
    workshop = make_workshop(status="announced")
    for path in ("/workshops/calendar.ics", f"/workshops/{workshop.code}/calendar.ics"):
        assert statuses(entries(client, path)) == {"TENTATIVE"}


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("pending_review", "TENTATIVE"),
        ("accepted", "CONFIRMED"),
        ("confirmed", "CONFIRMED"),
        ("cancelled_by_participant", "CANCELLED"),
        ("rejected", "CANCELLED"),
    ],
)
def test_ones_own_file_says_whether_one_comes(client, state, status):
    workshop = make_workshop()
    one = register(workshop)
    Registration.objects.filter(pk=one.pk).update(state=state)
    assert statuses(entries(client, f"{open_own_page(client, one)}calendar.ics")) == {status}
    assert statuses(entries(client, f"/workshops/{workshop.code}/calendar.ics")) == {"CONFIRMED"}


def test_a_session_that_moves_keeps_its_identity_under_every_name_of_the_server(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    workshop = make_workshop(sessions=1)
    path = f"/workshops/{workshop.code}/calendar.ics"
    ((uid, old),) = entries(client, path).items()
    assert set(entries(client, path, HTTP_HOST="portal.example.org")) == {uid}
    session = workshop.sessions.get()

    values = {
        "starts_at": session.starts_at + timedelta(hours=1),
        "ends_at": session.ends_at + timedelta(hours=1),
    }
    workshops.save_session(
        workshop=workshop, session=session, values=values, by=None, at=NOW + timedelta(hours=1)
    )

    ((same, new),) = entries(client, path).items()
    assert same == uid
    assert new["sequence"] > old["sequence"]
    assert new["dtstart"].dt == old["dtstart"].dt + timedelta(hours=1)
    assert new["dtstamp"].dt == new["last-modified"].dt
    assert new["last-modified"].dt == (NOW + timedelta(hours=1)).replace(microsecond=0)


def test_a_session_that_is_taken_out_is_cancelled_and_not_forgotten(client):
    workshop = make_workshop(sessions=2)
    path = f"/workshops/{workshop.code}/calendar.ics"
    before = entries(client, path)
    first, second = workshop.sessions.all()

    workshops.remove_session(session=first, by=None, at=NOW)
    rows = entries(client, path)
    assert rows.keys() == before.keys()
    assert str(rows[str(first.uid)]["status"]) == "CANCELLED"
    assert rows[str(first.uid)]["sequence"] > before[str(first.uid)]["sequence"]
    assert str(rows[str(second.uid)]["status"]) == "CONFIRMED"

    workshops.remove_session(session=second, by=None, at=NOW)
    rows = entries(client, path)
    assert before.keys() < rows.keys()
    assert str(rows[str(Workshop.objects.get().uid)]["status"]) == "CONFIRMED"
    assert statuses({uid: rows[uid] for uid in before}) == {"CANCELLED"}


def test_a_copy_has_entries_of_its_own(client):
    workshop = make_workshop(sessions=1)
    new = workshops.copy(
        workshop=workshop, code="next", first_day=date(2030, 1, 1), by=None, at=NOW
    )
    assert new.uid != workshop.uid
    assert new.sessions.get().uid != workshop.sessions.get().uid


def test_text_is_escaped_and_lines_are_folded_by_octets(client):
    title = "إحصاءات الهجرة, “x”; y\\z " * 8
    workshop = make_workshop(sessions=1, titles={"en": title}, venue="Room A, floor; 2")
    for path in ("/workshops/calendar.ics", f"/workshops/{workshop.code}/calendar.ics"):
        data = client.get(path).content
        assert all(len(line) <= 75 for line in data.split(b"\r\n"))
        lines = data.replace(b"\r\n ", b"").decode().split("\r\n")
        if path != "/workshops/calendar.ics":
            (name,) = [line for line in lines if line.startswith("X-WR-CALNAME:")]
            assert r"الهجرة\, “x”\; y\\z" in name
        (event,) = Calendar.from_ical(data).walk("VEVENT")
        assert title.strip() in str(event["summary"])
        assert str(event["location"]).startswith("Room A, floor; 2")
