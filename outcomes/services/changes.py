"""Policy changes: recorded, edited, reviewed, published, withdrawn, each under the lock of its record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import PortalError
from evaluations.models import PolicyLead
from outcomes.models import PolicyChange
from outcomes.selectors.record_differences import FIELDS
from outcomes.services import revisions
from outcomes.services.contributions import regrade
from outcomes.services.events import About, note
from outcomes.services.records import (
    Incomplete,
    NotYours,
    locked,
    missing,
    open_draft,
    save_revision,
    writers,
)
from outcomes.stages import RECORD, RecordState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from outcomes.models import Project
    from regions.models import Commission, Term


@transaction.atomic
def record(
    *,
    values: dict[str, Any],
    commissions: Iterable[Commission],
    terms: Iterable[Term] = (),
    projects: Iterable[Project] = (),
    by,
    at: datetime,
    is_demonstration: bool = False,
) -> PolicyChange:
    """A draft of a change."""
    fields = {name: values[name] for name in FIELDS if name in values}
    change = PolicyChange.objects.create(
        **fields, recorded_by=by, changed_at=at, is_demonstration=is_demonstration
    )
    change.commissions.set(commissions)
    change.terms.set(terms)
    change.projects.set(projects)
    note(About.CHANGE, change.pk, "recorded", by=by, at=at)
    return change


@transaction.atomic
def take_up(*, lead: PolicyLead, change: PolicyChange, by, at: datetime) -> None:
    """Note that a lead from a follow-up became this record. Raises PortalError when it was decided on before."""
    lead = PolicyLead.objects.select_for_update(of=("self",)).get(pk=lead.pk)
    if lead.state != PolicyLead.State.NEW:
        raise PortalError(
            _("This lead was decided on already."), code="decided_already", status=409
        )
    lead.state, lead.decided_by, lead.decided_at = PolicyLead.State.TAKEN, by, at
    lead.save(update_fields=["state", "decided_by", "decided_at"])
    save_revision(locked(change.pk), "lead taken up", by=by, at=at, text=lead.what[:200])


@transaction.atomic
def save(
    *,
    change: PolicyChange,
    values: dict[str, Any],
    commissions: Iterable[Commission],
    terms: Iterable[Term],
    projects: Iterable[Project] | None = None,
    by,
    at: datetime,
) -> PolicyChange:
    """New values of a record. Grades above what a changed day allows are lowered and noted."""
    change = open_draft(change.pk)
    before = {name: getattr(change, name) for name in FIELDS}
    for name in FIELDS:
        if name in values:
            setattr(change, name, values[name])
    change.save()
    change.commissions.set(commissions)
    change.terms.set(terms)
    if projects is not None:
        change.projects.set(projects)
    changed = {
        name: [str(before[name]), str(getattr(change, name))]
        for name in FIELDS
        if before[name] != getattr(change, name)
    }
    save_revision(change, "edited", by=by, at=at, detail=changed)
    regrade(change, by=by, at=at)
    return change


def improvements(change: PolicyChange) -> list[str]:
    """What would make the record stronger."""
    texts = []
    if len({source.casefold() for source in change.evidence.values_list("source", flat=True)}) < 2:
        texts.append(_("a second source"))
    if not change.substantiations.exists():
        texts.append(_("what an independent person says"))
    if not change.contributions.exists():
        texts.append(_("a graded contribution"))
    if not change.significance.strip():
        texts.append(_("why it matters"))
    return texts


@transaction.atomic
def move(
    *,
    change: PolicyChange,
    new: str,
    by,
    at: datetime,
    text: str = "",
    revision: int | None = None,
) -> PolicyChange:
    """Submit, return, publish, withdraw or take up again. Raises IllegalTransition, Incomplete, NotYours.

    With `revision`, what is published is what the reviewer saw, or Stale is raised. To publish a revision
    makes its content that of the public record, which is returned then.
    """
    if change.revises_id:
        # The public record first: whoever begins or ends a revision locks in this order.
        locked(change.revises_id)
    change = locked(change.pk, revision=revision)
    RECORD.check(change.state, new)
    back = change.state == RecordState.IN_REVIEW and new == RecordState.DRAFT
    if (back or new == RecordState.WITHDRAWN) and not text.strip():
        raise PortalError(_("Say why; the next reader will ask."), code="reason_needed", status=422)
    change.state, change.state_note = new, text.strip()
    if new == RecordState.PUBLISHED:
        if by is not None and by.pk in writers(change):
            raise NotYours(_("You wrote in this record; somebody else must review it."))
        change.reviewed_by, change.reviewed_at = by, at
        if change.published_at and not change.revises_id:
            change.version += 1
        change.published_at = change.published_at or at
    if new in (RecordState.PUBLISHED, RecordState.IN_REVIEW) and (lacks := missing(change)):
        raise Incomplete(_("Still missing: %(what)s.") % {"what": "; ".join(lacks)})
    if new == RecordState.PUBLISHED and change.revises_id:
        return revisions.apply(change, by=by, at=at)
    change.save(
        update_fields=[
            "state",
            "state_note",
            "reviewed_by",
            "reviewed_at",
            "published_at",
            "version",
        ]
    )
    save_revision(change, f"record: {new}", by=by, at=at, text=text)
    return change
