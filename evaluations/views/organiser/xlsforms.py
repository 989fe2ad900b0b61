"""Questionnaires as XLSForm: taken away, and brought back after a look at what would change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import PortalError
from core.i18n.languages import UNITED_NATIONS, interface_code
from core.web import import_preview
from core.web.actions import run_action
from evaluations.models import SurveyRound
from evaluations.questionnaires import bank_file
from evaluations.selectors.questionnaires import questionnaire_of
from evaluations.services import submissions, xlsforms
from evaluations.views.organiser.surveys import round_of
from evaluations.xlsforms.writing import as_xlsform
from workshops.models import Workshop
from workshops.views.organiser.actions import READ, address, duty, shared

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_SHOWN = 100
"""Problems that a page lists."""


def form_workbook(round_: SurveyRound) -> bytes:
    """The workbook of a round."""
    quote = {}
    for code in UNITED_NATIONS:
        with override(interface_code(code)):
            quote[code] = _("May be quoted in the report, without my name, country or function")
    workshop = round_.survey.workshop
    return as_xlsform(
        questionnaire_of(round_),
        title=f"{workshop.title}: {round_.title}",
        form_id=f"{slugify(workshop.code)}-{round_.kind}-{round_.pk}".replace("-", "_"),
        special=bank_file.special_texts(),
        quote=quote,
        specify=bank_file.other_texts()["specify"],
    )


@require_safe
@duty("surveys")
def xlsform(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """The questions for KoboToolbox and ODK."""
    round_ = round_of(workshop, pk)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(form_workbook(round_), content_type=kind)
    name = f"{workshop.code}-{round_.kind}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(READ)
@duty("surveys")
def import_xlsform(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """What a form would change, or where it is wrong; the form that was shown is what is imported, once."""
    round_ = round_of(workshop, pk)
    if request.POST.get("token"):
        here = address("evaluations:questions", workshop, pk)
        return _run_import(request, round_, here, lambda data: xlsforms.take(round_, data))
    return _preview_page(request, workshop, round_, "evaluations/import.html", _form_preview)


@require_http_methods(READ)
@duty("surveys")
def import_answers(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """Answers exported from KoboToolbox or ODK: how many are new, or what is wrong where; taken once."""
    round_ = round_of(workshop, pk)
    if request.POST.get("token"):
        here = address("evaluations:import_answers", workshop, pk)
        return _run_import(
            request,
            round_,
            here,
            lambda data: submissions.take(round_=round_, data=data, at=timezone.now()),
            _("The answers are taken."),
        )
    return _preview_page(request, workshop, round_, "evaluations/answers.html", _answers_preview)


def _about(request: HttpRequest, round_: SurveyRound) -> str:
    """What a kept upload is for: that of a form is never taken as one of answers."""
    match = request.resolver_match
    return f"{match.url_name if match else ''}:{round_.pk}"


def _run_import(
    request: HttpRequest,
    round_: SurveyRound,
    here: str,
    take: Callable[[bytes], Any],
    message: str = "",
) -> HttpResponse:
    """Take the file that was shown, once."""
    return run_action(
        request, here, lambda: import_preview.take(request, _about(request, round_), take), message
    )


def _preview_page(
    request, workshop: Workshop, round_: SurveyRound, template: str, preview
) -> HttpResponse:
    context: dict[str, Any] = {"round": round_, "problem": ""}
    status = 200
    if request.method == "POST":
        try:
            data = import_preview.uploaded(request, megabytes=2).read()
            context |= preview(round_, data)
        except PortalError as refused:
            context["problem"], status = refused.message, refused.status
        else:
            status = 422 if context["preview"]["problems"] else 200
            if status == 200:
                context["token"] = import_preview.keep(request, _about(request, round_), data)
    return render(request, template, shared(request, workshop, **context), status=status)


def _form_preview(round_: SurveyRound, data: bytes) -> dict[str, Any]:
    form = xlsforms.preview(round_, data)
    problems = [
        {"sheet": p.sheet, "row": p.row, "column": p.column, "text": xlsforms.problem_text(p)}
        for p in form.problems
    ]
    return {
        "preview": {"problems": problems, "ignored": form.ignored},
        "changes": [] if form.problems else xlsforms.changes(round_, form),
    }


def _answers_preview(round_: SurveyRound, data: bytes) -> dict[str, Any]:
    preview = submissions.preview_answers(round_, data)
    problems = [
        {"row": p.row, "column": p.column, "text": submissions.problem_text(p)}
        for p in preview.collected.problems
    ]
    return {
        "preview": {
            "problems": problems[:MOST_SHOWN],
            "count": len(problems),
            "ignored": preview.collected.ignored,
        },
        "new": len(preview.new),
        "already_imported": preview.already_imported,
        "empty": preview.collected.empty,
        "not_approved": preview.collected.not_approved,
        "lacking": submissions.lacking(preview) if len(preview.new) > preview.ticks else "",
    }
