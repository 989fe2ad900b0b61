"""Recommendations, for editors, and the steps of countries."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import PortalError
from core.web import confirm, edit_guard
from core.web.actions import actor_of
from core.web.confirm import Confirmation
from core.web.edit_guard import last_change
from core.web.once import once_per_form
from core.web.unsent import shows_unsent
from studies.access import may_edit
from studies.forms import editor
from studies.models import Recommendation, Study
from studies.selectors import recommendations
from studies.services import workflow, works
from studies.states import UPTAKE
from studies.views.editor.page import (
    confirmed,
    editors_only,
    posted,
    section_address,
)


@once_per_form
@shows_unsent()
@require_http_methods(["GET", "HEAD", "POST"])
@editors_only
def recommendation(request: HttpRequest, study: Study, number: int | None = None) -> HttpResponse:
    """A recommendation, new or known, on a page of its own: its wordings need the room."""
    shown_recommendation = _recommendation(study, number) if number is not None else None

    def make(data: Any) -> editor.RecommendationForm:
        stored = _recommendation(study, number) if number is not None else None
        return editor.RecommendationForm(data, instance=stored, study=study)

    def save(form: editor.RecommendationForm) -> None:
        values = dict(form.cleaned_data)
        texts = form.texts(values)
        values = {name: value for name, value in values.items() if not name.startswith("text_")}
        stored = _recommendation(study, number) if number is not None else None
        works.save_recommendation(
            study=study, recommendation=stored, values=values, texts=texts, **actor_of(request)
        )

    guard, problem, status = edit_guard.save_guarded(
        request,
        lock=lambda: workflow.locked(study.pk),
        make=make,
        save=save,
        changed_by=lambda: last_change(study.events),
    )
    if status == edit_guard.SAVED:
        messages.success(request, _("The recommendation is saved."))
        return redirect(section_address(study, "recommendations"))
    context = {
        "study": study,
        "form": guard.form,
        "recommendation": shown_recommendation,
        "problem": problem,
    }
    return render(request, "studies/edit_recommendation.html", context, status=status)


def _recommendation(study: Study, number: int) -> Recommendation:
    recommendation = study.recommendations.prefetch_related("texts").filter(number=number).first()
    if recommendation is None:
        raise Http404(_("There is no such recommendation."))
    return recommendation


@require_POST
@editors_only
def remove_recommendation(request: HttpRequest, study: Study, number: int) -> HttpResponse:
    """Take a recommendation out, while no country has a record of it."""
    if confirm.is_repeated(request):
        return confirm.repeated(request, section_address(study, "recommendations"))
    recommendation = _recommendation(study, number)
    wordings, records = recommendation.texts.count(), recommendation.uptakes.count()
    confirmation = Confirmation(
        question=_("Remove recommendation %(number)s?") % {"number": number},
        consequences=[
            ngettext(
                "Its wording in %(n)s language is deleted.",
                "Its wordings in %(n)s languages are deleted.",
                wordings,
            )
            % {"n": wordings},
            ngettext(
                "%(n)s country has a record of it.",
                "%(n)s records of countries rest on it.",
                records,
            )
            % {"n": records},
        ],
        button=_("Remove the recommendation"),
        state=recommendation.pk,
    )
    return confirmed(
        request,
        study,
        "recommendations",
        confirmation,
        lambda: works.remove_recommendation(recommendation=recommendation, **actor_of(request)),
        _("Recommendation %(number)s is removed.") % {"number": number},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def uptake(request: HttpRequest, pk: int) -> HttpResponse:
    """A step of a country on a recommendation, with its day and evidence."""
    recommendation = recommendations.board(Recommendation.objects.filter(pk=pk)).first()
    if recommendation is None or not may_edit(request.user, recommendation.study):
        raise Http404(_("There is no such recommendation."))
    form = editor.UptakeForm(posted(request))
    problem = ""
    if form.is_bound and form.is_valid():
        try:
            works.record_uptake(
                recommendation=recommendation, **form.cleaned_data, **actor_of(request)
            )
        except PortalError as refused:
            problem = refused.message
        else:
            messages.success(request, _("The step is recorded."))
            return redirect(recommendation)
    standings = recommendations.standings(recommendation)
    context = {
        "recommendation": recommendation,
        "form": form,
        "problem": problem,
        "standings": [(place, UPTAKE.following(place.status)) for place in standings],
    }
    return render(request, "studies/uptake.html", context, status=422 if form.is_bound else 200)
