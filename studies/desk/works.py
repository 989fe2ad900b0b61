"""The editors' desk: each section of a study has its own form, saved on its own."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from migration_portal.core.errors import PortalError
from studies import desk_forms as forms
from studies import figures as quoted
from studies.access import edited_commissions, may_edit
from studies.models import Recommendation, Study
from studies.selectors import recommendations
from studies.services import editing, workflow
from studies.services import files as storing
from studies.states import NEXT, State, next_statuses

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import BaseForm
    from django.http import QueryDict

PAGE = 30


def _mine(request: HttpRequest, pk: int) -> Study:
    """The study, for those who edit it; for all others it does not exist."""
    related = (
        "editions__files", "commissions__area", "countries", "terms",
        "contributions__author", "contributions__institution", "relations__other__editions",
        "figures__area",
    )  # fmt: skip
    study = Study.objects.prefetch_related(*related).filter(pk=pk).first()
    if study is None or not may_edit(request.user, study):
        raise Http404(_("There is no such study."))
    return study


def editors_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Signed in, and an editor of the study; what the view gets is the study, not its number."""

    @login_required
    @wraps(view)
    def checked(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, _mine(request, pk), *args, **kwargs)

    return checked


def _sent(request: HttpRequest) -> QueryDict | None:
    """What was posted, be it nothing at all; None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


@require_safe
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """The studies one edits, those changed last first, by state."""
    own = edited_commissions(request.user)
    if not own:
        raise PermissionDenied(_("This account edits for no commission. Ask an administrator."))
    found = Study.objects.edited_by(request.user).order_by("-changed_at", "-pk")
    state = request.GET.get("state", "")
    if state in State.values:
        found = found.filter(state=state)
    related = ("editions", "commissions__area")
    page = Paginator(found.prefetch_related(*related), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "state": state, "states": State.choices, "own": own}
    return render(request, "studies/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """A draft with a title in one language."""
    own = edited_commissions(request.user)
    if not own:
        raise PermissionDenied(_("This account edits for no commission. Ask an administrator."))
    form = forms.NewStudyForm(_sent(request), allowed=own)
    if request.method == "POST" and form.is_valid():
        made = workflow.create_study(**form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("The draft is made. Fill its sections in any order."))
        return redirect("studies:edit", made.pk)
    status = 422 if form.is_bound else 200
    return render(request, "studies/new.html", {"form": form}, status=status)


@require_safe
@editors_only
def edit(request: HttpRequest, study: Study) -> HttpResponse:
    """All sections with their forms, what is missing, the next steps and the history."""
    return _page(request, study)


def _page(request: HttpRequest, study: Study, status: int = 200, **bound: Any) -> HttpResponse:
    """The desk page of a study; a form that was sent stands in for the fresh one."""
    own = edited_commissions(request.user)
    editions = [
        bound.get(f"edition_{one.language}") or forms.EditionForm(instance=one)
        for one in study.editions.all()
    ]
    events = study.events.select_related("by")
    context = {
        "study": study,
        "work": bound.get("work") or forms.WorkForm(instance=study, allowed=own),
        "people": bound.get("people") or forms.PeopleFormSet(initial=_people(study)),
        "editions": editions,
        "open_editions": len(editions) == 1,
        "add_edition": bound.get("add_edition") or forms.AddEditionForm(study=study),
        "file_form": bound.get("file_form") or forms.FileForm(study=study),
        "files": [file for one in study.editions.all() for file in one.files.all()],
        "relation_form": bound.get("relation_form") or forms.RelationForm(),
        "figure_form": bound.get("figure_form") or forms.FigureForm(),
        "figures": quoted.shown(study),
        "recommendations": recommendations.board(study.recommendations.all()),
        "missing": workflow.missing_for_publication(study),
        "steps": sorted(NEXT[State(study.state)]),
        "step_note": bound.get("step_note", ""),
        "problem": bound.get("problem", ""),
        "problem_in": bound.get("problem_in", ""),
        "events": events[:15],
        "more_events": max(0, events.count() - 15),
    }
    return render(request, "studies/edit.html", context, status=status)


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


def _saved(
    request: HttpRequest,
    study: Study,
    section: str,
    form: BaseForm | Any,
    name: str,
    save: Callable[[], Any],
) -> HttpResponse:
    """Save a valid form and go back to its section; else the page again with what was typed."""
    if not form.is_valid():
        return _page(request, study, 422, problem_in=section, **{name: form})
    try:
        save()
    except PortalError as problem:
        status, text = problem.status, problem.message
        return _page(request, study, status, problem=text, problem_in=section, **{name: form})
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('studies:edit', args=[study.pk])}#{section}")


def _done(request: HttpRequest, study: Study, section: str, act: Callable[[], Any]) -> HttpResponse:
    """Do a deed without a form and go back; a refusal is told there."""
    try:
        act()
    except PortalError as problem:
        return _page(request, study, problem.status, problem=problem.message, problem_in=section)
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('studies:edit', args=[study.pk])}#{section}")


def _deed(request: HttpRequest) -> dict[str, Any]:
    """Who and when."""
    return {"by": request.user, "at": timezone.now()}


@require_POST
@editors_only
def work(request: HttpRequest, study: Study) -> HttpResponse:
    """Commissions, countries, terms and embargo."""
    # A model form writes what was typed to its instance, which the page still shows as it is stored.
    form = forms.WorkForm(
        request.POST,
        instance=Study.objects.get(pk=study.pk),
        allowed=edited_commissions(request.user),
    )

    def save() -> None:
        values = dict(form.cleaned_data)
        revision = values.pop("revision")
        editing.save_work(study=study, revision=revision, values=values, **_deed(request))

    return _saved(request, study, "work", form, "work", save)


@require_POST
@editors_only
def people(request: HttpRequest, study: Study) -> HttpResponse:
    """Authors, editors and institutions, in the order of the rows."""
    formset = forms.PeopleFormSet(request.POST)

    def save() -> None:
        rows = [
            form.cleaned_data
            for form in formset
            if not form.cleaned_data.get("DELETE")
            and (form.cleaned_data.get("family") or form.cleaned_data.get("institution"))
        ]
        given = request.POST.get("revision", "")
        revision = int(given) if given.isascii() and given.isdigit() else 0
        editing.save_people(study=study, revision=revision, people=rows, **_deed(request))

    return _saved(request, study, "people", formset, "people", save)


@require_POST
@editors_only
def add_edition(request: HttpRequest, study: Study) -> HttpResponse:
    """An edition in another language."""
    form = forms.AddEditionForm(request.POST, study=study)

    def save() -> None:
        language = form.cleaned_data["language"]
        editing.add_edition(study=study, language=language, **_deed(request))

    return _saved(request, study, "editions", form, "add_edition", save)


@require_POST
@editors_only
def edition(request: HttpRequest, study: Study, language: str) -> HttpResponse:
    """The fields of one edition."""
    found = study.editions.filter(language=language).first()
    if found is None:
        raise Http404(_("There is no edition in this language."))
    form = forms.EditionForm(request.POST, instance=found)

    def save() -> None:
        values = dict(form.cleaned_data)
        revision = values.pop("revision")
        editing.save_edition(edition=found, revision=revision, values=values, **_deed(request))

    return _saved(request, study, f"edition-{language}", form, f"edition_{language}", save)


@require_POST
@editors_only
def files(request: HttpRequest, study: Study) -> HttpResponse:
    """A new file."""
    form = forms.FileForm(request.POST, request.FILES, study=study)

    def save() -> None:
        values = form.cleaned_data
        upload = values.pop("file")
        try:
            storing.add_file(upload=upload, filename=upload.name, **values, **_deed(request))
        except PortalError as problem:
            form.add_error("file", problem.message)
            raise

    return _saved(request, study, "files", form, "file_form", save)


@require_POST
@editors_only
def remove_file(request: HttpRequest, study: Study, file_pk: int) -> HttpResponse:
    """Take a file away."""
    found = [f for one in study.editions.all() for f in one.files.all() if f.pk == file_pk]
    if not found:
        raise Http404(_("There is no such file."))
    return _done(
        request, study, "files", lambda: storing.remove_file(file=found[0], **_deed(request))
    )


@require_http_methods(["GET", "HEAD", "POST"])
@editors_only
def recommendation(request: HttpRequest, study: Study, number: int | None = None) -> HttpResponse:
    """A recommendation, new or known, on a page of its own: its wordings need the room."""
    found = _recommendation(study, number) if number is not None else None
    form = forms.RecommendationForm(_sent(request), instance=found, study=study)
    problem = ""
    if form.is_bound and form.is_valid():
        values = dict(form.cleaned_data)
        texts = form.texts(values)
        values = {name: value for name, value in values.items() if not name.startswith("text_")}
        stored = _recommendation(study, number) if number is not None else None
        try:
            editing.save_recommendation(
                study=study, recommendation=stored, values=values, texts=texts, **_deed(request)
            )
        except PortalError as refused:
            problem = refused.message
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('studies:edit', args=[study.pk])}#recommendations")
    context = {"study": study, "form": form, "recommendation": found, "problem": problem}
    status = 422 if form.is_bound else 200
    return render(request, "studies/edit_recommendation.html", context, status=status)


def _recommendation(study: Study, number: int) -> Recommendation:
    found = study.recommendations.prefetch_related("texts").filter(number=number).first()
    if found is None:
        raise Http404(_("There is no such recommendation."))
    return found


@require_POST
@editors_only
def remove_recommendation(request: HttpRequest, study: Study, number: int) -> HttpResponse:
    """Take a recommendation out, while no country has a record of it."""
    found = _recommendation(study, number)
    return _done(
        request, study, "recommendations",
        lambda: editing.remove_recommendation(recommendation=found, **_deed(request)),
    )  # fmt: skip


@require_POST
@editors_only
def figures(request: HttpRequest, study: Study) -> HttpResponse:
    """A quoted value, tied to a published figure."""
    form = forms.FigureForm(request.POST)

    def save() -> None:
        editing.quote(study=study, values=form.cleaned_data, **_deed(request))

    return _saved(request, study, "figures", form, "figure_form", save)


@require_POST
@editors_only
def remove_figure(request: HttpRequest, study: Study, figure_pk: int) -> HttpResponse:
    """Untie a quoted value."""
    found = study.figures.filter(pk=figure_pk).first()
    if found is None:
        raise Http404(_("There is no such figure."))
    return _done(request, study, "figures", lambda: editing.unquote(figure=found, **_deed(request)))


@require_POST
@editors_only
def relations(request: HttpRequest, study: Study) -> HttpResponse:
    """A tie to another work."""
    form = forms.RelationForm(request.POST, study=study)

    def save() -> None:
        editing.add_relation(study=study, **form.cleaned_data, **_deed(request))

    return _saved(request, study, "relations", form, "relation_form", save)


@require_POST
@editors_only
def remove_relation(request: HttpRequest, study: Study, relation_pk: int) -> HttpResponse:
    """Untie two works."""
    found = study.relations.filter(pk=relation_pk).first()
    if found is None:
        raise Http404(_("There is no such relation."))
    return _done(
        request,
        study,
        "relations",
        lambda: editing.remove_relation(relation=found, **_deed(request)),
    )


STEPS: dict[str, Callable[..., Study]] = {
    State.IN_REVIEW: workflow.submit,
    State.DRAFT: workflow.return_to_draft,
    State.PUBLISHED: workflow.publish,
    State.WITHDRAWN: workflow.withdraw,
}


@require_POST
@editors_only
def step(request: HttpRequest, study: Study) -> HttpResponse:
    """The next state, with a note."""
    act = STEPS.get(request.POST.get("to", ""))
    note = request.POST.get("note", "").strip()[:5000]
    if act is None:
        raise Http404(_("There is no such step."))
    try:
        made = act(study=study, note=note, **_deed(request))
    except PortalError as problem:
        text = problem.message
        return _page(
            request, study, problem.status, problem=text, problem_in="state", step_note=note
        )
    text = _("The study is now: %(state)s.") % {"state": made.get_state_display()}
    messages.success(request, text)
    return redirect("studies:edit", study.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def uptake(request: HttpRequest, pk: int) -> HttpResponse:
    """A step of a country on a recommendation, with its day and evidence."""
    found = recommendations.board(Recommendation.objects.filter(pk=pk)).first()
    if found is None or not may_edit(request.user, found.study):
        raise Http404(_("There is no such recommendation."))
    form = forms.UptakeForm(_sent(request))
    problem = ""
    if form.is_bound and form.is_valid():
        try:
            editing.move(recommendation=found, **form.cleaned_data, **_deed(request))
        except PortalError as refused:
            problem = refused.message
        else:
            messages.success(request, _("The step is recorded."))
            return redirect(found)
    standings = recommendations.standings(found)
    context = {
        "recommendation": found,
        "form": form,
        "problem": problem,
        "standings": [(place, next_statuses(place.status)) for place in standings],
    }
    return render(request, "studies/uptake.html", context, status=422 if form.is_bound else 200)
