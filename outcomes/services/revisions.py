"""Revisions of published records: a copy is written and reviewed, then becomes what readers see."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import PortalError
from outcomes.models import Contribution, Evidence, PolicyChange, Step, Substantiation
from outcomes.selectors.record_differences import FIELDS, LINKS, difference
from outcomes.services.contributions import regrade
from outcomes.services.records import locked, open_draft, save_revision
from outcomes.stages import RecordState

if TYPE_CHECKING:
    from datetime import datetime

PartT = TypeVar("PartT", Evidence, Step, Contribution, Substantiation)
COPIED = (*FIELDS, "stage", "stage_on", "is_demonstration")


@transaction.atomic
def begin(*, change: PolicyChange, by, at: datetime) -> PolicyChange:
    """A copy of a public record to write in. Raises PortalError unless it is public and not being revised."""
    change = locked(change.pk)
    if change.state != RecordState.PUBLISHED:
        raise PortalError(_("Only a public record needs a revision."), status=409)
    if PolicyChange.objects.filter(revises=change).exists():
        text = _("A revision of this record is being written already.")
        raise PortalError(text, code="revised_already", status=409)
    copy = PolicyChange(revises=change, recorded_by=by, changed_at=at, version=change.version)
    for name in COPIED:
        setattr(copy, name, getattr(change, name))
    copy.save()
    for name in LINKS:
        getattr(copy, name).set(getattr(change, name).all())
    _copy_parts(change, copy)
    save_revision(copy, "revision begun", by=by, at=at)
    return copy


def _copy_parts(change: PolicyChange, copy: PolicyChange) -> None:
    copies: dict[int, Evidence] = {}
    for piece in change.evidence.all():
        copies[piece.pk] = _as_part(piece, copy, original=piece.pk)
    for step in change.steps.all():
        step.evidence = copies[step.evidence_id]
        _as_part(step, copy, original=step.pk)
    for contribution in change.contributions.prefetch_related("evidence"):
        pieces = [copies[piece.pk] for piece in contribution.evidence.all()]
        _as_part(contribution, copy, original=contribution.pk).evidence.set(pieces)
    for said in change.substantiations.all():
        _as_part(said, copy, original=said.pk)


def _as_part(
    part: PartT, change: PolicyChange, *, pk: int | None = None, original: int | None = None
) -> PartT:
    """Store the part anew under another record."""
    copy = type(part)()
    for field in part._meta.concrete_fields:
        if not field.primary_key:
            setattr(copy, field.attname, getattr(part, field.attname))
    copy.pk, copy.original_id = pk, original
    copy.change = change
    copy.save(force_insert=True)
    return copy


def apply(revision: PolicyChange, *, by, at: datetime) -> PolicyChange:
    """Make an approved revision the public record; parts keep their numbers, so addresses stay.

    The caller holds the locks of both, and has checked who may. Raises PortalError when the record was
    withdrawn meanwhile.
    """
    public = locked(revision.record_key)
    if public.state != RecordState.PUBLISHED:
        text = _("The record was withdrawn meanwhile, so this revision cannot become public.")
        raise PortalError(text, code="withdrawn", status=409)
    if public.version != revision.version:
        text = _(
            "The public record changed since this revision was begun. Give it up and begin anew."
        )
        raise PortalError(text, code="revised_meanwhile", status=409)
    changed = [asdict(row) for row in difference(public, revision)]
    if not changed:
        raise PortalError(_("Nothing differs from the public record."), status=409)
    for name in COPIED:
        setattr(public, name, getattr(revision, name))
    public.recorded_by, public.reviewed_by, public.reviewed_at = revision.recorded_by, by, at
    public.version += 1
    for name in LINKS:
        getattr(public, name).set(getattr(revision, name).all())
    _replace_parts(public, revision)
    public.save()
    save_revision(
        public, f"record: {RecordState.PUBLISHED}", by=by, at=at, detail={"changed": changed}
    )
    regrade(public, by=by, at=at)
    return public


def _replace_parts(public: PolicyChange, revision: PolicyChange) -> None:
    """Take the parts of the revision over and remove it. What is read first is written last: no key clashes."""
    pieces = list(revision.evidence.all())
    steps = list(revision.steps.all())
    contributions = [
        (contribution, [piece.pk for piece in contribution.evidence.all()])
        for contribution in revision.contributions.prefetch_related("evidence")
    ]
    said = list(revision.substantiations.all())
    _delete_parts(revision)
    _delete_parts(public)
    revision.delete()
    stored = {piece.pk: _as_part(piece, public, pk=piece.original_id) for piece in pieces}
    for step in steps:
        step.evidence = stored[step.evidence_id]
        _as_part(step, public, pk=step.original_id)
    for contribution, keys in contributions:
        copy = _as_part(contribution, public, pk=contribution.original_id)
        copy.evidence.set([stored[key] for key in keys])
    for person in said:
        _as_part(person, public, pk=person.original_id)


def _delete_parts(change: PolicyChange) -> None:
    # Steps first: evidence on which one rests is protected.
    for parts in (change.steps, change.contributions, change.evidence, change.substantiations):
        parts.all().delete()


@transaction.atomic
def discard(*, change: PolicyChange, by, at: datetime) -> None:
    """Give a revision up; the public record stays as it is. Raises Public while it is in review."""
    if not change.revises_id:
        raise PortalError(_("Only a revision can be given up."), status=409)
    public = locked(change.revises_id)
    revision = open_draft(change.pk)
    _delete_parts(revision)
    revision.delete()
    save_revision(public, "revision given up", by=by, at=at)
