"""Registrations: every move under the lock of its workshop, so that no seat is ever given twice."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from migration_portal.core.errors import PortalError
from workshops.models import Answer, Details, Move, Registration, Workshop
from workshops.models.registrations import new_secret
from workshops.services import mailing
from workshops.states import OPEN, Actor, Reg, check_move

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet
from workshops.services import moving, queueing, seating


class Closed(PortalError):
    """The workshop takes no registrations now."""

    code, status = "closed", 409


class Twice(PortalError):
    """The person is registered already."""

    code, status = "registered_already", 409


FIELDS = (
    *(f.name for f in Details._meta.get_fields()), "mode", "interpretation", "first_time",
    "access_needs", "diet", "listed", "consent_photos", "consent_contact",
)  # fmt: skip


@transaction.atomic
def register(
    *,
    workshop: Workshop,
    values: dict[str, Any],
    answers: dict[int, str],
    by=None,
    at: datetime,
    actor: str = Actor.PERSON,
) -> Registration:
    """A new registration of a person who comes by themselves or is entered by an organiser.

    Raises Closed, Twice. Where the workshop accepts at once, the person has a seat or a place on the
    waiting list when this returns.
    """
    workshop = moving.locked(workshop.pk)
    if actor == Actor.PERSON and not workshop.takes_registrations:
        raise Closed(_("This workshop takes no registrations now."))
    if workshop.registrations.filter(email__iexact=values["email"], state__in=OPEN).exists():
        raise Twice(
            _("This address is registered already. The link to the registration was sent to it.")
        )
    made = Registration(workshop=workshop, state="", consent_processing=at, **values)
    check_move(None, Reg.SUBMITTED, actor)
    made.state = Reg.SUBMITTED
    made.changed_at = at
    made.save()
    Move.objects.create(registration=made, at=at, old="", new=Reg.SUBMITTED, actor=actor, by=by)
    _answer(made, answers)
    _review(workshop, made, at)
    return made


@transaction.atomic
def submit(
    *, registration: Registration, values: dict[str, Any], answers: dict[int, str], at: datetime
) -> Registration:
    """What an invited person, or one whose registration was returned, fills in. The address stays."""
    workshop = moving.locked(registration.workshop_id)
    registration = Registration.objects.get(pk=registration.pk)
    for name, value in values.items():
        if name != "email":
            setattr(registration, name, value)
    registration.consent_processing = at
    moving.step(registration, Reg.SUBMITTED, actor=Actor.PERSON, by=None, at=at)
    _answer(registration, answers)
    _review(workshop, registration, at)
    return registration


def _answer(registration: Registration, answers: dict[int, str]) -> None:
    for question, value in answers.items():
        Answer.objects.update_or_create(
            registration=registration, question_id=question, defaults={"value": value}
        )


def _review(workshop: Workshop, registration: Registration, at: datetime) -> None:
    moving.step(registration, Reg.PENDING, actor=Actor.SYSTEM, by=None, at=at)
    if not workshop.accepts_at_once:
        mailing.write(registration, "received", at=at)
        return
    _place(workshop, registration, actor=Actor.SYSTEM, by=None, at=at)


def _place(workshop: Workshop, registration: Registration, *, actor: str, by, at: datetime) -> None:
    """A seat, or the waiting list where others wait already or no seat is free."""
    others_wait = workshop.registrations.filter(state=Reg.WAITLISTED).exists()
    if not (others_wait and workshop.accepts_at_once) and not seating.why_no_seat(
        workshop, seating.taken(workshop), registration
    ):
        moving.step(registration, Reg.ACCEPTED, actor=actor, by=by, at=at)
        mailing.write(registration, "accepted", at=at)
        return
    registration.queued_at = registration.queued_at or queueing.end_of_queue(workshop, at)
    moving.step(registration, Reg.WAITLISTED, actor=actor, by=by, at=at)
    mailing.write(registration, "waitlisted", at=at)
    queueing.fill(workshop, at)


@transaction.atomic
def decide(
    *, registration: Registration, new: str, by, at: datetime, reason: str = ""
) -> Registration:
    """An organiser's move. Raises IllegalMove, and NoSeat where acceptance finds none."""
    workshop = moving.locked(registration.workshop_id)
    registration = Registration.objects.select_related("country").get(pk=registration.pk)
    held_a_seat = registration.state in (Reg.ACCEPTED, Reg.CONFIRMED, Reg.OFFERED)
    if new == Reg.ACCEPTED and (
        why := seating.why_no_seat(workshop, seating.taken(workshop), registration)
    ):
        raise seating.NoSeat(why + " " + _("Put the person on the waiting list."))
    if new == Reg.OFFERED:
        if why := seating.why_no_seat(workshop, seating.taken(workshop), registration):
            raise seating.NoSeat(why)
        registration.offered_until = at + timedelta(days=workshop.offer_days)
    if new == Reg.WAITLISTED:
        registration.queued_at = registration.queued_at or queueing.end_of_queue(workshop, at)
    if new == Reg.CHECKED_IN and registration.state == Reg.NO_SHOW:
        reason = reason or _("corrected")
    moving.step(registration, new, actor=Actor.ORGANISER, by=by, at=at, reason=reason)
    mailing.write(registration, new, at=at)
    if held_a_seat and new in (Reg.DROPPED, Reg.SUBSTITUTED):
        queueing.fill(workshop, at)
    return registration


