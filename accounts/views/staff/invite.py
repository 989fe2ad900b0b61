"""Inviting somebody by letter."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms import InvitationForm
from accounts.services import invitations
from accounts.views.staff.access import administrators_only
from core.errors import PortalError
from core.i18n.languages import reader_language
from core.web.actions import actor_of
from core.web.once import once_per_form


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
@once_per_form
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody by letter."""
    form = InvitationForm(request.POST or None, initial={"language": reader_language()})
    if request.method == "POST" and form.is_valid():
        values, grant = form.cleaned_data, form.grant()
        try:
            invitation = invitations.invite(
                email=values["email"],
                first_name=values["first_name"],
                last_name=values["last_name"],
                language=values["language"],
                first_roles=[grant] if grant else [],
                reason=values["reason"],
                **actor_of(request),
            )
        except PortalError as problem:
            form.add_error("email" if problem.status == 422 else None, problem.message)
        else:
            messages.success(
                request, _("%(address)s is invited.") % {"address": invitation.user.email}
            )
            return redirect("staff_member", invitation.user_id)
    context = {"form": form, "days": invitations.VALID.days}
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/staff_invite.html", context, status=status)
