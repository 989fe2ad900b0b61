"""Taking back a decision on a registration while nobody has read of it: its letter still waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refused
from workshops.models import Mail, Registration, StatusChange
from workshops.services import letters, seats, transitions, waiting_list
from workshops.states import OPEN, SEATED, Actor, RegistrationState

if TYPE_CHECKING:
    from datetime import datetime

    from workshops.models import Workshop

TAKEN_BACK = "taken back"
"""The reason that the history gives."""


def can_take_back(mail: Mail) -> bool:
    """Whether the change that a letter tells of can be taken back now."""
    return mail.is_waiting and _change(mail) is not None


def _change(mail: Mail) -> StatusChange | None:
    """The change, where it is the last one and an organiser made it."""
    if not mail.state_before or mail.registration_id is None:
        return None
    change = StatusChange.objects.filter(registration=mail.registration_id).order_by("-pk").first()
    if change is None or change.actor != Actor.ORGANISER or change.old != mail.state_before:
        return None
    # Somebody else was invited in the place of who was replaced.
    return None if change.new == RegistrationState.SUBSTITUTED else change


@transaction.atomic
def take_back(*, mail: Mail, by, at: datetime) -> Registration:
    """The registration as it was before an organiser's decision; the letters about it are dropped.

    Offers that the decision made to others are taken back with it while their letters wait. Raises
    Refused when the letter has left, or the seat is held by somebody else now.
    """
    workshop = transitions.locked(mail.workshop_id)
    registration = Registration.objects.select_related("country").get(mails=mail.pk)
    waiting = letters.waiting(Mail.objects.filter(pk=mail.pk)).first()
    change = _change(waiting) if waiting else None
    if change is None or registration.state != change.new:
        raise Refused(_("This decision can no longer be taken back: its letter has left."))
    if change.old in OPEN and change.new not in OPEN:
        _check_alone(registration)
    if change.old in SEATED and change.new not in SEATED:
        _free_a_seat(workshop, registration, since=change, by=by, at=at)
    _go_back(registration, change.old, by=by, at=at)
    if change.new in SEATED and change.old not in SEATED:
        waiting_list.fill(workshop, at)
    return registration


def _go_back(registration: Registration, state: str, *, by, at: datetime) -> None:
    letters.drop_taken_back(registration, state)
    StatusChange.objects.create(
        registration=registration,
        at=at,
        old=registration.state,
        new=state,
        actor=Actor.ORGANISER,
        by=by,
        reason=TAKEN_BACK,
    )
    registration.state, registration.changed_at = state, at
    registration.save()


def _check_alone(registration: Registration) -> None:
    """Nobody registered under the same address meanwhile. Raises Refused."""
    others = Registration.objects.filter(
        workshop=registration.workshop_id, email__iexact=registration.email, state__in=OPEN
    )
    if others.exclude(pk=registration.pk).exists():
        raise Refused(_("This address was registered again meanwhile."))


def _free_a_seat(
    workshop: Workshop, registration: Registration, *, since: StatusChange, by, at: datetime
) -> None:
    """Take back offers made since the change, the last first, until the person's seat is free.

    Raises Refused when that is not enough.
    """
    offers = letters.waiting(
        Mail.objects.filter(
            workshop=workshop,
            kind="offered",
            state_before=RegistrationState.WAITLISTED,
            registration__state=RegistrationState.OFFERED,
            created_at__gte=since.at,
        )
    ).order_by("-pk")
    waiting = list(offers)
    while why := seats.why_no_seat(workshop, seats.taken(workshop), registration):
        if not waiting:
            raise Refused(why)
        offered = Registration.objects.get(pk=waiting.pop(0).registration_id)
        _go_back(offered, RegistrationState.WAITLISTED, by=by, at=at)
