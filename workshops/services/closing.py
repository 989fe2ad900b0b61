"""Closing attendance and opening it again, and taking back a status that was set too early."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import PortalError
from workshops.models import Certificate, Workshop
from workshops.services import completion, transitions
from workshops.services.events import note
from workshops.states import TAKEN_BACK, WORKSHOP, Status

if TYPE_CHECKING:
    from datetime import datetime


@transaction.atomic
def close_attendance(*, workshop: Workshop, by, at: datetime) -> Workshop:
    """From here on scans, codes and logs are refused; organisers may still correct, and are told what
    certificates a correction touches."""
    workshop = transitions.locked(workshop.pk)
    if not workshop.counts:
        raise PortalError(_("Attendance can be closed once the workshop is held."), status=409)
    if workshop.attendance_closed_at:
        raise PortalError(_("Attendance is closed already."), status=409)
    completion.settle(workshop, at=at, by=by)
    workshop.attendance_closed_at = at
    workshop.save(update_fields=["attendance_closed_at"])
    note(workshop, "attendance closed", by=by, at=at)
    return workshop


@transaction.atomic
def reopen_attendance(*, workshop: Workshop, by, at: datetime) -> Workshop:
    """Scans, codes and logs are taken again."""
    workshop = transitions.locked(workshop.pk)
    if not workshop.attendance_closed_at:
        raise PortalError(_("Attendance is open already."), status=409)
    workshop.attendance_closed_at = None
    workshop.save(update_fields=["attendance_closed_at"])
    note(workshop, "attendance reopened", by=by, at=at)
    return workshop


def may_take_back(workshop: Workshop) -> Status | None:
    """The status that a workshop returns to when its last step is taken back; None where it may not be.

    A certificate says that the workshop was held, so it stays held from the first certificate on.
    """
    old = TAKEN_BACK.get(Status(workshop.status))
    if old == Status.IN_PROGRESS and _certificates(workshop).exists():
        return None
    return old


def _certificates(workshop: Workshop):
    return Certificate.objects.filter(registration__workshop=workshop)


@transaction.atomic
def take_back(*, workshop: Workshop, by, at: datetime, reason: str) -> Workshop:
    """Undo the last step of the lifecycle; from held, states of registrations go back with it.

    Raises PortalError without a reason, once certificates were issued, and where no step can be taken back.
    """
    workshop = transitions.locked(workshop.pk)
    if not reason.strip():
        raise PortalError(_("Say why the step is taken back."), code="reason_needed")
    old = TAKEN_BACK.get(Status(workshop.status))
    if old is None:
        raise PortalError(_("This step cannot be taken back."), status=409)
    if may_take_back(workshop) is None:
        raise PortalError(
            _("Certificates were issued, so the workshop stays held. Correct attendance instead."),
            status=409,
        )
    wrong = workshop.status
    workshop.status, workshop.status_reason = old, ""
    workshop.attendance_closed_at = workshop.attendance_closed_at if workshop.counts else None
    workshop.save(update_fields=["status", "status_reason", "attendance_closed_at"])
    note(workshop, f"status taken back: {wrong}", by=by, at=at, text=reason.strip())
    if wrong == Status.HELD:
        completion.unsettle(workshop, by=by, at=at, reason=reason.strip())
    return workshop


def next_states(workshop: Workshop, on) -> tuple[Status, ...]:
    """The states that may follow on a day of the workshop's clock: none that this day is too early for."""
    first = {Status.IN_PROGRESS: workshop.starts_on, Status.HELD: workshop.ends_on}
    return tuple(
        state for state in WORKSHOP.following(workshop.status) if on >= first.get(state, on)
    )
