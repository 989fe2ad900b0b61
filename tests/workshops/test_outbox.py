"""The outbox: letters about decisions wait, and are edited, dropped, sent or taken back with the decision."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.errors import PortalError
from core.mail.outbox import send_due
from tests.filling import form_of
from tests.workshops.making import NOW, helper, make_workshop, organiser, person, register
from workshops.models import Mail, Workshop
from workshops.services import (
    letters,
    outbox,
    registrations,
    registrations_admin,
    reversals,
    workshops,
)
from workshops.states import RegistrationState as State

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    settings.EMAIL_HOST = "smtp.example.org"


def decided(new="accepted", **fields):
    """A registration that an organiser decided on, and its letter in the outbox."""
    workshop = make_workshop(accepts_at_once=False, **fields)
    if new == "waitlisted":
        # Beside a free seat nobody waits: it would be offered at once.
        Workshop.objects.filter(pk=workshop.pk).update(capacity=1)
        registrations.decide(registration=register(workshop), new="accepted", by=None, at=NOW)
    one = register(workshop)
    Mail.objects.all().delete()
    one = registrations.decide(registration=one, new=new, by=None, at=NOW, reason="because")
    return one, one.mails.get()


def test_a_letter_about_a_decision_waits_ten_minutes(server, mailoutbox):
    _one, letter = decided()
    assert letter.next_at == NOW + timedelta(minutes=10)
    assert send_due(Mail, NOW + timedelta(minutes=9)) == {}
    assert send_due(Mail, NOW + timedelta(minutes=10)) == {"sent": 1}
    assert len(mailoutbox) == 1


def test_the_wait_can_be_switched_off(server, settings):
    settings.MAIL_HOLD_MINUTES = 0
    decided()
    assert send_due(Mail, NOW) == {"sent": 1}


def test_letters_that_a_person_asked_for_leave_at_once(server, client):
    workshop = make_workshop()
    one = register(workshop)
    registrations_admin.send_link(workshop=workshop, email=one.email, at=NOW)
    registrations.respond(registration=one, new=State.CONFIRMED, at=NOW)
    registrations.respond(registration=one, new=State.CANCELLED_BY_PARTICIPANT, at=NOW)
    client.post(
        f"/workshops/{workshop.code}/register/", {"act": "save", "email": "draft@example.org"}
    )
    kinds = set(Mail.objects.filter(next_at__lte=timezone.now()).values_list("kind", flat=True))
    assert kinds == {"accepted", "link", "confirmed", "cancelled_by_participant", "draft"}


def test_the_page_lists_what_waits_and_sends_one_or_all(client):
    one, letter = decided()
    workshop = one.workshop
    client.force_login(helper(workshop, "moderator"))
    here = f"/organise/{workshop.code}/mail/"
    text = client.get(here).content.decode()
    assert one.email in text
    assert "1 letter waits" in text

    client.post(f"{here}{letter.pk}/", {"act": "send"})
    letter.refresh_from_db()
    assert letter.next_at <= timezone.now()

    Mail.objects.update(next_at=timezone.now() + timedelta(minutes=5))
    client.post(here, {"act": "send_all"})
    letter.refresh_from_db()
    assert letter.next_at <= timezone.now()


def test_a_dropped_letter_is_never_sent(client, server):
    one, letter = decided()
    client.force_login(organiser())
    client.post(f"/organise/{one.workshop.code}/mail/{letter.pk}/", {"act": "drop"})
    assert send_due(Mail, NOW + timedelta(days=1)) == {}
    letter.refresh_from_db()
    assert letter.state == "dropped"


@pytest.mark.parametrize("act", ["drop", "send", "edit", "take_back"])
def test_what_has_left_cannot_be_changed(client, server, act):
    one, letter = decided()
    send_due(Mail, NOW + timedelta(days=1))
    client.force_login(organiser())
    here = f"/organise/{one.workshop.code}/mail/{letter.pk}/"
    answer = client.post(
        here, {"act": act, "subject": "x", "body": "{link}", "seen": outbox.fingerprint(letter)},
        follow=True,
    )  # fmt: skip
    assert "waits" in answer.content.decode() or "has left" in answer.content.decode()
    letter.refresh_from_db()
    one.refresh_from_db()
    assert (letter.state, one.state) == ("sent", "accepted")


def test_an_edited_letter_keeps_the_personal_link(client, server, mailoutbox):
    one, letter = decided()
    client.force_login(organiser())
    here = f"/organise/{one.workshop.code}/mail/{letter.pk}/"
    form = {"act": "edit", "seen": outbox.fingerprint(letter), "subject": "A  new\nsubject"}

    page = client.get(here).content.decode()
    assert "{link}" in page
    assert one.secret not in page
    lost = client.post(here, form | {"body": "Dear Ana"})
    assert lost.status_code == 422
    assert "{link}" in lost.content.decode()
    assert "Dear Ana" in lost.content.decode()
    unknown = client.post(here, form | {"body": "{link} {nmae}"})
    assert unknown.status_code == 422
    assert "{nmae}" in unknown.content.decode()

    assert client.post(here, form | {"body": "Dear Ana, see {link}"}).status_code == 302
    send_due(Mail, NOW + timedelta(days=1))
    assert mailoutbox[0].subject == "A new subject"
    assert mailoutbox[0].body.startswith("Dear Ana, see http")
    assert "/registration/" in mailoutbox[0].body


def test_two_who_edit_a_letter_see_both_versions(client):
    one, letter = decided()
    client.force_login(organiser())
    here = f"/organise/{one.workshop.code}/mail/{letter.pk}/"
    form = {"act": "edit", "seen": outbox.fingerprint(letter), "subject": "First"}
    client.post(here, form | {"body": "First text {link}"})

    second = client.post(here, form | {"subject": "Second", "body": "Second text {link}"})

    assert second.status_code == 409
    text = second.content.decode()
    assert "First text" in text
    assert "Second text" in text
    again = {"seen": outbox.fingerprint(Mail.objects.get(pk=letter.pk)), "subject": "Second"}
    assert client.post(here, form | again | {"body": "Second text {link}"}).status_code == 302


def test_a_change_back_before_the_letter_left_drops_both():
    one, first = decided("waitlisted")
    later = NOW + timedelta(minutes=1)
    Workshop.objects.filter(pk=one.workshop_id).update(capacity=2)
    registrations.decide(registration=one, new=State.OFFERED, by=None, at=later)
    one.refresh_from_db()
    second = one.mails.get(kind="offered")
    one.status_changes.create(old=State.OFFERED, new=State.WAITLISTED, actor="organiser", at=later)

    assert letters.write(one, "waitlisted", at=later) is None

    second.refresh_from_db()
    first.refresh_from_db()
    assert (first.state, second.state) == ("queued", "dropped")
    assert one.mails.count() == 2


@pytest.mark.parametrize("new", ["accepted", "rejected", "returned", "waitlisted"])
def test_a_decision_is_taken_back_while_its_letter_waits(client, new):
    one, letter = decided(new)
    client.force_login(organiser())
    here = f"/organise/{one.workshop.code}/mail/{letter.pk}/"
    assert "Take the decision back" in client.get(here).content.decode()

    client.post(here, {"act": "take_back"})
    client.post(here, {"act": "take_back"})

    one.refresh_from_db()
    letter.refresh_from_db()
    assert (one.state, letter.state) == ("pending_review", "dropped")
    assert one.status_changes.order_by("-pk").first().reason == "taken back"
    assert one.mails.count() == 1


def test_a_cancellation_taken_back_takes_the_seat_back_from_the_offer(client):
    workshop = make_workshop(capacity=1)
    one, two = register(workshop), register(workshop)
    registrations.decide(
        registration=one, new=State.CANCELLED_BY_ORGANISER, by=None, at=NOW, reason="by mistake"
    )
    two.refresh_from_db()
    assert two.state == "offered"

    reversals.take_back(
        mail=one.mails.get(kind="cancelled_by_organiser"), by=None, at=NOW + timedelta(minutes=1)
    )

    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.state, two.state) == ("accepted", "waitlisted")
    assert two.mails.get(kind="offered").state == "dropped"
    assert workshop.registrations.seated().count() == 1


def test_a_seat_that_somebody_holds_by_now_is_not_taken_back(server):
    workshop = make_workshop(capacity=1)
    one, two = register(workshop), register(workshop)
    registrations.decide(
        registration=one, new=State.CANCELLED_BY_ORGANISER, by=None, at=NOW, reason="by mistake"
    )
    two.refresh_from_db()
    registrations.respond(registration=two, new=State.ACCEPTED, at=NOW + timedelta(minutes=1))

    with pytest.raises(PortalError, match="All seats"):
        reversals.take_back(mail=one.mails.get(kind="cancelled_by_organiser"), by=None, at=NOW)

    one.refresh_from_db()
    assert one.state == "cancelled_by_organiser"
    assert workshop.registrations.seated().count() == 1


def test_who_registered_again_has_one_registration():
    one, letter = decided("rejected")
    registrations.register(
        workshop=one.workshop, values=person(email=one.email.upper()), answers={}, at=NOW
    )
    with pytest.raises(PortalError, match="again"):
        reversals.take_back(mail=letter, by=None, at=NOW)


def test_a_workshop_opened_again_before_the_letters_left_tells_nobody(server):
    workshop = make_workshop()
    register(workshop)
    workshops.set_status(workshop=workshop, new="postponed", by=None, at=NOW, reason="storm")
    assert Mail.objects.get(kind="workshop_postponed").is_waiting
    workshops.set_status(workshop=workshop, new="nominations_open", by=None, at=NOW)
    assert Mail.objects.get(kind="workshop_postponed").state == "dropped"


def test_a_letter_says_event_days_place_deadline_and_contact(server, mailoutbox):
    workshop = make_workshop(
        accepts_at_once=False,
        venue="Hall 1",
        contact_name="Dao",
        contact_email="dao@example.org",
        travel_deadline=NOW.date() + timedelta(days=9),
    )
    one = register(workshop)
    registrations.decide(registration=one, new="accepted", by=None, at=NOW)
    send_due(Mail, NOW + timedelta(days=1))

    message = next(m for m in mailoutbox if m.subject.startswith("Accepted"))
    for part in ("Migration statistics", "Hall 1, Bangkok", "Dao, dao@example.org"):
        assert part in message.body
    assert f"{NOW.date() + timedelta(days=9):%Y}" in message.body
    assert message.extra_headers["Reply-To"] == "dao@example.org"
    name, data, kind = message.attachments[0]
    assert (name, kind) == (f"{workshop.code}.ics", "text/calendar")
    assert b"BEGIN:VEVENT" in (data if isinstance(data, bytes) else data.encode())


def test_a_name_that_looks_like_a_placeholder_stays_a_name(server, mailoutbox):
    """Case M2, in a standard letter."""
    one = register(make_workshop(), given="{link}", family="{workshop}\r\nBcc: x@example.org")
    send_due(Mail)
    assert "Dear {link} {workshop} Bcc: x@example.org," in mailoutbox[0].body
    assert "\n" not in mailoutbox[0].subject
    assert one.mails.get().subject == "Accepted: Migration statistics"


def test_letters_that_wait_with_days_that_have_moved_are_told_of(client):
    """What they say was true when they were written, and people would come on those days."""
    one, letter = decided()
    workshop = one.workshop
    client.force_login(organiser())
    here = f"/organise/{workshop.code}/edit/"

    def save(**changes):
        saved = client.post(here, form_of(client.get(here), "starts_on") | changes, follow=True)
        assert saved.redirect_chain, saved.context["form"].errors
        return saved.content.decode()

    words = "1 letter waits that tells title, days, place or contact as they were before"
    assert words not in save(capacity="9")
    assert words in save(city="Vienna")
    outbox.drop(letter, by=None, at=NOW)
    assert words not in save(city="Geneva")
