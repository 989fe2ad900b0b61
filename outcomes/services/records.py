"""The record of a policy change under its lock, with its trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.errors import PortalError
from outcomes.models import PolicyChange
from outcomes.services.events import About, note
from outcomes.stages import RecordState

if TYPE_CHECKING:
    from datetime import datetime


class NotYours(PortalError):
    """The same person may not do both: record and review, or record and substantiate."""

    code, status = "needs_another_person", 409


class Incomplete(PortalError):
    """Something that a public record needs is missing."""

    code, status = "incomplete", 409


def locked(pk: int) -> PolicyChange:
    """The change, locked to the end of the transaction."""
    rows = PolicyChange.objects.select_for_update(of=("self",)).select_related("country")
    return rows.get(pk=pk)


def save_revision(
    change: PolicyChange,
    action: str,
    *,
    by,
    at: datetime,
    text: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    """Count the revision and note what was done in the trail. The caller holds the lock."""
    change.revision += 1
    change.changed_at = at
    change.save(update_fields=["revision", "changed_at"])
    note(About.CHANGE, change.pk, action, by=by, at=at, text=text, detail=detail)


def missing(change: PolicyChange) -> list[str]:
    """What a public record needs and this one lacks."""
    lacks = []
    if not change.steps.exists():
        lacks.append(_("a step with its day"))
    if not change.evidence.exists():
        lacks.append(_("evidence"))
    if not change.commissions.exists():
        lacks.append(_("a commission"))
    if not change.summary.strip():
        lacks.append(_("what changed"))
    if not change.acted_by.strip():
        lacks.append(_("who acted"))
    return lacks


def check_public(change: PolicyChange) -> None:
    """Raises Incomplete when a public record lacks what a public record needs."""
    if change.state == RecordState.PUBLISHED and (lacks := missing(change)):
        raise Incomplete(
            _("The record cannot be public while something is missing: %(what)s.")
            % {"what": "; ".join(lacks)}
        )
