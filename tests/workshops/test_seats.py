"""Seats: who inherits them, when they end, what a limit allows."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from core.errors import PortalError, Refused
from regions.models import Area
from tests.workshops.making import NOW, make_workshop, organiser, person, register
from workshops.forms import NominationForm, RegistrationForm, WorkshopForm
from workshops.imports.fields import Purpose
from workshops.imports.people import guess_mapping, read_list, read_table
from workshops.models import FocalPoint, Mail, Nomination, Registration, TravelRequest, Workshop
from workshops.services import (
    erasure,
    nominations,
    registrations,
    seats,
    travel,
    waiting_list,
    workshops,
)
from workshops.states import NominationState, RegistrationState, Travel

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]

ACCEPTED, OFFERED = RegistrationState.ACCEPTED, RegistrationState.OFFERED
WAITLISTED, INVITED = RegistrationState.WAITLISTED, RegistrationState.INVITED


def state(registration) -> str:
    return Registration.objects.get(pk=registration.pk).state


def substitute(registration, *, at=NOW, **fields):
    values = person(**fields)
    del values["mode"]
    return registrations.substitute(
        registration=registration, values=values, by=None, at=at, reason="new post"
    )


def complete(registration, *, at=NOW, **fields):
    values = {
        **person(),
        "country": registration.country,
        "mode": registration.mode,
        "stakeholder": registration.stakeholder,
        **fields,
    }
    return registrations.submit(registration=registration, values=values, answers={}, at=at)


def make_nomination(workshop, *, country="KHM", rank=1, **fields):
    values = {k: v for k, v in person(country=country).items() if k in nominations.PERSONAL}
    return Nomination.objects.create(
        **values | fields, workshop=workshop, state=NominationState.SUBMITTED, rank=rank
    )


def cancel(registration, *, at=NOW):
    new = RegistrationState.CANCELLED_BY_PARTICIPANT
    return registrations.respond(registration=registration, new=new, at=at)


# A substitute inherits the seat.


def test_a_substitute_takes_the_seat_and_nobody_is_asked_in_between():
    workshop = make_workshop(capacity=1, sessions=0)
    first, waits = register(workshop), register(workshop)

    new = substitute(first)

    assert (state(first), state(waits), new.state) == ("substituted", WAITLISTED, INVITED)
    assert new.holds_seat
    assert new.replaces == first
    letter = Mail.objects.get(registration=new).body
    assert "A place is reserved for you" in letter
    assert "It is reserved until" in letter
    assert "(UTC, UTC+00:00)" in letter
    assert seats.taken(workshop).total == 1
    assert complete(new).state == ACCEPTED
    assert state(waits) == WAITLISTED
    assert seats.taken(workshop).total == 1


def test_organisers_see_who_holds_the_seat_in_whose_place(client):
    workshop = make_workshop(capacity=1, sessions=0, zone="Asia/Bangkok")
    first = register(workshop)
    new = substitute(first)
    client.force_login(organiser())

    page = client.get(f"/organise/{workshop.code}/people/{new.pk}/").content.decode()
    assert "Held until" in page
    assert first.badge_name in page
    page = client.get(f"/organise/{workshop.code}/people/{first.pk}/").content.decode()
    assert new.badge_name in page


def test_a_substitute_is_not_reviewed_again_where_every_registration_is():
    workshop = make_workshop(capacity=1, sessions=0, accepts_at_once=False)
    first = register(workshop)
    registrations.decide(registration=first, new=ACCEPTED, by=None, at=NOW)

    assert complete(substitute(first)).state == ACCEPTED


@pytest.mark.parametrize("way", ["declined", "cancelled", "silent"])
def test_the_seat_goes_to_the_list_when_the_substitute_does_not_take_it(way):
    workshop = make_workshop(capacity=1, sessions=0)
    first, waits = register(workshop), register(workshop)
    new = substitute(first)

    if way == "declined":
        registrations.respond(registration=new, new=RegistrationState.DECLINED, at=NOW)
    elif way == "cancelled":
        ended = RegistrationState.CANCELLED_BY_ORGANISER
        registrations.decide(registration=new, new=ended, by=None, at=NOW, reason="error")
    else:
        assert waiting_list.expire_offers(new.offered_until) == 0
        assert waiting_list.expire_offers(new.offered_until + timedelta(seconds=1)) == 1
        assert state(new) == INVITED
        assert Mail.objects.filter(
            registration=new, subject__contains="no longer reserved"
        ).exists()

    assert state(waits) == OFFERED
    assert seats.taken(workshop).total == 1


def test_who_answers_after_the_seat_went_on_stands_behind_the_list():
    workshop = make_workshop(capacity=1, sessions=0)
    first, waits = register(workshop), register(workshop)
    new = substitute(first)

    assert complete(new, at=new.offered_until + timedelta(minutes=1)).state == WAITLISTED
    assert state(waits) == OFFERED


def test_a_substitute_takes_over_an_offer_with_its_end():
    workshop = make_workshop(capacity=1, sessions=0)
    first, second = register(workshop), register(workshop)
    cancel(first)
    second.refresh_from_db()

    new = substitute(second, at=NOW + timedelta(days=2))

    assert new.offered_until == second.offered_until
    assert complete(new, at=NOW + timedelta(days=3)).state == ACCEPTED


def test_a_substitute_takes_over_the_place_on_the_list():
    workshop = make_workshop(capacity=1, sessions=0)
    first, second, third = (register(workshop, gender="man") for _n in range(3))

    new = complete(substitute(second), gender="man")

    assert new.state == WAITLISTED
    assert [row.pk for row in waiting_list.waiting(workshop)] == [new.pk, third.pk]
    cancel(first)
    assert (state(new), state(third)) == (OFFERED, WAITLISTED)


def test_a_held_seat_is_of_the_way_and_the_country_it_was_given_for():
    workshop = make_workshop(
        capacity=2, capacity_in_person=1, capacity_online=1, form="hybrid", sessions=0
    )
    first = register(workshop)
    register(workshop, mode="online")
    new = substitute(first)

    with pytest.raises(seats.NoSeat, match="held for you"):
        complete(new, mode="online")
    assert complete(new).mode == "in_person"


def test_the_funded_seat_is_kept_to_be_decided_for_the_new_person():
    workshop = make_workshop(capacity=5, sessions=0, funded_per_country=1)
    first, other = (register(workshop, country="VNM") for _n in range(2))
    asked = travel.request(registration=first, values={"departure_city": "Hanoi"}, at=NOW)
    travel.decide(travel=asked, new=Travel.APPROVED, by=None, at=NOW)
    also = travel.request(registration=other, values={"departure_city": "Hue"}, at=NOW)

    new = complete(substitute(first, country="VNM"))

    assert TravelRequest.objects.get(registration=first).state == Travel.CANCELLED
    inherited = TravelRequest.objects.get(registration=new)
    assert (inherited.state, inherited.funded_seat) == (Travel.INHERITED, 1)
    with pytest.raises(PortalError, match="funded seats already"):
        travel.decide(travel=also, new=Travel.APPROVED, by=None, at=NOW)
    asked = travel.request(registration=new, values={"departure_city": "Da Nang"}, at=NOW)
    assert travel.decide(travel=asked, new=Travel.APPROVED, by=None, at=NOW).funded_seat == 1


def test_a_substitute_who_declines_frees_the_funded_seat():
    workshop = make_workshop(capacity=5, sessions=0, funded_per_country=1)
    first, other = (register(workshop, country="VNM") for _n in range(2))
    asked = travel.request(registration=first, values={"departure_city": "Hanoi"}, at=NOW)
    travel.decide(travel=asked, new=Travel.APPROVED, by=None, at=NOW)
    also = travel.request(registration=other, values={"departure_city": "Hue"}, at=NOW)
    new = substitute(first, country="VNM")

    registrations.respond(registration=new, new=RegistrationState.DECLINED, at=NOW)

    assert travel.decide(travel=also, new=Travel.APPROVED, by=None, at=NOW).funded_seat == 1


def nominated(workshop, **fields):
    """A nominee with a seat."""
    one = make_nomination(workshop, **fields)
    nominations.decide(nomination=one, new="accepted", by=None, at=NOW)
    return one, complete(Registration.objects.get(nomination=one))


def named_instead(nomination):
    values = {k: v for k, v in person(country="KHM").items() if k in nominations.PERSONAL}
    values["country"] = nomination.country
    return nominations.substitute(nomination=nomination, values=values, at=NOW)


def test_a_seat_is_kept_while_the_government_names_another_person():
    workshop = make_workshop(capacity=1, sessions=0, mode="by_nomination")
    one, registration = nominated(workshop)
    waits = make_nomination(workshop, rank=2)
    nominations.decide(nomination=waits, new="accepted", by=None, at=NOW, without_seat=True)
    waits = complete(Registration.objects.get(nomination=waits))
    assert (registration.state, waits.state) == (ACCEPTED, WAITLISTED)

    new = named_instead(one)

    assert (new.state, new.rank) == (NominationState.SUBMITTED, 1)
    assert (state(registration), state(waits)) == ("substituted", WAITLISTED)
    assert seats.taken(workshop).total == 1
    nominations.decide(nomination=new, new="accepted", by=None, at=NOW)
    invited = Registration.objects.get(nomination=new)
    assert (invited.holds_seat, invited.replaces) == (True, registration)
    assert complete(invited).state == ACCEPTED
    assert seats.taken(workshop).total == 1


@pytest.mark.parametrize("way", ["declined", "withdrawn"])
def test_a_seat_that_was_kept_goes_on_when_the_proposal_falls(way):
    workshop = make_workshop(capacity=1, sessions=0, mode="by_nomination")
    one, _registration = nominated(workshop)
    waits = make_nomination(workshop, rank=2)
    nominations.decide(nomination=waits, new="accepted", by=None, at=NOW, without_seat=True)
    waits = complete(Registration.objects.get(nomination=waits))
    new = named_instead(one)

    if way == "declined":
        nominations.decide(nomination=new, new=way, by=None, at=NOW, reason="too late")
    else:
        nominations.withdraw(nomination=new, at=NOW)

    assert state(waits) == OFFERED
    assert seats.taken(workshop).total == 1


def test_a_seat_that_is_held_for_an_answer_is_free_on_a_first_day_that_was_moved_up():
    workshop = make_workshop(capacity=1, sessions=0, offer_days=20)
    values = {name: value for name, value in person().items() if name != "mode"}
    invited = registrations.invite(
        workshop=workshop, values=values, by=None, at=NOW, holds_seat=True
    )
    sooner = {"starts_on": NOW.date() + timedelta(days=9)}

    moved = workshops.save(workshop=workshop, values=sooner, by=None, at=NOW)

    invited.refresh_from_db()
    assert invited.offered_until == moved.begins_at
    waiting_list.expire_offers(moved.begins_at + timedelta(minutes=1))
    invited.refresh_from_db()
    assert not invited.holds_seat


def test_the_seat_is_free_once_who_was_named_instead_erases_their_data():
    """Nobody is left to decide on, and nobody else would ever give the seat back."""
    workshop = make_workshop(capacity=1, sessions=0, mode="by_nomination")
    one, _registration = nominated(workshop)
    waits = make_nomination(workshop, rank=2)
    nominations.decide(nomination=waits, new="accepted", by=None, at=NOW, without_seat=True)
    waits = complete(Registration.objects.get(nomination=waits))
    new = named_instead(one)
    elsewhere = register(make_workshop(sessions=0), email=new.email)

    erasure.erase_everywhere(registration=elsewhere, at=NOW)

    new.refresh_from_db()
    assert (new.state, new.family) == (NominationState.WITHDRAWN, "")
    assert state(waits) == OFFERED
    assert seats.taken(workshop).total == 1


def test_a_nominee_replaced_by_an_organiser_keeps_the_rank_of_the_country():
    workshop = make_workshop(capacity=1, sessions=0, mode="by_nomination")
    one, registration = nominated(workshop, rank=3)

    new = substitute(registration, country="KHM")

    one.refresh_from_db()
    assert one.state == NominationState.SUBSTITUTED
    assert (new.nomination.rank, new.nomination.state) == (3, NominationState.ACCEPTED)
    assert new.nomination.replaces == one


# Offers, confirmations and the list end.


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])
def test_an_offer_ends_when_the_workshop_begins_where_it_takes_place(zone):
    day = timezone.localdate() + timedelta(days=2)
    workshop = make_workshop(capacity=1, sessions=0, starts_on=day, zone=zone, offer_days=5)
    first, second, third = (register(workshop) for _n in range(3))

    cancel(first)

    second.refresh_from_db()
    begins = datetime.combine(day, time.min, ZoneInfo(zone))
    assert (second.state, second.offered_until) == (OFFERED, begins)
    with pytest.raises(Refused, match="has begun"):
        registrations.respond(registration=second, new=ACCEPTED, at=begins)
    waiting_list.expire_offers(begins + timedelta(seconds=1))
    assert state(second) == RegistrationState.EXPIRED
    assert state(third) == RegistrationState.LIST_ENDED
    assert Mail.objects.filter(
        registration=third, subject__contains="waiting list is closed"
    ).exists()


def test_a_seat_that_is_freed_on_the_first_day_is_offered_to_nobody():
    workshop = make_workshop(capacity=1, sessions=0)
    first, second = register(workshop), register(workshop)

    cancel(first, at=workshop.begins_at)

    assert state(second) == WAITLISTED
    assert waiting_list.expire_offers(workshop.begins_at) == 0
    assert state(second) == RegistrationState.LIST_ENDED
    with pytest.raises(seats.NoSeat, match="ended with the first day"):
        registrations.decide(registration=second, new=WAITLISTED, by=None, at=workshop.begins_at)
    taken = registrations.decide(registration=second, new=ACCEPTED, by=None, at=workshop.begins_at)
    assert taken.state == ACCEPTED


def test_nobody_confirms_once_it_has_begun():
    workshop = make_workshop(capacity=1, sessions=0)
    one = register(workshop)
    with pytest.raises(Refused, match="has begun"):
        registrations.respond(
            registration=one, new=RegistrationState.CONFIRMED, at=workshop.begins_at
        )


def test_cancelling_ends_every_seat_offer_and_place():
    workshop = make_workshop(capacity=2, sessions=0)
    first, accepted, waits, last = (register(workshop) for _n in range(4))
    travel_ = travel.request(registration=accepted, values={"departure_city": "X"}, at=NOW)
    cancel(first)
    new = substitute(accepted)
    assert (state(waits), state(last), new.holds_seat) == (OFFERED, WAITLISTED, True)
    Mail.objects.all().delete()

    workshops.set_status(workshop=workshop, new="cancelled", by=None, at=NOW, reason="Flood")

    for one in (waits, last, new):
        assert state(one) == RegistrationState.CANCELLED_BY_ORGANISER
        assert "will not take place" in Mail.objects.get(registration=one).body
    assert seats.taken(workshop).total == 0
    travel_.refresh_from_db()
    assert travel_.funded_seat is None


@pytest.mark.parametrize("status", ["cancelled", "held", "postponed"])
def test_nobody_accepts_confirms_or_asks_for_support_in_a_workshop_that_is_off(status, client):
    workshop = make_workshop(capacity=1, sessions=0)
    accepted = register(workshop)
    offered = register(workshop)
    Registration.objects.filter(pk=offered.pk).update(state=OFFERED, offered_until=NOW)
    Workshop.objects.filter(pk=workshop.pk).update(status=status, status_reason="Flood")
    sentence = {"cancelled": "is cancelled", "held": "is over", "postponed": "is postponed"}[status]

    with pytest.raises(Refused, match=sentence):
        registrations.respond(registration=accepted, new=RegistrationState.CONFIRMED, at=NOW)
    with pytest.raises(Refused, match=sentence):
        registrations.respond(registration=offered, new=ACCEPTED, at=NOW)
    with pytest.raises(Refused, match=sentence):
        travel.request(registration=accepted, values={"departure_city": "X"}, at=NOW)

    page = client.get(accepted.link(), follow=True).content.decode()
    assert sentence in page
    assert "Flood" in page
    assert 'name="act" value="confirm"' not in page
    assert 'value="travel"' not in page
    assert 'value="passport"' not in page


def test_postponing_takes_offers_back_to_the_list_and_reopening_offers_again():
    workshop = make_workshop(capacity=1, sessions=0)
    first, second, third = (register(workshop, gender="man") for _n in range(3))
    cancel(first)
    assert state(second) == OFFERED

    workshops.set_status(workshop=workshop, new="postponed", by=None, at=NOW, reason="Flood")

    assert (state(second), state(third)) == (WAITLISTED, WAITLISTED)
    assert waiting_list.expire_offers(NOW + timedelta(days=99)) == 0
    assert state(second) == WAITLISTED
    workshops.set_status(workshop=workshop, new="nominations_open", by=None, at=NOW)
    assert (state(second), state(third)) == (OFFERED, WAITLISTED)


def test_holding_ends_offers_and_the_list():
    workshop = make_workshop(capacity=1, sessions=0)
    first, second, third = (register(workshop) for _n in range(3))
    cancel(first)
    Workshop.objects.filter(pk=workshop.pk).update(status="in_progress")

    last_day = workshop.ends_at - timedelta(hours=1)
    workshops.set_status(workshop=workshop, new="held", by=None, at=last_day)

    assert state(second) == RegistrationState.EXPIRED
    assert state(third) == RegistrationState.LIST_ENDED


def test_a_first_day_that_is_moved_forward_ends_offers_sooner():
    workshop = make_workshop(capacity=1, sessions=0)
    first, second = register(workshop), register(workshop)
    cancel(first)
    day = timezone.localdate() + timedelta(days=2)

    workshops.save(
        workshop=workshop,
        values={"starts_on": day, "ends_on": day},
        by=None,
        at=NOW,
    )

    second.refresh_from_db()
    assert second.offered_until == Workshop.objects.get(pk=workshop.pk).begins_at


def test_the_page_says_truthfully_that_an_offer_is_over(client):
    workshop = make_workshop(capacity=1, sessions=0, zone="Asia/Bangkok")
    first, second = register(workshop), register(workshop)
    cancel(first)
    page = client.get(second.link(), follow=True).content.decode()
    assert "The seat is held for you until" in page
    assert 'name="act" value="accept"' in page
    end = timezone.now() - timedelta(minutes=1)
    Registration.objects.filter(pk=second.pk).update(offered_until=end)

    with pytest.raises(registrations.Closed, match="This offer has ended"):
        registrations.respond(registration=second, new=ACCEPTED, at=timezone.now())
    page = client.get(second.link(), follow=True).content.decode()
    assert 'name="act" value="accept"' not in page
    assert "This has passed." in page


# A free seat and limits.


def test_a_newcomer_with_a_free_way_of_taking_part_has_the_seat_at_once():
    workshop = make_workshop(
        capacity=3, capacity_in_person=1, capacity_online=2, form="hybrid", sessions=0
    )
    register(workshop)
    waits = register(workshop)

    newcomer = register(workshop, mode="online")

    assert (waits.state, newcomer.state) == (WAITLISTED, ACCEPTED)
    subjects = list(Mail.objects.filter(registration=newcomer).values_list("subject", flat=True))
    assert [subject.split(":")[0] for subject in subjects] == ["Accepted"]


def test_a_newcomer_of_a_country_with_seats_passes_nobody():
    workshop = make_workshop(capacity=3, country_quota=1, sessions=0)
    register(workshop, country="THA")
    waits = register(workshop, country="THA")

    assert register(workshop, country="VNM").state == ACCEPTED
    assert state(waits) == WAITLISTED


LOWERED = [
    ("capacity", 2, "3 seats are held already"),
    ("capacity_in_person", 1, "2 seats in person are held already"),
    ("capacity_online", 0, "1 seats online are held already"),
    ("country_quota", 1, "Thailand holds 2 seats already"),
    ("reserve_size", 0, "1 people are on the waiting list already"),
    ("funded_per_country", 0, "Thailand has 1 funded seats already"),
]


def full_workshop():
    workshop = make_workshop(
        form="hybrid",
        capacity=6,
        capacity_in_person=2,
        capacity_online=4,
        country_quota=2,
        reserve_size=5,
        sessions=0,
    )
    one = register(workshop, country="THA")
    asked = travel.request(registration=one, values={"departure_city": "X"}, at=NOW)
    travel.decide(travel=asked, new=Travel.APPROVED, by=None, at=NOW)
    register(workshop, country="THA", stakeholder="unions", representation="organisation")
    register(workshop, country="VNM", mode="online")
    register(workshop, country="VNM")
    return workshop


@pytest.mark.parametrize(("name", "limit", "sentence"), LOWERED)
def test_no_limit_goes_under_what_is_held(name, limit, sentence):
    workshop = full_workshop()
    values = {name: limit}

    with pytest.raises(Refused, match=sentence):
        workshops.save(workshop=workshop, values=values, by=None, at=NOW)
    assert getattr(Workshop.objects.get(pk=workshop.pk), name) == getattr(workshop, name)


def test_the_seats_of_a_group_do_not_go_under_what_is_held():
    workshop = full_workshop()
    with pytest.raises(Refused, match="2 seats of this group are held"):
        workshops.set_quota(workshop=workshop, group="government", seats=1, by=None, at=NOW)
    workshops.set_quota(workshop=workshop, group="media", seats=0, by=None, at=NOW)
    assert (
        register(workshop, stakeholder="media", representation="organisation").state == WAITLISTED
    )


def form_of(workshop, **changed):
    blank = WorkshopForm(instance=workshop, allowed=type(workshop.host).objects.all())
    data = {name: blank[name].value() for name in blank.fields}
    data = {name: value for name, value in data.items() if value not in (None, "", False)}
    return WorkshopForm(
        data | {"revision": workshop.revision} | changed,
        instance=Workshop.objects.get(pk=workshop.pk),
        allowed=type(workshop.host).objects.all(),
    )


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"capacity": 2}, "capacity", "3 seats are held already"),
        ({"country_quota": 1}, "country_quota", "Thailand holds 2 seats"),
        ({"capacity_in_person": 3}, "capacity", "Seats in person (3) and online (4) are 7"),
        (
            {"registration_opens_on": "2030-02-02", "registration_closes_on": "2030-02-01"},
            "registration_closes_on",
            "close before it opens",
        ),
        ({"nomination_deadline": "2020-01-01"}, "nomination_deadline", "passed already"),
    ],
)
def test_the_form_tells_of_limits_and_days_that_cannot_be(changed, field, sentence):
    workshop = full_workshop()
    assert form_of(workshop).is_valid()
    form = form_of(workshop, **changed)

    assert not form.is_valid()
    assert sentence in " ".join(form.errors[field])


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("capacity", "greater than or equal to 1"),
        ("country_quota", "greater than or equal to 1"),
        ("capacity_online", "nobody could take part this way"),
        ("capacity_in_person", "nobody could take part this way"),
    ],
)
def test_no_seats_at_all_is_no_limit(name, sentence):
    form = form_of(make_workshop(form="hybrid", sessions=0), **{name: 0})
    assert sentence in " ".join(form.errors[name])


def test_an_old_deadline_does_not_keep_a_workshop_from_being_edited():
    workshop = make_workshop(sessions=0, nomination_deadline=timezone.localdate() - timedelta(3))
    assert form_of(workshop).is_valid()


# The country of a delegation.


def test_a_delegation_has_a_country_by_every_way():
    workshop = make_workshop(sessions=0)
    values = person() | {"country": None}

    with pytest.raises(PortalError, match="Choose the country"):
        registrations.register(workshop=workshop, values=values, answers={}, at=NOW)
    with pytest.raises(PortalError, match="Choose the country"):
        registrations.invite(
            workshop=workshop, values=values | {"representation": ""}, by=None, at=NOW
        )
    form = RegistrationForm(values | {"country": "", "consent": "on"}, workshop=workshop)
    assert "Choose the country" in " ".join(form.errors["country"])
    rows = b"given,family,email,organisation,stakeholder\nA,B,a@example.org,M,gov_labour\n"
    table = read_table(rows)
    mapping = guess_mapping(workshop, Purpose.INVITE, table)
    (row,) = read_list(workshop, Purpose.INVITE, table, mapping).refused
    (problem,) = row.problems
    assert "Choose the country" in problem[1]
    assert workshop.registrations.count() == 0

    other = registrations.register(
        workshop=workshop,
        values=values | {"stakeholder": "academia", "representation": "organisation"},
        answers={},
        at=NOW,
    )
    assert other.country is None


def test_no_answer_is_preset_for_whom_a_person_comes():
    workshop = make_workshop(sessions=0)
    for form in (RegistrationForm(workshop=workshop), NominationForm()):
        assert not form["representation"].value()
        assert not form["stakeholder"].value()


# Nominees.


def test_accepted_nominees_hold_the_seats_of_their_country():
    workshop = make_workshop(
        capacity=9, country_quota=2, mode="by_nomination", accepts_at_once=False, sessions=0
    )
    rows = [make_nomination(workshop, rank=rank) for rank in (1, 2, 3)]
    for one in rows[:2]:
        nominations.decide(nomination=one, new="accepted", by=None, at=NOW)

    assert seats.taken(workshop).countries == {rows[0].country_id: 2}
    with pytest.raises(seats.NoSeat, match="of this country"):
        nominations.decide(nomination=rows[2], new="accepted", by=None, at=NOW)
    nominations.decide(nomination=rows[2], new="accepted", by=None, at=NOW, without_seat=True)
    states = [complete(Registration.objects.get(nomination=one)).state for one in rows]
    assert states == [ACCEPTED, ACCEPTED, WAITLISTED]


def test_a_decision_beyond_the_quota_is_asked_about_with_its_numbers(client):
    workshop = make_workshop(capacity=9, country_quota=1, mode="by_nomination", sessions=0)
    first, second = (make_nomination(workshop, rank=rank) for rank in (1, 2))
    nominations.decide(nomination=first, new="accepted", by=None, at=NOW)
    client.force_login(organiser())
    here = f"/organise/{workshop.code}/nominations/"

    asked = client.post(here, {"nomination": second.pk, "to": "accepted"})

    assert asked.status_code == 409
    assert "Seats of this country: 1 of 1 are held." in asked.content.decode()
    second.refresh_from_db()
    assert second.state == NominationState.SUBMITTED
    client.post(here, {"nomination": second.pk, "to": "accepted", "without_seat": "yes"})
    second.refresh_from_db()
    assert second.state == NominationState.ACCEPTED
    assert not second.registration.holds_seat


def test_a_rank_is_given_once_in_a_country():
    workshop = make_workshop(mode="by_nomination", sessions=0)
    country = Area.objects.get(code="KHM")
    point = FocalPoint.objects.create(
        workshop=workshop, country=country, name="F", authority="M", email="f@example.org"
    )

    def nominate(rank, **fields):
        values = {k: v for k, v in person().items() if k in nominations.PERSONAL}
        values |= {"rank": rank, "is_reserve": False, **fields}
        return nominations.nominate(
            point=point, nomination=None, values=values, submit=False, at=NOW
        )

    first = nominate(1)
    with pytest.raises(PortalError, match=f"Rank 1 is that of {first.name}"):
        nominate(1)
    assert nominate(1, is_reserve=True).pk
    assert nominations.next_rank(workshop, country.pk) == 2
    nominations.withdraw(nomination=first, at=NOW)
    assert nominate(1).pk
    values = {k: v for k, v in person(country="KHM").items() if k in nominations.PERSONAL}
    entered = nominations.enter(workshop=workshop, values=values | {"rank": None}, by=None, at=NOW)
    assert entered.rank == 2


def test_both_spellings_of_a_domain_are_one_person():
    workshop = make_workshop(sessions=0)
    register(workshop, email="amal@bücher.example")

    for same in ("amal@xn--bcher-kva.example", "Amal@BÜCHER.example", "amal@bücher.example"):
        with pytest.raises(registrations.Twice):
            register(workshop, email=same)
    assert workshop.registrations.get().email == "amal@xn--bcher-kva.example"


def test_a_day_until_which_people_register_names_its_zone(client):
    day = timezone.localdate() + timedelta(days=3)
    workshop = make_workshop(registration_closes_on=day, zone="Pacific/Kiritimati")
    page = client.get(workshop.get_absolute_url()).content.decode()
    assert "time of Pacific/Kiritimati." in page
