"""Registrations: every change of state under the lock of its workshop, so that no seat is ever given twice."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import PortalError
from workshops.models import Registration, StatusChange, Workshop
from workshops.services import letters, travel
from workshops.services.answers import save_answers
from workshops.states import OPEN, REGISTRATION, Actor, RegistrationState

if TYPE_CHECKING:
    from datetime import date, datetime

from workshops.services import seats, transitions, waiting_list

LISTED_DAYS = 365
"""Days after the workshop for which a name is listed, where the person agreed to it."""


RETURN_DAYS = 10
"""Days for completing a registration that was returned."""


class Closed(PortalError):
    """The workshop takes no registrations now."""

    code, status = "closed", 409


class Twice(PortalError):
    """The person is registered already."""

    code, status = "registered_already", 409


@transaction.atomic
def register(
    *,
    workshop: Workshop,
    values: dict[str, Any],
    answers: dict[int, Any],
    by=None,
    at: datetime,
    actor: str = Actor.PERSON,
    has_consented: bool = True,
) -> Registration:
    """A new registration of a person who comes by themselves or is entered by an organiser.

    Without `has_consented` the person is asked on their own page. Raises Closed, Twice. Where the workshop accepts at once, the person has a seat or a place on the
    waiting list when this returns.
    """
    workshop = transitions.locked(workshop.pk)
    if actor == Actor.PERSON and not workshop.takes_registrations:
        raise Closed(_("This workshop takes no registrations now."))
    if workshop.registrations.filter(email__iexact=values["email"], state__in=OPEN).exists():
        raise Twice(
            _("This address is registered already. The link to the registration was sent to it.")
        )
    values = {"mode": workshop.modes[0]} | values
    registration = Registration(workshop=workshop, state="", **values)
    registration.consent_processing = at if has_consented else None
    registration.listed_until = listing_ends(registration)
    REGISTRATION.check_for(None, RegistrationState.SUBMITTED, actor)
    registration.state = RegistrationState.SUBMITTED
    registration.changed_at = at
    registration.save()
    StatusChange.objects.create(
        registration=registration,
        at=at,
        old="",
        new=RegistrationState.SUBMITTED,
        actor=actor,
        by=by,
    )
    save_answers(registration, answers)
    _review(workshop, registration, at)
    return registration


@transaction.atomic
def submit(
    *, registration: Registration, values: dict[str, Any], answers: dict[int, Any], at: datetime
) -> Registration:
    """What an invited person, or one whose registration was returned, fills in. The address stays."""
    workshop = transitions.locked(registration.workshop_id)
    registration = Registration.objects.get(pk=registration.pk)
    for name, value in values.items():
        if name != "email":
            setattr(registration, name, value)
    registration.consent_processing, registration.answer_until = at, None
    registration.listed_until = listing_ends(registration)
    transitions.transition(
        registration, RegistrationState.SUBMITTED, actor=Actor.PERSON, by=None, at=at
    )
    save_answers(registration, answers)
    _review(workshop, registration, at)
    return registration


def listing_ends(registration: Registration) -> date | None:
    """The last day on which a name is listed by consent: a year after the workshop."""
    if registration.listed == Registration.Listed.NOBODY:
        return None
    return registration.workshop.ends_on + timedelta(days=LISTED_DAYS)


def _review(workshop: Workshop, registration: Registration, at: datetime) -> None:
    transitions.transition(
        registration, RegistrationState.PENDING, actor=Actor.SYSTEM, by=None, at=at
    )
    if not workshop.accepts_at_once:
        letters.write(registration, "received", at=at)
        return
    _place(workshop, registration, actor=Actor.SYSTEM, by=None, at=at)


def _place(workshop: Workshop, registration: Registration, *, actor: str, by, at: datetime) -> None:
    """A seat, or the waiting list where others wait already or no seat is free."""
    others_wait = workshop.registrations.filter(state=RegistrationState.WAITLISTED).exists()
    if not (others_wait and workshop.accepts_at_once) and not seats.why_no_seat(
        workshop, seats.taken(workshop), registration
    ):
        transitions.transition(registration, RegistrationState.ACCEPTED, actor=actor, by=by, at=at)
        letters.write(registration, "accepted", at=at)
        return
    _check_room(workshop)
    registration.queued_at = registration.queued_at or waiting_list.end_of_queue(workshop, at)
    transitions.transition(registration, RegistrationState.WAITLISTED, actor=actor, by=by, at=at)
    letters.write(registration, "waitlisted", at=at)
    waiting_list.fill(workshop, at)


def _check_room(workshop: Workshop) -> None:
    limit = workshop.reserve_size
    if (
        limit is not None
        and workshop.registrations.filter(state=RegistrationState.WAITLISTED).count() >= limit
    ):
        raise seats.NoSeat(_("All seats and all places on the waiting list are taken."))


@transaction.atomic
def decide(
    *, registration: Registration, new: str, by, at: datetime, reason: str = "", cause: str = ""
) -> Registration:
    """A change of state by an organiser. Raises IllegalTransition, and NoSeat where acceptance finds none."""
    workshop = transitions.locked(registration.workshop_id)
    registration = Registration.objects.select_related("country").get(pk=registration.pk)
    held_a_seat = registration.state in (
        RegistrationState.ACCEPTED,
        RegistrationState.CONFIRMED,
        RegistrationState.OFFERED,
    )
    _prepare(workshop, registration, new, at)
    transitions.transition(
        registration, new, actor=Actor.ORGANISER, by=by, at=at, reason=reason, cause=cause
    )
    letters.write_of_change(registration, new, at=at)
    if new in (RegistrationState.CANCELLED_BY_ORGANISER, RegistrationState.SUBSTITUTED):
        travel.end(registration, by=by, at=at)
        if held_a_seat:
            waiting_list.fill(workshop, at)
    return registration


def _prepare(workshop: Workshop, registration: Registration, new: str, at: datetime) -> None:
    """What a state needs before it is reached: a free seat, an end of the offer, a place to wait."""
    if new in (RegistrationState.ACCEPTED, RegistrationState.OFFERED):
        if why := seats.why_no_seat(workshop, seats.taken(workshop), registration):
            raise seats.NoSeat(why + " " + _("Put the person on the waiting list."))
        if new == RegistrationState.OFFERED:
            registration.offered_until = at + timedelta(days=workshop.offer_days)
    elif new == RegistrationState.RETURNED:
        registration.answer_until = at.astimezone(workshop.tz).date() + timedelta(days=RETURN_DAYS)
    elif new == RegistrationState.WAITLISTED:
        _check_room(workshop)
        registration.queued_at = registration.queued_at or waiting_list.end_of_queue(workshop, at)


@transaction.atomic
def respond(
    *,
    registration: Registration,
    new: str,
    at: datetime,
    reason: str = "",
    cause: str = "",
    mode: str = "",
) -> Registration:
    """A change of state by the person: confirm, accept an offer, decline, cancel. Frees the seat where it was one."""
    workshop = transitions.locked(registration.workshop_id)
    registration = Registration.objects.get(pk=registration.pk)
    if (
        registration.state == RegistrationState.OFFERED
        and new == RegistrationState.ACCEPTED
        and registration.offered_until
        and registration.offered_until < at
    ):
        raise Closed(
            _("The offer ended before you answered. The seat was offered to the next person.")
        )
    if new == RegistrationState.CONFIRMED and mode in workshop.modes and mode != registration.mode:
        _change_mode(workshop, registration, mode)
    frees = registration.state in (
        RegistrationState.ACCEPTED,
        RegistrationState.CONFIRMED,
        RegistrationState.OFFERED,
    )
    transitions.transition(
        registration, new, actor=Actor.PERSON, by=None, at=at, reason=reason, cause=cause
    )
    if new == RegistrationState.CANCELLED_BY_PARTICIPANT:
        travel.end(registration, by=None, at=at)
    if new in (
        RegistrationState.CONFIRMED,
        RegistrationState.ACCEPTED,
        RegistrationState.CANCELLED_BY_PARTICIPANT,
    ):
        letters.write_of_change(registration, new, at=at)
    if frees and new in (
        RegistrationState.CANCELLED_BY_PARTICIPANT,
        RegistrationState.DECLINED,
        RegistrationState.CONFIRMED,
    ):
        # A confirmation may change the way of taking part, which frees a seat of the other.
        waiting_list.fill(workshop, at)
    return registration


def _change_mode(workshop: Workshop, registration: Registration, mode: str) -> None:
    """Take part in the other way, where a seat is free there. Raises NoSeat."""
    limit = {"in_person": workshop.capacity_in_person, "online": workshop.capacity_online}[mode]
    if limit is not None and seats.taken(workshop).modes.get(mode, 0) >= limit:
        raise seats.NoSeat(_("All seats for this way of taking part are taken."))
    registration.mode = mode


@transaction.atomic
def invite(
    *, workshop: Workshop, values: dict[str, Any], by, at: datetime, nomination=None
) -> Registration:
    """An invitation that only this address can answer. Raises Twice."""
    workshop = transitions.locked(workshop.pk)
    if workshop.registrations.filter(email__iexact=values["email"], state__in=OPEN).exists():
        raise Twice(
            _("%(address)s is registered for this workshop already.") % {"address": values["email"]}
        )
    values = {"mode": workshop.modes[0]} | values
    registration = Registration(workshop=workshop, nomination=nomination, **values)
    REGISTRATION.check_for(None, RegistrationState.INVITED, Actor.ORGANISER)
    registration.state, registration.changed_at = RegistrationState.INVITED, at
    registration.save()
    StatusChange.objects.create(
        registration=registration,
        at=at,
        old="",
        new=RegistrationState.INVITED,
        actor=Actor.ORGANISER,
        by=by,
    )
    letters.write(registration, "invited", at=at)
    return registration


@transaction.atomic
def take_over(
    *,
    workshop: Workshop,
    values: dict[str, Any],
    answers: dict[int, Any] | None = None,
    by,
    at: datetime,
) -> Registration:
    """A registration made elsewhere; its `state` is that of the other system, `complete` or `pending`.

    Who was accepted there has a seat while there is one, and else a place on the waiting list. What was
    agreed to there says nothing about here, so the person is asked. Raises Twice.
    """
    values = dict(values)
    accepted = values.pop("state", "") == "complete"
    registration = register(
        workshop=workshop,
        values=values,
        answers=answers or {},
        by=by,
        at=at,
        actor=Actor.ORGANISER,
        has_consented=False,
    )
    if not accepted or registration.state != RegistrationState.PENDING:
        return registration
    try:
        return decide(registration=registration, new=RegistrationState.ACCEPTED, by=by, at=at)
    except seats.NoSeat:
        return decide(registration=registration, new=RegistrationState.WAITLISTED, by=by, at=at)


@transaction.atomic
def substitute(
    *, registration: Registration, values: dict[str, Any], by, at: datetime, reason: str
) -> Registration:
    """Another person in the place of one: the seat goes over only when the new one is accepted."""
    workshop = transitions.locked(registration.workshop_id)
    if not workshop.takes_substitutes:
        raise Closed(_("The last day for naming another person has passed."))
    decide(
        registration=registration, new=RegistrationState.SUBSTITUTED, by=by, at=at, reason=reason
    )
    return invite(workshop=workshop, values=values, by=by, at=at)
