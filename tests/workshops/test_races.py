"""One race for each guarded rule: with the workshop's lock it holds, without it the same race breaks it."""

import threading
import time
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection

from core.documents import has_fonts
from core.errors import PortalError, Refused
from core.models import Job
from tests.workshops.making import NOW, make_workshop, person, register
from workshops.models import (
    Certificate,
    GroupQuota,
    Mail,
    Registration,
    StatusChange,
    TravelRequest,
    Workshop,
    WorkshopCode,
)
from workshops.services import (
    access_codes,
    attendance,
    certificates,
    erasure,
    letters,
    personal_data,
    registrations,
    registrations_admin,
    seats,
    transitions,
    travel,
    waiting_list,
    workshops,
)
from workshops.states import FUNDED, REGISTRATION, RegistrationState

pytestmark = pytest.mark.django_db(transaction=True)
both = pytest.mark.parametrize("locked", [True, False], ids=["locked", "unlocked"])


def at_once(acts):
    """Every act in a thread and a connection of its own, at one moment; what each raised."""
    barrier, raised = threading.Barrier(len(acts)), []

    def run(act):
        try:
            barrier.wait(20)
            act()
        except (PortalError, IntegrityError) as problem:
            raised.append(type(problem))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised


@pytest.fixture
def unlock(monkeypatch):
    """Take the lock away, and make the named step slow, so that the others come between."""

    def prepare(locked, owner, name):
        step = getattr(owner, name)

        def slowly(*given, **named):
            answer = step(*given, **named)
            time.sleep(0.1)
            return answer

        if not locked:
            monkeypatch.setattr(transitions, "locked", lambda pk: Workshop.objects.get(pk=pk))
            monkeypatch.setattr(owner, name, slowly)

    return prepare


SEATS = {
    "total": ({"capacity": 2}, {}),
    "country": ({"capacity": 50, "country_quota": 2}, {"country": "VNM"}),
    "way": ({"capacity": 50, "capacity_online": 2, "form": "hybrid"}, {"mode": "online"}),
    "group": ({"capacity": 50}, {"stakeholder": "gov_labour"}),
}  # fmt: skip


@both
def test_seats_by_every_rule(locked, unlock):
    unlock(locked, seats, "why_no_seat")
    for rule, (fields, who) in SEATS.items():
        workshop = make_workshop(sessions=0, **fields)
        if rule == "group":
            GroupQuota.objects.create(workshop=workshop, group="government", seats=2)
        people = [person(**who) for _n in range(6)]

        at_once(
            [
                lambda values=values, workshop=workshop: registrations.register(
                    workshop=workshop, values=values, answers={}, at=NOW
                )
                for values in people
            ]
        )

        states = list(workshop.registrations.values_list("state", flat=True))
        assert len(states) == 6, rule
        assert (states.count(RegistrationState.ACCEPTED) == 2) is locked, rule
        if locked:
            assert states.count(RegistrationState.WAITLISTED) == 4, rule


@both
def test_a_funded_seat(locked, unlock):
    workshop = make_workshop(sessions=0, capacity=9, funded_per_country=1)
    rows = [
        TravelRequest.objects.create(registration=register(workshop), departure_city="X")
        for _n in range(4)
    ]
    unlock(locked, travel, "_take_funded_seat")

    raised = at_once(
        [lambda row=row: travel.decide(travel=row, new="approved", by=None, at=NOW) for row in rows]
    )

    # The database refuses a second seat even without the lock, but then the organiser sees a failure, no reason.
    assert TravelRequest.objects.filter(state__in=FUNDED).count() == 1
    assert (IntegrityError in raised) is not locked
    assert len(raised) == 3


@both
def test_an_offer_is_taken_or_passed_on_never_both(locked, unlock):
    workshop = make_workshop(sessions=0, capacity=1)
    register(workshop)
    offered, waits = register(workshop), register(workshop)
    first = workshop.registrations.get(state=RegistrationState.ACCEPTED)
    registrations.respond(
        registration=first, new=RegistrationState.CANCELLED_BY_PARTICIPANT, at=NOW
    )
    end = Registration.objects.get(pk=offered.pk).offered_until
    unlock(locked, REGISTRATION, "check_for")

    at_once(
        [
            lambda: registrations.respond(
                registration=offered, new=RegistrationState.ACCEPTED, at=end
            ),
            lambda: waiting_list.expire_offers(end + timedelta(seconds=1)),
        ]
    )

    answers = StatusChange.objects.filter(
        registration=offered, old=RegistrationState.OFFERED
    ).count()
    assert (answers == 1) is locked
    if locked:
        assert workshop.registrations.seated().count() == 1
        waits.refresh_from_db()
        taken = Registration.objects.get(pk=offered.pk).state == RegistrationState.ACCEPTED
        assert waits.state == (RegistrationState.WAITLISTED if taken else RegistrationState.OFFERED)


@both
def test_one_address_registers_once(locked, unlock):
    workshop = make_workshop(sessions=0, capacity=9)
    people = [person(email="same@example.org") for _n in range(5)]
    unlock(locked, REGISTRATION, "check_for")

    raised = at_once(
        [
            lambda values=values: registrations.register(
                workshop=workshop, values=values, answers={}, at=NOW
            )
            for values in people
        ]
    )

    assert workshop.registrations.count() == 1
    assert raised.count(registrations.Twice) == (4 if locked else raised.count(registrations.Twice))
    assert (IntegrityError in raised) is not locked


