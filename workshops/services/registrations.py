"""Registrations: every change of state under the lock of its workshop, so that no seat is ever given twice."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import PortalError, Refused
from workshops.models import Mail, Registration, StatusChange, Workshop
from workshops.models.people import check_country, representation_of
from workshops.services import letters, privacy_notices, travel
from workshops.services.answers import save_answers
from workshops.states import (
    NOMINATION,
    OPEN,
    REGISTRATION,
    Actor,
    NominationState,
    RegistrationState,
    Status,
)

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

from workshops.services import seats, substitutions, transitions, waiting_list, webhooks

LISTED_DAYS = 365
"""Days after the workshop for which a name is listed, where the person agreed to it."""


HOLD_TIME = timedelta(minutes=30)
"""How long a seat is held for who has not confirmed the address yet."""
UNCONFIRMED_DAYS = 7
"""Days after which a registration whose address nobody confirmed is deleted."""
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
    is_confirmed: bool = True,
    needs_review: bool = True,
    may_hold: bool = True,
) -> Registration:
    """A new registration of a person who comes by themselves or is entered by an organiser.

    Without `has_consented` the person is asked on their own page; without `needs_review` a free seat is theirs
    whatever the workshop's rule. Without `is_confirmed` anybody may have typed the address: it counts once
    `confirm_address` is called, and a seat is held for HOLD_TIME where `may_hold` says so.

    Raises Closed, Twice. Where the workshop accepts at once, the person has a seat or a place on the
    waiting list when this returns.
    """
    workshop = transitions.locked(workshop.pk)
    if actor == Actor.PERSON and not workshop.takes_registrations:
        raise Closed(_("This workshop takes no registrations now."))
    if workshop.status == Status.CANCELLED:
        raise Refused(workshop.closed_reason)
    if workshop.registrations.filter(email__iexact=values["email"], state__in=OPEN).exists():
        raise Twice(
            _("This address is registered already. The link to the registration was sent to it.")
        )
    values = {"mode": workshop.modes[0]} | values
    registration = Registration(workshop=workshop, state="", **values)
    if has_consented:
        _note_consent(registration, at)
    _check_details(registration)
    registration.listed_until = listing_ends(registration)
    state = RegistrationState.SUBMITTED if is_confirmed else RegistrationState.UNCONFIRMED
    REGISTRATION.check_for(None, state, actor)
    registration.state = state
    registration.changed_at = at
    registration.save()
    StatusChange.objects.create(
        registration=registration,
        at=at,
        old="",
        new=state,
        actor=actor,
        by=by,
    )
    save_answers(registration, answers)
    if is_confirmed:
        webhooks.queue("registration.created", registration, at=at)
        _review(workshop, registration, at, needs_review=needs_review)
    else:
        _await_confirmation(workshop, registration, at, may_hold=may_hold)
    return registration


def _await_confirmation(
    workshop: Workshop, registration: Registration, at: datetime, *, may_hold: bool
) -> None:
    """Ask for the confirmation of the address; hold a seat where one is given without a review."""
    if workshop.accepts_at_once:
        waiting_list.fill(workshop, at)
        if seats.why_no_seat(workshop, seats.taken(workshop), registration):
            _check_room(workshop, at)
        elif may_hold:
            registration.holds_seat, registration.offered_until = True, at + HOLD_TIME
            registration.save(update_fields=["holds_seat", "offered_until"])
    letters.write(registration, "confirm_registration", at=at)


@transaction.atomic
def confirm_address(*, registration: Registration, at: datetime) -> Registration:
    """The registration counts from now on: with the seat that is held, else as one that comes now.

    A second confirmation changes nothing. Raises Refused where the workshop is over, and NoSeat where
    the seat has passed on and the waiting list is full.
    """
    workshop = transitions.locked(registration.workshop_id)
    registration = Registration.objects.select_related("nomination").get(pk=registration.pk)
    if registration.state != RegistrationState.UNCONFIRMED:
        return registration
    if workshop.closed_reason:
        raise Refused(workshop.closed_reason)
    if registration.holds_seat and registration.offered_until and registration.offered_until < at:
        waiting_list.release(registration, at)
        waiting_list.fill(workshop, at)
    transitions.transition(
        registration, RegistrationState.SUBMITTED, actor=Actor.PERSON, by=None, at=at
    )
    webhooks.queue("registration.created", registration, at=at)
    _review(workshop, registration, at)
    return registration


@transaction.atomic
def delete_unconfirmed(rows: QuerySet[Registration], _at: datetime) -> int:
    """Delete registrations whose address nobody confirmed, with their letters; how many."""
    pks = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    Mail.objects.filter(registration__in=pks).delete()
    Registration.objects.filter(pk__in=pks).delete()
    return len(pks)


@transaction.atomic
def submit(
    *, registration: Registration, values: dict[str, Any], answers: dict[int, Any], at: datetime
) -> Registration:
    """What an invited person, or one whose registration was returned, fills in. The address stays."""
    workshop = transitions.locked(registration.workshop_id)
    registration = Registration.objects.select_related("nomination").get(pk=registration.pk)
    if workshop.closed_reason:
        raise Refused(workshop.closed_reason)
    if registration.holds_seat and registration.offered_until and registration.offered_until < at:
        waiting_list.release(registration, at)
        waiting_list.fill(workshop, at)
    country = registration.country_id
    for name, value in values.items():
        if name != "email":
            setattr(registration, name, value)
    _check_details(registration)
    if registration.country_id != country:
        travel.end(registration, by=None, at=at)
    registration.answer_until = None
    _note_consent(registration, at)
    registration.listed_until = listing_ends(registration)
    transitions.transition(
        registration, RegistrationState.SUBMITTED, actor=Actor.PERSON, by=None, at=at
    )
    save_answers(registration, answers)
    _review(workshop, registration, at)
    return registration


def _note_consent(registration: Registration, at: datetime) -> None:
    """When the person agreed, and to which version of the notice."""
    registration.consent_processing = at
    registration.notice_version = privacy_notices.version_of(registration.workshop)


def _check_details(registration: Registration) -> None:
    """For whom the person comes, and the country of a delegation. Raises PortalError."""
    kind = registration.participant_kind
    if kind and not registration.workshop.participant_kinds.filter(code=kind).exists():
        raise PortalError(
            _("This workshop has no such kind of participants."), code="unknown_kind", status=422
        )
    registration.representation = representation_of(registration)
    if problem := check_country(registration):
        raise PortalError(problem, code="country_needed", status=422)


def listing_ends(registration: Registration) -> date | None:
    """The last day on which a name is listed by consent: a year after the workshop."""
    if registration.listed == Registration.Listed.NOBODY:
        return None
    return registration.workshop.ends_on + timedelta(days=LISTED_DAYS)


def _review(
    workshop: Workshop, registration: Registration, at: datetime, *, needs_review: bool = True
) -> None:
    held = registration.holds_seat
    transitions.transition(
        registration, RegistrationState.PENDING, actor=Actor.SYSTEM, by=None, at=at
    )
    if held:
        _take_held_seat(workshop, registration, at)
        return
    asks = needs_review and not workshop.accepts_at_once
    if asks and not _was_reviewed(registration):
        letters.write(registration, "received", at=at)
        return
    _place(workshop, registration, actor=Actor.SYSTEM, by=None, at=at)


def _was_reviewed(registration: Registration) -> bool:
    """An accepted nominee, and who takes a place on the list, were decided on before they were invited."""
    nomination = registration.nomination
    accepted = nomination is not None and nomination.state == NominationState.ACCEPTED
    return accepted or bool(registration.replaces_id and registration.queued_at)


def _take_held_seat(workshop: Workshop, registration: Registration, at: datetime) -> None:
    """Accept who answers while a seat is held for them. Raises NoSeat where they ask for one of another kind.

    The seat is free in between under the lock alone, so nobody else can take it.
    """
    registration.offered_until = None
    taken = seats.taken(workshop, without=registration.pk)
    if why := seats.why_no_seat(workshop, taken, registration):
        raise seats.NoSeat(
            _(
                "%(why)s The seat that is held for you is for the country, the group and the way of"
                " taking part that you were invited with."
            )
            % {"why": why}
        )
    transitions.transition(
        registration, RegistrationState.ACCEPTED, actor=Actor.SYSTEM, by=None, at=at
    )
    letters.write(registration, "accepted", at=at)
    waiting_list.fill(workshop, at)


def _place(workshop: Workshop, registration: Registration, *, actor: str, by, at: datetime) -> None:
    """A seat where one is free that the person can take, else the waiting list.

    Who waits already and could take the same seat is asked first, so nobody is overtaken.
    """
    waiting_list.fill(workshop, at)
    if not seats.why_no_seat(workshop, seats.taken(workshop), registration):
        transitions.transition(registration, RegistrationState.ACCEPTED, actor=actor, by=by, at=at)
        letters.write(registration, "accepted", at=at)
        return
    _check_room(workshop, at)
    registration.queued_at = registration.queued_at or waiting_list.end_of_queue(workshop, at)
    transitions.transition(registration, RegistrationState.WAITLISTED, actor=actor, by=by, at=at)
    letters.write(registration, "waitlisted", at=at)


def _check_room(workshop: Workshop, at: datetime) -> None:
    """Raises NoSeat where nobody may wait any more."""
    if at >= workshop.begins_at:
        raise seats.NoSeat(
            _("All seats are taken, and the waiting list has ended with the first day.")
        )
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
    _check_running(workshop, new)
    held_a_seat = registration.has_seat
    _prepare(workshop, registration, new, at)
    transitions.transition(
        registration, new, actor=Actor.ORGANISER, by=by, at=at, reason=reason, cause=cause
    )
    letters.write_of_change(registration, new, at=at)
    if new in (RegistrationState.CANCELLED_BY_ORGANISER, RegistrationState.SUBSTITUTED):
        travel.end(registration, by=by, at=at)
    if new == RegistrationState.WAITLISTED or (held_a_seat and not registration.has_seat):
        waiting_list.fill(workshop, at)
        registration.refresh_from_db()
    return registration


def _check_running(workshop: Workshop, new: str) -> None:
    """Nobody is offered a seat, or waits for one, in a workshop that is over; nor accepted where it is off."""
    refused = {
        RegistrationState.OFFERED: bool(workshop.closed_reason),
        RegistrationState.WAITLISTED: bool(workshop.closed_reason)
        and workshop.status != Status.POSTPONED,
        RegistrationState.ACCEPTED: workshop.status == Status.CANCELLED,
    }
    if refused.get(RegistrationState(new)):
        raise Refused(workshop.closed_reason)


def _prepare(workshop: Workshop, registration: Registration, new: str, at: datetime) -> None:
    """What a state needs before it is reached: a free seat, an end of the offer, a place to wait."""
    if new in (RegistrationState.ACCEPTED, RegistrationState.OFFERED):
        taken = seats.taken(workshop, without=registration.pk)
        if why := seats.why_no_seat(workshop, taken, registration):
            raise seats.NoSeat(
                _("%(why)s Put the person on the waiting list.") % {"why": why}
                if at < workshop.begins_at
                else why
            )
        if new == RegistrationState.OFFERED:
            if at >= workshop.begins_at:
                raise Refused(_("The workshop has begun, so no seat is offered any more."))
            registration.offered_until = waiting_list.offer_end(workshop, at)
    elif new == RegistrationState.RETURNED:
        registration.answer_until = at.astimezone(workshop.tz).date() + timedelta(days=RETURN_DAYS)
    elif new == RegistrationState.WAITLISTED:
        _check_room(workshop, at)
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
    if new in (RegistrationState.ACCEPTED, RegistrationState.CONFIRMED):
        REGISTRATION.check_for(registration.state, new, Actor.PERSON)
        _check_answerable(workshop, registration, at)
    if new == RegistrationState.CONFIRMED and mode in workshop.modes and mode != registration.mode:
        _change_mode(workshop, registration, mode)
    frees = registration.has_seat
    transitions.transition(
        registration, new, actor=Actor.PERSON, by=None, at=at, reason=reason, cause=cause
    )
    if new in (RegistrationState.CANCELLED_BY_PARTICIPANT, RegistrationState.DECLINED):
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


def _check_answerable(workshop: Workshop, registration: Registration, at: datetime) -> None:
    """Whether a seat can still be accepted or confirmed. Raises Refused, and Closed after the offer's end."""
    if workshop.closed_reason:
        raise Refused(workshop.closed_reason)
    ends = registration.offered_until
    if registration.state == RegistrationState.OFFERED and ends and ends < at:
        raise Closed(_("This offer has ended. Write to the organisers if you still want to come."))
    if at >= workshop.begins_at:
        raise Refused(_("The workshop has begun, so there is nothing left to confirm or accept."))


