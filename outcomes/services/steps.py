"""Evidence of a policy change and the steps that rest on it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import PortalError
from outcomes import rules
from outcomes.models import Evidence, PolicyChange, Step
from outcomes.services.contributions import regrade
from outcomes.services.records import open_draft, save_revision
from outcomes.stages import CHANGE, STATED, Stage
from studies.documents.filetypes import file_type, safe_name

if TYPE_CHECKING:
    from datetime import datetime


@transaction.atomic
def add_evidence(
    *, change: PolicyChange, values: dict[str, Any], upload: File | None = None, by, at: datetime
) -> Evidence:
    """A document, an address or a quotation. Raises RefusedFile for a file that is not taken."""
    change = open_draft(change.pk)
    _check_day(values.get("on", ""), at)
    evidence = Evidence(change=change, recorded_at=at, recorded_by=by, **values)
    if upload is not None:
        _store_file(evidence, upload)
    if not (evidence.url or evidence.stored or evidence.quote):
        raise PortalError(_("Add a file, an address or a quotation."), code="invalid", status=422)
    evidence.save()
    save_revision(change, "evidence", by=by, at=at, text=evidence.title)
    return evidence


def _store_file(evidence: Evidence, upload: File) -> None:
    filename = upload.name or "evidence"
    kind = file_type(upload, filename)
    upload.seek(0)
    digest = hashlib.file_digest(upload, "sha256").hexdigest()
    upload.seek(0)
    name = f"evidence/{digest[:2]}/{digest}.{kind.ending}"
    if not default_storage.exists(name):
        default_storage.save(name, File(upload))
    evidence.stored, evidence.media_type = name, kind.media_type
    evidence.filename = safe_name(filename, kind.ending)


@transaction.atomic
def remove_evidence(*, evidence: Evidence, by, at: datetime) -> None:
    """Take a piece out on which no step rests. Grades that it carried are lowered."""
    change = open_draft(evidence.change_id)
    if evidence.steps.exists():
        raise PortalError(_("A step rests on this evidence, so it stays."), status=409)
    title = evidence.title
    evidence.delete()
    save_revision(change, "evidence removed", by=by, at=at, text=title)
    regrade(change, by=by, at=at)


@transaction.atomic
def add_step(
    *,
    change: PolicyChange,
    stage: str,
    on: str,
    evidence: Evidence,
    note_text: str = "",
    texts: dict[str, str] | None = None,
    by,
    at: datetime,
) -> Step:
    """A stage reached on a day. Raises IllegalTransition against the lifecycle, PortalError for days out of order.

    `texts` say what was reached with it; reports of that year tell it in these words. Without them the
    newest step takes what the record says now.
    """
    change = open_draft(change.pk)
    if evidence.change_id != change.pk:
        raise PortalError(_("This evidence belongs to another record."), status=422)
    if rules.earliest(on) is None:
        raise PortalError(_("“%(day)s” is not a day.") % {"day": on}, code="invalid", status=422)
    _check_day(on, at)
    _check_proof(stage, on, evidence)
    steps = list(change.steps.all())
    if texts is None and all(step.on <= on for step in steps):
        texts = change.summaries
    if any((step.stage, step.on) == (stage, on) for step in steps):
        raise PortalError(_("This step is recorded already."), code="recorded_already", status=409)
    _check_order(steps, stage, on)
    step = Step.objects.create(
        change=change,
        stage=stage,
        on=on,
        note=note_text,
        texts=texts or {},
        evidence=evidence,
        recorded_by=by,
        recorded_at=at,
    )
    _set_stage(change)
    save_revision(change, f"stage: {stage}", by=by, at=at, text=on)
    regrade(change, by=by, at=at)
    return step


def _check_day(on: str, at: datetime) -> None:
    """Raises PortalError for a day that has not come yet."""
    first = rules.earliest(on)
    if first and first > at.date():
        text = _("“%(day)s” has not come yet.")
        raise PortalError(text % {"day": on}, code="invalid", status=422)


def _check_proof(stage: str, on: str, evidence: Evidence) -> None:
    """Raises PortalError for evidence that cannot show the stage: older than it, or only somebody's word."""
    first, last = rules.earliest(on), rules.latest(evidence.on)
    if first and last and last < first:
        text = _("The evidence “%(title)s” is of %(day)s, before the step; it cannot show it.")
        fields = {"title": evidence.title, "day": evidence.on}
        raise PortalError(text % fields, code="evidence_too_old", status=422)
    if evidence.kind in rules.STATEMENTS and stage not in STATED:
        text = _("“%(stage)s” needs a document; what somebody states shows at most “%(most)s”.")
        fields = {"stage": str(Stage(stage).label), "most": str(STATED[-1].label)}
        raise PortalError(text % fields, code="evidence_too_weak", status=422)


def _check_order(steps: list[Step], stage: str, on: str) -> None:
    """Every step must be able to follow the one before it in time."""
    row = sorted(
        [*((step.on, n, step.stage) for n, step in enumerate(steps)), (on, len(steps), stage)]
    )
    old = None
    for _day, _n, new in row:
        CHANGE.check(old, new)
        old = new


def _set_stage(change: PolicyChange) -> None:
    last = change.steps.order_by("-on", "-pk").first()
    change.stage, change.stage_on = (last.stage, last.on) if last else ("", "")
    change.save(update_fields=["stage", "stage_on"])


@transaction.atomic
def remove_step(*, step: Step, by, at: datetime) -> None:
    """Take back a step recorded by mistake."""
    change = open_draft(step.change_id)
    text = f"{step.stage} {step.on}"
    step.delete()
    _set_stage(change)
    save_revision(change, "step removed", by=by, at=at, text=text)
    regrade(change, by=by, at=at)
