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
    page_url, act, actor = (
        address("workshops:setup", workshop),
        request.POST.get("act", ""),
        actor_of(request),
    )
    form = QuestionForm(request.POST if act == "question" else None, workshop=workshop)
    if act == "question" and form.is_valid():
        return run_action(
            request,
            page_url,
            lambda: workshops.save_question(
                workshop=workshop, question=None, values=form.values(), **actor
            ),
        )
    if act in SETTINGS:
        return run_action(request, page_url, lambda: SETTINGS[act](request, workshop, actor))
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
        quotas=[
            (names.get(quota.group, quota.group), quota) for quota in workshop.group_quotas.all()
        ],
        tasks=workshop.roles.select_related("user"),
        roles=WorkshopRole.Role.choices,
    )
    return render(request, "workshops/setup.html", context, status=422 if form.is_bound else 200)


def _remove_question(request: HttpRequest, workshop: Workshop, actor: dict[str, Any]) -> None:
    if question := workshop.questions.filter(pk=positive_int(request, "question")).first():
        workshops.remove_question(question=question, **actor)


def _quota(request: HttpRequest, workshop: Workshop, actor: dict[str, Any]) -> None:
    seats = positive_int(request, "seats") if request.POST.get("seats") else None
    workshops.set_quota(
        workshop=workshop, group=request.POST.get("group", "")[:24], seats=seats, **actor
    )


def _task(request: HttpRequest, workshop: Workshop, actor: dict[str, Any]) -> None:
    role = request.POST.get("role", "")
    if role not in WorkshopRole.Role.values:
        raise PortalError(_("There is no such task."))
    workshops.give_task(
        workshop=workshop, username=request.POST.get("username", ""), role=role, **actor
    )


def _take_task(request: HttpRequest, workshop: Workshop, actor: dict[str, Any]) -> None:
    if task := workshop.roles.filter(pk=positive_int(request, "task")).first():
        workshops.take_task(task=task, **actor)


SETTINGS = {
    "remove_question": _remove_question,
    "quota": _quota,
    "task": _task,
    "take_task": _take_task,
}
