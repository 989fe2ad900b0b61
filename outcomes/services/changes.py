"""Policy changes: recording, steps, evidence and contributions, each under the lock of its change."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from migration_portal.core.errors import PortalError
from outcomes import coding, rules
from outcomes.models import Contribution, Evidence, PolicyChange, Step, Substantiation
from outcomes.selectors.contact import first_contact
from outcomes.services.events import About, note
from outcomes.stages import DECIDED, WHY, RecordState, check_record, check_stage
from studies.filetypes import file_type, safe_name
from workshops.models import PolicyLead

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from regions.models import Commission, Term


class Stale(PortalError):
    """Somebody else changed the record since the form was opened."""

    code, status = "changed_meanwhile", 409


class NotYours(PortalError):
    """The same person may not do both: record and review, or record and substantiate."""

    code, status = "needs_another_person", 409


class Incomplete(PortalError):
    """Something that a public record needs is missing."""

    code, status = "incomplete", 409


class TooHigh(PortalError):
    """The grade is higher than the dates or the evidence allow."""

    code, status = "grade_too_high", 409


FIELDS = (
    "country", "titles", "summaries", "instrument", "instrument_name", "acted_by", "kind", "area", "tool",
    "groups", "origin", "direction", "magnitude", "significance", "valence", "is_intended", "under_way_by", "under_way_note",
)  # fmt: skip
MEANT_FOR_CREATION = ("is_demonstration",)


def locked(pk: int, *, revision: int | None = None) -> PolicyChange:
    """The change, locked to the end of the transaction. Raises Stale when it is not at `revision`."""
    found = (
        PolicyChange.objects.select_for_update(of=("self",)).select_related("country").get(pk=pk)
    )
    if revision is not None and found.revision != revision:
        text = _(
            "Somebody changed this record while you were writing. Your text is still in the form; open the"
            " record in a second window, compare, and save again."
        )
        raise Stale(text)
    return found


def _noted(
    change: PolicyChange,
    action: str,
    *,
    by,
    at: datetime,
    text: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    change.revision += 1
    change.changed_at = at
    change.save(update_fields=["revision", "changed_at"])
    note(About.CHANGE, change.pk, action, by=by, at=at, text=text, detail=detail)


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
    given = {name: values[name] for name in FIELDS if name in values}
    made = PolicyChange.objects.create(
        **given, recorded_by=by, changed_at=at, is_demonstration=is_demonstration
    )
    made.commissions.set(commissions)
    made.terms.set(terms)
    note(About.CHANGE, made.pk, "recorded", by=by, at=at)
    return made


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
    _noted(locked(change.pk), "lead taken up", by=by, at=at, text=lead.what[:200])


@transaction.atomic
def save(
    *,
    change: PolicyChange,
    revision: int,
    values: dict[str, Any],
    commissions: Iterable[Commission],
    terms: Iterable[Term],
    by,
    at: datetime,
) -> PolicyChange:
    """New values of a record. Raises Stale. Grades above what a changed day allows are lowered and noted."""
    change = locked(change.pk, revision=revision)
    before = {name: getattr(change, name) for name in FIELDS}
    for name in FIELDS:
        if name in values:
            setattr(change, name, values[name])
    change.save()
    change.commissions.set(commissions)
    change.terms.set(terms)
    changed = {name: [str(before[name]), str(getattr(change, name))] for name in FIELDS if before[name] != getattr(change, name)}  # fmt: skip
    _noted(change, "edited", by=by, at=at, detail=changed)
    regrade(change, by=by, at=at)
    return change


def decided_on(change: PolicyChange) -> date | None:
    """The first day on which the country may have decided: the earliest step from `adopted` on, and
    while nothing is adopted the day of the newest step."""
    steps = [(step.first_day, step.stage) for step in change.steps.all() if step.first_day]
    decided = [day for day, stage in steps if stage in DECIDED]
    return min(decided) if decided else max((day for day, _stage in steps), default=None)


def under_way_on(change: PolicyChange) -> date | None:
    """A day on which the process is known to have been under way; a step below the newest one shows it too."""
    known = [rules.latest(change.under_way_by)] if change.under_way_by else []
    steps = [(rules.latest(step.on), step) for step in change.steps.all()]
    newest = max((step.first_day for _day, step in steps if step.first_day), default=None)
    known += [day for day, step in steps if step.first_day and newest and step.first_day < newest]
    return min((day for day in known if day), default=None)


def regrade(change: PolicyChange, *, by, at: datetime) -> None:
    """Hold every contribution to what the days allow now; what is lowered is noted. The caller holds the lock."""
    for one in change.contributions.select_related("workshop", "study", "recommendation__study"):
        one.change = change
        old = (one.first_contact, one.most, one.why, one.grade)
        highest = _guard(one)
        one.grade = min(one.grade, highest)
        if (one.first_contact, one.most, one.why, one.grade) != old:
            one.save(update_fields=["first_contact", "most", "why", "grade"])
        if one.grade < old[3]:
            _noted(change, "grade lowered", by=by, at=at, text=str(WHY[rules.Why(one.why)]), detail={"grade": [old[3], one.grade], "contribution": one.pk})  # fmt: skip


def _guard(one: Contribution, evidence: Iterable[Evidence] | None = None) -> int:
    """Set the guard's fields; the highest grade that days and evidence allow."""
    contact = first_contact(one)
    guard = rules.date_guard(
        first_contact=contact.on, decided=decided_on(one.change), under_way=under_way_on(one.change)
    )
    one.first_contact, one.most, one.why = contact.on, guard.most, str(guard.why)
    pieces = one.evidence.all() if evidence is None else evidence
    return rules.highest(guard, (piece.kind for piece in pieces), in_contact=contact.is_proven)


