"""Works, for editors: the list, a new one, and the sections that hold for all editions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import PortalError
from core.http import downloads
from core.tables.table import Column, Table, as_csv
from core.web.actions import actor_of
from core.web.edit_guard import ListGuard
from core.web.once import once_per_form
from studies.access import edited_commissions
from studies.forms import editor
from studies.models import Study
from studies.services import workflow, works
from studies.states import State
from studies.views.editor.page import (
    edit_page,
    editors_only,
    people_in_words,
    person_in_words,
    posted,
    save_form,
    save_guarded,
)

if TYPE_CHECKING:
    from collections.abc import Callable


PAGE = 30


@require_safe
@login_required
def manage(request: HttpRequest) -> HttpResponse:
    """The studies one edits, those changed last first, by state."""
    commissions = edited_commissions(request.user)
    if not commissions:
        raise PermissionDenied(_("This account edits for no commission. Ask an administrator."))
    queryset = Study.objects.edited_by(request.user).order_by("-changed_at", "-pk")
    state = request.GET.get("state", "")
    if state in State.values:
        queryset = queryset.filter(state=state)
    related = ("editions", "commissions__area")
    page = Paginator(queryset.prefetch_related(*related), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "state": state, "states": State.choices, "commissions": commissions}
    return render(request, "studies/manage.html", context)


@once_per_form
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """A draft with a title in one language."""
    commissions = edited_commissions(request.user)
    if not commissions:
        raise PermissionDenied(_("This account edits for no commission. Ask an administrator."))
    form = editor.NewStudyForm(posted(request), allowed=commissions)
    if request.method == "POST" and form.is_valid():
        study = workflow.create_study(**form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("The draft is made. Fill its sections in any order."))
        return redirect("studies:edit", study.pk)
    status = 422 if form.is_bound else 200
    return render(request, "studies/new.html", {"form": form}, status=status)


@require_safe
@editors_only
def edit(request: HttpRequest, study: Study) -> HttpResponse:
    """All sections with their forms, what is missing, the next steps and the history."""
    return edit_page(request, study)


@require_POST
@editors_only
def work(request: HttpRequest, study: Study) -> HttpResponse:
    """Commissions, countries, terms and embargo."""

    def make(data: Any) -> editor.WorkForm:
        # A model form writes what was typed to its instance; the page shows it as it is stored.
        stored = Study.objects.get(pk=study.pk)
        return editor.WorkForm(data, instance=stored, allowed=edited_commissions(request.user))

    def save(form: editor.WorkForm) -> None:
        values = dict(form.cleaned_data)
        values.pop("revision")
        works.save_work(study=study, values=values, **actor_of(request))

    return save_guarded(request, study, "work", make, "work", save)


@require_POST
@editors_only
def people(request: HttpRequest, study: Study) -> HttpResponse:
    """Authors, editors and institutions, in the order of the rows."""
    formset = editor.PeopleFormSet(request.POST)
    if not formset.is_valid():
        return edit_page(request, study, 422, problem_in="people", people=formset)
    rows = [
        {name: form.cleaned_data[name] for name in ("family", "given", "institution", "role")}
        for form in formset
        if not form.cleaned_data.get("DELETE")
        and (form.cleaned_data.get("family") or form.cleaned_data.get("institution"))
    ]
    with transaction.atomic():
        stored = workflow.locked(study.pk)
        mine = [person_in_words(**row) for row in rows]
        guard = ListGuard("people", people_in_words(stored), request.POST, mine)
        if not guard.is_conflict:
            return save_form(
                request,
                study,
                "people",
                formset,
                "people",
                lambda: _save_people(request, stored, guard, rows),
            )
    problem = _("Somebody else changed the authors and institutions. Nothing is saved yet.")
    bound = {"people": formset, "people_guard": guard}
    return edit_page(request, study, 409, problem=problem, problem_in="people", **bound)


def _save_people(
    request: HttpRequest, study: Study, guard: ListGuard, rows: list[dict[str, Any]]
) -> None:
    if not guard.is_untouched:
        works.save_people(study=study, people=rows, **actor_of(request))


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
        changed = act(study=study, note=note, **actor_of(request))
    except PortalError as problem:
        text = problem.message
        return edit_page(
            request, study, problem.status, problem=text, problem_in="state", step_note=note
        )
    text = _("The study is now: %(state)s.") % {"state": changed.get_state_display()}
    messages.success(request, text)
    return redirect("studies:edit", study.pk)


@require_safe
@editors_only
def use(request: HttpRequest, study: Study) -> HttpResponse:
    """Views and downloads of every month as CSV."""
    table = Table(
        title=str(study),
        columns=(
            Column("month", _("Month")),
            Column("views", _("Views"), "whole"),
            Column("downloads", _("Downloads"), "whole"),
        ),
        rows=tuple(
            (f"{month_use.month:%Y-%m}", month_use.views, month_use.downloads)
            for month_use in study.uses.all()
        ),
    )
    name = downloads.file_name(f"study-{study.pk}-use", extension="csv")
    response = HttpResponse(as_csv(table), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response.headers["Cache-Control"] = "private, no-store"
    return response
