"""Extra questions, seats of groups, and who has which task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import PortalError
from workshops.forms import (
    QuestionForm,
)
from workshops.models import (
    Registration,
    Workshop,
    WorkshopRole,
)
from workshops.services import workshops

if TYPE_CHECKING:
    pass
from core.web.actions import actor_of, positive_int, run_action
from workshops.views.organiser.actions import READ, address, duty, shared


@require_http_methods(READ)
@duty("plan")
def setup(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Extra questions, seats of groups, and who has which task."""
    here, act, deed = (
        address("workshops:setup", workshop),
        request.POST.get("act", ""),
        actor_of(request),
    )
    form = QuestionForm(request.POST if act == "question" else None, workshop=workshop)
    if act == "question" and form.is_valid():
        return run_action(
            request,
            here,
            lambda: workshops.save_question(
                workshop=workshop, question=None, values=form.values(), **deed
            ),
        )
    if act in SETTINGS:
        return run_action(request, here, lambda: SETTINGS[act](request, workshop, deed))
    groups = [("government", _("Government"))]
    groups += [
        row
        for row in Registration._meta.get_field("stakeholder").choices
        if not row[0].startswith("gov_")
    ]
    names = dict(groups)
    context = shared(
        request,
        workshop,
        form=form,
        questions=workshop.questions.select_related("shown_if"),
        groups=groups,
        quotas=[(names.get(one.group, one.group), one) for one in workshop.group_quotas.all()],
        tasks=workshop.roles.select_related("user"),
        roles=WorkshopRole.Role.choices,
    )
    return render(request, "workshops/setup.html", context, status=422 if form.is_bound else 200)


def _remove_question(request: HttpRequest, workshop: Workshop, deed: dict[str, Any]) -> None:
    if found := workshop.questions.filter(pk=positive_int(request, "question")).first():
        workshops.remove_question(question=found, **deed)


def _quota(request: HttpRequest, workshop: Workshop, deed: dict[str, Any]) -> None:
    seats = positive_int(request, "seats") if request.POST.get("seats") else None
    workshops.set_quota(
        workshop=workshop, group=request.POST.get("group", "")[:24], seats=seats, **deed
    )


def _task(request: HttpRequest, workshop: Workshop, deed: dict[str, Any]) -> None:
    role = request.POST.get("role", "")
    if role not in WorkshopRole.Role.values:
        raise PortalError(_("There is no such task."))
    workshops.give_task(
        workshop=workshop, username=request.POST.get("username", ""), role=role, **deed
    )


def _take_task(request: HttpRequest, workshop: Workshop, deed: dict[str, Any]) -> None:
    if found := workshop.roles.filter(pk=positive_int(request, "task")).first():
        workshops.take_task(task=found, **deed)


SETTINGS = {
    "remove_question": _remove_question,
    "quota": _quota,
    "task": _task,
    "take_task": _take_task,
}
