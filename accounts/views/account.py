"""The page of one's own account, and ending one's own sessions."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.services import events, sessions

EVENTS_SHOWN = 20


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What protects the account, and what was done with it lately."""
    user = request.user
    context = {
        "address": EmailAddress.objects.get_primary(user),
        "second_factors": Authenticator.objects.filter(user=user, type__in=access.SECOND_FACTORS),
        "needs_second_factor": access.needs_second_factor(user),
        "sessions": len(UserSession.objects.purge_and_list(user)),
        "providers": SocialAccount.objects.filter(user=user),
        "tokens": user.api_tokens.filter(revoked_at=None).count(),
        "events": user.sign_in_events.all()[:EVENTS_SHOWN],
    }
    return render(request, "accounts/overview.html", context)


@login_required
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own sessions, on another device."""
    if not sessions.end(user=request.user, pk=pk):
        raise Http404
    events.record(events.Kind.SESSION_ENDED, request, request.user)
    messages.success(request, _("The session is ended."))
    return redirect("usersessions_list")
