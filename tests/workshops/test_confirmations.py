"""What organisers and participants cannot take back asks first, counts, and is done once."""

import pytest
from django.utils import timezone

from regions.models import Area
from tests.confirming import fields_of, is_question, post_and_confirm
from tests.pages import markup_of
from tests.studies.making import make_user
from tests.workshops.making import (
    NOW,
    helper,
    make_workshop,
    open_own_page,
    organiser,
    person,
    register,
)
from workshops.models import Certificate, FocalPoint, Mail, Nomination, Workshop, WorkshopRole
from workshops.services import nominations, workshops
from workshops.services.nominations import PERSONAL
from workshops.states import NOMINATION, TRAVEL, NominationState, RegistrationState, Travel

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


@pytest.fixture
def desk(client):
    """An organiser who is signed in."""
    client.force_login(organiser())
    return client


@pytest.mark.wide
def test_erasing_asks_and_counts_and_is_done_once(desk):
    workshop = make_workshop(capacity=1)
    one, waiting = register(workshop, family="Jaidee"), register(workshop)
    here = f"/organise/{workshop.code}/people/{one.pk}/"

    asked = desk.post(here, {"act": "erase"})
    one.refresh_from_db()
    assert one.family == "Jaidee"
    assert "Erase the personal data of Ana Jaidee?" in markup_of(asked)
    assert "1 seat becomes free" in markup_of(asked)
    assert "1 letter is deleted" in markup_of(asked)

    desk.post(here, fields_of(asked))
    one.refresh_from_db()
    waiting.refresh_from_db()
    assert one.family == ""
    assert waiting.state == RegistrationState.OFFERED
    erased_at = one.erased_at
    again = desk.post(here, fields_of(asked), follow=True)
    one.refresh_from_db()
    assert one.erased_at == erased_at
    assert "nothing was done twice" in markup_of(again)


def test_it_asks_again_where_something_changed_since_it_was_counted(desk):
    workshop = make_workshop(capacity=2, sessions=1)
    register(workshop)
    today = timezone.localdate(timezone=workshop.tz)
    days = {"starts_on": today, "ends_on": today}
    Workshop.objects.filter(pk=workshop.pk).update(status="in_progress", **days)
    here = f"/organise/{workshop.code}/status/"
    asked = desk.post(here, {"to": "held"})
    assert "1 person without any recorded attendance" in markup_of(asked)
    Workshop.objects.filter(pk=workshop.pk).update(status="nominations_open")
    register(workshop)
    Workshop.objects.filter(pk=workshop.pk).update(status="in_progress")

    again = desk.post(here, fields_of(asked))

    workshop.refresh_from_db()
    assert workshop.status == "in_progress"
    assert "Something has changed since you were asked" in markup_of(again)
    assert "2 people without any recorded attendance" in markup_of(again)


def test_the_answer_of_one_question_is_none_to_another(desk):
    workshop = make_workshop(capacity=2)
    one, other = register(workshop), register(workshop)
    asked = desk.post(f"/organise/{workshop.code}/people/{one.pk}/", {"act": "erase"})

    answer = desk.post(f"/organise/{workshop.code}/people/{other.pk}/", fields_of(asked))

    other.refresh_from_db()
    assert is_question(answer)
    assert other.erased_at is None


@pytest.mark.wide
def test_rejecting_and_cancelling_a_person_ask_and_say_what_was_done(desk):
    workshop = make_workshop(accepts_at_once=False)
    one = register(workshop, given="Amal", family="Haddad")
    here = f"/organise/{workshop.code}/people/{one.pk}/"
    page = markup_of(desk.get(here))
    assert "Return for completion" in page
    assert ">Reject<" in page.replace(" <", "<").replace("> ", ">")

    done = desk.post(here, {"to": "accepted"}, follow=True)
    assert "Amal Haddad is accepted." in markup_of(done)
    answer = desk.post(here, {"to": "cancelled_by_organiser"})
    assert is_question(answer)
    assert "1 seat becomes free" in markup_of(answer)
    one.refresh_from_db()
    assert one.state == RegistrationState.ACCEPTED
    fields = fields_of(answer)
    done = desk.post(here, fields | {"reason": "The room is smaller."}, follow=True)
    one.refresh_from_db()
    assert one.state == RegistrationState.CANCELLED_BY_ORGANISER
    assert "The registration of Amal Haddad is cancelled." in markup_of(done)


