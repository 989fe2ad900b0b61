"""The evaluation report: asked for with one click, made by a worker, kept with the figures it was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core import documents
from core.errors import PortalError, Refused
from core.i18n import languages
from core.job_kinds import Subject
from core.jobs import ask as ask_job
from evaluations.documents import brief, report_content, report_files, report_word
from evaluations.models import EvaluationReport, SurveyRound
from evaluations.selectors import results
from evaluations.services import results as results_service
from workshops.models import Workshop

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from core.models import Job

REPORT = "evaluation_report"
"""The kind of its jobs."""
State = EvaluationReport.State
LONGEST = 6_000


@transaction.atomic
def ask(
    *, workshop: Workshop, language: str, by: Any, at: datetime, conclusions: str = ""
) -> EvaluationReport:
    """Queue a report; one that waits in the same language is given back. Raises Refused.

    `conclusions` is the organiser's own text, printed as it is under conclusions and recommendations.
    """
    workshop = Workshop.objects.select_for_update().get(pk=workshop.pk)
    if language not in languages.UNITED_NATIONS:
        raise Refused(_("Choose one of the six languages."))
    if len(conclusions) > LONGEST:
        raise Refused(_("The conclusions are too long; 6,000 characters fit."))
    closed = SurveyRound.objects.filter(
        survey__workshop=workshop, kind=SurveyRound.Kind.END, state=SurveyRound.State.CLOSED
    )
    if not closed.exists():
        raise Refused(
            _("The round at the end of the workshop is not closed yet; its answers are the report.")
        )
    waiting = workshop.evaluation_reports.filter(state=State.QUEUED, language=language).first()
    if waiting is not None:
        return waiting
    last = workshop.evaluation_reports.order_by("-number").values_list("number", flat=True).first()
    report = EvaluationReport.objects.create(
        workshop=workshop,
        number=(last or 0) + 1,
        language=language,
        by=by,
        asked_at=at,
        content={"conclusions": conclusions},
    )
    ask_job(REPORT, report.pk, by=by)
    return report


@transaction.atomic
def make(job: Job) -> str:
    """Make the report whose number is the job's key, once. Raises Refused."""
    rows = EvaluationReport.objects.select_for_update(of=("self",))
    report = rows.select_related("workshop__host__area").filter(pk=job.key).first()
    if report is not None and report.state != State.READY:
        _fill(report)
        report.save(
            update_fields=["state", "problem", "content", "pdf", "brief", "xlsx", "docx", "made_at"]
        )
    return ""


def not_made(key: str, refusal: PortalError | None) -> None:
    """Tell on the page of reports why one is not there."""
    problem = (
        refusal.message
        if refusal
        else _("Something went wrong; the administrators find it in the log.")
    )
    EvaluationReport.objects.filter(pk=key).exclude(state=State.READY).update(
        state=State.FAILED, problem=problem[:300]
    )


def about(keys: Collection[str]) -> dict[str, Subject]:
    """What jobs that make reports are about. One query."""
    rows = EvaluationReport.objects.filter(pk__in=[int(key) for key in keys])
    return {
        str(report.pk): Subject(str(report))
        for report in rows.only("workshop", "number", "language")
    }


def _fill(report: EvaluationReport) -> None:
    workshop = report.workshop
    for round_ in SurveyRound.objects.filter(
        survey__workshop=workshop, state=SurveyRound.State.CLOSED
    ):
        results_service.prepare(round_.pk)
    end = workshop.survey.rounds.get(kind=SurveyRound.Kind.END)
    if results.latest(end) is None:
        raise Refused(_("There are no results to report."))
    own = report.content.get("conclusions", "")
    with translation.override(languages.interface_code(report.language)):
        content = report_content.content_of(
            workshop, own, on=timezone.localdate(), language=report.language
        )
        report.xlsx = report_files.workbook(content)
        report.docx = report_word.as_docx(content)
        may = documents.has_fonts(report.language)
        report.pdf = report_files.pdf(content) if may else b""
        report.brief = brief.pdf(content) if may else b""
    report.content, report.state, report.made_at = content, State.READY, timezone.now()
    report.problem = ""
