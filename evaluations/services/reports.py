"""The evaluation report: asked for with one click, made by a worker, kept with the figures it was made from."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core import documents, jobs
from core.errors import PortalError
from core.i18n import languages
from core.rows import each_row
from evaluations.documents import brief, report_content, report_files
from evaluations.models import EvaluationReport, SurveyRound
from evaluations.selectors import results
from evaluations.services import results as results_service
from workshops.models import Workshop

if TYPE_CHECKING:
    from datetime import datetime

logger = logging.getLogger(__name__)
State = EvaluationReport.State
LONGEST = 6_000


class Refused(PortalError):
    """The report cannot be made so."""

    code, status = "refused", 409


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
        raise Refused(_("The round at the end of the workshop is not closed yet; its answers are the report."))  # fmt: skip
    waiting = workshop.evaluation_reports.filter(state=State.QUEUED, language=language).first()
    if waiting is not None:
        return waiting
    last = workshop.evaluation_reports.order_by("-number").values_list("number", flat=True).first()
    made = EvaluationReport.objects.create(
        workshop=workshop, number=(last or 0) + 1, language=language, by=by, asked_at=at, content={"conclusions": conclusions}
    )  # fmt: skip
    jobs.send("evaluations.make_reports")
    return made


def make_due() -> int:
    """Make every report that waits; how many."""
    waiting = EvaluationReport.objects.filter(state=State.QUEUED).order_by("pk")
    return each_row(waiting.values_list("pk", flat=True), _make, what="evaluation report").total


@transaction.atomic
def _make(pk: int) -> bool:
    rows = EvaluationReport.objects.select_for_update(of=("self",), skip_locked=True)
    report = rows.select_related("workshop__host__area").filter(pk=pk, state=State.QUEUED).first()
    if report is None:
        return False
    try:
        with transaction.atomic():
            _fill(report)
    except PortalError as problem:
        report.state, report.problem = State.FAILED, problem.message[:300]
        logger.warning("report %s was not made: %s", pk, problem.message)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        report.state = State.FAILED
        report.problem = _("Something went wrong; the administrators find it in the log.")
        logger.exception("report %s was not made", pk)
    report.save(update_fields=["state", "problem", "content", "pdf", "brief", "xlsx", "made_at"])
    return True


def _fill(report: EvaluationReport) -> None:
    workshop = report.workshop
    for round_ in SurveyRound.objects.filter(survey__workshop=workshop, state=SurveyRound.State.CLOSED):  # fmt: skip
        results_service.prepare(round_.pk)
    end = workshop.survey.rounds.get(kind=SurveyRound.Kind.END)
    if results.latest(end) is None:
        raise Refused(_("There are no results to report."))
    own = report.content.get("conclusions", "")
    with translation.override(languages.interface_code(report.language)):
        content = report_content.content_of(workshop, own, on=timezone.localdate(), language=report.language)  # fmt: skip
        report.xlsx = report_files.workbook(content)
        may = documents.has_fonts(report.language)
        report.pdf = report_files.pdf(content) if may else b""
        report.brief = brief.pdf(content) if may else b""
    report.content, report.state, report.made_at = content, State.READY, timezone.now()