def test_a_refused_act_may_be_tried_again_from_the_same_page(desk):
    workshop = make_workshop(accepts_at_once=False)
    one = register(workshop)
    here = f"/organise/{workshop.code}/people/{one.pk}/"
    asked = desk.post(here, {"to": "rejected"})

    desk.post(here, fields_of(asked) | {"reason": " "})
    one.refresh_from_db()
    assert one.state == RegistrationState.PENDING
    desk.post(here, fields_of(asked) | {"reason": "The group is full."})
    one.refresh_from_db()
    assert one.state == RegistrationState.REJECTED


def test_many_are_rejected_after_one_question(desk):
    workshop = make_workshop(accepts_at_once=False)
    people = [register(workshop) for _n in range(3)]
    here = f"/organise/{workshop.code}/people/?state=pending_review"
    form = {"person": [one.pk for one in people], "to": "rejected", "reason": "No seats."}

    asked = desk.post(here, form)
    assert "Reject 3 registrations?" in markup_of(asked)
    assert workshop.registrations.filter(state=RegistrationState.PENDING).count() == 3
    desk.post(here, fields_of(asked) | {"reason": "No seats."})
    assert workshop.registrations.filter(state=RegistrationState.REJECTED).count() == 3


def test_nothing_is_chosen_beforehand(desk):
    workshop = make_workshop(accepts_at_once=False)
    one = register(workshop)
    done = desk.post(
        f"/organise/{workshop.code}/people/", {"person": one.pk, "to": ""}, follow=True
    )
    assert "Choose what to do." in markup_of(done)
    done = desk.post(f"/organise/{workshop.code}/status/", {"to": ""}, follow=True)
    assert "Choose what to do." in markup_of(done)
    assert '<option value="">—</option>' in markup_of(desk.get(f"/organise/{workshop.code}/"))


@pytest.mark.parametrize("new", ["cancelled", "postponed"])
def test_cancelling_and_postponing_count_letters_and_seats(desk, new):
    workshop = make_workshop(capacity=1)
    register(workshop)
    register(workshop)
    here = f"/organise/{workshop.code}/status/"

    asked = desk.post(here, {"to": new, "reason": "A storm."})

    assert "2 letters are written" in markup_of(asked)
    assert "1 person holds a seat" in markup_of(asked)
    assert "1 person is on the waiting list" in markup_of(asked)
    assert "A storm." in markup_of(asked)
    letters = Mail.objects.count()
    desk.post(here, fields_of(asked) | {"reason": "A storm."})
    desk.post(here, fields_of(asked) | {"reason": "A storm."})
    workshop.refresh_from_db()
    assert workshop.status == new
    assert Mail.objects.count() == letters + 2


@pytest.mark.wide
def test_sessions_documents_questions_and_tasks_ask_first(desk):
    workshop = make_workshop()
    session = workshop.sessions.first()
    material = session.materials.create(title="Slides", address="https://example.org/")
    question = workshop.questions.create(kind="text", texts={"en": "Car?"})
    workshop.questions.create(kind="text", texts={"en": "Plate?"}, shown_if=question)
    task = WorkshopRole.objects.create(workshop=workshop, user=make_user(), role="owner")
    base = f"/organise/{workshop.code}"
    acts = [
        (f"{base}/sessions/{session.pk}/materials/", {"remove": material.pk}, session.materials, "Slides"),
        (f"{base}/setup/", {"act": "remove_question", "question": question.pk}, workshop.questions, "1 other question"),
        (f"{base}/setup/", {"act": "take_task", "task": task.pk}, workshop.roles, "0 other accounts"),
        (f"{base}/sessions/{session.pk}/remove/", {}, workshop.sessions, "0 documents"),
    ]  # fmt: skip
    for address, data, rows, text in acts:
        before = rows.count()
        asked = desk.post(address, data)
        assert text in markup_of(asked)
        assert rows.count() == before
        desk.post(address, fields_of(asked))
        assert rows.count() < before
        assert "nothing was done twice" in markup_of(
            desk.post(address, fields_of(asked), follow=True)
        )