@transaction.atomic
def add_evidence(
    *, change: PolicyChange, values: dict[str, Any], upload: File | None = None, by, at: datetime
) -> Evidence:
    """A document, an address or a quotation. Raises RefusedFile for a file that is not taken."""
    change = locked(change.pk)
    made = Evidence(change=change, recorded_at=at, **values)
    if upload is not None:
        _keep(made, upload)
    if not (made.url or made.stored or made.quote):
        raise PortalError(_("Add a file, an address or a quotation."), code="invalid", status=422)
    made.save()
    _noted(change, "evidence", by=by, at=at, text=made.title)
    return made


def _keep(evidence: Evidence, upload: File) -> None:
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
    change = locked(evidence.change_id)
    if evidence.steps.exists():
        raise PortalError(_("A step rests on this evidence, so it stays."), status=409)
    title = evidence.title
    evidence.delete()
    _check_public(change)
    _noted(change, "evidence removed", by=by, at=at, text=title)
    regrade(change, by=by, at=at)


@transaction.atomic
def add_step(
    *,
    change: PolicyChange,
    stage: str,
    on: str,
    evidence: Evidence,
    note_text: str = "",
    by,
    at: datetime,
) -> Step:
    """A rung reached on a day. Raises IllegalStep against the ladder, PortalError for days out of order."""
    change = locked(change.pk)
    if evidence.change_id != change.pk:
        raise PortalError(_("This evidence belongs to another record."), status=422)
    if rules.earliest(on) is None:
        raise PortalError(_("“%(day)s” is not a day.") % {"day": on}, code="invalid", status=422)
    steps = list(change.steps.all())
    if any((one.stage, one.on) == (stage, on) for one in steps):
        raise PortalError(_("This step is recorded already."), code="recorded_already", status=409)
    _check_order(steps, stage, on)
    made = Step.objects.create(
        change=change, stage=stage, on=on, note=note_text, evidence=evidence, recorded_by=by, recorded_at=at
    )  # fmt: skip
    _stand(change)
    _noted(change, f"stage: {stage}", by=by, at=at, text=on)
    regrade(change, by=by, at=at)
    return made


def _check_order(steps: list[Step], stage: str, on: str) -> None:
    """Every step must be able to follow the one before it in time."""
    row = sorted(
        [*((one.on, n, one.stage) for n, one in enumerate(steps)), (on, len(steps), stage)]
    )
    old = None
    for _day, _n, new in row:
        check_stage(old, new)
        old = new


def _stand(change: PolicyChange) -> None:
    last = change.steps.order_by("-on", "-pk").first()
    change.stage, change.stage_on = (last.stage, last.on) if last else ("", "")
    change.save(update_fields=["stage", "stage_on"])


@transaction.atomic
def remove_step(*, step: Step, by, at: datetime) -> None:
    """Take back a step recorded by mistake."""
    change = locked(step.change_id)
    text = f"{step.stage} {step.on}"
    step.delete()
    _check_public(change)
    _stand(change)
    _noted(change, "step removed", by=by, at=at, text=text)
    regrade(change, by=by, at=at)


