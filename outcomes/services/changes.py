"""Policy changes: recorded, edited, reviewed, published, withdrawn, each under the lock of its record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import PortalError
from evaluations.models import PolicyLead
from outcomes.models import PolicyChange
from outcomes.services.contributions import regrade
from outcomes.services.events import About, note
from outcomes.services.records import Incomplete, NotYours, locked, missing, save_revision
from outcomes.stages import RECORD, RecordState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from regions.models import Commission, Term

FIELDS = (
    "country", "titles", "summaries", "instrument", "instrument_name", "acted_by", "kind", "area", "tool",
    "groups", "origin", "direction", "magnitude", "significance", "valence", "is_intended", "under_way_by", "under_way_note",
)  # fmt: skip


@transaction.atomic
def record(
    *,
    values: dict[str, Any],
    commissions: Iterable[Commission],
    terms: Iterable[Term] = (),
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
    by,
    at: datetime,
) -> PolicyChange:
    """New values of a record. Grades above what a changed day allows are lowered and noted."""
    change = locked(change.pk)
    before = {name: getattr(change, name) for name in FIELDS}
    for name in FIELDS:
        if name in values:
            setattr(change, name, values[name])
    change.save()
    change.commissions.set(commissions)
    change.terms.set(terms)
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
def move(*, change: PolicyChange, new: str, by, at: datetime, text: str = "") -> PolicyChange:
    """Submit, return, publish, withdraw or take up again. Raises IllegalTransition, Incomplete, NotYours."""
    change = locked(change.pk)
    RECORD.check(change.state, new)
    back = change.state == RecordState.IN_REVIEW and new == RecordState.DRAFT
    if (back or new == RecordState.WITHDRAWN) and not text.strip():
        raise PortalError(_("Say why; the next reader will ask."), code="reason_needed", status=422)
    change.state, change.state_note = new, text.strip()
    if new == RecordState.PUBLISHED:
        if by is not None and change.recorded_by_id == by.pk:
            raise NotYours(_("You recorded this change; somebody else must review it."))
        change.reviewed_by, change.published_at = by, change.published_at or at
    if new in (RecordState.PUBLISHED, RecordState.IN_REVIEW) and (lacks := missing(change)):
        raise Incomplete(_("Still missing: %(what)s.") % {"what": "; ".join(lacks)})
    change.save(update_fields=["state", "state_note", "reviewed_by", "published_at"])
    save_revision(change, f"record: {new}", by=by, at=at, text=text)
    return change
