"""Questionnaires as XLSForm: taken away, and brought back after a look at what would change."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import PortalError
from core.i18n.languages import UNITED_NATIONS, interface_code
from evaluations.models import SurveyRound
from evaluations.questionnaires import bank_file
from evaluations.selectors.questionnaires import questionnaire_of
from evaluations.services import submissions, xlsforms
from evaluations.views.organiser.surveys import round_of
from evaluations.xlsforms.writing import as_xlsform
from workshops.models import Workshop
from workshops.views.organiser.actions import READ, address, duty, run_action, shared

MOST_BYTES = 2 * 1024 * 1024
KEPT_SECONDS = 3600
MOST_SHOWN = 100
"""Problems that a page lists."""


def written(round_: SurveyRound) -> bytes:
    """The workbook of a round."""
    quote = {}
    for code in UNITED_NATIONS:
        with override(interface_code(code)):
            quote[code] = _("May be quoted in the report, without my name, country or function")
    workshop = round_.survey.workshop
    return as_xlsform(
        questionnaire_of(round_), title=f"{workshop.title}: {round_.title}",
        form_id=f"{slugify(workshop.code)}-{round_.kind}-{round_.pk}".replace("-", "_"),
        special=bank_file.special_texts(), quote=quote,
    )  # fmt: skip


@require_safe
@duty("surveys")
def xlsform(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """The questions for KoboToolbox and ODK."""
    round_ = round_of(workshop, pk)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(written(round_), content_type=kind)
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
        again = address("evaluations:import_xlsform", workshop, pk)
        return _imported(request, round_, here, again, lambda data: xlsforms.take(round_, data))
    return _shown(request, workshop, round_, "evaluations/import.html", _form_looked_at)


@require_http_methods(READ)
@duty("surveys")
def import_answers(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """Answers exported from KoboToolbox or ODK: how many are new, or what is wrong where; taken once."""
    round_ = round_of(workshop, pk)
    if request.POST.get("token"):
        here = address("evaluations:import_answers", workshop, pk)
        return _imported(
            request, round_, here, here, lambda data: submissions.take(round_=round_, data=data, at=timezone.now()), _("The answers are taken.")
        )  # fmt: skip
    return _shown(request, workshop, round_, "evaluations/answers.html", _answers_looked_at)  # fmt: skip


def _kept(request: HttpRequest, round_: SurveyRound, token: str) -> str:
    return f"exchanged:{round_.pk}:{request.user.pk}:{token[:20]}"


def _imported(request, round_: SurveyRound, here: str, again: str, take, said: str = "") -> HttpResponse:  # fmt: skip
    """Take the file that was shown, once."""
    key = _kept(request, round_, request.POST["token"])
    data = cache.get(key)
    cache.delete(key)
    return redirect(again) if data is None else run_action(request, here, lambda: take(data), said)


def _uploaded(request: HttpRequest) -> bytes:
    upload = request.FILES.get("file")
    if upload is None or upload.size > MOST_BYTES:
        raise PortalError(_("Choose a file of at most 2 MB."), status=422)
    return upload.read()


def _shown(request, workshop: Workshop, round_: SurveyRound, template: str, look) -> HttpResponse:
    context: dict[str, Any] = {"round": round_, "problem": ""}
    status = 200
    if request.method == "POST":
        try:
            data = _uploaded(request)
            context |= look(round_, data)
        except PortalError as refused:
            context["problem"], status = refused.message, refused.status
        else:
            status = 422 if context["found"]["problems"] else 200
            context["token"] = token = get_random_string(20)
            if status == 200:
                cache.set(_kept(request, round_, token), data, KEPT_SECONDS)
    return render(request, template, shared(request, workshop, **context), status=status)


def _form_looked_at(round_: SurveyRound, data: bytes) -> dict[str, Any]:
    found = xlsforms.look(round_, data)
    shown = [
        {"sheet": p.sheet, "row": p.row, "column": p.column, "text": xlsforms.told(p)}
        for p in found.problems
    ]
    return {
        "found": {"problems": shown, "ignored": found.ignored},
        "changes": [] if found.problems else xlsforms.changes(round_, found),
    }


def _answers_looked_at(round_: SurveyRound, data: bytes) -> dict[str, Any]:
    seen = submissions.look(round_, data)
    problems = [
        {"row": p.row, "column": p.column, "text": submissions.told(p)} for p in seen.found.problems
    ]
    return {
        "found": {"problems": problems[:MOST_SHOWN], "count": len(problems), "ignored": seen.found.ignored},
        "new": len(seen.new), "known": seen.known, "empty": seen.found.empty,
        "lacking": submissions.lacking(seen) if len(seen.new) > seen.ticks else "",
    }  # fmt: skip
