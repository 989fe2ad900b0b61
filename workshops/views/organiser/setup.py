"""Extra questions, seats of groups, and who has which task."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core.errors import PortalError
from core.web import confirm
from core.web.actions import actor_of, positive_int, run_action
from core.web.confirm import Confirmation
from core.web.once import once_per_form
from core.web.unsent import posted, shows_unsent
from workshops.forms import ParticipantKindForm, QuestionForm
from workshops.models import (
    ParticipantKind,
    Registration,
    Workshop,
    WorkshopRole,
)
from workshops.selectors import consequences
from workshops.services import workshops
from workshops.views.organiser.actions import READ, address, duty, shared


@once_per_form
@shows_unsent("question", "participant_kind")
@require_http_methods(READ)
@duty("plan")
def setup(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Extra questions, seats of groups, and who has which task."""
    page_url, act, actor = (
        address("workshops:setup", workshop),
        request.POST.get("act", ""),
        actor_of(request),
    )
    if confirm.is_repeated(request):
        return confirm.repeated(request, page_url)
    if act in REMOVALS:
        return _remove(request, workshop, page_url, act)
    form = QuestionForm(posted(request, "question"), workshop=workshop)
    if act == "question" and form.is_valid():
        return run_action(
            request,
            page_url,
            lambda: workshops.save_question(
                workshop=workshop, question=None, values=form.values(), **actor
            ),
            _("The question is added."),
        )
    kind_form = ParticipantKindForm(posted(request, "participant_kind"), workshop=workshop)
    if act == "participant_kind" and kind_form.is_valid():
        return run_action(
            request,
            page_url,
            lambda: workshops.add_participant_kind(
                workshop=workshop, values=kind_form.values(), **actor
            ),
            _("The kind of participants is added."),
        )
    if act in SETTINGS:
        save, done = SETTINGS[act]
        return run_action(request, page_url, lambda: save(request, workshop, actor), str(done))
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
        kind_form=kind_form,
        kinds=_kinds(workshop),
        questions=workshop.questions.select_related("shown_if"),
        groups=groups,
        quotas=[
            (names.get(quota.group, quota.group), quota) for quota in workshop.group_quotas.all()
        ],
        tasks=workshop.roles.select_related("user"),
        roles=WorkshopRole.Role.choices,
    )
    return render(
        request, "workshops/setup.html", context, status=422 if request.method == "POST" else 200
    )


def _kinds(workshop: Workshop) -> list[tuple[ParticipantKind, int]]:
    """The kinds of participants, each with the number of its people."""
    people = Counter(workshop.registrations.values_list("participant_kind", flat=True))
    return [(kind, people[kind.code]) for kind in workshop.participant_kinds.all()]


def _remove(request: HttpRequest, workshop: Workshop, page_url: str, act: str) -> HttpResponse:
    """Take a question or a task away, once it is confirmed; what is gone already is left alone."""
    rows, field = REMOVALS[act]
    record = rows(workshop).filter(pk=positive_int(request, field)).first()
    if record is None:
        messages.info(request, _("This is gone already."))
        return redirect(page_url)
    actor = actor_of(request)
    if act == "remove_question":
        return confirm.run_confirmed(
            request,
            page_url,
            Confirmation(
                question=_("Remove the question “%(question)s”?") % {"question": record},
                consequences=consequences.of_question(record),
                button=_("Remove the question"),
                state=record.pk,
            ),
            lambda: workshops.remove_question(question=record, **actor),
            _("The question “%(question)s” is removed.") % {"question": record},
        )
    if act == "remove_kind":
        return confirm.run_confirmed(
            request,
            page_url,
            Confirmation(
                question=_("Remove the kind “%(kind)s”?") % {"kind": record},
                consequences=[_("The registration does not offer it any more.")],
                button=_("Remove the kind"),
                state=record.pk,
            ),
            lambda: workshops.remove_participant_kind(kind=record, **actor),
            _("The kind “%(kind)s” is removed.") % {"kind": record},
        )
    own = record.user_id == request.user.pk
    if own:
        page_url = reverse("workshops:organise")  # this page may be closed to them by then
    names = {"account": record.user, "task": record.get_role_display()}
    return confirm.run_confirmed(
        request,
        page_url,
        Confirmation(
            question=_("Take the task “%(task)s” away from %(account)s?") % names,
            consequences=consequences.of_task(record, own=own),
            button=_("Take the task away"),
            state=record.pk,
        ),
        lambda: workshops.take_task(task=record, **actor),
        _("%(account)s no longer has the task “%(task)s”.") % names,
    )


def _quota(request: HttpRequest, workshop: Workshop, actor: dict[str, Any]) -> None:
    seats = positive_int(request, "seats") if request.POST.get("seats") else None
    workshops.set_quota(
        workshop=workshop, group=request.POST.get("group", "")[:24], seats=seats, **actor
    )


def _task(request: HttpRequest, workshop: Workshop, actor: dict[str, Any]) -> None:
    role = request.POST.get("role", "")
    if role not in WorkshopRole.Role.values:
        raise PortalError(_("There is no such task."))
    text = request.POST.get("expires_on", "").strip()
    try:
        expires_on = date.fromisoformat(text) if text else None
    except ValueError:
        raise PortalError(_("Write the day as 2026-01-31.")) from None
    workshops.give_task(
        workshop=workshop,
        username=request.POST.get("username", ""),
        role=role,
        expires_on=expires_on,
        **actor,
    )


SETTINGS = {
    "quota": (_quota, gettext_lazy("The seats of the group are set.")),
    "task": (_task, gettext_lazy("The task is given.")),
}
REMOVALS = {
    "remove_question": (lambda workshop: workshop.questions, "question"),
    "remove_kind": (lambda workshop: workshop.participant_kinds, "kind"),
    "take_task": (lambda workshop: workshop.roles.select_related("user", "workshop"), "task"),
}
"""What is asked about first: its rows, and the field that names one."""