@transaction.atomic
def contribute(
    *,
    change: PolicyChange,
    origin: dict[str, Any],
    grade: int,
    reasons: str,
    others: str = "",
    evidence: Iterable[Evidence] = (),
    by,
    at: datetime,
) -> Contribution:
    """Grade what a study, workshop or recommendation had to do with the change, or grade it anew.

    `origin` is {"workshop": …}, {"study": …} or {"recommendation": …}. Raises TooHigh, saying what the
    days and the evidence allow, and why.
    """
    change = locked(change.pk)
    if not reasons.strip():
        raise PortalError(_("Give the reasons for the grade."), code="reason_needed", status=422)
    pieces = list(evidence)
    if any(piece.change_id != change.pk for piece in pieces):
        raise PortalError(_("This evidence belongs to another record."), status=422)
    one = Contribution.objects.filter(change=change, **origin).first() or Contribution(
        change=change, **origin
    )
    one.change = change
    highest = _guard(one, pieces)
    if grade > highest:
        raise TooHigh(
            _(
                "Grade %(grade)s is more than %(most)s, the highest that days and evidence allow. %(why)s"
            )
            % {"grade": grade, "most": highest, "why": _why(one, highest)}
        )
    one.grade, one.reasons, one.others = grade, reasons.strip(), others.strip()
    one.graded_by, one.graded_at = by, at
    one.save()
    one.evidence.set(pieces)
    _noted(change, f"contribution: {grade}", by=by, at=at, text=str(one.origin)[:200])
    return one


def _why(one: Contribution, highest: int) -> str:
    """The reason that binds: the days, or what the chosen evidence carries."""
    if highest == one.most:
        return str(WHY[rules.Why(one.why)])
    return _("Choose evidence that carries it: %(kinds)s.") % {
        "kinds": ", ".join(
            f"{coding.Proof(kind).label} ({grade})" for kind, grade in rules.CARRIES.items()
        )
    }


@transaction.atomic
def remove_contribution(*, contribution: Contribution, by, at: datetime) -> None:
    """Take a contribution out."""
    change = locked(contribution.change_id)
    text = str(contribution.origin)[:200]
    contribution.delete()
    _noted(change, "contribution removed", by=by, at=at, text=text)


@transaction.atomic
def substantiate(
    *, change: PolicyChange, values: dict[str, Any], by, at: datetime
) -> Substantiation:
    """Note what an independent person says. Raises NotYours when who recorded the change notes it."""
    change = locked(change.pk)
    if by is not None and change.recorded_by_id == by.pk:
        raise NotYours(
            _("You recorded this change; somebody else must ask the independent person.")
        )
    if not values.get("is_independent"):
        text = _(
            "Only a person who had no part in the change, the workshop or this record can substantiate it."
        )
        raise PortalError(text, code="not_independent", status=422)
    made = Substantiation.objects.create(change=change, recorded_by=by, **values)
    _noted(change, f"substantiated: {made.verdict}", by=by, at=at)
    return made


def missing(change: PolicyChange) -> list[str]:
    """What a public record needs and this one lacks."""
    found = []
    if not change.steps.exists():
        found.append(_("a step with its day"))
    if not change.evidence.exists():
        found.append(_("evidence"))
    if not change.commissions.exists():
        found.append(_("a commission"))
    if not change.summary.strip():
        found.append(_("what changed"))
    if not change.acted_by.strip():
        found.append(_("who acted"))
    return found


def wished(change: PolicyChange) -> list[str]:
    """What would make the record stronger."""
    found = []
    if len({source.casefold() for source in change.evidence.values_list("source", flat=True)}) < 2:
        found.append(_("a second source"))
    if not change.substantiations.exists():
        found.append(_("what an independent person says"))
    if not change.contributions.exists():
        found.append(_("a graded contribution"))
    if not change.significance.strip():
        found.append(_("why it matters"))
    return found


def _check_public(change: PolicyChange) -> None:
    if change.state == RecordState.PUBLISHED and (lacks := missing(change)):
        raise Incomplete(
            _("The record cannot be public while something is missing: %(what)s.")
            % {"what": "; ".join(lacks)}
        )


@transaction.atomic
def move(*, change: PolicyChange, new: str, by, at: datetime, text: str = "") -> PolicyChange:
    """Submit, return, publish, withdraw or take up again. Raises IllegalStep, Incomplete, NotYours."""
    change = locked(change.pk)
    check_record(change.state, new)
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
    _noted(change, f"record: {new}", by=by, at=at, text=text)
    return change
