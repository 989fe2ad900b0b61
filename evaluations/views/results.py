"""Results of an evaluation: the page, its files, and finished reports. What is public is what the workshop has published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.http import downloads
from core.i18n import languages
from evaluations.documents import codebook as codebooks
from evaluations.documents import datasets
from evaluations.models import EvaluationReport, PreparedResults, SurveyRound
from evaluations.presentation import results as results_texts
from evaluations.presentation import waves
from evaluations.presentation.group_names import DIMENSIONS
from evaluations.selectors import recommendations, results
from evaluations.selectors.questionnaires import questionnaire_of
from evaluations.statistics.rates import NO_WORDS_BELOW, WARN_BELOW
from workshops import access
from workshops.models import Workshop
from workshops.states import TOLD, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

REPORTED = (Status.REPORTED, Status.ARCHIVED)
FILES = ("csv", "xlsx", "json", *datasets.FORMATS)


def workshop_with_results(request: HttpRequest, code: str, statuses: Sequence[str]) -> Workshop:
    """The workshop, if the person may read its results. Raises Http404."""
    workshop = Workshop.objects.select_related("host__area", "country").filter(code=code).first()
    if workshop is not None and (
        workshop.status in statuses or access.may(request.user, workshop, "statistics")
    ):
        return workshop
    raise Http404(_("There are no results of such a workshop."))


def _rounds(request: HttpRequest, workshop: Workshop) -> list[tuple[SurveyRound, PreparedResults]]:
    """Rounds with results that the person may read, the end of the workshop first."""
    queryset = SurveyRound.objects.filter(survey__workshop=workshop)
    if not access.may(request.user, workshop, "statistics"):
        queryset = queryset.public()
    rows = list(queryset.select_related("survey", "session"))
    latest = results.latest_of(rows)
    order = {"R2": 0, "R3": 1, "R5": 2, "R0": 3, "T1": 4, "T0": 5, "R1": 6}
    with_results = [(round_, latest[round_.pk]) for round_ in rows if round_.pk in latest]
    return sorted(with_results, key=lambda pair: (order.get(pair[0].kind, 9), pair[0].opens_at))


def _chosen(request: HttpRequest, rounds: list[Any]) -> tuple[SurveyRound, PreparedResults] | None:
    round_pk = request.GET.get("round", "")
    if not round_pk:
        return rounds[0] if rounds else None
    for round_, prepared in rounds:
        if str(round_.pk) == round_pk:
            return round_, prepared
    raise Http404(_("This workshop has no such results."))


@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    """One round: shares with their base, distributions, a table by one group at a time."""
    workshop = workshop_with_results(request, code, TOLD)
    rounds = _rounds(request, workshop)
    chosen = _chosen(request, rounds)
    context: dict[str, Any] = {
        "workshop": workshop,
        "rounds": rounds,
        "duties": access.duties(request.user, workshop),
        "is_public": workshop.status in TOLD,
    }
    if workshop.status in REPORTED or "surveys" in context["duties"]:
        ready = workshop.evaluation_reports.filter(state=EvaluationReport.State.READY)
        context["reports"] = ready.only("number", "language", "made_at", "workshop")
    if "statistics" in context["duties"]:
        context["open_rounds"] = SurveyRound.objects.filter(
            survey__workshop=workshop, state=SurveyRound.State.OPEN
        ).select_related("session")
    if chosen is not None:
        context |= _round_context(request, *chosen)
    return render(request, "evaluations/results/page.html", context)


def _round_context(
    request: HttpRequest, round_: SurveyRound, prepared: PreparedResults
) -> dict[str, Any]:
    questionnaire = questionnaire_of(round_)
    content = prepared.content
    core = [question.name for question in questionnaire.questions if question.core]
    keys = [key for q in questionnaire.questions if q.name in core for key in q.keys]
    items = results_texts.item_summaries(
        content,
        questionnaire,
        results.benchmark(keys, round_.kind, invented=round_.survey.invented),
    )
    by = request.GET.get("by", "")
    if by and by not in content["groups"]:
        raise Http404(_("Results are not shown by “%(by)s”.") % {"by": by[:20]})
    response = results_texts.response_of(content)
    group_table = results_texts.by_group(content, by, questionnaire) if by else None
    return {
        "round": round_,
        "prepared": prepared,
        "base": results_texts.base_line(content),
        "response": response,
        "warns": response < WARN_BELOW,
        "wordless": response < NO_WORDS_BELOW,
        "limits": {"warn": WARN_BELOW, "words": NO_WORDS_BELOW},
        "sections": results_texts.by_section(items),
        "headlines": [item for item in items if item.sentence and item.code in keys][:6],
        "dimensions": [(code, DIMENSIONS[code]) for code in content["groups"]],
        "by": by,
        "group_table": group_table,
        "group_note": results_texts.group_note(group_table) if group_table else "",
        "since": waves.since(content, questionnaire),
        "since_note": waves.SINCE,
        "gain": waves.gain(round_, content),
        "method": results_texts.METHOD,
        "change_rows": waves.look_back(content),
        "realised_rows": results_texts.realised(content, questionnaire),
    }


@require_safe
def file(request: HttpRequest, code: str, extension: str) -> HttpResponse:
    """The table behind the page."""
    workshop = workshop_with_results(request, code, TOLD)
    chosen = _chosen(request, _rounds(request, workshop))
    if chosen is None or extension not in FILES:
        raise Http404(_("There is no such file."))
    round_, prepared = chosen
    etag = downloads.etag_of("results", prepared.pk, request.LANGUAGE_CODE)
    if (response := downloads.not_modified(request, etag)) is not None:
        return response
    table = results_texts.distribution(workshop, round_, prepared, questionnaire_of(round_))
    name = downloads.file_name(
        workshop.code, round_.kind, f"v{prepared.version}", extension=extension
    )
    if extension in datasets.FORMATS:
        kind, write = datasets.FORMATS[extension]
        body = write(datasets.of_table(table))
        return downloads.dress(HttpResponse(body, content_type=kind), etag=etag, filename=name)
    return downloads.table_response(request, table, extension=extension, filename=name, etag=etag)


def _codebook(request: HttpRequest, code: str) -> tuple[Workshop, SurveyRound, Any]:
    workshop = workshop_with_results(request, code, TOLD)
    chosen = _chosen(request, _rounds(request, workshop))
    if chosen is None:
        raise Http404(_("There are no results of such a workshop."))
    round_, prepared = chosen
    book = codebooks.codebook_of(
        workshop, round_, prepared, questionnaire_of(round_), language=languages.reader_language()
    )
    return workshop, round_, book


@require_safe
def codebook(request: HttpRequest, code: str) -> HttpResponse:
    """Questions, codes and published frequencies of a round, to read."""
    workshop, round_, book = _codebook(request, code)
    context = {"workshop": workshop, "round": round_, "codebook": book}
    return render(request, "evaluations/results/codebook.html", context)


@require_safe
def codebook_file(request: HttpRequest, code: str) -> HttpResponse:
    """The same as DDI-Codebook 2.5."""
    workshop, round_, book = _codebook(request, code)
    body = codebooks.ddi(book)
    etag = downloads.etag_of(body)
    if (response := downloads.not_modified(request, etag)) is not None:
        return response
    name = downloads.file_name(workshop.code, round_.kind, "codebook", extension="xml")
    return downloads.dress(
        HttpResponse(body, content_type="application/xml"), etag=etag, filename=name
    )


REPORT_FILES = {
    "pdf": "application/pdf",
    "brief.pdf": "application/pdf",
    "xlsx": downloads.FORMATS["xlsx"][0],
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
}


def _report(request: HttpRequest, code: str, number: int) -> EvaluationReport:
    workshop = workshop_with_results(request, code, REPORTED)
    report = workshop.evaluation_reports.filter(
        number=number, state=EvaluationReport.State.READY
    ).first()
    if report is None:
        raise Http404(_("There is no such report."))
    return report


@require_safe
def report(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A report as it was made, in its own language."""
    report = _report(request, code, number)
    context = {
        "report": report,
        "workshop": report.workshop,
        "content": report.content,
        "followed": recommendations.followed_since(report),
    }
    return render(request, "evaluations/results/report.html", context)


@require_safe
def brief(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The report on one page."""
    report = _report(request, code, number)
    if "brief" not in report.content:
        raise Http404(_("There is no such report."))
    context = {
        "report": report,
        "workshop": report.workshop,
        "content": report.content,
        "brief": report.content["brief"],
    }
    return render(request, "evaluations/results/brief.html", context)


@require_safe
def report_file(request: HttpRequest, code: str, number: int, extension: str) -> HttpResponse:
    """The report as PDF, workbook or JSON."""
    report = _report(request, code, number)
    if extension not in REPORT_FILES:
        raise Http404(_("There is no such file."))
    etag = downloads.etag_of("report", report.pk, extension, report.made_at)
    if (response := downloads.not_modified(request, etag)) is not None:
        return response
    name = extension.partition(".")[0]
    body = orjson.dumps(report.content) if name == "json" else bytes(getattr(report, name))
    if not body:
        raise Http404(
            _(
                "This report has no PDF: the fonts were not there when it was made. Print its page instead."
            )
        )
    name = downloads.file_name(
        code, "evaluation", report.number, report.language, extension=extension
    )
    return downloads.dress(
        HttpResponse(body, content_type=REPORT_FILES[extension]), etag=etag, filename=name
    )
