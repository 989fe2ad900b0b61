"""Random days of a workshop on the real database: whatever people do, in whatever order, the sentences below hold.

`SEATS_EXAMPLES` and `SEATS_STEPS` say how many days of how many steps; CI runs few; 181 of up to 50 was the longest run so far.
"""

import os
import threading
from collections import Counter
from datetime import timedelta
from unittest import mock

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from core.errors import PortalError
from tests.width import cases
from tests.workshops.making import NOW, make_workshop, person
from workshops.models import (
    GroupQuota,
    Mail,
    Nomination,
    Registration,
    TravelRequest,
    Workshop,
)
from workshops.models.people import NOT_COUNTED, group_of
from workshops.services import erasure, nominations, registrations, waiting_list, workshops
from workshops.services import travel as travel_service
from workshops.states import (
    BEFORE_ANSWER,
    COMING,
    FUNDED,
    OPEN,
    SEATED,
    TAKING,
    NominationState,
    RegistrationState,
    Status,
    Travel,
)

EXAMPLES = int(os.environ.get("SEATS_EXAMPLES", cases(10)))
STEPS = int(os.environ.get("SEATS_STEPS", "30"))
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(120 + EXAMPLES * STEPS // 5),
]
COUNTRIES = ("THA", "NPL")
KINDS = ("gov_labour", "gov_bank", "unions", "unions", "gov_labour", "staff")
ZONES = ("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago")
AFTER_THE_END = (Status.CANCELLED, Status.HELD)
LIMITS = ("capacity", "capacity_in_person", "capacity_online", "country_quota", "reserve_size")
STEPS_OF_ORGANISERS = (
    *[Status.OPEN] * 4,
    Status.CLOSED,
    Status.CONFIRMED,
    Status.POSTPONED,
    Status.POSTPONED,
    Status.IN_PROGRESS,
    *AFTER_THE_END,
)
"""Those that open it again are the likeliest, so that the days are long enough."""

which = st.integers(0, 30)
countries, kinds = st.sampled_from(COUNTRIES), st.sampled_from(KINDS)
modes = st.sampled_from(["in_person", "online"])
few = st.integers(0, 4)
limits = st.none() | few


