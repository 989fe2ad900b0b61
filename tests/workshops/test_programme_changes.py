"""Those who come get one letter with what changed of the programme, never two about the same, or none."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from tests.filling import form_of
from tests.workshops.making import NOW, make_workshop, organiser, register
from workshops.documents import calendars
from workshops.models import Mail, Workshop
from workshops.selectors import programme_changes as selectors
from workshops.services import letters, outbox, programme_changes, workshops
from workshops.services.speakers import assign

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def workshop():
    """Announced, with two sessions on the first day and one participant who comes."""
    workshop = make_workshop(zone="Asia/Bangkok")
    register(workshop)
    return workshop


def move(workshop, session, *, hours=0, at=NOW, **values):
    """Save a session later, or elsewhere."""
    shift = timedelta(hours=hours)
    values |= {"starts_at": session.starts_at + shift, "ends_at": session.ends_at + shift}
    return workshops.save_session(workshop=workshop, session=session, values=values, by=None, at=at)


def tell(workshop, at=NOW):
    token = selectors.token_of(selectors.untold(workshop))
    return programme_changes.tell(workshop=workshop, token=token, by=None, at=at)


def told(workshop):
    return workshop.mails.filter(kind="programme_changed")


def test_one_letter_has_all_changes_old_and_new(workshop):
    first, second = workshop.sessions.all()
    sequence = _sequence(workshop)
    move(workshop, first, hours=5, room="Room B")
    workshops.remove_session(session=second, by=None, at=NOW)
    day = f"{first.starts_at.day} "

    assert tell(workshop) == 1

    mail = told(workshop).get()
    assert f"“Session 1”: now {day}" in mail.body
    assert "21:00–22:00 (Asia/Bangkok), Room B; before: " in mail.body
    assert "16:00–17:00 (Asia/Bangkok)." in mail.body
    assert "“Session 2” (" in mail.body
    assert "does not take place." in mail.body
    assert mail.next_at == NOW + letters.hold()
    ((_name, data, _type),) = mail.attachments()
    events = {str(event["STATUS"]): event for event in Calendar.from_ical(data).walk("VEVENT")}
    assert events.keys() == {"CONFIRMED", "CANCELLED"} or events.keys() == {
        "TENTATIVE",
        "CANCELLED",
    }
    assert all(event["SEQUENCE"] > sequence for event in events.values())


def _sequence(workshop):
    registration = workshop.registrations.first()
    (event, *_more) = Calendar.from_ical(calendars.of_registration(registration, "")).walk("VEVENT")
    return event["SEQUENCE"]


def test_the_same_change_is_never_told_twice(workshop):
    move(workshop, workshop.sessions.first(), hours=1)
    changes = selectors.untold(workshop)
    assert tell(workshop) == 1
    assert selectors.untold(workshop) == []
    with pytest.raises(Exception, match="changed meanwhile"):
        programme_changes.tell(
            workshop=workshop, token=selectors.token_of(changes), by=None, at=LATER
        )
    assert told(workshop).count() == 1


def test_a_change_while_the_letter_waits_goes_into_one_letter(workshop):
    first, second = workshop.sessions.all()
    move(workshop, first, hours=3)
    tell(workshop)
    move(workshop, second, room="Room C")
    tell(workshop, LATER)

    dropped, mail = told(workshop).order_by("pk")
    assert dropped.state == Mail.State.DROPPED
    assert "“Session 1”: now" in mail.body
    assert "Room C" in mail.body


def test_what_was_moved_back_before_anybody_read_of_it_needs_no_letter(workshop):
    first = workshop.sessions.first()
    move(workshop, first, hours=3)
    tell(workshop)
    first.refresh_from_db()
    move(workshop, first, hours=-3)
    assert tell(workshop, LATER) == 0
    assert not told(workshop).exclude(state=Mail.State.DROPPED).exists()
    assert selectors.untold(workshop) == []


def test_letters_that_left_are_not_said_again(workshop):
    first, second = workshop.sessions.all()
    move(workshop, first, hours=3)
    tell(workshop)
    told(workshop).update(state=Mail.State.SENT, tries=1)
    move(workshop, second, room="Room C")
    tell(workshop, LATER)
    assert "Session 1" not in told(workshop).order_by("pk").last().body


def test_who_drops_the_letters_is_asked_again(workshop):
    move(workshop, workshop.sessions.first(), hours=3)
    tell(workshop)
    outbox.drop(told(workshop).get(), by=None, at=LATER)
    assert len(selectors.untold(workshop)) == 1


def test_nobody_is_asked_about_a_draft_a_title_or_what_is_only_added(workshop):
    first = workshop.sessions.first()
    move(workshop, first, title="Welcome")
    workshops.save_session(
        workshop=workshop,
        session=None,
        values={
            "title": "New one",
            "starts_at": first.starts_at + timedelta(hours=6),
            "ends_at": first.starts_at + timedelta(hours=7),
        },
        by=None,
        at=NOW,
    )
    assert selectors.untold(workshop) == []
    move(workshop, first, hours=1)
    assert [change.title for change in selectors.untold(workshop)] == ["Welcome", "New one"]
    draft = make_workshop(status="draft")
    move(draft, draft.sessions.first(), hours=1)
    Workshop.objects.filter(pk=draft.pk).update(status="announced")
    draft.refresh_from_db()
    assert selectors.untold(draft) == []


def test_speakers_of_changed_sessions_are_told_too(workshop):
    first, second = workshop.sessions.all()
    assign(first, {"speakers": "Ana"})
    assign(second, {"speakers": "Bo\nCy"})
    for name, state in (("Ana", "confirmed"), ("Bo", "confirmed"), ("Cy", "invited")):
        workshop.speakers.filter(name=name).update(email=f"{name}@example.org", state=state)
    move(workshop, first, hours=1)
    assert tell(workshop) == 2
    assert set(told(workshop).values_list("speaker__name", flat=True)) == {None, "Ana"}


def test_the_letter_is_written_in_the_language_of_its_reader(workshop):
    register(workshop, language="fr")
    move(workshop, workshop.sessions.first(), room="Salle B")
    assert tell(workshop) == 2
    assert {mail.language for mail in told(workshop)} == {"en", "fr"}


def test_the_page_asks_after_saving_and_a_second_click_writes_nothing(client, workshop):
    client.force_login(organiser())
    here = f"/organise/{workshop.code}/programme/"
    session = workshop.sessions.first()
    table = form_of(client.get(here), "new_rows")
    saved = client.post(here, table | {f"session{session.pk}-room": "Room D"}, follow=True)
    assert "Write one letter to 1 person" in saved.content.decode()
    assert "Room D" in saved.content.decode()
    form = form_of(saved, "changes") | {"act": "tell"}
    answer = client.post(f"{here}changes/", form, follow=True)
    assert "1 letter is in the outbox." in answer.content.decode()
    assert "Write one letter" not in answer.content.decode()
    again = client.post(f"{here}changes/", form, follow=True)
    assert "The programme has changed meanwhile, or this is done." in again.content.decode()
    assert told(workshop).count() == 1


def test_write_to_nobody_is_not_asked_again(client, workshop):
    client.force_login(organiser())
    move(workshop, workshop.sessions.first(), hours=1)
    today = client.get(f"/organise/{workshop.code}/")
    form = form_of(today, "changes") | {"act": "silent"}
    client.post(f"/organise/{workshop.code}/programme/changes/", form)
    assert selectors.untold(workshop) == []
    assert not told(workshop).exists()


def test_moving_the_workshop_is_one_letter_too(workshop):
    workshops.save(
        workshop=workshop,
        values={
            "starts_on": workshop.starts_on + timedelta(days=7),
            "ends_on": workshop.ends_on + timedelta(days=7),
        },
        by=None,
        at=NOW,
        programme_choice=workshops.programme.Choice(days=workshops.programme.Days.MOVE),
    )
    workshop.refresh_from_db()
    assert len(selectors.untold(workshop)) == 2
