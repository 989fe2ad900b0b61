"""Recommendations of an evaluation for organisers: written by who evaluates, answered by who runs the workshop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import PortalError
from core.web.actions import positive_int, run_action
from evaluations.forms.recommendations import FollowUpForm, RecommendationForm, ResponseForm
from evaluations.models import EvaluationRecommendation, Survey
from evaluations.services import recommendations as service
from evaluations.views.organiser.surveys import survey_of
from workshops import access
from workshops.models import Workshop
from workshops.views.organiser.actions import READ, address, duty, shared

if TYPE_CHECKING:
    from django.forms import ModelForm

ANSWERS = "plan"
"""The duty of who answers for the management."""


@require_http_methods(READ)
@duty("surveys")
def recommendations(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """All recommendations with how far they are, and a form for one more."""
    survey = Survey.objects.filter(workshop=workshop).first()
    if survey is None:
        return redirect(address("evaluations:evaluation", workshop))
    here = address("evaluations:recommendations", workshop)
    if request.POST.get("act") == "remove":
        pk = positive_int(request, "recommendation")
        return run_action(request, here, lambda: service.remove(survey=survey, pk=pk))
    form = RecommendationForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        saved = _saved(
            request, form, lambda: service.write(survey=survey, recommendation=None, **_by(request, form))
        )  # fmt: skip
        if saved:
            messages.success(request, _("The recommendation is saved."))
            return redirect(here)
    context = shared(
        request,
        workshop,
        recommendations=survey.recommendations.all(),
        form=form,
        answers=access.may(request.user, workshop, ANSWERS),
    )
    status = 422 if form.is_bound else 200
    return render(request, "evaluations/recommendations.html", context, status=status)


@require_http_methods(READ)
@duty("surveys")
def recommendation(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """One recommendation: its words until it is answered, the response, the follow-up, the history."""
    stored = _of(workshop, pk)
    may_answer = access.may(request.user, workshop, ANSWERS)
    act = request.POST.get("act", "")
    forms = _forms(stored, request, act, may_answer)
    if request.method == "POST":
        if act not in forms:
            raise PermissionDenied
        form, save = forms[act], SAVES[act]
        if form.is_valid() and _saved(
            request, form, lambda: save(_of(workshop, pk), **_by(request, form))
        ):
            messages.success(request, _("Saved."))
            return redirect(address("evaluations:recommendation", workshop, pk))
    current = _of(workshop, pk)
    context = shared(
        request,
        workshop,
        recommendation=current,
        forms=forms,
        may_answer=may_answer,
        events=current.events.select_related("by", "recommendation"),
    )
    status = 422 if request.method == "POST" else 200
    return render(request, "evaluations/recommendation.html", context, status=status)


def _of(workshop: Workshop, pk: int) -> EvaluationRecommendation:
    """Read anew: a form writes into the record that it is made from."""
    rows = EvaluationRecommendation.objects.select_related("survey")
    found = rows.filter(survey=survey_of(workshop), pk=pk).first()
    if found is None:
        raise Http404(_("There is no such recommendation."))
    return found


def _forms(
    stored: EvaluationRecommendation, request: HttpRequest, act: str, may_answer: bool
) -> dict[str, ModelForm]:
    """The forms that this person may send now; the one that was sent is bound."""
    kinds: dict[str, type[ModelForm]] = {}
    if not stored.answer:
        kinds["write"] = RecommendationForm
    if may_answer:
        kinds["respond"] = ResponseForm
        if stored.acts:
            kinds["follow_up"] = FollowUpForm
    copies = {
        name: EvaluationRecommendation.objects.select_related("survey").get(pk=stored.pk)
        for name in kinds
    }
    return {
        name: kind(request.POST if name == act else None, instance=copies[name], auto_id=f"{name}_%s")
        for name, kind in kinds.items()
    }  # fmt: skip


def _write(stored: EvaluationRecommendation, **values: Any) -> EvaluationRecommendation:
    return service.write(survey=stored.survey, recommendation=stored, **values)


def _respond(stored: EvaluationRecommendation, **values: Any) -> EvaluationRecommendation:
    return service.respond(recommendation=stored, **values)


def _follow_up(stored: EvaluationRecommendation, **values: Any) -> EvaluationRecommendation:
    return service.follow_up(recommendation=stored, **values)


SAVES = {"write": _write, "respond": _respond, "follow_up": _follow_up}


def _by(request: HttpRequest, form: ModelForm) -> dict[str, Any]:
    return {"values": form.cleaned_data, "by": request.user, "at": timezone.now()}


def _saved(request: HttpRequest, form: ModelForm, save: Any) -> bool:
    """Save; what is refused stands at the top of the form."""
    try:
        save()
    except PortalError as refused:
        form.add_error(None, refused.message)
        return False
    return True
