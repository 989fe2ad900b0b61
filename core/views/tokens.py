"""The page where people make and revoke their tokens of the API."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core import tokens


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def token_list(request: HttpRequest) -> HttpResponse:
    """One's tokens; a new one is shown once, in the answer to the form that made it."""
    context = {"problem": "", "secret": "", "name": ""}
    status = 200
    if request.method == "POST":
        context["name"] = request.POST.get("name", "")
        try:
            _made, context["secret"] = tokens.create(
                user=request.user, name=context["name"], at=timezone.now()
            )
            status = 201
        except tokens.NoToken as problem:
            context["problem"], status = problem.message, problem.status
    context |= {
        "tokens": request.user.api_tokens.all(),
        "limit": settings.API_CALLS_PER_MINUTE,
        "token_limit": settings.API_CALLS_PER_MINUTE_WITH_TOKEN,
        "example": request.build_absolute_uri("/api/v1/releases/"),
    }
    return render(request, "account/tokens.html", context, status=status)


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own tokens."""
    if not tokens.revoke(user=request.user, pk=pk, at=timezone.now()):
        raise Http404
    messages.success(
        request, _("The token is revoked. Programs that use it are refused from now on.")
    )
    return redirect("api_tokens")
