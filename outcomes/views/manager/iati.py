"""What a manager decides for the IATI file of a project."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.web import edit_guard
from core.web.actions import actor_of
from core.web.edit_guard import last_change
from outcomes.documents.iati import profile_of
from outcomes.forms.iati import IatiProfileForm
from outcomes.models import Project
from outcomes.selectors import iati as selectors
from outcomes.services import iati
from outcomes.services.events import About, history
from outcomes.views.manager.changes import READ, Role, worker


@require_http_methods(READ)
@worker(Role.MANAGER)
def iati_profile(request: HttpRequest, code: str) -> HttpResponse:
    """Currency, funder and policy markers of a project, with what its file has from records."""
    project = get_object_or_404(Project, code=code)
    guard, problem, status = edit_guard.save_guarded(
        request,
        lock=lambda: Project.objects.select_for_update().get(pk=project.pk),
        make=lambda data: IatiProfileForm(data, instance=profile_of(project)),
        save=lambda form: iati.save_profile(
            project=project, values=form.cleaned_data, **actor_of(request)
        ),
        changed_by=lambda: last_change(history(About.FRAMEWORK, project.pk)),
    )
    if status == edit_guard.SAVED:
        messages.success(request, _("Saved."))
        return redirect("outcomes:iati_profile", code)
    if problem:
        guard.form.add_error(None, problem)
    context = {
        "subject": project,
        "form": guard.form,
        "recipients": selectors.recipients(project),
        "targets": selectors.sdg_targets(project),
        "reports": selectors.reports_by_year(project),
        "has_identifiers": bool(project.iati_identifier and project.iati_organisation),
    }
    return render(request, "outcomes/iati_profile.html", context, status=status)
