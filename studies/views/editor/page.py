"""The page on which a study is edited, and what all its sections share: who may, what was sent, what was saved."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import PortalError
from core.web import confirm, edit_guard
from core.web.edit_guard import EditGuard, ListGuard, last_change
from studies.access import edited_commissions, may_edit
from studies.forms import editor
from studies.models import Study
from studies.selectors import quoted_figures, recommendations
from studies.services import workflow
from studies.states import STUDY

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import BaseForm
    from django.http import QueryDict

    from core.web.confirm import Confirmation


def _editable_study(request: HttpRequest, pk: int) -> Study:
    """The study, for those who edit it; for all others it does not exist."""
    related = (
        "editions__files",
        "commissions__area",
        "countries",
        "terms",
        "contributions__author",
        "contributions__institution",
        "relations__other__editions",
        "figures__area",
    )
    study = Study.objects.prefetch_related(*related).filter(pk=pk).first()
    if study is None or not may_edit(request.user, study):
        raise Http404(_("There is no such study."))
    return study


def editors_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Signed in, and an editor of the study; what the view gets is the study, not its number."""

    @login_required
    @wraps(view)
    def checked(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, _editable_study(request, pk), *args, **kwargs)

    return checked


def posted(request: HttpRequest) -> QueryDict | None:
    """What was posted, be it nothing at all; None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


def edit_page(request: HttpRequest, study: Study, status: int = 200, **bound: Any) -> HttpResponse:
    """The page on which a study is edited; a form that was sent stands in for the fresh one."""
    commissions = edited_commissions(request.user)
    editions = [
        bound.get(f"edition_{edition.language}") or _guarded(editor.EditionForm, instance=edition)
        for edition in study.editions.all()
    ]
    events = study.events.select_related("by")
    context = {
        "study": study,
        "work": bound.get("work") or _guarded(editor.WorkForm, instance=study, allowed=commissions),
        "people": bound.get("people") or editor.PeopleFormSet(initial=_people(study)),
        "people_guard": bound.get("people_guard")
        or ListGuard("people", people_in_words(study), None),
        "editions": editions,
        "open_editions": len(editions) == 1,
        "add_edition": bound.get("add_edition") or editor.AddEditionForm(study=study),
        "file_form": bound.get("file_form") or editor.FileForm(study=study),
        "files": [file for edition in study.editions.all() for file in edition.files.all()],
        "relation_form": bound.get("relation_form") or editor.RelationForm(),
        "figure_form": bound.get("figure_form") or editor.FigureForm(),
        "figures": quoted_figures.compared_figures(study),
        "recommendations": recommendations.board(study.recommendations.all()),
        "missing": workflow.missing_for_publication(study),
        "steps": sorted(STUDY.following(study.state)),
        "submitted_by_reader": workflow.was_submitted_by(study, request.user),
        "step_note": bound.get("step_note", ""),
        "problem": bound.get("problem", ""),
        "problem_in": bound.get("problem_in", ""),
        "events": events[:15],
        "more_events": max(0, events.count() - 15),
        "uses": study.uses.all(),
    }
    return render(request, "studies/edit.html", context, status=status)


def _guarded(form_class: type, **options: Any) -> BaseForm:
    """A form as it is stored, with what it was made from."""
    return EditGuard(lambda data: form_class(data, **options), None).form


def people_in_words(study: Study) -> list[str]:
    """Authors and institutions in their order, a line each."""
    return [person_in_words(**row) for row in _people(study)]


def person_in_words(*, family: str, given: str, institution: str, role: str) -> str:
    """One author or institution in a line."""
    return " · ".join(part for part in (family, given, institution, role) if part)


def _people(study: Study) -> list[dict[str, str]]:
    return [
        {
            "family": row.author.family if row.author else "",
            "given": row.author.given if row.author else "",
            "institution": row.institution.name if row.institution else "",
            "role": row.role,
        }
        for row in study.contributions.all()
    ]


def save_form(
    request: HttpRequest,
    study: Study,
    section: str,
    form: BaseForm | Any,
    name: str,
    save: Callable[[], Any],
) -> HttpResponse:
    """Save a valid form and go back to its section; else the page again with what was typed."""
    if not form.is_valid():
        return edit_page(request, study, 422, problem_in=section, **{name: form})
    try:
        save()
    except PortalError as problem:
        status, text = problem.status, problem.message
        return edit_page(request, study, status, problem=text, problem_in=section, **{name: form})
    messages.success(request, _("Saved."))
    return redirect(section_address(study, section))


def save_guarded(
    request: HttpRequest,
    study: Study,
    section: str,
    make: Callable[[Any], BaseForm],
    name: str,
    save: Callable[[Any], Any],
) -> HttpResponse:
    """Save what was posted with what others changed meanwhile; else the page again with what was typed."""
    guard, problem, status = edit_guard.save_guarded(
        request,
        lock=lambda: workflow.locked(study.pk),
        make=make,
        save=save,
        changed_by=lambda: last_change(study.events),
    )
    if status == edit_guard.SAVED:
        messages.success(request, _("Saved."))
        return redirect(section_address(study, section))
    if guard.conflicts:
        problem = _("Somebody else changed the same fields. Nothing is saved yet.")
    bound = {name: guard.form}
    return edit_page(request, study, status, problem=problem, problem_in=section, **bound)


def section_address(study: Study, section: str) -> str:
    """Where a section of the page stands."""
    return f"{reverse('studies:edit', args=[study.pk])}#{section}"


def confirmed(
    request: HttpRequest,
    study: Study,
    section: str,
    confirmation: Confirmation,
    act: Callable[[], Any],
    done: str,
) -> HttpResponse:
    """Ask before what cannot be undone, then run it and go back to its section."""
    return confirm.run_confirmed(request, section_address(study, section), confirmation, act, done)


def run_action(
    request: HttpRequest, study: Study, section: str, act: Callable[[], Any]
) -> HttpResponse:
    """Run an action without a form and go back; a refusal is told there."""
    try:
        act()
    except PortalError as problem:
        return edit_page(
            request, study, problem.status, problem=problem.message, problem_in=section
        )
    messages.success(request, _("Saved."))
    return redirect(section_address(study, section))
