"""One device in the room that people use one after the other: each starts with their badge, and nothing of them stays.

An organiser starts it and is signed out by that. What it knows lies in a cookie, and names the round alone.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.errors import PortalError
from evaluations.models import SurveyRound
from evaluations.views.respond import links

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

COOKIE = "kiosk"
SALT = "evaluations.kiosk"


def start(response: HttpResponse, round_: SurveyRound) -> HttpResponse:
    """Make the device that gets the response a kiosk of the round, until its browser is closed or it is ended."""
    response.set_cookie(
        COOKIE,
        signing.Signer(salt=SALT).sign(str(round_.pk)),
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def round_at(request: HttpRequest) -> SurveyRound | None:
    """The round whose kiosk this device is; None of any other device."""
    with suppress(signing.BadSignature, ValueError):
        pk = int(signing.Signer(salt=SALT).unsign(request.COOKIES.get(COOKIE, "")))
        rounds = SurveyRound.objects.select_related("survey__workshop__host__area", "session")
        return rounds.filter(pk=pk).first()
    return None


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def kiosk(request: HttpRequest) -> HttpResponse:
    """Where everybody begins, and where everybody is led back to. Whatever the last person left is forgotten here."""
    round_ = round_at(request)
    if round_ is None:
        raise Http404(_("This device takes no answers. An organiser starts it."))
    if request.POST.get("act") == "end":
        return forget(_without_kiosk(redirect("home")))
    problem, status = "", 200
    if request.method == "POST":
        try:
            return links.try_badge(request, round_)
        except PortalError as refused:
            problem, status = refused.message, refused.status
    context = {
        "round": round_,
        "workshop": round_.survey.workshop,
        "survey": round_.survey,
        "problem": problem,
        "sent": "sent" in request.GET,
    }
    return forget(render(request, "evaluations/kiosk.html", context, status=status))


def forget(response: HttpResponse) -> HttpResponse:
    """Nothing of who was here before stays in this browser: no link, no page to go back to, nothing kept by scripts."""
    response.delete_cookie(links.COOKIE, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _without_kiosk(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(COOKIE, samesite="Strict")
    return response
