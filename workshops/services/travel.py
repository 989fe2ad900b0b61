"""Travel support: asked for after acceptance, decided once for so many of a country."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import PortalError, Refused
from workshops.models import Registration, SideStatusChange, TravelRequest, Workshop
from workshops.services import letters, transitions
from workshops.states import COMING, FUNDED, TRAVEL, Travel

if TYPE_CHECKING:
    from datetime import datetime


def note(
    registration: Registration,
    lifecycle: str,
    old: str,
    new: str,
    *,
    by,
    at: datetime,
    reason: str = "",
) -> None:
    """Write a change of the state of travel or visa."""
    SideStatusChange.objects.create(
        registration=registration,
        lifecycle=lifecycle,
        old=old,
        new=new,
        by=by,
        at=at,
        reason=reason,
    )


@transaction.atomic
def request(*, registration: Registration, values: dict[str, Any], at: datetime) -> TravelRequest:
    """Ask for support, or answer what was missing. Raises PortalError before acceptance and after the deadline."""
    workshop = transitions.locked(registration.workshop_id)
    registration = Registration.objects.get(pk=registration.pk)
    if workshop.closed_reason:
        raise Refused(workshop.closed_reason)
    if registration.state not in COMING:
        raise PortalError(_("Travel support is asked for after acceptance only."), status=409)
    if (
        workshop.travel_deadline
        and timezone.localdate(timezone=workshop.tz) > workshop.travel_deadline
    ):
        raise PortalError(_("The deadline for travel support has passed."), status=409)
    travel = TravelRequest.objects.filter(registration=registration).first()
    old = travel.state if travel else ""
    if travel is None:
        travel = TravelRequest(registration=registration)
    elif travel.state != Travel.REQUESTED:
        TRAVEL.check(travel.state, Travel.REQUESTED)
    for name, value in values.items():
        setattr(travel, name, value)
    travel.state, travel.changed_at = Travel.REQUESTED, at
    travel.save()
    note(registration, "travel", old, Travel.REQUESTED, by=None, at=at)
    return travel


@transaction.atomic
def decide(*, travel: TravelRequest, new: str, by, at: datetime, reason: str = "") -> TravelRequest:
    """A change of state by an organiser. Raises IllegalTransition, and PortalError when the country has its funded seats already.

    A funded seat has a number of its own within its workshop and country, which the database keeps unique.
    """
    workshop = transitions.locked(travel.registration.workshop_id)
    travel = TravelRequest.objects.select_related("registration__country").get(pk=travel.pk)
    TRAVEL.check(travel.state, new)
    if new in (Travel.DECLINED, Travel.MISSING) and not reason.strip():
        raise PortalError(_("Give the reason; the person will read it."), code="reason_needed")
    if new == Travel.APPROVED:
        _take_funded_seat(workshop, travel)
    elif new not in FUNDED:
        travel.funded_in = travel.funded_country = travel.funded_seat = None
    old = travel.state
    travel.state, travel.reason, travel.changed_at = new, reason.strip(), at
    travel.decided_by, travel.decided_at = by, at
    travel.save()
    note(travel.registration, "travel", old, new, by=by, at=at, reason=reason.strip())
    if new in STATES_WITH_LETTER:
        letters.write(
            travel.registration,
            "travel",
            at=at,
            again=f"{new}-{travel.registration.side_status_changes.count()}",
            travel=travel,
        )
    return travel


STATES_WITH_LETTER = (
    Travel.APPROVED,
    Travel.DECLINED,
    Travel.MISSING,
    Travel.TICKETED,
    Travel.CANCELLED,
)
"""Moves that the person is written about."""


def _take_funded_seat(workshop: Workshop, travel: TravelRequest) -> None:
    country = travel.registration.country
    if country is None or travel.funded_seat:
        return
    seats_taken = set(
        TravelRequest.objects.filter(funded_in=workshop, funded_country=country).values_list(
            "funded_seat", flat=True
        )
    )
    free = (n for n in range(1, workshop.funded_per_country + 1) if n not in seats_taken)
    seat = next(free, None)
    if seat is None:
        text = _("%(country)s has its %(n)s funded seats already.")
        raise PortalError(text % {"country": country, "n": workshop.funded_per_country}, status=409)
    travel.funded_in, travel.funded_country, travel.funded_seat = workshop, country, seat


def end(registration: Registration, *, by, at: datetime) -> None:
    """The support of a person who no longer comes ends, and its funded seat is free. The caller holds the lock.

    Costs that arose stay with the request, so the list of lost costs shows a ticket that nobody used.
    """
    end_and_keep_seat(registration, by=by, at=at)
    free_seat(registration)


def end_and_keep_seat(registration: Registration, *, by, at: datetime) -> None:
    """The support of a replaced person ends; its funded seat stays for who takes their place."""
    travel = TravelRequest.objects.filter(registration=registration).first()
    if travel is None or Travel.CANCELLED not in TRAVEL.following(travel.state):
        return
    old = travel.state
    travel.state, travel.changed_at = Travel.CANCELLED, at
    travel.save()
    note(registration, "travel", old, Travel.CANCELLED, by=by, at=at)


def free_seat(registration: Registration) -> None:
    """The funded seat of support that has ended is free for others."""
    TravelRequest.objects.filter(registration=registration, state=Travel.CANCELLED).update(
        funded_in=None, funded_country=None, funded_seat=None
    )


def hand_over(replaced: Registration, substitute: Registration, *, by, at: datetime) -> None:
    """The funded seat that was kept passes to the substitute, to be decided for the new person.

    A substitute of another country does not take it. The caller holds the lock.
    """
    old = TravelRequest.objects.filter(registration=replaced, state=Travel.CANCELLED).first()
    if old is None or old.funded_seat is None:
        return
    free_seat(replaced)
    if substitute.country_id != old.funded_country_id:
        return
    TravelRequest.objects.create(
        registration=substitute,
        state=Travel.INHERITED,
        wanted=old.wanted,
        basis=old.basis,
        funded_in=old.funded_in,
        funded_country=old.funded_country,
        funded_seat=old.funded_seat,
        changed_at=at,
    )
    note(substitute, "travel", "", Travel.INHERITED, by=by, at=at)


@transaction.atomic
def keep_journey(*, travel: TravelRequest, values: dict[str, Any]) -> TravelRequest:
    """Flights, subsistence, hotel and costs, as organisers note them."""
    travel = TravelRequest.objects.select_for_update(of=("self",)).get(pk=travel.pk)
    for name, value in values.items():
        setattr(travel, name, value)
    travel.save(update_fields=list(values))
    return travel
