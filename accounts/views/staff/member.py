"""One account: its roles, its trail, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import links
from accounts.forms import RoleForm
from accounts.services import grants, staff
from accounts.views.staff import trail
from accounts.views.staff.access import administrators_only
from accounts.views.staff.actions import ACTIONS, member_url
from core.errors import PortalError
from core.models import User
from core.web.actions import actor_of

if TYPE_CHECKING:
    from accounts.models import Invitation

EVENTS_SHOWN = 50


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: its roles, its trail, and what can be done with it."""
    user = get_object_or_404(User, pk=pk)
    act = request.POST.get("act", "")
    if act in ACTIONS:
        return ACTIONS[act](request, user)
    form = RoleForm(request.POST if act == "give" else None)
    if act == "give" and form.is_valid():
        try:
            grant = form.grant() or {}
            changed = grants.give(
                user=user, reason=form.cleaned_data["reason"], **grant, **actor_of(request)
            )
        except PortalError as problem:
            form.add_error(None, problem.message)
        else:
            if changed:
                messages.success(request, _("The role is given."))
            else:
                messages.info(request, _("The account has this role already."))
            return redirect(member_url(user))
    elif request.method == "POST" and act != "give":
        return redirect(member_url(user))
    row = staff.members([user])[0]
    pending = user.invitations.filter(accepted_at=None, withdrawn_at=None).first()
    context = {
        "member": row,
        "account": user,
        "form": form,
        "events": trail.in_words(user.staff_events.all()[:EVENTS_SHOWN]),
        "confirmed_at": staff.with_confirmation(User.objects.filter(pk=user.pk)).get().confirmed_at,
        "pending": pending,
        "is_over": pending is not None and not pending.is_open(timezone.now()),
        "link": _link_to_pass_on(pending),
        "is_self": user.pk == request.user.pk,
    }
    return render(
        request, "accounts/staff_member.html", context, status=422 if form.errors else 200
    )


def _link_to_pass_on(pending: Invitation | None) -> str:
    """Without a mail server no letter leaves: administrators pass the link on by themselves."""
    if pending is None or settings.EMAIL_HOST or not pending.is_open(timezone.now()):
        return ""
    return settings.PORTAL_ADDRESS + links.invitation(pending.pk)
