"""Accepting an invitation: with a password, or with the account of one's organisation."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import roles
from accounts.adapters import INVITATION
from accounts.forms import SetPasswordForm
from accounts.services import invitations
from core.errors import PortalError


@never_cache
@require_safe
def follow_link(request: HttpRequest, token: str) -> HttpResponse:
    """Take the secret out of the address, which may stand in histories and on shared screens."""
    request.session[INVITATION] = token
    return redirect("invitation")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest) -> HttpResponse:
    """Set a password and open the account; or the way to single sign-on."""
    token = request.session.get(INVITATION, "")
    invitation = invitations.read(token) if token else None
    if invitation is None or not invitation.is_open(timezone.now()):
        context = {"invitation": invitation}
        return render(request, "accounts/invitation_over.html", context, status=410)
    form = SetPasswordForm(user=invitation.user, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitations.accept(
                invitation=invitation,
                at=timezone.now(),
                password=form.cleaned_data["password1"],
            )
        except PortalError as problem:
            messages.error(request, problem.message)
            return redirect("invitation")
        del request.session[INVITATION]
        messages.success(request, _("Your account is open. Sign in with your e-mail address."))
        return redirect("account_login")
    context = {
        "invitation": invitation,
        "form": form,
        "grants": roles.grants_of(invitation.user),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/invitation.html", context, status=status)
