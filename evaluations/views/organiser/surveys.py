"""Evaluations for organisers: rounds and times, questions, paper forms, the screen, interviews."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import segno
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import Refused
from core.i18n.languages import in_reader_language
from core.web import confirm
from core.web.actions import actor_of, as_positive_int, positive_int, run_action
from core.web.confirm import Confirmation
from core.web.edit_guard import SAVED, EditGuard
from evaluations.forms.surveys import InterviewForm, TimesForm
from evaluations.models import Survey, SurveyRound
from evaluations.selectors.questionnaires import questionnaire_of
from evaluations.services import interviews as interviews_service
from evaluations.services import paper_forms, rounds, surveys
from evaluations.views.respond import kiosk
from evaluations.views.respond import questions as questions_respond
from workshops.models import Workshop
from workshops.states import TAKING
from workshops.views.organiser.actions import READ, address, duty, save_guarded, shared

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

Kind = SurveyRound.Kind


def survey_of(workshop: Workshop) -> Survey:
    """The evaluation of the workshop. Raises Http404."""
    survey = Survey.objects.filter(workshop=workshop).first()
    if survey is None:
        raise Http404(_("This workshop has no evaluation yet."))
    return survey


def round_of(workshop: Workshop, pk: int, *, with_questions: bool = True) -> SurveyRound:
    """A round of the workshop, one with questions unless `with_questions` is off. Raises Http404."""
    queryset = SurveyRound.objects.select_related("survey__workshop__host__area", "session").filter(
        survey__workshop=workshop, pk=pk
    )
    round_ = queryset.first()
    if round_ is None or (with_questions and round_.kind == Kind.INTERVIEW):
        raise Http404(_("There is no such round."))
    return round_


@require_http_methods(READ)
@duty("surveys")
def evaluation(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """All rounds: state, times, answers of how many; set up where there is none."""
    here = address("evaluations:evaluation", workshop)
    survey = Survey.objects.filter(workshop=workshop).first()
    is_times = request.POST.get("act") == "times"
    if request.POST.get("act") in BY_HAND and survey is not None:
        return _by_hand(request, workshop, here)
    if request.method == "POST" and not is_times:
        return run_action(request, here, lambda: _change(request, workshop, survey))
    sent, status = None, 200
    if is_times:
        sent = round_of(workshop, positive_int(request, "round"), with_questions=False)
        guard, problem, status = _save_times(request, workshop, sent)
        if status == SAVED:
            messages.success(request, _("The times of the round are saved."))
            return redirect(here)
        if problem:
            guard.form.add_error(None, problem)
    rows = surveys.state_of_rounds(survey) if survey else []
    pulsed = {row["round"].session_id for row in rows}
    for row in rows:
        own = sent is not None and row["round"].pk == sent.pk
        row["reminders"] = (
            rounds.reminders_of(row["round"].opens_at, row["round"].closes_at)
            if row["round"].kind in rounds.BY_MAIL
            else ()
        )
        row["form"] = guard.form if own else _times_guard(row["round"], workshop).form
    context = {
        "survey": survey,
        "rows": rows,
        "sessions": [
            session for session in workshop.sessions.attended() if session.pk not in pulsed
        ],
        "may_add_year": survey is not None
        and survey.unpaired_on is None
        and not any(row["round"].kind == Kind.YEAR for row in rows),
        "may_add_test": survey is not None
        and survey.unpaired_on is None
        and workshop.status in TAKING
        and not any(row["round"].is_test for row in rows),
        "has_key": survey is not None and survey.unpaired_on is None,
    }
    with timezone.override(workshop.tz):
        return render(
            request, "evaluations/rounds.html", shared(request, workshop, **context), status=status
        )


def _times_form(data: Any, round_: SurveyRound, workshop: Workshop) -> TimesForm:
    first = {
        name: getattr(round_, name).astimezone(workshop.tz).replace(tzinfo=None)
        for name in ("opens_at", "closes_at")
    }
    return TimesForm(data, initial=first, auto_id=f"r{round_.pk}_%s")


def _times_guard(round_: SurveyRound, workshop: Workshop) -> EditGuard:
    return EditGuard(lambda data: _times_form(data, round_, workshop), None)


def _save_times(
    request: HttpRequest, workshop: Workshop, round_: SurveyRound
) -> tuple[EditGuard, str, int]:
    def make(data: Any) -> TimesForm:
        return _times_form(data, SurveyRound.objects.get(pk=round_.pk), workshop)

    with timezone.override(workshop.tz):
        return save_guarded(
            request,
            workshop,
            make,
            lambda form: surveys.set_times(
                round_=round_,
                opens_at=form.cleaned_data["opens_at"],
                closes_at=form.cleaned_data["closes_at"],
                at=timezone.now(),
            ),
        )


def _change(request: HttpRequest, workshop: Workshop, survey: Survey | None) -> Any:
    act, now = request.POST.get("act", ""), timezone.now()
    if act == "set_up":
        return surveys.set_up(workshop=workshop, at=now)
    if survey is None:
        raise Refused(_("Set up the evaluation first."))
    if act == "pulse":
        session = workshop.sessions.filter(pk=positive_int(request, "session")).first()
        if session is None:
            raise Refused(_("Choose a session."))
        return surveys.add_pulse(survey=survey, session=session, at=now)
    if act == "year":
        return surveys.add_year(survey=survey, at=now)
    if act == "test":
        return surveys.add_test(survey=survey, at=now)
    if act not in ROUND_STEPS:
        raise Refused(_("There is no such step."), status=422)
    round_ = round_of(workshop, positive_int(request, "round"), with_questions=False)
    return ROUND_STEPS[act](round_, now)


ROUND_STEPS: dict[str, Callable[[SurveyRound, datetime], Any]] = {
    "remove_pulse": lambda round_, _at: surveys.remove_pulse(round_=round_),
    "remove_test": lambda round_, _at: surveys.remove_test(round_=round_),
    "remove_year": lambda round_, _at: surveys.remove_year(round_=round_),
}
"""What a button does to one round."""
BY_HAND: dict[str, Callable[..., SurveyRound]] = {
    "open_now": rounds.open_now,
    "close_now": rounds.close_now,
}
"""What no button takes back."""


def _by_hand(request: HttpRequest, workshop: Workshop, here: str) -> HttpResponse:
    """Open or close a round before its time, once that is confirmed."""
    if confirm.is_repeated(request):
        return confirm.repeated(request, here)
    act = request.POST["act"]
    round_ = round_of(workshop, positive_int(request, "round"), with_questions=False)
    if act == "open_now":
        people = rounds.audience(round_).count()
        confirmation = Confirmation(
            question=_("Open the round “%(round)s” now?") % {"round": round_.get_kind_display()},
            consequences=[
                ngettext(
                    "%(n)s person is asked now.", "%(n)s people are asked now.", people
                ) % {"n": people},
                _("Who is asked gets a letter; questions can no longer be changed."),
            ],
            button=_("Open the round now"),
            state=[round_.pk, round_.state],
        )  # fmt: skip
    else:
        asked = round_.invitations.count()
        confirmation = Confirmation(
            question=_("Close the round “%(round)s” now?") % {"round": round_.get_kind_display()},
            consequences=[
                ngettext("%(n)s person was asked.", "%(n)s people were asked.", asked)
                % {"n": asked},
                _("No more answers are taken, and the round cannot be opened again."),
            ],
            button=_("Close the round now"),
            state=[round_.pk, round_.state],
        )
    return confirm.run_confirmed(
        request, here, confirmation, lambda: BY_HAND[act](round_, at=timezone.now())
    )


@require_http_methods(READ)
@duty("surveys")
def preview(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """The form as people will see it; nothing is kept."""
    round_ = round_of(workshop, pk)
    questionnaire = questionnaire_of(round_)
    reading = questions_respond.without_complaints(
        questionnaire.read(request.POST.getlist, demand=False)
    )
    page, _finished, _status = questions_respond.turn(request, questionnaire, reading)
    page_context = questions_respond.page_of(request.POST, questionnaire, reading, page)
    preview_context = {
        "round": round_,
        "survey": round_.survey,
        "preview": True,
        "handle": "",
        "plan": (),
    }
    return render(
        request,
        "evaluations/form.html",
        shared(request, workshop, **page_context, **preview_context),
    )


@require_safe
@duty("surveys")
def printed(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """The form for paper, in the language of the page."""
    round_ = round_of(workshop, pk)
    questionnaire = questionnaire_of(round_).on_paper()
    pages = [
        {
            "title": in_reader_language(questionnaire.pages[page - 1])
            if page <= len(questionnaire.pages)
            else "",
            "questions": [
                questions_respond.question_context(question, {}, questionnaire)
                for question in questionnaire.on_page(page)
            ],
        }
        for page in range(1, questionnaire.last_page + 1)
    ]
    context = {"round": round_, "survey": round_.survey, "pages": pages}
    return render(request, "evaluations/printed.html", shared(request, workshop, **context))


@require_http_methods(READ)
@duty("surveys")
def answering(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """How many answered, and who handed in a paper form. Who answered by the link is shown to nobody."""
    round_ = round_of(workshop, pk)
    if request.method == "POST":
        ticked = _numbers(request.POST.getlist("paper"))
        opened = _numbers(request.POST["opened"].split()) if "opened" in request.POST else None
        return run_action(
            request,
            address("evaluations:answering", workshop, pk),
            lambda: paper_forms.tick(round_=round_, registrations=ticked, opened=opened),
            _("The paper forms are saved."),
        )
    people = list(
        round_.invitations.select_related("registration__country").order_by(
            "registration__family", "registration__given", "pk"
        )
    )
    context = {
        "round": round_,
        "invitations": people,
        "answered": round_.number_answered(),
        "asked": round_.number_asked(),
    }
    return render(request, "evaluations/answering.html", shared(request, workshop, **context))


def _numbers(texts: list[str]) -> list[int]:
    return [number for number in map(as_positive_int, texts) if number]


@require_safe
@duty("surveys")
def room_screen(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """The QR code for the screen in the room, large."""
    round_ = round_of(workshop, pk)
    if round_.is_later:
        raise Http404(_("The follow-up is answered by personal link alone."))
    link = request.build_absolute_uri(reverse("evaluations:room", args=[round_.room_code]))
    code = segno.make_qr(link, error="m").svg_data_uri(scale=10, border=4, light="white")
    return render(
        request,
        "evaluations/screen.html",
        shared(request, workshop, round=round_, link=link, code=code),
    )


@require_http_methods(READ)
@duty("surveys")
def start_kiosk(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """Makes this device one that people in the room use one after the other, and signs the organiser out of it."""
    round_ = round_of(workshop, pk)
    if round_.is_later:
        raise Http404(_("The follow-up is answered by personal link alone."))
    if request.method == "POST" and round_.is_open:
        logout(request)
        return kiosk.start(redirect("evaluations:kiosk"), round_)
    return render(request, "evaluations/start_kiosk.html", shared(request, workshop, round=round_))


@require_http_methods(READ)
@duty("surveys")
def interviews(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Records of the interviews after twelve months."""
    survey = survey_of(workshop)
    form = InterviewForm(request.POST if request.method == "POST" else None)
    here = address("evaluations:interviews", workshop)
    if form.is_bound and form.is_valid():
        return run_action(
            request,
            here,
            lambda: interviews_service.record(
                survey=survey, values=form.cleaned_data, **actor_of(request)
            ),
        )
    round_ = survey.rounds.filter(kind=Kind.INTERVIEW).first()
    context = {
        "survey": survey,
        "form": form,
        "round": round_,
        "rows": survey.interviews.select_related("country"),
    }
    status = 422 if form.is_bound else 200
    return render(
        request,
        "evaluations/interviews.html",
        shared(request, workshop, **context),
        status=status,
    )