class SeatsMachine(RuleBasedStateMachine):
    """One hybrid workshop, with people, a government and organisers who do anything at any time."""

    def __init__(self):
        super().__init__()
        self.now = NOW
        self.clock = mock.patch("django.utils.timezone.now", side_effect=lambda: self.now)
        self.clock.start()
        self.heirs, self.offers_seen = {}, set()

    @initialize(
        capacity=st.integers(1, 3),
        in_person=st.none() | st.integers(1, 2),
        quota=st.none() | st.integers(1, 2),
        at_once=st.booleans(),
        zone=st.sampled_from(ZONES),
        days=st.integers(2, 12),
        reserve=st.none() | st.integers(2, 5),
        people=st.lists(st.tuples(countries, kinds, modes), min_size=2, max_size=6),
    )
    def announce(self, capacity, in_person, quota, at_once, zone, days, reserve, people):
        """A workshop with or without limits of each kind, to which some people come."""
        self.workshop = make_workshop(
            sessions=0,
            form="hybrid",
            capacity=capacity,
            capacity_in_person=min(in_person, capacity) if in_person else None,
            country_quota=quota,
            accepts_at_once=at_once,
            zone=zone,
            starts_on=self.now.date() + timedelta(days=days),
            reserve_size=reserve,
            offer_days=3,
            funded_per_country=1,
        )
        for who in people:
            self.register(who)

    def teardown(self):
        """Leave nothing that the beat of the next day would find."""
        self.clock.stop()
        if hasattr(self, "workshop"):
            self.workshop.registrations.update(
                state=RegistrationState.CANCELLED_BY_ORGANISER, holds_seat=False
            )

    # What people, organisers and governments do. What is refused changes nothing.

    def attempt(self, act, *args, **kwargs):
        """Do it a second after the last thing; a refusal is an answer, too."""
        self.now += timedelta(seconds=1)
        try:
            return act(*args, at=self.now, **kwargs)
        except PortalError:
            return None

    def chosen(self, number, *states, **filters):
        """One of the registrations in a state, or None."""
        rows = self.workshop.registrations.filter(**filters).order_by("pk")
        if states:
            rows = rows.filter(state__in=states)
        found = list(rows)
        return found[number % len(found)] if found else None

    def values(self, country, kind, mode):
        """What a person fills in."""
        delegation = kind.startswith("gov_")
        return person(
            country=country,
            stakeholder=kind,
            mode=mode,
            representation="delegation" if delegation else "organisation",
        )

    @rule(people=st.lists(st.tuples(countries, kinds, modes), min_size=1, max_size=3))
    def some_register(self, people):
        for who in people:
            self.register(who)

    def register(self, who):
        country, kind, mode = who
        self.attempt(
            registrations.register,
            workshop=self.workshop,
            values=self.values(country, kind, mode),
            answers={},
        )

    @rule(
        act=st.one_of(
            st.tuples(st.just("invite"), countries, kinds, modes),
            st.tuples(st.just("erase"), which),
            st.tuples(st.just("ask_for_support"), which),
        )
    )
    def now_and_then(self, act):
        getattr(self, act[0])(*act[1:])

    def invite(self, country, kind, mode):
        self.attempt(
            registrations.invite,
            workshop=self.workshop,
            values=self.values(country, kind, mode),
            by=None,
        )

    @rule(number=which, mode=modes, moves=st.booleans(), country=countries)
    def complete(self, number, mode, moves, country):
        """Who is invited or was asked for more sends the form, perhaps for another country."""
        one = self.chosen(number, RegistrationState.INVITED, RegistrationState.RETURNED)
        if one is None:
            return
        values = self.values(country, one.stakeholder, mode) | {"stakeholder": one.stakeholder}
        if not moves:
            values["country"] = one.country
        self.attempt(registrations.submit, registration=one, values=values, answers={})

    @rule(
        number=which,
        new=st.sampled_from(
            [
                RegistrationState.ACCEPTED,
                RegistrationState.WAITLISTED,
                RegistrationState.OFFERED,
                RegistrationState.REJECTED,
                RegistrationState.RETURNED,
                RegistrationState.CANCELLED_BY_ORGANISER,
                RegistrationState.CONFIRMED,
                RegistrationState.CHECKED_IN,
            ]
        ),
    )
    def decide(self, number, new):
        if one := self.chosen(number):
            self.attempt(
                registrations.decide, registration=one, new=new, by=None, reason="Because."
            )

    @rule(
        number=which,
        new=st.sampled_from(
            [
                RegistrationState.ACCEPTED,
                RegistrationState.CONFIRMED,
                RegistrationState.DECLINED,
                RegistrationState.CANCELLED_BY_PARTICIPANT,
            ]
        ),
        mode=modes,
    )
    def respond(self, number, new, mode):
        if one := self.chosen(number, *OPEN):
            self.attempt(registrations.respond, registration=one, new=new, mode=mode)

    @rule(number=which)
    def accept_the_offer(self, number):
        if one := self.chosen(number, RegistrationState.OFFERED):
            self.attempt(registrations.respond, registration=one, new=RegistrationState.ACCEPTED)

    @rule(number=which)
    def cancel(self, number):
        if one := self.chosen(number, RegistrationState.ACCEPTED, RegistrationState.CONFIRMED):
            self.attempt(
                registrations.respond,
                registration=one,
                new=RegistrationState.CANCELLED_BY_PARTICIPANT,
            )

    def erase(self, number):
        if one := self.chosen(number, erased_at=None):
            self.attempt(erasure.erase, registration=one)

    @rule(number=which)
    def replace(self, number):
        """Another person in the place of one who has a seat or waits for one."""
        one = self.chosen(number, *SEATED, RegistrationState.WAITLISTED, RegistrationState.INVITED)
        if one is None:
            return
        had_seat, offered, total = one.has_seat, self.offered(), self.seats()
        values = self.values("THA", one.stakeholder, one.mode) | {"country": one.country}
        new = self.attempt(
            registrations.substitute, registration=one, values=values, by=None, reason="post"
        )
        if new is not None:
            assert new.has_seat == had_seat
            assert self.seats() == total
            assert self.offered() - offered == set(), "nobody is offered what the substitute has"
            self.heirs[new.pk] = had_seat

    @rule(country=countries, rank=st.integers(1, 3), kind=st.sampled_from(KINDS[:2]))
    def nominate(self, country, rank, kind):
        values = self.values(country, kind, "in_person")
        values = {k: v for k, v in values.items() if k in nominations.PERSONAL}
        self.attempt(
            nominations.enter, workshop=self.workshop, values=values | {"rank": rank}, by=None
        )

    @rule(
        number=which,
        new=st.sampled_from(["accepted", "accepted", "reserve", "declined"]),
        without_seat=st.booleans(),
    )
    def decide_on_a_nominee(self, number, new, without_seat):
        living = self.workshop.nominations.filter(
            state__in=[NominationState.SUBMITTED, NominationState.RESERVE]
        )
        if rows := list(living.order_by("pk")):
            self.attempt(
                nominations.decide,
                nomination=rows[number % len(rows)],
                new=new,
                by=None,
                reason="Because.",
                without_seat=without_seat,
            )

    @rule(number=which, act=st.sampled_from(["substitute", "withdraw"]))
    def the_government_changes_its_mind(self, number, act):
        rows = list(self.workshop.nominations.order_by("pk"))
        if not rows:
            return
        one = rows[number % len(rows)]
        if act == "withdraw":
            self.attempt(nominations.withdraw, nomination=one)
            return
        offered, total = self.offered(), self.seats()
        values = self.values("THA", one.stakeholder, "in_person") | {"country": one.country}
        values = {k: v for k, v in values.items() if k in nominations.PERSONAL}
        held = Registration.objects.filter(nomination=one).first()
        had_seat = bool(held and held.has_seat)
        if self.attempt(nominations.substitute, nomination=one, values=values) and had_seat:
            assert self.seats() == total, "the seat is kept for the person named instead"
            assert self.offered() - offered == set()

    def ask_for_support(self, number):
        if one := self.chosen(number, *COMING):
            asked = self.attempt(
                travel_service.request, registration=one, values={"departure_city": "X"}
            )
            if asked:
                self.attempt(travel_service.decide, travel=asked, new=Travel.APPROVED, by=None)

    @rule(
        act=st.one_of(
            st.tuples(st.just("change_a_limit"), st.sampled_from(LIMITS), limits),
            st.tuples(st.just("change_a_group"), st.sampled_from(["government", "unions"]), limits),
            st.tuples(st.just("move_the_days"), st.integers(1, 15)),
            st.tuples(st.just("set_status"), st.sampled_from(STEPS_OF_ORGANISERS)),
        )
    )
    def organise(self, act):
        """Limits, days and the status change."""
        getattr(self, act[0])(*act[1:])

    def change_a_limit(self, name, limit):
        if name == "capacity" and limit is None:
            return
        self.save({name: limit})

    def save(self, values):
        stored = Workshop.objects.get(pk=self.workshop.pk)
        self.attempt(workshops.save, workshop=stored, values=values, by=None)

    def change_a_group(self, group, limit):
        self.attempt(workshops.set_quota, workshop=self.workshop, group=group, seats=limit, by=None)

    @rule(hours=st.sampled_from([0, 1, 20, 80, 200]), beats=st.booleans())
    def time_goes_by(self, hours, beats):
        self.now += timedelta(hours=hours)
        if beats:
            self.beat()

    def beat(self):
        """The task that runs every minute: after it nothing is overdue."""
        waiting_list.expire_offers(self.now)
        workshop = Workshop.objects.get(pk=self.workshop.pk)
        if workshop.status in TAKING and self.now >= workshop.begins_at:
            ended = (RegistrationState.WAITLISTED, RegistrationState.OFFERED)
            assert not workshop.registrations.filter(state__in=ended).exists()
        offers = workshop.registrations.filter(state=RegistrationState.OFFERED)
        assert not offers.filter(offered_until__lt=self.now).exists()
        assert not workshop.registrations.filter(
            holds_seat=True, offered_until__lt=self.now
        ).exists()

    def move_the_days(self, days):
        first = self.now.date() + timedelta(days=days)
        self.save({"starts_on": first, "ends_on": first + timedelta(days=1)})

    def set_status(self, new):
        self.attempt(workshops.set_status, workshop=self.workshop, new=new, by=None, reason="Flood")

    @rule(
        number=which,
        other=which,
        country=countries,
        mode=modes,
        acts=st.sampled_from(["rr", "rc", "ra", "ca", "es"]),
    )
    def two_at_once(self, number, other, country, mode, acts):
        """Two people at one moment, each with a connection of their own."""
        self.now += timedelta(seconds=1)
        coming = self.chosen(number, RegistrationState.ACCEPTED, RegistrationState.CONFIRMED)
        offered = self.chosen(other, RegistrationState.OFFERED)

        by_letter = {
            "r": lambda: self.register_now(country, mode),
            "c": lambda: self.answer_now(coming, RegistrationState.CANCELLED_BY_PARTICIPANT),
            "a": lambda: self.answer_now(offered, RegistrationState.ACCEPTED),
            "e": lambda: waiting_list.expire_offers(self.now),
            "s": lambda: self.replace_now(coming),
        }
        together([by_letter[letter] for letter in acts])

    def register_now(self, country, mode):
        values = self.values(country, "gov_labour", mode)
        registrations.register(workshop=self.workshop, values=values, answers={}, at=self.now)

    def answer_now(self, registration, new):
        if registration:
            registrations.respond(registration=registration, new=new, at=self.now)

    def replace_now(self, registration):
        if registration:
            values = self.values("THA", registration.stakeholder, registration.mode)
            registrations.substitute(
                registration=registration,
                values=values | {"country": registration.country},
                by=None,
                at=self.now,
                reason="post",
            )

    # What always holds.

    def offered(self):
        rows = self.workshop.registrations.filter(state=RegistrationState.OFFERED)
        return set(rows.values_list("pk", flat=True))

    def seats(self):
        return sum(1 for row in self.rows() if self.takes_seat(row))

    def rows(self):
        return list(
            self.workshop.registrations.values(
                "pk", "state", "holds_seat", "mode", "country", "stakeholder", "offered_until"
            )
        )

    def takes_seat(self, row):
        return self.is_held(row) and row["stakeholder"] not in NOT_COUNTED

    def is_held(self, row):
        return row["holds_seat"] or row["state"] in SEATED

    @invariant()
    def all_sentences_hold(self):
        if not hasattr(self, "workshop"):
            return
        workshop = Workshop.objects.get(pk=self.workshop.pk)
        groups = dict(GroupQuota.objects.filter(workshop=workshop).values_list("group", "seats"))
        rows = self.rows()
        free = self.never_more_than_a_limit(workshop, groups, rows)
        self.nobody_waits_beside_a_seat_they_could_take(workshop, rows, free)
        self.no_offer_list_or_seat_in_a_workshop_that_is_over(workshop, rows)
        self.no_offer_outlasts_the_first_day(workshop, rows)
        self.a_replaced_persons_seat_is_the_substitutes(workshop, rows)
        self.no_funded_seat_is_lost_or_given_twice(workshop)

    def never_more_than_a_limit(self, workshop, groups, rows):
        """Never more than a limit. Answers whether a person could take a seat now."""
        held = [row for row in rows if self.takes_seat(row)]
        by_mode = Counter(row["mode"] for row in held)
        by_country = Counter(row["country"] for row in held)
        by_group = Counter(group_of(row["stakeholder"]) for row in held)
        mode_limits = {"in_person": workshop.capacity_in_person, "online": workshop.capacity_online}
        pairs = [(len(held), workshop.capacity)]
        pairs += [(by_mode[mode], limit) for mode, limit in mode_limits.items()]
        pairs += [(n, workshop.country_quota) for n in by_country.values()]
        pairs += [(by_group[group], limit) for group, limit in groups.items()]
        assert all(limit is None or n <= limit for n, limit in pairs), pairs

        def free(row):
            group = group_of(row["stakeholder"])
            asked = [
                (len(held), workshop.capacity),
                (by_mode[row["mode"]], mode_limits[row["mode"]]),
                (by_country[row["country"]], workshop.country_quota),
                (by_group[group], groups.get(group)),
            ]
            return row["stakeholder"] in NOT_COUNTED or all(
                limit is None or n < limit for n, limit in asked
            )

        return free

    def nobody_waits_beside_a_seat_they_could_take(self, workshop, rows, free):
        if workshop.status in TAKING and self.now < workshop.begins_at:
            waits = [row for row in rows if row["state"] == RegistrationState.WAITLISTED]
            assert not [row for row in waits if free(row)]

    def no_offer_list_or_seat_in_a_workshop_that_is_over(self, workshop, rows):
        if workshop.status not in AFTER_THE_END:
            return
        states = {row["state"] for row in rows}
        assert not any(row["holds_seat"] for row in rows)
        assert not states & {RegistrationState.WAITLISTED, RegistrationState.OFFERED}
        if workshop.status == Status.CANCELLED:
            assert not states & (set(OPEN) - {RegistrationState.CHECKED_IN})

    def no_offer_outlasts_the_first_day(self, workshop, rows):
        """Nor is one made from then on."""
        offers = [row for row in rows if row["state"] == RegistrationState.OFFERED]
        assert all(row["offered_until"] <= workshop.begins_at for row in offers)
        open_now = {row["pk"] for row in offers}
        assert self.now < workshop.begins_at or open_now <= self.offers_seen
        self.offers_seen = open_now

    def a_replaced_persons_seat_is_the_substitutes(self, workshop, rows):
        """Until they answer, or its time is over and they were told."""
        for row in rows:
            if not self.heirs.get(row["pk"]) or row["state"] not in BEFORE_ANSWER:
                continue
            if not row["holds_seat"] and workshop.status not in AFTER_THE_END:
                reason = f"registration-{row['pk']}-seat_released"
                told = Mail.objects.filter(reason__startswith=reason).exists()
                erased = Registration.objects.exclude(erased_at=None).filter(pk=row["pk"])
                assert told or erased.exists()

    def no_funded_seat_is_lost_or_given_twice(self, workshop):
        kept = TravelRequest.objects.filter(funded_in=workshop).select_related("registration")
        by_country = Counter(row.funded_country_id for row in kept)
        assert all(n <= workshop.funded_per_country for n in by_country.values())
        for row in kept:
            one = row.registration
            waits_for_heir = (
                one.state == RegistrationState.SUBSTITUTED
                and Nomination.objects.filter(
                    replaces__registration=one,
                    state__in=[NominationState.SUBMITTED, NominationState.RESERVE],
                )
            )
            assert one.has_seat or one.state in COMING or waits_for_heir, one.state
        lost = TravelRequest.objects.filter(
            registration__workshop=workshop, state__in=FUNDED, funded_seat=None
        )
        assert not lost.exclude(registration__country=None).exists()


def together(acts):
    """Every act in a thread of its own, at one moment; what was not a refusal is raised."""
    barrier, raised = threading.Barrier(len(acts)), []

    def run(act):
        try:
            barrier.wait(20)
            act()
        except PortalError:
            pass
        except BaseException as problem:  # noqa: BLE001 - told in the test's own thread
            raised.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if raised:
        raise raised[0]


def test_whatever_happens_the_seats_are_right():
    run_state_machine_as_test(
        SeatsMachine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
