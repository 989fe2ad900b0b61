"""Recommendations of an evaluation for organisers: written by who evaluates, answered by who runs the workshop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core.errors import PortalError
from core.web import confirm, edit_guard
from core.web.actions import positive_int
from core.web.confirm import Confirmation
from core.web.once import once_per_form
from core.web.unsent import posted, shows_unsent
from evaluations.forms.recommendations import FollowUpForm, RecommendationForm, ResponseForm
from evaluations.models import EvaluationRecommendation, Survey
from evaluations.services import recommendations as service
from evaluations.views.organiser.surveys import survey_of
from workshops import access
from workshops.models import Workshop
from workshops.views.organiser.actions import READ, address, duty, shared

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import ModelForm
    from django.utils.functional import Promise

ANSWERS = "plan"
"""The duty of who answers for the management."""


@once_per_form
@shows_unsent()
@require_http_methods(READ)
@duty("surveys")
def recommendations(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """All recommendations with how far they are, and a form for one more."""
    survey = Survey.objects.filter(workshop=workshop).first()
    if survey is None:
        return redirect(address("evaluations:evaluation", workshop))
    here = address("evaluations:recommendations", workshop)
    if request.POST.get("act") == "remove":
        return _remove(request, survey, here)
    form = RecommendationForm(posted(request))
    if request.method == "POST" and form.is_valid() and _is_written(request, survey, form):
        messages.success(request, _("The recommendation is saved."))
        return redirect(here)
    context = shared(
        request,
        workshop,
        recommendations=survey.recommendations.all(),
        form=form,
        answers=access.may(request.user, workshop, ANSWERS),
    )
    status = 422 if request.method == "POST" else 200
    return render(request, "evaluations/recommendations.html", context, status=status)


def _is_written(request: HttpRequest, survey: Survey, form: RecommendationForm) -> bool:
    """Write a new one; what is refused stands at the top of the form."""
    try:
        service.write(survey=survey, recommendation=None, **_by(request, form))
    except PortalError as refused:
        form.add_error(None, refused.message)
        return False
    return True


def _remove(request: HttpRequest, survey: Survey, here: str) -> HttpResponse:
    if confirm.is_repeated(request):
        return confirm.repeated(request, here)
    pk = positive_int(request, "recommendation")
    stored = survey.recommendations.filter(pk=pk).first()
    if stored is None:
        raise Http404(_("There is no such recommendation."))
    number = {"number": stored.number}
    confirmation = Confirmation(
        question=_("Remove recommendation %(number)s?") % number,
        consequences=[
            _("Its text and its history are deleted. Reports that were made keep what they say.")
        ],
        button=_("Remove the recommendation"),
        state=[stored.pk, stored.events.count()],
    )
    return confirm.run_confirmed(
        request,
        here,
        confirmation,
        lambda: service.remove(survey=survey, pk=stored.pk),
        _("Recommendation %(number)s is removed.") % number,
    )


@dataclass(frozen=True, slots=True)
class Part:
    """A form of the page of a recommendation, and what it saves."""

    act: str
    title: str | Promise
    form: type[ModelForm]
    save: Callable[..., EvaluationRecommendation]
    button: str | Promise


def _write(recommendation: EvaluationRecommendation, **values: Any) -> EvaluationRecommendation:
    return service.write(survey=recommendation.survey, recommendation=recommendation, **values)


def _respond(recommendation: EvaluationRecommendation, **values: Any) -> EvaluationRecommendation:
    return service.respond(recommendation=recommendation, **values)


def _follow_up(recommendation: EvaluationRecommendation, **values: Any) -> EvaluationRecommendation:
    return service.follow_up(recommendation=recommendation, **values)


WRITE = Part("write", gettext_lazy("Wording"), RecommendationForm, _write, gettext_lazy("Save"))
RESPOND = Part(
    "respond",
    gettext_lazy("Management response"),
    ResponseForm,
    _respond,
    gettext_lazy("Save the response"),
)
FOLLOW_UP = Part(
    "follow_up",
    gettext_lazy("Follow-up"),
    FollowUpForm,
    _follow_up,
    gettext_lazy("Save the follow-up"),
)


@shows_unsent()
@require_http_methods(READ)
@duty("surveys")
def recommendation(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """One recommendation: its words until it is answered, the response, the follow-up, the history."""
    stored = _of(workshop, pk)
    may_answer = access.may(request.user, workshop, ANSWERS)
    parts = _parts(stored, may_answer=may_answer)
    if request.method == "POST" and request.POST.get("act") not in {part.act for part in parts}:
        raise PermissionDenied
    forms, page_status = [], 200
    for part in parts:
        guard, problem, status = _guarded(request, workshop, stored, part)
        if status == edit_guard.SAVED:
            messages.success(request, _("Saved."))
            return redirect(address("evaluations:recommendation", workshop, pk))
        page_status = max(page_status, status)
        forms.append({"part": part, "form": guard.form, "problem": problem})
    context = shared(
        request,
        workshop,
        recommendation=stored,
        forms=forms,
        may_answer=may_answer,
        events=stored.events.select_related("by", "recommendation"),
    )
    return render(request, "evaluations/recommendation.html", context, status=page_status)


def _of(workshop: Workshop, pk: int) -> EvaluationRecommendation:
    """Read anew: a form writes into the record that it is made from."""
    rows = EvaluationRecommendation.objects.select_related("survey")
    found = rows.filter(survey=survey_of(workshop), pk=pk).first()
    if found is None:
        raise Http404(_("There is no such recommendation."))
    return found


def _parts(stored: EvaluationRecommendation, *, may_answer: bool) -> list[Part]:
    """What this person may do with it now."""
    parts = [] if stored.answer else [WRITE]
    if may_answer:
        parts += [RESPOND, FOLLOW_UP] if stored.acts else [RESPOND]
    return parts


def _guarded(
    request: HttpRequest, workshop: Workshop, stored: EvaluationRecommendation, part: Part
) -> tuple[edit_guard.EditGuard, str, int]:
    return edit_guard.save_guarded(
        request,
        lock=lambda: service.locked(stored.survey, stored.pk),
        make=lambda data: part.form(
            data, instance=_of(workshop, stored.pk), auto_id=f"{part.act}_%s"
        ),
        save=lambda form: part.save(_of(workshop, stored.pk), **_by(request, form)),
        changed_by=lambda: edit_guard.last_change(stored.events),
        act=part.act,
    )


def _by(request: HttpRequest, form: ModelForm) -> dict[str, Any]:
    return {"values": form.cleaned_data, "by": request.user, "at": timezone.now()}
