"""The record of a policy change under its lock, with its trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.errors import PortalError, Stale
from outcomes.models import OutcomeEvent, PolicyChange
from outcomes.services.events import About, note
from outcomes.stages import RecordState

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime


class NotYours(PortalError):
    """The same person may not do both: record and review, or record and substantiate."""

    code, status = "needs_another_person", 409


class Incomplete(PortalError):
    """Something that a public record needs is missing."""

    code, status = "incomplete", 409


def locked(pk: int, *, revision: int | None = None) -> PolicyChange:
    """The change, locked to the end of the transaction. Raises Stale when it is not at `revision`."""
    change = (
        PolicyChange.objects.select_for_update(of=("self",))
        .select_related("country")
        .filter(pk=pk)
        .first()
    )
    if change is None:
        raise PortalError(
            _("This record is no longer there: somebody decided on it meanwhile."),
            code="gone",
            status=409,
        )
    if revision is not None and change.revision != revision:
        text = _(
            "Somebody changed this record while you were writing. Your text is still in the form; open the"
            " record in a second window, compare, and save again."
        )
        raise Stale(text)
    return change


class Public(PortalError):
    """The record is public, in review or withdrawn, so it is not written in."""

    code, status = "not_a_draft", 409


def open_draft(pk: int, *, states: Collection[str] = (RecordState.DRAFT,)) -> PolicyChange:
    """The change, locked, when it may be written in. Raises Public."""
    change = locked(pk)
    if change.state in states:
        return change
    texts = {
        RecordState.PUBLISHED: _(
            "This record is public. Begin a revision; readers see it once another person has approved it."
        ),
        RecordState.IN_REVIEW: _(
            "This record is in review. The reviewer returns it before anything of it is changed."
        ),
        RecordState.WITHDRAWN: _(
            "This record is withdrawn. Take it up again before you change it."
        ),
    }
    raise Public(texts[RecordState(change.state)])


def writers(change: PolicyChange) -> set[int]:
    """Who wrote in what is to be reviewed: since it was last published, reviewing aside."""
    events = OutcomeEvent.objects.filter(about=About.CHANGE, record=change.record_key)
    last = events.filter(action=f"record: {RecordState.PUBLISHED}").order_by("pk").last()
    if last:
        events = events.filter(pk__gt=last.pk)
    written = events.exclude(action__startswith="record: ").exclude(
        action__startswith="substantiated"
    )
    people = set(written.exclude(by=None).values_list("by", flat=True))
    return people | ({change.recorded_by_id} if change.recorded_by_id else set())


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
    note(About.CHANGE, change.record_key, action, by=by, at=at, text=text, detail=detail)


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
