"""One change of the state of a registration, under the lock of its workshop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.errors import PortalError
from workshops.models import Registration, StatusChange, Workshop
from workshops.services import webhooks
from workshops.states import BEFORE_ANSWER, NEEDS_REASON, REGISTRATION

if TYPE_CHECKING:
    from datetime import datetime


def locked(pk: int) -> Workshop:
    """The workshop, locked to the end of the transaction: seats are counted and given under it.

    Rows that only name the workshop, such as a letter with a code, are written beside it (`no_key`): who writes one holds
    the person's row, for which the holder of this lock may wait.
    """
    return Workshop.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)


def transition(
    registration: Registration,
    new: str,
    *,
    actor: str,
    by,
    at: datetime,
    reason: str = "",
    cause: str = "",
) -> None:
    """Check, write and note one move. A seat that was held until an answer is held no longer after it.

    The caller holds the workshop's lock.
    """
    REGISTRATION.check_for(registration.state or None, new, actor)
    if new in NEEDS_REASON and not reason.strip():
        raise PortalError(_("Give the reason; the person will read it."), code="reason_needed")
    StatusChange.objects.create(
        registration=registration,
        at=at,
        old=registration.state,
        new=new,
        actor=actor,
        by=by,
        reason=reason.strip(),
        cause=cause,
    )
    old = registration.state
    registration.state, registration.changed_at = new, at
    registration.holds_seat = registration.holds_seat and new in BEFORE_ANSWER
    registration.save()
    webhooks.queue("registration.state", registration, at=at, old=old)
