"""The programme when its workshop moves, clashes of sessions, and the hours that pages tell."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tests.filling import form_of
from tests.workshops.making import NOW, make_workshop, open_own_page, organiser, register
from workshops.forms import WorkshopForm
from workshops.models import Registration, Session, Workshop
from workshops.services import programme, workshops
from workshops.services.programme import Choice, Days, Frame, Hours
from workshops.services.speakers import assign

pytestmark = pytest.mark.django_db
FIRST = date(2027, 3, 10)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.fixture
def planned(client):
    """Two days in March, typed while the zone was still UTC, and an organiser."""
    workshop = make_workshop(sessions=0, starts_on=FIRST, ends_on=FIRST + timedelta(days=1))
    workshop.sessions.create(
        title="Opening", starts_at=utc(2027, 3, 10, 9), ends_at=utc(2027, 3, 10, 10, 30)
    )
    workshop.sessions.create(
        title="Closing", starts_at=utc(2027, 3, 11, 16), ends_at=utc(2027, 3, 11, 17)
    )
    client.force_login(organiser())
    return workshop


def edit(client, workshop, **changes):
    """Save the form of the workshop with some fields changed, as a browser would."""
    workshop = Workshop.objects.get(pk=workshop.pk)
    form = WorkshopForm(instance=workshop, allowed=type(workshop.host).objects.all())
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    posted = {name: value for name, value in values.items() if value not in (None, False, "", [])}
    posted |= {
        name: f"{value:%Y-%m-%d}" for name, value in posted.items() if isinstance(value, date)
    }
    return client.post(f"/organise/{workshop.code}/edit/", posted | changes)


def again(client, response, **chosen):
    """Send the page that asks, with what it carries along and what was chosen."""
    text = response.content.decode()
    form = text.split('<form method="post" class="block">')[1].split("</form>")[0]
    carried = dict(re.findall(r'type="hidden"\s+name="(\w+)"\s+value="([^"]*)"', form))
    carried.pop("csrfmiddlewaretoken", None)
    return client.post(response.wsgi_request.path, carried | chosen)


def begins(workshop):
    return [session.starts_at for session in workshop.sessions.all()]


@pytest.mark.parametrize(
    ("choice", "first"),
    [("hours", utc(2027, 3, 10, 2)), ("moments", utc(2027, 3, 10, 9))],
)
def test_another_zone_asks_whether_the_hours_or_the_moments_stay(client, planned, choice, first):
    asked = edit(client, planned, zone="Asia/Bangkok")

    text = " ".join(asked.content.decode().split())
    assert asked.status_code == 409
    assert "from UTC to Asia/Bangkok" in text
    assert "16:00–17:30" in text
    assert Workshop.objects.get().zone == "UTC"
    assert begins(planned) == [utc(2027, 3, 10, 9), utc(2027, 3, 11, 16)]

    done = again(client, asked, programme_hours=choice)

    assert done.status_code == 302
    assert Workshop.objects.get().zone == "Asia/Bangkok"
    assert begins(planned)[0] == first


@pytest.mark.wide
def test_other_days_ask_whether_sessions_move_along(client, planned):
    later = {"starts_on": "2027-04-07", "ends_on": "2027-04-08"}
    asked = edit(client, planned, **later)
    assert asked.status_code == 409
    assert "outside the days" in asked.content.decode()

    # Without a choice it asks once more, and nothing is lost of what was carried along.
    asked = again(client, asked)
    assert asked.status_code == 409
    assert again(client, asked, programme_days="move").status_code == 302

    assert begins(planned) == [utc(2027, 4, 7, 9), utc(2027, 4, 8, 16)]
    assert Workshop.objects.get().titles["ar"] == "إحصاءات الهجرة"
    asked = edit(client, planned, starts_on="2027-05-05", ends_on="2027-05-06")
    assert again(client, asked, programme_days="leave").status_code == 302
    assert begins(planned) == [utc(2027, 4, 7, 9), utc(2027, 4, 8, 16)]


@pytest.mark.wide
def test_zone_and_days_at_once_are_one_page_with_every_outcome(client, planned):
    changes = {"zone": "Asia/Bangkok", "starts_on": "2027-04-07", "ends_on": "2027-04-08"}
    asked = edit(client, planned, **changes)
    assert asked.content.decode().count('<th scope="col">') == 6
    assert again(client, asked, programme_hours="hours").status_code == 409
    done = again(client, asked, programme_hours="hours", programme_days="move")
    assert done.status_code == 302
    assert begins(planned) == [utc(2027, 4, 7, 2), utc(2027, 4, 8, 9)]


@pytest.mark.parametrize(
    ("changes", "asks"),
    [
        ({"city": "Chiang Mai"}, False),
        ({"ends_on": "2027-03-12"}, False),
        ({"ends_on": "2027-03-10"}, True),
        ({"starts_on": "2027-03-09"}, True),
    ],
)
def test_only_what_touches_a_session_asks(client, planned, changes, asks):
    response = edit(client, planned, **changes)
    assert response.status_code == (409 if asks else 302)


def test_a_workshop_without_sessions_moves_without_a_question(client, planned):
    planned.sessions.all().delete()
    assert edit(client, planned, zone="Asia/Bangkok", starts_on="2027-03-09").status_code == 302


def test_hours_stay_over_the_change_of_clocks_and_a_skipped_hour_keeps_its_length():
    zurich = Frame("Europe/Zurich", date(2027, 3, 27), date(2027, 3, 28))
    later = Frame("Europe/Zurich", date(2027, 3, 28), date(2027, 3, 29))
    zone = ZoneInfo("Europe/Zurich")
    morning = Session(
        starts_at=datetime(2027, 3, 27, 9, tzinfo=zone),
        ends_at=datetime(2027, 3, 27, 10, tzinfo=zone),
    )
    night = Session(
        starts_at=datetime(2027, 3, 27, 2, 30, tzinfo=zone),
        ends_at=datetime(2027, 3, 27, 3, 0, tzinfo=zone),
    )
    moved = programme.outcome(morning, zurich, later, Choice(days=Days.MOVE))
    assert moved.starts_at.astimezone(UTC) == utc(2027, 3, 28, 7)
    moved = programme.outcome(night, zurich, later, Choice(days=Days.MOVE))
    assert moved.ends_at.astimezone(UTC) - moved.starts_at.astimezone(UTC) == timedelta(minutes=30)
    assert Choice.read({"programme_hours": "x", "programme_days": "move"}) == Choice(
        None, Days.MOVE
    )
    assert Choice.read({"programme_hours": "hours"}).hours is Hours.KEEP


# Clashes


def send_session(client, workshop, pk=None, **changes):
    form = {
        "title": "Panel",
        "kind": "panel",
        "starts_at": "2027-03-10 10:00",
        "ends_at": "2027-03-10 11:00",
        "room": "",
        "speakers": "",
        "chairs": "",
        "moderators": "",
        "countable": "on",
    }
    path = f"/organise/{workshop.code}/sessions/" + (f"{pk}/" if pk else "")
    if pk:
        form["edit_base"] = form_of(client.get(path), "edit_base")["edit_base"]
    return client.post(path, form | changes)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"room": " conference  ROOM 1"}, "Conference Room 1 is taken by “Opening”, 09:00–10:30."),
        ({"speakers": "amal haddad"}, "Amal Haddad is also in “Opening”, 09:00–10:30."),
        ({"speakers": "B\nLee, ILO"}, "Lee is also in “Opening”, 09:00–10:30."),
        ({"chairs": "Amal Haddad, IOM"}, "Amal Haddad is also in"),
        (
            {"starts_at": "2031-03-10 10:00", "ends_at": "2031-03-10 11:00"},
            "The session lies outside the days of the workshop, 10 Mar 2027 – 11 Mar 2027.",
        ),
    ],
)
def test_what_clashes_is_told_and_saved_once_that_was_read(client, planned, changes, told):
    opening = planned.sessions.get(title="Opening")
    planned.sessions.filter(pk=opening.pk).update(room="Conference Room 1")
    assign(opening, {"speakers": "Amal Haddad, IOM", "chairs": "Lee"})

    asked = send_session(client, planned, **changes)

    text = asked.content.decode()
    assert asked.status_code == 422
    assert told in text
    assert "Save all the same" in text
    assert planned.sessions.count() == 2
    (accepted,) = re.findall(r'name="accepted" value="(\w+)"', text)
    # Another clash than the one that was read is told again.
    other = send_session(client, planned, accepted="0", **changes)
    assert other.status_code == 422
    assert send_session(client, planned, accepted=accepted, **changes).status_code == 302
    assert planned.sessions.count() == 3


@pytest.mark.parametrize(
    "changes",
    [
        {"starts_at": "2027-03-10 10:30", "ends_at": "2027-03-10 11:00", "room": "Room 1"},
        {"room": "Room 2", "speakers": "Somebody, else"},
        # The last evening ends after midnight.
        {"starts_at": "2027-03-11 22:00", "ends_at": "2027-03-12 01:00"},
    ],
)
def test_what_does_not_clash_is_saved_at_once(client, planned, changes):
    planned.sessions.filter(title="Opening").update(room="Room 1")
    assign(planned.sessions.get(title="Opening"), {"speakers": "Amal Haddad"})
    assert send_session(client, planned, **changes).status_code == 302


def test_a_session_does_not_clash_with_itself(client, planned):
    planned.sessions.filter(title="Opening").update(room="Room 1")
    session = planned.sessions.get(title="Opening")
    assert send_session(client, planned, session.pk, room="Room 1").status_code == 302


def test_a_break_does_not_count_even_where_the_form_says_so(client, planned):
    assert send_session(client, planned, kind="break").status_code == 302
    assert planned.sessions.get(kind="break").countable is False


@pytest.mark.parametrize("moment", ["9999-12-31 23:59", "0001-01-01 00:00", "2027-03-28 02:30"])
def test_a_moment_that_no_session_can_have_is_refused(client, planned, moment):
    Workshop.objects.filter(pk=planned.pk).update(zone="Europe/Zurich")
    assert send_session(client, planned, starts_at=moment, ends_at=moment).status_code == 422


# Hours on pages


def test_hours_are_told_with_the_zone_of_the_place_and_what_a_script_needs(client, planned):
    Workshop.objects.filter(pk=planned.pk).update(zone="Asia/Kathmandu", status="announced")
    page = client.get(f"/workshops/{planned.code}/").content.decode()
    assert "14:45–16:15" in page
    assert 'datetime="2027-03-10T14:45+05:45"' in page
    assert 'data-offset="345"' in page
    assert "js/hours.js" in page


def test_an_offer_and_a_code_end_in_the_time_of_the_place(client):
    workshop = make_workshop(capacity=1, zone="Asia/Bangkok", sessions=1)
    one, two = register(workshop), register(workshop)
    until = timezone.now().replace(hour=17, minute=30) + timedelta(days=3)
    Registration.objects.filter(pk=two.pk).update(state="offered", offered_until=until)
    two.refresh_from_db()
    page = " ".join(client.get(open_own_page(client, two)).content.decode().split())
    day = (until + timedelta(hours=7)).date()
    assert f"{day.day} {day:%b %Y}, 00:30 (Asia/Bangkok, UTC+07:00)" in page
    assert one.state == "accepted"

    client.force_login(organiser())
    session = workshop.sessions.get()
    Session.objects.filter(pk=session.pk).update(
        code="123456", code_until=timezone.now() + timedelta(minutes=20)
    )
    page = client.get(f"/organise/{workshop.code}/sessions/{session.pk}/screen/").content.decode()
    local = Session.objects.get().code_until.astimezone(ZoneInfo("Asia/Bangkok"))
    assert f"{local:%H:%M} (Asia/Bangkok, UTC+07:00)" in page
    assert " UTC." not in page


def test_the_letter_of_an_offer_tells_the_time_of_the_place():
    workshop = make_workshop(capacity=1, zone="Asia/Bangkok", sessions=0)
    register(workshop)
    two = register(workshop)
    workshops.save(
        workshop=workshop,
        values={"capacity": 2},
        by=None,
        at=NOW,
    )
    letter = two.mails.get(reason__contains="offered")
    assert "(Asia/Bangkok, UTC+07:00)" in letter.body
