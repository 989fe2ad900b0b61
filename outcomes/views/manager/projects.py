"""A project for its managers: work plan, money, risks, lessons, and what its public page tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import PortalError
from core.web import confirm, edit_guard
from core.web.actions import actor_of
from core.web.confirm import Confirmation
from core.web.edit_guard import last_change
from core.web.once import once_per_form
from core.web.unsent import posted, shows_unsent
from outcomes import access
from outcomes.models import Project
from outcomes.presentation import instruments as words
from outcomes.selectors import finance, work_plans
from outcomes.selectors.project_pages import attention
from outcomes.services import framework, project_records
from outcomes.services.events import About, history
from outcomes.views.manager.changes import READ, Role, worker
from outcomes.views.manager.project_kinds import KINDS, PAGE, WORK, RecordKind

if TYPE_CHECKING:
    from django.forms import BaseForm


def _project(code: str) -> Project:
    return get_object_or_404(Project, code=code)


def _kind(slug: str) -> RecordKind:
    if slug not in KINDS:
        raise Http404(_("There is nothing here."))
    return KINDS[slug]


@require_safe
@worker()
def project(request: HttpRequest, code: str) -> HttpResponse:
    """What waits in the project, and every kind of record with its count."""
    subject, today = _project(code), timezone.localdate()
    activities = work_plans.plan(subject, None, today)
    newest = subject.periods.filter(starts_on__lte=today).order_by("-starts_on").first()
    first = newest.starts_on if newest else subject.starts_on
    money = finance.finance(subject, None, first, max(today, subject.ends_on))
    context = {
        "subject": subject,
        "groups": [
            (_("Work, money and risks"), _counted(subject, WORK)),
            (_("The public page"), _counted(subject, PAGE)),
        ],
        "attention": attention(subject, today),
        "plan": words.as_words(
            {
                "activities": activities,
                "counts": work_plans.counts(activities),
                "finance": money,
                "risks": [],
                "lessons": [],
                "revisions": [],
                "supplements": [],
            }
        ),
        "events": history(About.FRAMEWORK, subject.pk)[:10],
    }
    return render(request, "outcomes/manage_project.html", context)


def _counted(subject: Project, slugs: tuple[str, ...]) -> list[tuple[RecordKind, int]]:
    return [(KINDS[slug], KINDS[slug].of(subject).count()) for slug in slugs]


@require_safe
@worker()
def records(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The records of one kind."""
    subject, record_kind = _project(code), _kind(kind)
    context = {
        "subject": subject,
        "kind": record_kind,
        "labels": [label for label, _read in record_kind.columns],
        "rows": record_kind.rows(subject),
        "writes": _writes(request),
    }
    return render(request, "outcomes/project_records.html", context)


def _writes(request: HttpRequest) -> bool:
    return Role.MANAGER in access.roles(request.user)


@once_per_form
@shows_unsent()
@require_http_methods(READ)
@worker(Role.MANAGER)
def new_record(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """A new record of the kind."""
    subject, record_kind = _project(code), _kind(kind)
    form, status = record_kind.form(posted(request), project=subject), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _save_new(request, subject, record_kind, form)
            except PortalError as problem:
                form.add_error(None, problem.message)
                status = problem.status
            else:
                messages.success(request, _("Saved."))
                return redirect("outcomes:project_records", code, kind)
    context = {"subject": subject, "kind": record_kind, "form": form}
    return render(request, "outcomes/edit_project_record.html", context, status=status)


def _save_new(
    request: HttpRequest, subject: Project, kind: RecordKind, form: BaseForm | Any
) -> None:
    actor = actor_of(request)
    if kind.slug == "extensions":
        framework.extend(project=subject, **form.cleaned_data, **actor)
    elif kind.slug == "periods":
        framework.set_period_days(project=subject, **form.cleaned_data, **actor)
    else:
        project_records.save(project=subject, record=form.record(), **actor)


@once_per_form
@shows_unsent()
@require_http_methods(READ)
@worker(Role.MANAGER)
def edit_record(request: HttpRequest, code: str, kind: str, pk: int) -> HttpResponse:
    """Change a record, or take it out."""
    subject, record_kind = _project(code), _kind(kind)
    address = reverse("outcomes:project_records", args=[code, kind])
    if confirm.is_repeated(request):
        return confirm.repeated(request, address)
    if record_kind.is_decision:
        raise Http404(_("There is nothing here."))
    record = get_object_or_404(record_kind.of(subject), pk=pk)
    if request.POST.get("act") == "remove":
        return _remove(request, subject, record, address)
    guard, problem, status = edit_guard.save_guarded(
        request,
        lock=lambda: project_records.locked_project(subject),
        make=lambda data: record_kind.form(
            data, instance=record_kind.of(subject).get(pk=pk), project=subject
        ),
        save=lambda form: project_records.save(
            project=subject, record=form.record(), **actor_of(request)
        ),
        changed_by=lambda: last_change(history(About.FRAMEWORK, subject.pk)),
    )
    if status == edit_guard.SAVED:
        messages.success(request, _("Saved."))
        return redirect(address)
    if problem:
        guard.form.add_error(None, problem)
    context = {"subject": subject, "kind": record_kind, "form": guard.form, "record": record}
    return render(request, "outcomes/edit_project_record.html", context, status=status)


def _remove(request: HttpRequest, subject: Project, record: Any, address: str) -> HttpResponse:
    """Take a record out, once it is confirmed."""
    return confirm.run_confirmed(
        request,
        address,
        Confirmation(
            question=_("Remove “%(text)s”?") % {"text": record},
            consequences=[
                _("Certified reports keep what they say; reports that follow no longer tell it.")
            ],
            button=_("Remove"),
            state=[record.pk, str(record)],
        ),
        lambda: project_records.remove(project=subject, record=record, **actor_of(request)),
        _("It is removed."),
    )
