"""The claim ledger: sentences bound to measures, frozen, compared, and never published without evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import PortalError
from core.rows import each_row
from outcomes.measures import Scope, figures_of
from outcomes.measures.differences import moved
from outcomes.measures.registry import UnknownMeasure
from outcomes.models import Claim, PolicyChange, Statement, StatusReport
from outcomes.presentation import claim_text
from outcomes.services import contributions, records
from outcomes.services.events import About, note

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from outcomes.measures import StoredFigures


class Locked(PortalError):
    """The report is not being written: submitted, approved or locked."""

    code, status = "report_is_closed", 409


def open_report(pk: int) -> StatusReport:
    """The report, locked to the end of the transaction. Raises Locked unless it is being written."""
    report = (
        StatusReport.objects.select_for_update(of=("self",))
        .select_related("period__project", "commission__area")
        .get(pk=pk)
    )
    if not report.is_edited:
        text = _("The report of %(year)s is “%(state)s” and cannot be changed.")
        if report.is_locked:
            text += " " + _("Begin a new version to correct it.")
        raise Locked(text % {"year": report.period.year, "state": report.get_state_display()})
    return report


def save_revision(report: StatusReport, action: str, *, by, at: datetime, text: str = "") -> None:
    """Count the revision and write the event. The caller holds the lock."""
    report.revision += 1
    report.changed_at = at
    report.save(update_fields=["revision", "changed_at"])
    note(About.REPORT, report.pk, action, by=by, at=at, text=text)


def _freeze(claim: Claim, language: str, at: datetime) -> None:
    """Take the figures of now and make the sentence of them."""
    figures = figures_of(claim.measure, Scope.from_json(claim.scope))
    claim.figures = figures
    # In the report of one commission the heading says whose figures these are.
    commission = "" if claim.report.commission_id else claim.scope.get("commission", "")
    claim.sentence = claim_text.sentence(claim.form, figures, language, commission)
    claim.frozen_at = claim.checked_at = at
    claim.stale_since, claim.moved = None, []


@transaction.atomic
def bind(
    *,
    report: StatusReport,
    form: str,
    measure: str,
    scope: Scope,
    part: str = Claim.Part.ACHIEVEMENTS,
    paragraph: int = 1,
    remark: str = "",
    is_inference: bool = False,
    by,
    at: datetime,
) -> Claim:
    """A sentence of a form of its measure, with the writer's remark. Raises Locked, UnknownMeasure, BadWording."""
    report = open_report(report.pk)
    last = report.claims.filter(part=part, paragraph=paragraph).order_by("-position").first()
    claim = Claim(
        report=report,
        part=part,
        paragraph=paragraph,
        position=last.position + 1 if last else 1,
        form=form,
        measure=measure,
        scope=scope.as_json(),
        remark=remark.strip(),
        is_inference=is_inference,
    )
    _freeze(claim, report.language, at)
    claim.save()
    save_revision(report, "claim added", by=by, at=at, text=claim.sentence)
    return claim


@transaction.atomic
def edit(*, claim: Claim, values: dict[str, Any], by, at: datetime) -> Claim:
    """Another form, remark or place; figures are taken anew. Raises Locked, BadWording."""
    report = open_report(claim.report_id)
    claim = report.claims.get(pk=claim.pk)
    for name in ("form", "remark", "part", "paragraph", "position", "is_inference"):
        if name in values:
            setattr(claim, name, values[name])
    _freeze(claim, report.language, at)
    claim.save()
    save_revision(report, "claim edited", by=by, at=at, text=claim.sentence)
    return claim


@transaction.atomic
def refresh(*, claim: Claim, by, at: datetime) -> Claim:
    """Take the figures of now. Raises Locked."""
    return edit(claim=claim, values={}, by=by, at=at)


@transaction.atomic
def remove(*, claim: Claim, by, at: datetime) -> None:
    """Take a sentence out. Raises Locked."""
    report = open_report(claim.report_id)
    claim = report.claims.get(pk=claim.pk)
    text = claim.sentence
    claim.delete()
    save_revision(report, "claim removed", by=by, at=at, text=text)


@transaction.atomic
def state(
    *,
    report: StatusReport,
    text: str,
    source: str,
    url: str = "",
    kind: str = Statement.Kind.FINDING,
    rests_on: Iterable[Claim] = (),
    by,
    at: datetime,
) -> Statement:
    """What a source says and no measure can show. Raises Locked, and PortalError without a source."""
    report = open_report(report.pk)
    if not (text.strip() and source.strip()):
        raise PortalError(_("Write the statement and who says so."), code="invalid", status=422)
    last = report.statements.order_by("-position").first()
    statement = Statement.objects.create(
        report=report,
        text=text.strip(),
        source=source.strip(),
        url=url,
        kind=kind,
        position=last.position + 1 if last else 1,
    )
    statement.rests_on.set(report.claims.filter(pk__in=[claim.pk for claim in rests_on]))
    save_revision(report, "statement added", by=by, at=at, text=statement.text[:200])
    return statement


@transaction.atomic
def remove_statement(*, statement: Statement, by, at: datetime) -> None:
    """Take a statement out. Raises Locked."""
    report = open_report(statement.report_id)
    text = statement.text[:200]
    statement.delete()
    save_revision(report, "statement removed", by=by, at=at, text=text)


class CurrentFigures:
    """Figures of now, each measure over each scope computed once."""

    def __init__(self) -> None:
        self._figures: dict[tuple[str, str], StoredFigures] = {}

    def of(self, claim: Claim) -> StoredFigures:
        """The figures; a record that is gone gives none."""
        key = (claim.measure, repr(sorted(claim.scope.items())))
        if key not in self._figures:
            try:
                self._figures[key] = figures_of(claim.measure, Scope.from_json(claim.scope))
            except UnknownMeasure:
                self._figures[key] = {
                    "measure": claim.measure,
                    "version": claim.figures.get("version"),
                    "value": None,
                }
        return self._figures[key]


def compare(claims: Iterable[Claim], *, at: datetime) -> int:
    """Compare claims with the records of now; how many are stale. What moved is named, what came back clears it."""
    current = CurrentFigures()
    return sum([_compare(claim, current, at) for claim in claims])


def _compare(claim: Claim, current: CurrentFigures, at: datetime) -> bool:
    differences = moved(claim.figures, current.of(claim))
    claim.moved, claim.checked_at = differences, at
    claim.stale_since = (claim.stale_since or at) if differences else None
    Claim.objects.filter(pk=claim.pk).update(
        moved=differences, checked_at=at, stale_since=claim.stale_since
    )
    return bool(differences)


def compare_all(*, at: datetime) -> int:
    """Compare every claim, after holding every grade to the days of now; how many are stale."""
    graded = PolicyChange.objects.filter(contributions__isnull=False).distinct()
    each_row(
        graded.values_list("pk", flat=True),
        lambda pk: contributions.regrade(records.locked(pk), by=None, at=at),
        what="grades of a change",
    )
    current = CurrentFigures()
    return each_row(
        Claim.objects.all(), lambda claim: _compare(claim, current, at), what="claim"
    ).total
