"""Letters that go out by themselves: on their day, to whom they concern then, once."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.workshops.making import make_workshop, organiser, person, register
from workshops.models import Mail, Registration, ScheduledLetter, TravelRequest, Workshop
from workshops.services import registrations, scheduled_letters
from workshops.services.scheduled_letters import Kind
from workshops.tasks import write_scheduled_letters

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop():
    return make_workshop(capacity=9)


def on(workshop, kind, days):
    scheduled_letters.save(workshop, {kind: (True, days)})


def at(day, hour=9):
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def test_a_letter_goes_out_once_on_its_day(workshop):
    on(workshop, Kind.BEFORE, 3)
    one = register(workshop)
    day = workshop.starts_on - timedelta(days=3)
    assert scheduled_letters.send_due(at(day - timedelta(days=1))) == 0
    assert scheduled_letters.send_due(at(day, 7)) == 0
    assert scheduled_letters.send_due(at(day)) == 1
    assert scheduled_letters.send_due(at(day)) == 0
    register(workshop)
    assert scheduled_letters.send_due(at(day)) == 0
    letter = one.mails.get(kind="before")
    assert letter.is_waiting
    assert letter.next_at > at(day)


def test_the_day_is_that_of_the_workshop(workshop):
    Workshop.objects.filter(pk=workshop.pk).update(zone="Pacific/Kiritimati")
    on(workshop, Kind.BEFORE, 3)
    register(workshop)
    day = workshop.starts_on - timedelta(days=3)
    assert scheduled_letters.send_due(at(day - timedelta(days=1), 17)) == 0
    assert scheduled_letters.send_due(at(day - timedelta(days=1), 18)) == 1


def test_what_was_switched_on_too_late_is_not_sent(workshop):
    register(workshop)
    on(workshop, Kind.UNCONFIRMED, 20)
    assert scheduled_letters.send_due(at(workshop.starts_on - timedelta(days=17))) == 0


def test_nothing_goes_out_for_what_does_not_take_place(workshop):
    on(workshop, Kind.BEFORE, 3)
    register(workshop)
    Workshop.objects.filter(pk=workshop.pk).update(status="cancelled", status_reason="storm")
    assert scheduled_letters.send_due(at(workshop.starts_on - timedelta(days=3))) == 0


def test_each_letter_goes_to_those_whom_it_concerns(workshop):
    accepted, confirmed, missing = (register(workshop) for _n in range(3))
    eve = at(workshop.starts_on - timedelta(days=1))
    registrations.respond(registration=confirmed, new="confirmed", at=eve)
    TravelRequest.objects.create(registration=missing, departure_city="X", state="docs_missing")
    invited = registrations.invite(workshop=workshop, values=person(), by=None, at=eve)
    attended = register(workshop)
    Registration.objects.filter(pk=attended.pk).update(state="attended")
    expected = {
        Kind.UNANSWERED: {invited},
        Kind.UNCONFIRMED: {accepted, missing},
        Kind.PAPERS: {missing},
        Kind.BEFORE: {accepted, confirmed, missing},
        Kind.AFTER: {attended},
    }
    for kind, people in expected.items():
        assert set(scheduled_letters.recipients(workshop, kind)) == people, kind


def test_after_the_workshop_those_who_came_are_thanked(workshop):
    on(workshop, Kind.AFTER, 1)
    one = register(workshop)
    Registration.objects.filter(pk=one.pk).update(state="attended")
    Workshop.objects.filter(pk=workshop.pk).update(status="held")
    assert scheduled_letters.send_due(at(workshop.ends_on + timedelta(days=1))) == 1
    assert Mail.objects.get(kind="after").registration == one


def test_the_page_switches_them_on_and_the_outbox_shows_them(client, workshop):
    register(workshop)
    client.force_login(organiser())
    here = f"/organise/{workshop.code}/mail/automatic/"
    assert client.get(here).status_code == 200
    client.post(here, {"on_before": "on", "days_before": "4", "days_after": "1"})
    row = ScheduledLetter.objects.get()
    assert (row.kind, row.days, row.is_on) == ("before", 4, True)
    text = client.get(f"/organise/{workshop.code}/mail/").content.decode()
    assert "Before the workshop, to those who come" in text
    assert "1 person as of now" in text
    client.post(here, {"days_before": "4"})
    assert not ScheduledLetter.objects.get().is_on
    for days in ("-1", "181", "99999999999", "x", ""):
        client.post(here, {"on_before": "on", "days_before": days})
        row.refresh_from_db()
        assert (row.days, row.is_on) == (4, False)
    client.post(here, {"on_before": "on", "days_before": "0"})
    row.refresh_from_db()
    assert (row.days, row.is_on) == (0, True)


def test_beat_writes_them(workshop):
    assert write_scheduled_letters() == 0
