"""The waiting list: its order, offers that pass on by themselves, and its end with the first day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Case, Count, F, IntegerField, Max, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from core.rows import each_row
from workshops.models import Details, Registration, Workshop
from workshops.services import letters, travel
from workshops.states import TAKING, Actor, RegistrationState

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet
from workshops.services import seats, transitions


def end_of_queue(workshop: Workshop, at: datetime) -> datetime:
    """The time to queue at: after everybody who stands there already, whenever the request had arrived.

    No two have the same, so a place can pass to a substitute and stay where it was.
    """
    last = workshop.registrations.aggregate(last=Max("queued_at"))["last"]
    return max(at, last + timedelta(microseconds=1)) if last else at


def waiting(workshop: Workshop) -> QuerySet[Registration]:
    """The waiting list in its order: rank in the country's list, least developed countries, the gender
    that is under its target, then the time. Two queries."""
    seated = workshop.registrations.seated().counted()
    counts = seated.aggregate(
        n=Count("pk"), women=Count("pk", filter=Q(gender=Details.Gender.WOMAN))
    )
    short = counts["women"] * 100 < workshop.women_target * max(1, counts["n"])
    women_first = Case(When(gender=Details.Gender.WOMAN, then=Value(0)), default=Value(1))
    reserve = Case(When(nomination__is_reserve=True, then=Value(100)), default=Value(0))
    return (
        workshop.registrations.filter(state=RegistrationState.WAITLISTED)
        .annotate(
            rank=Coalesce(F("nomination__rank"), Value(50), output_field=IntegerField()) + reserve,
            poor=Case(When(country__ldc=True, then=Value(0)), default=Value(1)),
            balance=women_first if short else Value(0),
        )
        .order_by("rank", "poor", "balance", "queued_at", "pk")
    )


def position(registration: Registration) -> int | None:
    """The place on the waiting list, from 1; None for who is not on it."""
    if registration.state != RegistrationState.WAITLISTED:
        return None
    order = list(waiting(registration.workshop).values_list("pk", flat=True))
    return order.index(registration.pk) + 1


def offer_end(workshop: Workshop, at: datetime) -> datetime:
    """When an offer made now ends: after so many days, and never later than the workshop begins."""
    return min(at + timedelta(days=workshop.offer_days), workshop.begins_at)


def settle(workshop: Workshop, at: datetime) -> int:
    """Offer free seats before the first day, and end the list from then on; how many were offered.

    The caller holds the lock.
    """
    if not workshop.is_moving:
        return 0
    if at >= workshop.begins_at:
        _end_list(workshop, at)
        return 0
    return fill(workshop, at)


def fill(workshop: Workshop, at: datetime) -> int:
    """Offer free seats in the order of the waiting list; how many. The caller holds the lock."""
    if not workshop.is_moving or at >= workshop.begins_at:
        return 0
    offered = 0
    while True:
        seats_taken = seats.taken(workshop)
        registration = next(
            (r for r in waiting(workshop) if not seats.why_no_seat(workshop, seats_taken, r)), None
        )
        if registration is None:
            return offered
        registration = Registration.objects.get(pk=registration.pk)
        registration.offered_until = offer_end(workshop, at)
        transitions.transition(
            registration, RegistrationState.OFFERED, actor=Actor.SYSTEM, by=None, at=at
        )
        letters.write(registration, "offered", at=at)
        offered += 1


def expire_offers(at: datetime) -> int:
    """End what nobody answered in time and pass each seat on; how many offers and held seats ended.

    On the first day of a workshop its offers and its waiting list end.
    """
    overdue = Registration.objects.filter(
        Q(state=RegistrationState.OFFERED) | Q(holds_seat=True), offered_until__lt=at
    )

    def expire(pk: int) -> int:
        workshop = transitions.locked(pk)
        ended = _end_overdue(workshop, at)
        settle(workshop, at)
        return ended

    workshops = set(overdue.values_list("workshop", flat=True)) | _begun_with_a_list(at)
    return each_row(workshops, expire, what="offers of a workshop").total


def _begun_with_a_list(at: datetime) -> set[int]:
    """Workshops whose first day has come where it takes place, and where people wait or seats are held."""
    today_somewhere = (at + timedelta(hours=15)).date()
    begun = Workshop.objects.filter(status__in=TAKING, starts_on__lte=today_somewhere).filter(
        Q(registrations__state__in=(RegistrationState.WAITLISTED, RegistrationState.OFFERED))
        | Q(registrations__holds_seat=True, registrations__offered_until=None)
    )
    return {workshop.pk for workshop in begun.distinct() if at >= workshop.begins_at}


def _end_overdue(workshop: Workshop, at: datetime) -> int:
    """Offers and held seats whose time is over."""
    overdue = workshop.registrations.filter(
        Q(state=RegistrationState.OFFERED) | Q(holds_seat=True), offered_until__lt=at
    )
    ended = 0
    for registration in overdue:
        if registration.state == RegistrationState.OFFERED:
            _expire(registration, at)
        else:
            release(registration, at)
        ended += 1
    return ended


def _expire(registration: Registration, at: datetime) -> None:
    transitions.transition(
        registration, RegistrationState.EXPIRED, actor=Actor.SYSTEM, by=None, at=at
    )
    letters.write(registration, "offer_expired", at=at)


def release(registration: Registration, at: datetime) -> None:
    """Hold the seat no longer for who has not answered; they are told. The caller fills the seat."""
    registration.holds_seat, registration.offered_until = False, None
    registration.save(update_fields=["holds_seat", "offered_until"])
    travel.end(registration, by=None, at=at)
    # Who never confirmed the address may be a stranger to all this: no second letter.
    if registration.state not in (RegistrationState.SUBSTITUTED, RegistrationState.UNCONFIRMED):
        letters.write(registration, "seat_released", at=at, again=f"released-{at:%Y%m%d%H%M%S}")


def _end_list(workshop: Workshop, at: datetime) -> None:
    """The first day has come: offers, seats held without an answer, and the list end; people are told."""
    for registration in workshop.registrations.filter(state=RegistrationState.OFFERED):
        _expire(registration, at)
    for registration in workshop.registrations.filter(holds_seat=True, offered_until=None):
        release(registration, at)
    for registration in workshop.registrations.filter(state=RegistrationState.WAITLISTED):
        transitions.transition(
            registration,
            RegistrationState.LIST_ENDED,
            actor=Actor.SYSTEM,
            by=None,
            at=at,
            reason=_("The workshop has begun."),
        )
        letters.write(registration, "waiting_list_ended", at=at)


def end_all(workshop: Workshop, at: datetime) -> None:
    """No offer, no held seat and no list stays in a workshop that is over. The caller holds the lock."""
    workshop.registrations.filter(holds_seat=True).update(offered_until=None)
    _end_list(workshop, at)


def suspend(workshop: Workshop, at: datetime) -> None:
    """A postponed workshop offers nothing: people go back to their place on the list, held seats wait on.

    The caller holds the lock.
    """
    for registration in workshop.registrations.filter(state=RegistrationState.OFFERED):
        registration.queued_at = registration.queued_at or end_of_queue(workshop, at)
        registration.offered_until = None
        transitions.transition(
            registration, RegistrationState.WAITLISTED, actor=Actor.SYSTEM, by=None, at=at
        )
    workshop.registrations.filter(holds_seat=True).update(offered_until=None)


def move_ends(workshop: Workshop, at: datetime) -> None:
    """Offers never outlast the day before a first day that was moved, nor do seats that are held for an answer, but
    for those of who is invited once the workshop has begun. The caller holds the lock."""
    waits = Q(state=RegistrationState.OFFERED)
    if at < workshop.begins_at:
        waits |= Q(holds_seat=True)
    rows = workshop.registrations.filter(waits, offered_until__gt=workshop.begins_at)
    rows.update(offered_until=workshop.begins_at)
