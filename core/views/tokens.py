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
from core.web.actions import as_positive_int


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def token_list(request: HttpRequest) -> HttpResponse:
    """One's tokens; a new one is shown once, in the answer to the form that made it."""
    context = {"problem": "", "secret": "", "name": "", "days_chosen": "90"}
    status = 200
    if request.method == "POST":
        days = request.POST.get("days", "")
        context |= {
            "name": request.POST.get("name", ""),
            "scopes_chosen": request.POST.getlist("scope"),
            "objects_chosen": request.POST.getlist("object"),
            "days_chosen": days,
        }
        try:
            _token, context["secret"] = tokens.create(
                user=request.user,
                name=context["name"],
                at=timezone.now(),
                scopes=context["scopes_chosen"],
                objects=context["objects_chosen"],
                days=as_positive_int(days) if days else None,
            )
            status = 201
        except tokens.NoToken as problem:
            context["problem"], status = problem.message, problem.status
    offered = tokens.choices_for(request.user)
    labels = dict(offered.scopes) | dict(offered.objects)
    rows = list(request.user.api_tokens.all())
    for row in rows:
        row.rights = [labels.get(name, name) for name in (*row.scopes, *row.objects_allowed)]
    context |= {
        "tokens": rows,
        "today": timezone.localdate(),
        "offered": offered,
        "days": tokens.DAYS,
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
