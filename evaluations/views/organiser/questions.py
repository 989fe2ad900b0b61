"""The questions of a round for organisers: those of the bank that are chosen, and up to five of their own."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.i18n.languages import in_reader_language
from core.web.actions import run_action
from evaluations.forms.questions import OwnQuestionForm, initial_of, offer_of
from evaluations.models import BankItem, SurveyRound
from evaluations.presentation import bank
from evaluations.selectors.questionnaires import questionnaire_of
from evaluations.services import questionnaires
from evaluations.views.organiser.surveys import round_of
from evaluations.views.respond import questions as questions_respond
from workshops.models import Workshop
from workshops.views.organiser.actions import READ, address, duty, shared

if TYPE_CHECKING:
    from collections.abc import Callable

    from evaluations.models import SurveyItem


@require_http_methods(READ)
@duty("surveys")
def questions(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """What a round asks, and what of the bank it may ask."""
    round_ = round_of(workshop, pk)
    here = address("evaluations:questions", workshop, pk)
    if request.method == "POST":
        return run_action(request, here, _action(request, round_))
    questionnaire = questionnaire_of(round_)
    items = {row.name: row.item for row in round_.items.select_related("item")}
    context = {
        "round": round_,
        "asked": [
            questions_respond.question_context(question, {}, questionnaire)
            | {
                "own": question.own,
                "core": question.core,
                "page": question.page,
                "changeable": question.own and offer_of(items[question.name]),
                "measures": bank.measured(items[question.name]),
            }
            for question in questionnaire.questions
        ],
        "choosable": _choosable(round_),
        "has_short_form": questionnaires.has_short_form(round_),
        "planned": _is_writable(round_),
        "own_left": questionnaires.places_left(round_),
    }
    return render(request, "evaluations/questions.html", shared(request, workshop, **context))


def _is_writable(round_: SurveyRound) -> bool:
    """The test after the workshop asks what the one before it asks."""
    is_second = round_.kind == SurveyRound.Kind.TEST_AFTER
    return round_.state == SurveyRound.State.PLANNED and not is_second


def _action(request: HttpRequest, round_: SurveyRound) -> Callable[[], Any]:
    if request.POST.get("act") == "remove":
        name = request.POST.get("name", "")
        return lambda: questionnaires.remove_own(round_=round_, name=name)
    if request.POST.get("act") in ("short", "long"):
        short = request.POST["act"] == "short"
        return lambda: questionnaires.set_length(round_=round_, short=short)
    opened = request.POST["opened"].split() if "opened" in request.POST else None
    return lambda: questionnaires.choose(
        round_=round_, codes=request.POST.getlist("item"), opened=opened
    )


def _choosable(round_: SurveyRound) -> list[dict[str, Any]]:
    """Items of the bank that are not core in this round, and whether they are asked."""
    asked_codes = set(round_.items.filter(item__survey=None).values_list("item__code", flat=True))
    choices: list[dict[str, Any]] = []
    if round_.is_test:
        return choices
    for item in BankItem.objects.current():
        if item.is_core_in(round_):
            continue
        if round_.kind in item.rounds or not item.rounds:
            text = in_reader_language(item.texts).replace("{subject}", "…")
            choices.append(
                {
                    "code": item.code,
                    "text": text,
                    "chosen": item.code in asked_codes,
                    "measures": bank.measured(item),
                }
            )
    return choices


@require_http_methods(READ)
@duty("surveys")
def own_question(request: HttpRequest, workshop: Workshop, pk: int, name: str = "") -> HttpResponse:
    """A question of one's own, added or changed: type, words, place and condition on one page.

    The answers of a condition appear once its question is chosen, by a button, so that no script is needed.
    """
    round_ = round_of(workshop, pk)
    row = _row(round_, name) if name else None
    make_form, initial = _form_of(workshop, round_, row)
    is_sent = request.method == "POST"
    form = make_form(request.POST if is_sent else None, initial=initial)
    looks = request.POST.get("act") == "answers"
    if is_sent and not looks and form.is_valid():
        return run_action(
            request,
            address("evaluations:questions", workshop, pk),
            _saving(round_, row, form.values()),
        )
    if looks:
        # Only the answers of the chosen question are wanted, and no complaints.
        form = make_form(initial={field: form[field].value() for field in form.fields})
    context = {
        "round": round_,
        "form": form,
        "name": name,
        "planned": _is_writable(round_),
    }
    status = 422 if form.is_bound else 200
    return render(
        request,
        "evaluations/own_question.html",
        shared(request, workshop, **context),
        status=status,
    )


def _form_of(
    workshop: Workshop, round_: SurveyRound, row: SurveyItem | None
) -> tuple[Callable[..., OwnQuestionForm], dict[str, Any] | None]:
    """What makes the form of a question, and what it shows of one that is changed."""
    questionnaire, initial = questionnaire_of(round_), None
    if row is not None:
        names = [question.name for question in questionnaire.on_page(row.page)]
        place = names.index(row.name)
        initial = initial_of(row, names[place - 1] if place else "")
        questionnaire = questionnaire.narrowed(without=[row.name])
    make_form = partial(
        OwnQuestionForm,
        codes=tuple(workshop.languages.split()) or ("en",),
        questionnaire=questionnaire,
        row=row,
        is_test=round_.is_test,
    )
    return make_form, initial


def _saving(
    round_: SurveyRound, row: SurveyItem | None, values: dict[str, Any]
) -> Callable[[], Any]:
    if row is None:
        return lambda: questionnaires.add_own(round_=round_, values=values)
    return lambda: questionnaires.change_own(round_=round_, name=row.name, values=values)


def _row(round_: SurveyRound, name: str) -> SurveyItem:
    row = questionnaires.own_rows(round_).filter(name=name).first()
    if row is None or not offer_of(row.item):
        raise Http404(_("There is no such question of your own."))
    return row