def test_taking_away_the_own_last_ownership_warns_and_leads_to_the_list(client):
    workshop = make_workshop()
    user = helper(workshop, "owner")
    client.force_login(user)
    task = {"act": "take_task", "task": workshop.roles.get().pk}
    here = f"/organise/{workshop.code}/setup/"

    asked = client.post(here, task)
    assert "This is your own task" in markup_of(asked)
    done = client.post(here, fields_of(asked))
    assert done.url == "/organise/"
    assert not workshop.roles.exists()
    assert client.post(here, fields_of(asked)).url == "/organise/"


def test_revoking_a_certificate_asks_with_its_reason(desk):
    workshop = make_workshop(status="held")
    one = register(make_workshop())
    one.workshop = workshop
    one.save()
    made = Certificate.objects.create(
        registration=one, kind="speaker", printed_name="Ana Lopez", hours=1
    )
    here = f"/organise/{workshop.code}/certificates/"

    asked = desk.post(here, {"act": "revoke", "certificate": made.pk, "reason": "A mistake."})
    made.refresh_from_db()
    assert made.revoked_at is None
    assert made.serial in markup_of(asked)
    done = desk.post(here, fields_of(asked) | {"reason": "A mistake."}, follow=True)
    made.refresh_from_db()
    assert made.revoked_reason == "A mistake."
    assert "The certificate of Ana Lopez is revoked." in markup_of(done)


def test_a_draft_can_be_thrown_away_and_nothing_else(desk):
    workshop = make_workshop(status="draft")
    here = f"/organise/{workshop.code}/delete/"
    asked = desk.post(here)
    assert "Sessions: 2." in markup_of(asked)
    assert Workshop.objects.filter(pk=workshop.pk).exists()
    done = desk.post(here, fields_of(asked), follow=True)
    assert "is deleted" in markup_of(done)
    assert not Workshop.objects.filter(pk=workshop.pk).exists()
    assert desk.post(here, fields_of(asked)).url == "/organise/"

    announced = make_workshop(status="announced")
    answer = post_and_confirm(desk, f"/organise/{announced.code}/delete/", {}, follow=True)
    assert "Only a draft can be deleted" in markup_of(answer)
    invited = make_workshop(status="draft")
    Workshop.objects.filter(pk=invited.pk).update(status="nominations_open")
    register(invited)
    Workshop.objects.filter(pk=invited.pk).update(status="draft")
    answer = post_and_confirm(desk, f"/organise/{invited.code}/delete/", {}, follow=True)
    assert "so it stays" in markup_of(answer)
    assert "Delete this draft" not in markup_of(desk.get(f"/organise/{invited.code}/"))


def test_a_person_is_asked_before_they_cancel_decline_or_erase(client):
    workshop = make_workshop(capacity=1)
    one = register(workshop)
    register(workshop)
    here = open_own_page(client, one)

    asked = client.post(here, {"act": "cancel", "reason": "Ill.", "cause": "illness"})
    one.refresh_from_db()
    assert one.state == RegistrationState.ACCEPTED
    assert "Your seat is offered to the next person who waits." in markup_of(asked)
    done = client.post(here, fields_of(asked), follow=True)
    one.refresh_from_db()
    change = one.status_changes.last()
    assert (one.state, change.reason, change.cause) == (
        RegistrationState.CANCELLED_BY_PARTICIPANT, "Ill.", "illness",
    )  # fmt: skip
    assert "Cancelled by you" in markup_of(done)
    assert "nothing was done twice" in markup_of(client.post(here, fields_of(asked), follow=True))
    assert one.status_changes.filter(new=RegistrationState.CANCELLED_BY_PARTICIPANT).count() == 1