@both
def test_a_certificate_and_its_serial_are_issued_once(locked, unlock):
    workshop = make_workshop(sessions=1, capacity=9)
    for _n in range(3):
        register(workshop)
    Registration.objects.update(state=RegistrationState.ATTENDED)
    Workshop.objects.update(status="held")
    unlock(locked, certificates, "eligible")

    raised = at_once([lambda: certificates.issue(workshop=workshop, by=None, at=NOW)] * 4)

    serials = list(Certificate.objects.values_list("serial", flat=True))
    assert len(serials) == len(set(serials)) == 3
    assert (IntegrityError in raised) is not locked


@both
def test_a_code_that_is_replayed_is_recorded_once(locked, unlock):
    workshop = make_workshop(sessions=1)
    one, session = register(workshop), workshop.sessions.get()
    unlock(locked, attendance, "_check_belongs")

    raised = at_once(
        [lambda: attendance.record(registration=one, session=session, method="qr", at=NOW, key="k")]
        * 5
    )

    assert one.attendances.count() == 1
    assert one.attendances.get().changes.count() == 0
    moves = StatusChange.objects.filter(registration=one, new=RegistrationState.CHECKED_IN).count()
    assert ((raised, moves) == ([], 1)) is locked


def test_of_two_that_want_a_code_at_once_one_has_it_for_good():
    def take(workshop):
        for code in ("wanted", f"later-{workshop.pk}"):
            workshop.refresh_from_db()
            values = {"code": code}
            workshops.save(workshop=workshop, values=values, by=None, at=NOW)

    pair = [make_workshop(), make_workshop()]

    raised = at_once([lambda workshop=workshop: take(workshop) for workshop in pair])

    assert raised == [Refused]
    assert WorkshopCode.objects.filter(code="wanted").count() == 1


@pytest.mark.skipif(not has_fonts(), reason="the fonts are not installed (make assets)")
@pytest.mark.parametrize("first", ["erasure", "printing"])
def test_whoever_is_erased_while_their_certificate_is_printed_gets_no_letter(monkeypatch, first):
    """Printing takes a second; what it began is undone by the erasure, or it finds nobody any more."""
    workshop = make_workshop(sessions=0)
    one = register(workshop)
    Registration.objects.update(state="attended")
    Workshop.objects.update(status="held")
    certificates.issue(workshop=workshop, by=None, at=NOW)
    job = Job.objects.get(kind=certificates.PRINT)
    midway, name = threading.Event(), one.family
    slow, step = (
        (certificates, "_print") if first == "printing" else (personal_data, "clear_registrations")
    )
    begun = getattr(slow, step)

    def slowly(*given, **named):
        answer = begun(*given, **named)
        midway.set()
        time.sleep(0.3)
        return answer

    monkeypatch.setattr(slow, step, slowly)
    acts = {
        "printing": lambda: certificates.print_certificate(job),
        "erasure": lambda: erasure.erase(registration=one, at=NOW),
    }
    leading = acts.pop(first)
    (following,) = acts.values()

    assert at_once([leading, lambda: midway.wait(20) and following()]) == []

    certificate = Certificate.objects.get()
    assert (certificate.printed_name, certificate.stored, certificate.credential) == ("", "", "")
    assert not Mail.objects.filter(kind="certificate").exists()
    assert not Mail.objects.filter(body__contains=name).exists()
    assert not default_storage.exists(f"certificates/{certificate.serial}.pdf")


def test_whoever_is_erased_while_letters_to_many_are_written_gets_none():
    workshop = make_workshop(sessions=0)
    one, other = register(workshop), register(workshop)
    read = list(workshop.registrations.order_by("pk"))
    erasure.erase(registration=one, at=NOW)

    written = letters.bulk(read, texts={"en": ("Room", "Dear {name}")}, key="k", at=NOW)

    assert written == 1
    assert list(Mail.objects.filter(kind="bulk").values_list("to", flat=True)) == [other.email]


def test_a_letter_with_a_code_and_a_decision_at_one_moment_wait_for_each_other(monkeypatch):
    """One holds the person's row and names the workshop, the other holds the workshop and wants the person's row."""
    workshop = make_workshop(sessions=0)
    one = register(workshop)
    midway, write = threading.Event(), letters.write

    def slowly(registration, name, **named):
        if name == "code":
            midway.set()
            time.sleep(0.3)
        return write(registration, name, **named)

    monkeypatch.setattr(letters, "write", slowly)

    raised = at_once(
        [
            lambda: access_codes.send(registration=one, at=NOW),
            lambda: midway.wait(20) and cancel(one),
        ]
    )

    assert raised == []
    assert Registration.objects.get().state == "cancelled_by_organiser"
    assert Mail.objects.filter(kind__in=("code", "cancelled_by_organiser")).count() == 2


def cancel(registration):
    registrations.decide(
        registration=registration, new="cancelled_by_organiser", by=None, at=NOW, reason="x"
    )


def test_a_decision_brings_back_neither_an_old_link_nor_an_old_consent(monkeypatch):
    """It saves the whole row, as it was read before the person ended the link and took the consent back."""
    workshop = make_workshop(sessions=0)
    one = register(workshop, listed="public", consent_photos=True)
    midway, check, old = threading.Event(), REGISTRATION.check_for, one.secret

    def slowly(*given):
        midway.set()
        time.sleep(0.3)
        return check(*given)

    monkeypatch.setattr(REGISTRATION, "check_for", slowly)

    def take_back():
        registrations_admin.set_consents(
            registration=one, listed="nobody", photos=False, contact=False
        )
        registrations_admin.end_link(one)

    assert at_once([lambda: cancel(one), lambda: midway.wait(20) and take_back()]) == []

    now = Registration.objects.get()
    assert now.state == "cancelled_by_organiser"
    assert (now.listed, now.consent_photos, now.secret != old) == ("nobody", False, True)
