"""Keying in paper forms: by number, twice, by two people, and what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import PortalError
from core.web.actions import as_positive_int
from evaluations.models import PaperForm, SurveyRound
from evaluations.selectors.questionnaires import questionnaire_of
from evaluations.services import paper_forms as paper_forms_service
from evaluations.views.organiser.surveys import round_of
from evaluations.views.respond import questions
from workshops.models import Workshop
from workshops.views.organiser.actions import READ, address, duty, shared

if TYPE_CHECKING:
    from collections.abc import Mapping

HIGHEST = 9_999


@require_http_methods(READ)
@duty("surveys")
def paper_forms(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """The numbers keyed in so far, and one form to key in; answered at once with what came of it."""
    round_ = round_of(workshop, pk)
    problem, status = "", 200
    if request.method == "POST":
        try:
            form = _enter(request, round_)
        except PortalError as refused:
            problem, status = refused.message, refused.status
        else:
            messages.success(request, f"{_('Form')} {form.number}: {form.get_state_display()}")
            return redirect(address("evaluations:paper_forms", workshop, pk))
    context = {
        "round": round_,
        "problem": problem,
        "number": request.POST.get("number", ""),
        "forms": round_.paper_forms.filter(source="").prefetch_related("entries__by"),
        "collected": round_.paper_forms.exclude(source="").count(),
        "questions": _questions(round_, request.POST),
        "ticked": round_.invitations.filter(on_paper=True).count(),
    }
    return render(
        request,
        "evaluations/paper.html",
        shared(request, workshop, **context),
        status=status,
    )


def _enter(request: HttpRequest, round_: SurveyRound) -> PaperForm:
    number = as_positive_int(request.POST.get("number", "").strip())
    if not 0 < number <= HIGHEST:
        raise PortalError(_("Give the number written on the form, from 1 to 9999."), status=422)
    answers = _answers(round_, request)
    return paper_forms_service.enter(
        round_=round_, number=number, by=request.user, answers=answers, at=timezone.now()
    )


def _answers(round_: SurveyRound, request: HttpRequest) -> dict[str, list[str]]:
    names = [
        field_name
        for question in questionnaire_of(round_).on_paper().questions
        for field_name in questions.names_of(question)
    ]
    return {
        name: sent
        for name in names
        if (sent := [value for value in request.POST.getlist(name) if value])
    }


def _questions(round_: SurveyRound, sent: Mapping[str, Any]) -> list[dict[str, Any]]:
    questionnaire = questionnaire_of(round_).on_paper()
    return [
        questions.question_context(question, sent, questionnaire)
        for question in questionnaire.questions
    ]


@require_http_methods(READ)
@duty("surveys")
def paper_form(request: HttpRequest, workshop: Workshop, pk: int, number: int) -> HttpResponse:
    """Where the two entries of a form differ, to be settled by looking at the paper."""
    round_ = round_of(workshop, pk)
    form = round_.paper_forms.filter(number=number, state=PaperForm.State.DIFFERS).first()
    if form is None:
        raise Http404(_("There is no such form to resolve."))
    problem, status = "", 200
    if request.method == "POST":
        try:
            paper_forms_service.resolve(
                form=form, answers=_answers(round_, request), at=timezone.now()
            )
        except PortalError as refused:
            problem, status = refused.message, refused.status
        else:
            messages.success(request, _("Form %(number)s is keyed in.") % {"number": number})
            return redirect(address("evaluations:paper_forms", workshop, pk))
    sent = request.POST if request.method == "POST" else form.entries.order_by("pk").first().answers
    context = {
        "round": round_,
        "number": number,
        "problem": problem,
        "questions": _settled(round_, form, sent),
    }
    return render(
        request,
        "evaluations/differences.html",
        shared(request, workshop, **context),
        status=status,
    )


def _settled(round_: SurveyRound, form: PaperForm, sent: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All questions; those in which the entries differ say how, and come first."""
    differing = paper_forms_service.differences(form)
    questionnaire = questionnaire_of(round_).on_paper()
    rows = []
    for question in questionnaire.questions:
        context = questions.question_context(question, sent, questionnaire)
        differences = [
            differing[name] for name in questions.names_of(question) if name in differing
        ]
        rows.append(
            context
            | {
                "problem": _("The two entries differ here.") if differences else "",
                "differs": bool(differences),
            }
        )
    return sorted(rows, key=lambda row: not row["differs"])