def test_a_focal_point_is_asked_before_a_nomination_is_withdrawn(client):
    workshop = make_workshop(mode="by_nomination")
    country = Area.objects.get(code="KHM")
    point = FocalPoint.objects.create(
        workshop=workshop, country=country, name="F", authority="M", email="f@example.org"
    )
    values = {name: value for name, value in person(given="Sok").items() if name in PERSONAL}
    one = nominations.enter(
        workshop=workshop, values=values | {"country": country, "rank": 1}, by=None, at=NOW
    )
    Nomination.objects.update(channel=Nomination.Channel.PORTAL)
    one.refresh_from_db()
    nominations.decide(nomination=one, new=NominationState.ACCEPTED, by=None, at=NOW)
    here = open_own_page(client, point)

    asked = client.post(here, {"act": "withdraw", "nomination": one.pk})
    assert "The registration of Sok" in markup_of(asked)
    one.refresh_from_db()
    assert one.state == NominationState.ACCEPTED
    client.post(here, fields_of(asked))
    one.refresh_from_db()
    assert one.state == NominationState.WITHDRAWN
    assert "nothing was done twice" in markup_of(client.post(here, fields_of(asked), follow=True))


def test_states_are_told_in_the_third_person_to_organisers(client):
    workshop = make_workshop(capacity=2)
    one = register(workshop, given="Kanya", family="One")
    post_and_confirm(client, open_own_page(client, one), {"act": "cancel"})
    client.force_login(organiser())

    page = markup_of(client.get(f"/organise/{workshop.code}/people/{one.pk}/"))

    assert "Cancelled by the participant" in page
    assert "by you" not in page
    assert "by you" not in markup_of(client.get(f"/organise/{workshop.code}/people/"))


def test_next_states_come_in_the_order_of_the_table_in_every_process():
    assert NOMINATION.following(NominationState.SUBMITTED) == (
        NominationState.REVIEW, NominationState.RETURNED, NominationState.ACCEPTED,
        NominationState.RESERVE, NominationState.DECLINED, NominationState.WITHDRAWN,
    )  # fmt: skip
    assert TRAVEL.following(Travel.REQUESTED) == (
        Travel.MISSING, Travel.APPROVED, Travel.DECLINED, Travel.CANCELLED
    )  # fmt: skip


def test_reviewing_goes_from_person_to_person_within_the_filter(desk):
    workshop = make_workshop(accepts_at_once=False, capacity=9)
    rows = [register(workshop, family=name) for name in ("Abel", "Baba", "Cano")]
    other = register(workshop, family="Bond", gender="man")
    here = f"/organise/{workshop.code}/people"

    page = markup_of(desk.get(f"{here}/?state=pending_review&gender=woman"))
    assert f"{here}/{rows[0].pk}/?state=pending_review&amp;gender=woman" in page
    page = markup_of(desk.get(f"{here}/{rows[1].pk}/?state=pending_review&gender=woman"))
    assert f"{here}/{rows[0].pk}/?state=pending_review&amp;gender=woman" in page
    assert f"{here}/{rows[2].pk}/?state=pending_review&amp;gender=woman" in page
    assert f"/people/{other.pk}/" not in page

    done = desk.post(f"{here}/{rows[1].pk}/?state=pending_review&gender=woman", {"to": "accepted"})
    assert done.url.endswith("?state=pending_review&gender=woman")
    assert "Next: Ana Cano" in markup_of(desk.get(done.url))


def test_a_copy_of_a_draft_can_be_thrown_away_without_its_original(desk):
    workshop = make_workshop()
    workshops.copy(workshop=workshop, code="by-mistake", first_day=NOW.date(), by=None, at=NOW)

    post_and_confirm(desk, "/organise/by-mistake/delete/", {})

    assert [one.code for one in Workshop.objects.all()] == [workshop.code]
