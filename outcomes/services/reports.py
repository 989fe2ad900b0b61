"""The life of a status report: begin, write, submit, return, approve, certify, publish, correct."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core.errors import PortalError
from core.i18n import languages
from outcomes.measures import Scope, figures_of
from outcomes.measures.differences import moved
from outcomes.models import Claim, Period, ReportText, Statement, StatusReport
from outcomes.selectors import instruments
from outcomes.services import bundles, claims
from outcomes.services.events import About, note
from outcomes.services.records import NotYours
from outcomes.stages import LOCKED, REPORT, ReportState

if TYPE_CHECKING:
    from datetime import datetime

    from regions.models import Commission


class NotReady(PortalError):
    """The report rests on something that has moved or is missing."""

    code, status = "not_ready", 409


@transaction.atomic
def begin(
    *,
    period: Period,
    commission: Commission | None = None,
    language: str = "en",
    by,
    at: datetime,
) -> StatusReport:
    """The first draft of a period, of one commission or of all; after a locked one the next version with its sentences.

    Raises PortalError while such a report of the period is being written, and for a commission that is
    not of the project.
    """
    period = Period.objects.select_for_update().get(pk=period.pk)
    if commission and not period.project.commissions.filter(pk=commission.pk).exists():
        text = _("%(commission)s is not a commission of this project.")
        raise PortalError(text % {"commission": commission.code}, code="invalid", status=422)
    last = period.reports.filter(commission=commission).order_by("-version").first()
    if last and last.state not in LOCKED:
        text = _("A report of %(year)s is being written already.")
        raise PortalError(text % {"year": period.year}, code="begun_already", status=409)
    report = StatusReport.objects.create(
        period=period,
        commission=commission,
        version=last.version + 1 if last else 1,
        language=last.language if last else language,
        is_final=period.ends_on >= period.project.ends_on,
        changed_at=at,
        implementation_rate=last.implementation_rate if last else None,
        important_issues=last.important_issues if last else "",
    )
    note(About.REPORT, report.pk, "begun", by=by, at=at, text=str(report))
    if last:
        _carry_over(last, report, by=by, at=at)
    return report


def _carry_over(last: StatusReport, report: StatusReport, *, by, at: datetime) -> None:
    """Texts and sentences of the last version, with the figures of now; what has lost its record stays behind."""
    for text in last.texts.all():
        ReportText.objects.create(report=report, part=text.part, text=text.text)
    for statement in last.statements.all():
        Statement.objects.create(
            report=report,
            text=statement.text,
            source=statement.source,
            url=statement.url,
            kind=statement.kind,
            position=statement.position,
        )
    for claim in last.claims.all():
        try:
            with transaction.atomic():
                claims.bind(
                    report=report,
                    form=claim.form,
                    remark=claim.remark,
                    measure=claim.measure,
                    scope=Scope.from_json(claim.scope),
                    part=claim.part,
                    paragraph=claim.paragraph,
                    is_inference=claim.is_inference,
                    by=by,
                    at=at,
                )
        except PortalError as problem:
            note(
                About.REPORT,
                report.pk,
                "claim left behind",
                by=by,
                at=at,
                text=f"{claim.sentence} ({problem.message})",
            )


@transaction.atomic
def save_heading(*, report: StatusReport, values: dict[str, Any], by, at: datetime) -> StatusReport:
    """Implementation rate, important issues, texts of the management. Raises Locked."""
    report = claims.open_report(report.pk)
    report.implementation_rate = values.get("implementation_rate")
    report.important_issues = values.get("important_issues", "").strip()
    report.save(update_fields=["implementation_rate", "important_issues"])
    for part in ReportText.Part.values:
        ReportText.objects.update_or_create(
            report=report, part=part, defaults={"text": values.get(part, "").strip()}
        )
    claims.save_revision(report, "texts", by=by, at=at)
    return report


def _locked_report(report: StatusReport, new: str) -> StatusReport:
    report = (
        StatusReport.objects.select_for_update(of=("self",))
        .select_related("period__project", "commission__area")
        .get(pk=report.pk)
    )
    REPORT.check(report.state, new)
    return report


def _check_claims(report: StatusReport, *, at: datetime) -> None:
    """Every sentence rests on the records of now. Raises NotReady with what moved."""
    own = list(report.claims.all())
    if not any(claim.part == Claim.Part.ACHIEVEMENTS for claim in own):
        raise NotReady(_("The summary of achievements is empty. Draft it from the records first."))
    claims.compare(own, at=at)
    if stale := [claim for claim in own if claim.moved]:
        raise NotReady(
            _(
                "Records moved under %(n)s sentences: %(what)s. Look at them and take the new figures, or rewrite them."
            )
            % {"n": len(stale), "what": "; ".join(claim.sentence for claim in stale[:3])}
        )


def _check_figures(report: StatusReport) -> None:
    """The tables were prepared after the last change and still hold. Raises NotReady."""
    if report.is_waiting or report.prepared_at is None or report.prepared_at < report.changed_at:
        raise NotReady(
            _("The report is not prepared since its last change. Have it prepared, then go on.")
        )
    for actual in report.actuals.select_related("indicator__accomplishment"):
        indicator = actual.indicator
        scope = Scope.of_indicator(report, indicator)
        if moved(actual.figures, figures_of(indicator.measure, scope)):
            text = _("The figure of “%(indicator)s” has moved. Have the report prepared again.")
            raise NotReady(text % {"indicator": indicator.text})
    with translation.override(languages.interface_code(report.language)):
        now = instruments.of_report(report)
    if report.prepared.get("instruments") != now:
        text = _("Work plan, money, risks or lessons have moved. Have the report prepared again.")
        raise NotReady(text)


def submit(*, report: StatusReport, by, at: datetime) -> StatusReport:
    """Hand it over for approval. Raises IllegalTransition, NotReady; staleness that was found stays known."""
    with transaction.atomic():
        report = _locked_report(report, ReportState.SUBMITTED)
        problem: NotReady | None = None
        try:
            _check_claims(report, at=at)
            _check_figures(report)
        except NotReady as refusal:
            problem = refusal
        else:
            report.state, report.submitted_by, report.approved_by = ReportState.SUBMITTED, by, None
            report.save(update_fields=["state", "submitted_by", "approved_by"])
            note(About.REPORT, report.pk, "submitted", by=by, at=at)
    if problem:
        raise problem
    return report


@transaction.atomic
def send_back(*, report: StatusReport, by, at: datetime, text: str) -> StatusReport:
    """Return it to its writers; the text tells them why."""
    report = _locked_report(report, ReportState.RETURNED)
    if not text.strip():
        raise PortalError(_("Say what should be changed."), code="reason_needed", status=422)
    report.state, report.approved_by = ReportState.RETURNED, None
    report.save(update_fields=["state", "approved_by"])
    note(About.REPORT, report.pk, "returned", by=by, at=at, text=text.strip())
    return report


@transaction.atomic
def approve(*, report: StatusReport, by, at: datetime) -> StatusReport:
    """Approve what another person submitted. Raises NotYours, IllegalTransition."""
    report = _locked_report(report, ReportState.APPROVED)
    if by is not None and report.submitted_by_id == by.pk:
        raise NotYours(_("You submitted this report; somebody else must approve it."))
    report.state, report.approved_by = ReportState.APPROVED, by
    report.save(update_fields=["state", "approved_by"])
    note(About.REPORT, report.pk, "approved", by=by, at=at)
    return report


@transaction.atomic
def certify(*, report: StatusReport, by, at: datetime) -> StatusReport:
    """Certify and lock: from here on the database refuses every change. Raises NotReady, IllegalTransition.

    The figures that are frozen are those that were approved; should records have moved since, the
    report goes back first. The bundle by which others check it is made with it; raises NotVerifiable.
    """
    Period.objects.select_for_update().get(pk=report.period_id)
    report = _locked_report(report, ReportState.CERTIFIED)
    _check_claims(report, at=at)
    _check_figures(report)
    report.state, report.certified_by, report.certified_at = ReportState.CERTIFIED, by, at
    report.save(update_fields=["state", "certified_by", "certified_at"])
    bundles.add(report, at=at)
    note(About.REPORT, report.pk, "certified", by=by, at=at)
    return report


@transaction.atomic
def publish(*, report: StatusReport, by, at: datetime) -> StatusReport:
    """Make the certified report public. Raises IllegalTransition."""
    report = _locked_report(report, ReportState.PUBLISHED)
    report.state, report.published_at = ReportState.PUBLISHED, at
    report.save(update_fields=["state", "published_at"])
    note(About.REPORT, report.pk, "published", by=by, at=at)
    return report