@transaction.atomic
def respond(
    *, registration: Registration, new: str, at: datetime, reason: str = ""
) -> Registration:
    """The person's own move: confirm, accept an offer, decline, cancel. Frees the seat where it was one."""
    workshop = moving.locked(registration.workshop_id)
    registration = Registration.objects.get(pk=registration.pk)
    if (
        registration.state == Reg.OFFERED
        and new == Reg.ACCEPTED
        and registration.offered_until < at
    ):
        raise Closed(
            _("The offer ended before you answered. The seat was offered to the next person.")
        )
    frees = registration.state in (Reg.ACCEPTED, Reg.CONFIRMED, Reg.OFFERED)
    moving.step(registration, new, actor=Actor.PERSON, by=None, at=at, reason=reason)
    if new in (Reg.CONFIRMED, Reg.ACCEPTED, Reg.CANCELLED):
        mailing.write(registration, new, at=at)
    if frees and new in (Reg.CANCELLED, Reg.DECLINED):
        queueing.fill(workshop, at)
    return registration


@transaction.atomic
def invite(
    *, workshop: Workshop, values: dict[str, Any], by, at: datetime, nomination=None
) -> Registration:
    """An invitation that only this address can answer. Raises Twice."""
    workshop = moving.locked(workshop.pk)
    if workshop.registrations.filter(email__iexact=values["email"], state__in=OPEN).exists():
        raise Twice(
            _("%(address)s is registered for this workshop already.") % {"address": values["email"]}
        )
    made = Registration(workshop=workshop, nomination=nomination, **values)
    check_move(None, Reg.INVITED, Actor.ORGANISER)
    made.state, made.changed_at = Reg.INVITED, at
    made.save()
    Move.objects.create(
        registration=made, at=at, old="", new=Reg.INVITED, actor=Actor.ORGANISER, by=by
    )
    mailing.write(made, "invited", at=at)
    return made


@transaction.atomic
def substitute(
    *, registration: Registration, values: dict[str, Any], by, at: datetime, reason: str
) -> Registration:
    """Another person in the place of one: the seat goes over only when the new one is accepted."""
    workshop = moving.locked(registration.workshop_id)
    registration = Registration.objects.get(pk=registration.pk)
    moving.step(registration, Reg.SUBSTITUTED, actor=Actor.ORGANISER, by=by, at=at, reason=reason)
    mailing.write(registration, Reg.SUBSTITUTED, at=at)
    return invite(workshop=workshop, values=values, by=by, at=at)


@transaction.atomic
def new_link(registration: Registration) -> Registration:
    """End the old links of a person and send a new one."""
    registration = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    registration.secret = new_secret()
    registration.save(update_fields=["secret"])
    mailing.write(registration, "link", at=timezone.now(), again=registration.secret[:6])
    return registration


def alike(registration: Registration) -> QuerySet[Registration]:
    """Others of the workshop with the same name and country: the same person under two addresses?"""
    same = registration.workshop.registrations.exclude(pk=registration.pk).filter(erased_at=None)
    return same.filter(
        family__iexact=registration.family,
        given__iexact=registration.given,
        country=registration.country_id,
    )