def _change_mode(workshop: Workshop, registration: Registration, mode: str) -> None:
    """Take part in the other way, where a seat is free there. Raises NoSeat."""
    limit = {"in_person": workshop.capacity_in_person, "online": workshop.capacity_online}[mode]
    if limit is not None and seats.taken(workshop).modes.get(mode, 0) >= limit:
        raise seats.NoSeat(_("All seats for this way of taking part are taken."))
    registration.mode = mode


@transaction.atomic
def invite(
    *,
    workshop: Workshop,
    values: dict[str, Any],
    by,
    at: datetime,
    nomination=None,
    replaces: Registration | None = None,
    holds_seat: bool = False,
) -> Registration:
    """An invitation that only this address can answer; it may hold a seat, or take the place of another.

    Raises Twice.
    """
    workshop = transitions.locked(workshop.pk)
    if workshop.status == Status.CANCELLED:
        raise Refused(workshop.closed_reason)
    if workshop.registrations.filter(email__iexact=values["email"], state__in=OPEN).exists():
        raise Twice(
            _("%(address)s is registered for this workshop already.") % {"address": values["email"]}
        )
    values = {"mode": workshop.modes[0]} | values
    registration = Registration(workshop=workshop, nomination=nomination, **values)
    _check_details(registration)
    REGISTRATION.check_for(None, RegistrationState.INVITED, Actor.ORGANISER)
    registration.state, registration.changed_at = RegistrationState.INVITED, at
    if replaces is not None:
        substitutions.inherit(replaces, registration, workshop=workshop, by=by, at=at)
    else:
        if holds_seat:
            registration.holds_seat = True
            registration.offered_until = substitutions.hold_end(workshop, registration, at)
        registration.save()
    StatusChange.objects.create(
        registration=registration,
        at=at,
        old="",
        new=RegistrationState.INVITED,
        actor=Actor.ORGANISER,
        by=by,
    )
    webhooks.queue("registration.created", registration, at=at)
    text = "invited"
    if registration.holds_seat:
        text = "invited_with_seat"
    elif registration.replaces_id and registration.queued_at:
        text = "invited_to_list"
    letters.write(registration, "invited", at=at, text=text)
    return registration


INVITED_WITH = (*substitutions.PERSONAL, "participant_kind")
"""What an organiser says of a person who is invited; the rest is for the person to say."""


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
    """Another person in the place of one: the invitation holds the seat, or the place on the list."""
    workshop = transitions.locked(registration.workshop_id)
    if not workshop.takes_substitutes:
        raise Closed(_("The last day for naming another person has passed."))
    registration = Registration.objects.select_related("nomination").get(pk=registration.pk)
    nomination = registration.nomination
    substitutions.step_aside(registration, by=by, at=at, reason=reason)
    if nomination and NOMINATION.may_follow(nomination.state, NominationState.SUBSTITUTED):
        details = {k: v for k, v in values.items() if k in substitutions.PERSONAL}
        nomination = substitutions.successor(
            nomination, details, state=NominationState.ACCEPTED, at=at
        )
    else:
        nomination = None
    return invite(
        workshop=workshop,
        values={"mode": registration.mode} | values,
        by=by,
        at=at,
        nomination=nomination,
        replaces=registration,
    )
