"""The waiting list: its order, and offers that pass on by themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Case, Count, F, IntegerField, Max, Q, Value, When
from django.db.models.functions import Coalesce

from core.rows import each_row
from workshops.models import Details, Registration, Workshop
from workshops.services import letters
from workshops.states import Actor, RegistrationState

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet
from workshops.services import seats, transitions


def end_of_queue(workshop: Workshop, at: datetime) -> datetime:
    """The time to queue at: never before who stands there already, whenever the request had arrived."""
    last = workshop.registrations.aggregate(last=Max("queued_at"))["last"]
    return max(at, last) if last else at


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


def fill(workshop: Workshop, at: datetime) -> int:
    """Offer free seats in the order of the waiting list; how many. The caller holds the lock."""
    if not workshop.is_moving:
        return 0
    offered = 0
    while True:
        seats_taken = seats.taken(workshop)
        if seats_taken.total >= workshop.capacity:
            return offered
        registration = next(
            (r for r in waiting(workshop) if not seats.why_no_seat(workshop, seats_taken, r)), None
        )
        if registration is None:
            return offered
        registration = Registration.objects.get(pk=registration.pk)
        registration.offered_until = at + timedelta(days=workshop.offer_days)
        transitions.transition(
            registration, RegistrationState.OFFERED, actor=Actor.SYSTEM, by=None, at=at
        )
        letters.write(registration, "offered", at=at)
        offered += 1


def expire_offers(at: datetime) -> int:
    """End offers that nobody answered in time and pass each seat on; how many ended."""
    due = Registration.objects.filter(state=RegistrationState.OFFERED, offered_until__lt=at)

    def expire(pk: int) -> int:
        workshop, ended = transitions.locked(pk), 0
        for registration in due.filter(workshop=pk):
            transitions.transition(
                registration, RegistrationState.EXPIRED, actor=Actor.SYSTEM, by=None, at=at
            )
            letters.write(registration, "offer_expired", at=at)
            ended += 1
        fill(workshop, at)
        return ended

    workshops = set(due.values_list("workshop", flat=True))
    return each_row(workshops, expire, what="offers of a workshop").total
