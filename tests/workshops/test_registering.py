"""Registrations: the state machine, seats under a race, the waiting list, what the person reads."""

from datetime import timedelta
from itertools import product

import pytest

from core.errors import PortalError
from core.lifecycle import IllegalTransition
from regions.models import Area
from tests.workshops.making import NOW, make_workshop, person, register
from workshops.models import Mail, Nomination, Registration, StatusChange, Workshop
from workshops.services import erasure, registrations, seats, waiting_list, workshops
from workshops.states import (
    NEEDS_REASON,
    NOMINATION,
    REGISTRATION,
    SEATED,
    TRANSITIONS,
    TRAVEL,
    VISA,
    WORKSHOP,
    Actor,
    NominationState,
    RegistrationState,
    Status,
    Travel,
    Visa,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


def test_every_pair_of_states_and_actor_is_as_the_table_says():
    for old, new, actor in product([None, *RegistrationState], RegistrationState, Actor):
        if actor in TRANSITIONS.get((old, new), ()):
            REGISTRATION.check_for(old, new, actor)
        else:
            with pytest.raises(IllegalTransition):
                REGISTRATION.check_for(old, new, actor)


@pytest.mark.wide(but="organiser")
@pytest.mark.parametrize("service", ["organiser", "person"])
def test_rows_move_only_along_the_table(service):
    """Every pair of states, through the service of the organiser and that of the person."""
    workshop = make_workshop(capacity=5, sessions=0)
    one = register(workshop)
    actor = Actor(service)
    stamps = {"offered_until": NOW + timedelta(days=1), "queued_at": NOW}

    for old, new in product(RegistrationState, RegistrationState):
        Registration.objects.filter(pk=one.pk).update(state=old, **stamps)
        moves = StatusChange.objects.count()
        if actor in TRANSITIONS.get((old, new), ()) and (actor, new) != (
            Actor.PERSON,
            RegistrationState.SUBMITTED,
        ):
            reached = _moved(actor, one, new).state
            changes = StatusChange.objects.filter(registration=one).order_by("pk")
            change = changes[moves]
            assert (change.old, change.new) == (old, new)
            # A seat is free, so who is put on the waiting list is offered it at once.
            waits = new == RegistrationState.WAITLISTED
            assert reached == (RegistrationState.OFFERED if waits else new), (old, new)
        elif (actor, new) != (Actor.PERSON, RegistrationState.SUBMITTED):
            with pytest.raises(IllegalTransition):
                _moved(actor, one, new)
            assert Registration.objects.get(pk=one.pk).state == old
            assert StatusChange.objects.count() == moves


def _moved(actor, one, new):
    if actor == Actor.PERSON:
        return registrations.respond(registration=one, new=new, at=NOW)
    return registrations.decide(registration=one, new=new, by=None, at=NOW, reason="Because.")


@pytest.mark.parametrize(
    ("lifecycle", "states"),
    [
        (NOMINATION, NominationState),
        (TRAVEL, Travel),
        (VISA, Visa),
    ],
)
def test_the_other_lifecycles_refuse_what_their_tables_lack(lifecycle, states):
    for old, new in product(states, states):
        if new in lifecycle.following(old):
            lifecycle.check(old, new)
        else:
            with pytest.raises(IllegalTransition):
                lifecycle.check(old, new)


@pytest.mark.wide
def test_a_workshop_goes_up_its_ladder_aside_and_never_out_of_its_end():
    """Every pair of states, through the service: what the table lacks changes nothing."""
    workshop = make_workshop(sessions=0)
    register(workshop)
    last_day = NOW + timedelta(days=31)
    for old, new in product(Status, Status):
        Workshop.objects.filter(pk=workshop.pk).update(status=old, status_reason="Flood")
        Registration.objects.update(state=RegistrationState.ACCEPTED)
        before = workshop.events.count()
        if new in WORKSHOP.following(old):
            assert new != Status.DRAFT
            moved = workshops.set_status(
                workshop=workshop, new=new, by=None, at=last_day, reason="Flood"
            )
            assert moved.status == new
            assert workshop.events.count() == before + 1
        else:
            with pytest.raises(IllegalTransition):
                workshops.set_status(workshop=workshop, new=new, by=None, at=NOW, reason="Flood")
            assert Workshop.objects.get(pk=workshop.pk).status == old
            assert workshop.events.count() == before
    assert WORKSHOP.following(Status.CANCELLED) == WORKSHOP.following(Status.ARCHIVED) == ()
    assert WORKSHOP.following(Status.HELD) == (Status.EVALUATED,)


@pytest.mark.parametrize("aside", ["postponed", "cancelled"])
def test_a_workshop_goes_aside_with_a_reason_only(aside):
    workshop = make_workshop(sessions=0)
    with pytest.raises(PortalError, match="Say why"):
        workshops.set_status(workshop=workshop, new=aside, by=None, at=NOW, reason=" ")


def test_a_move_the_person_will_read_needs_its_reason():
    one = register(make_workshop(accepts_at_once=False))
    for new in NEEDS_REASON & {RegistrationState.RETURNED, RegistrationState.REJECTED}:
        with pytest.raises(PortalError, match="reason"):
            registrations.decide(registration=one, new=new, by=None, at=NOW, reason=" ")


def test_the_waiting_list_has_its_order_and_the_person_their_place():
    workshop = make_workshop(capacity=1, women_target=50)
    register(workshop, gender="man")
    late = register(workshop, gender="man", at=NOW + timedelta(minutes=1))
    woman = register(workshop, gender="woman", at=NOW + timedelta(minutes=2))
    poor = register(workshop, gender="man", country="BGD", at=NOW + timedelta(minutes=3))
    ranked = register(workshop, gender="man", at=NOW + timedelta(minutes=4))
    nomination = Nomination.objects.create(
        workshop=workshop,
        country=Area.objects.get(code="THA"),
        rank=1,
        given="A",
        family="B",
        stakeholder="gov_labour",
        organisation="M",
        email="n@example.org",
    )
    Registration.objects.filter(pk=ranked.pk).update(nomination=nomination)

    order = [one.pk for one in waiting_list.waiting(workshop)]

    assert order == [ranked.pk, poor.pk, woman.pk, late.pk]
    late.refresh_from_db()
    assert waiting_list.position(late) == 4


def test_a_free_seat_is_offered_then_passed_on_when_nobody_answers():
    workshop = make_workshop(capacity=1, offer_days=5)
    first = register(workshop)
    second = register(workshop, at=NOW + timedelta(minutes=1))
    third = register(workshop, at=NOW + timedelta(minutes=2))

    registrations.respond(
        registration=first, new=RegistrationState.CANCELLED_BY_PARTICIPANT, at=NOW, reason="illness"
    )
    second.refresh_from_db()
    assert second.state == RegistrationState.OFFERED
    assert second.offered_until == NOW + timedelta(days=5)
    assert waiting_list.expire_offers(NOW + timedelta(days=4)) == 0

    later = NOW + timedelta(days=6)
    assert waiting_list.expire_offers(later) == 1
    assert waiting_list.expire_offers(later) == 0
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.state, third.state) == (RegistrationState.EXPIRED, RegistrationState.OFFERED)
    with pytest.raises(IllegalTransition):
        registrations.respond(registration=second, new=RegistrationState.ACCEPTED, at=later)
    assert (
        registrations.respond(registration=third, new=RegistrationState.ACCEPTED, at=later).state
        == RegistrationState.ACCEPTED
    )


def test_a_seat_of_another_country_is_not_offered_to_who_cannot_have_it():
    workshop = make_workshop(capacity=3, country_quota=1)
    register(workshop, country="THA")
    other = register(workshop, country="VNM")
    waits = register(workshop, country="THA")
    assert waits.state == RegistrationState.WAITLISTED

    registrations.respond(
        registration=other, new=RegistrationState.CANCELLED_BY_PARTICIPANT, at=NOW
    )

    waits.refresh_from_db()
    assert waits.state == RegistrationState.WAITLISTED


def test_staff_takes_no_seat():
    workshop = make_workshop(capacity=1)
    register(workshop)
    values = person(stakeholder="support")

    made = registrations.register(
        workshop=workshop, values=values, answers={}, at=NOW, actor=Actor.ORGANISER
    )
    assert made.state == RegistrationState.ACCEPTED
    assert seats.taken(workshop).total == 1


def test_every_move_of_a_person_has_one_letter_in_their_language():
    workshop = make_workshop(capacity=1)
    register(workshop, language="es")
    register(workshop, language="ar")

    letters = {mail.registration.language: mail for mail in Mail.objects.all()}

    assert set(letters) == {"es", "ar"}
    assert "/registration/" in letters["ar"].text_to_send()
    assert Mail.objects.count() == 2


def test_erasing_leaves_no_name_and_frees_the_seat():
    workshop = make_workshop(capacity=1)
    one = register(workshop, given="Somchai", family="Jaidee", email="somchai@example.org")
    two = register(workshop)

    erasure.erase(registration=one, at=NOW)

    one.refresh_from_db()
    two.refresh_from_db()
    everything = (
        str(Registration.objects.filter(pk=one.pk).values())
        + str(list(one.status_changes.values()))
        + str(list(Mail.objects.filter(registration=one).values()))
    )
    assert "Somchai" not in everything
    assert "somchai@example.org" not in everything
    assert one.country.code == "THA"
    assert two.state == RegistrationState.OFFERED
    assert one.state not in SEATED
