"""The form of an evaluation, reached by a personal link, and the page behind the QR code in the room.

The link is exchanged for a cookie at the first click: its token stands in no further address, so that no log has it
beside the minute of answering.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import PortalError
from core.http import limits
from evaluations.models import Invitation, SurveyRound
from evaluations.models.surveys import HANDED, LINK
from evaluations.privacy import keys
from evaluations.services import responses, rounds
from evaluations.views.respond import questions
from workshops.models import Registration

READ = ["GET", "HEAD", "POST"]


def _pair(token: str) -> tuple[list[int], bool]:
    """Round and registration, and whether the link is one that others may have seen. Raises Http404."""
    for salt in (LINK, HANDED):
        with suppress(signing.BadSignature, ValueError):
            return signing.Signer(salt=salt).unsign_object(token), salt == HANDED
    raise Http404(_("This link is not valid."))


def _invitation(round_: int, registration: int) -> Invitation:
    related = ("round__survey__workshop__host__area", "round__session", "registration")
    invitations = Invitation.objects.select_related(*related).filter(
        round=round_, registration=registration, registration__erased_at=None
    )
    if (invitation := invitations.first()) is None:
        raise Http404(_("This link is no longer valid."))
    return invitation


COOKIE = "evaluation"


def handle_of(token: str) -> str:
    """What a form names its link by: tells two forms in one browser apart, and opens nothing."""
    return salted_hmac("evaluations.form", token).hexdigest()[:32]


@require_safe
@never_cache
def evaluate(request: HttpRequest, token: str) -> HttpResponse:
    """Takes the token out of the address."""
    _pair(token)
    response = redirect("evaluations:form")
    # For the session of the browser, and for all languages, whose prefixes come first in the path.
    response.set_cookie(
        COOKIE, token, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response


@require_http_methods(READ)
@never_cache
@gzip_page
def form(request: HttpRequest) -> HttpResponse:
    """The questions, page by page; sent once. The answer to a second sending says that the first counts."""
    token = request.COOKIES.get(COOKIE, "")
    if not token:
        raise Http404(_("Open the personal link of your letter, or of your own page, once more."))
    pair, handed = _pair(token)
    invitation = _invitation(*pair)
    context = {
        "round": invitation.round,
        "workshop": invitation.round.survey.workshop,
        "survey": invitation.round.survey,
        "handle": handle_of(token),
    }
    if request.method == "POST" and request.POST.get("form") != context["handle"]:
        return _done_page(request, context, "other")
    try:
        # What is sent is judged where it is kept, under the lock of the round; asking here too would cost
        # as much as keeping it.
        sends = request.method == "POST" and request.POST.get("act") == "send"
        if not sends and (state := _why_not(invitation)) is not None:
            return _done_page(request, context, state)
        questionnaire = responses.asked_of(invitation, hides_plan=handed)
    except keys.NoKey:
        return _done_page(request, context, "closed")
    if request.method == "POST":
        return _submitted(request, invitation, questionnaire, context)
    reading = questions.without_complaints(questionnaire.own.read(request.POST.getlist))
    return _form_page(request, context, questionnaire, reading, 1, 200)


def _why_not(invitation: Invitation) -> str | None:
    """Why no form is shown: answered already, closed, or not open yet."""
    if responses.has_answered(invitation):
        return "answered"
    if not invitation.round.is_open:
        return "closed"
    return None


def _done_page(request: HttpRequest, context: dict[str, Any], state: str) -> HttpResponse:
    status = 409 if request.method == "POST" else 200
    page = render(request, "evaluations/done.html", context | {"state": state}, status=status)
    if state == "answered":
        # The next person at this device starts with their own link.
        page.delete_cookie(COOKIE, samesite="Lax")
    return page


def _submitted(
    request: HttpRequest, invitation: Invitation, questionnaire, context: dict[str, Any]
) -> HttpResponse:
    reading = questionnaire.own.read(request.POST.getlist)
    page, finished, status = questions.turn(request, questionnaire.own, reading)
    if finished:
        try:
            responses.submit(
                invitation=invitation,
                asked=questionnaire,
                reading=reading,
                at=timezone.now(),
            )
        except responses.AnsweredAlready:
            return _done_page(request, context, "answered")
        except (responses.Closed, keys.NoKey):
            return _done_page(request, context, "closed")
        return redirect(request.path)
    if status == 200:
        questions.without_complaints(reading)
    return _form_page(request, context, questionnaire, reading, page, status)


def _form_page(request, context, questionnaire, reading, page: int, status: int) -> HttpResponse:
    page_context = questions.page_of(request, questionnaire.own, reading, page)
    plan = questionnaire.plan if page == 1 else ()
    return render(
        request,
        "evaluations/form.html",
        context
        | page_context
        | {"plan": plan, "hides_plan": questionnaire.hides_plan and page == 1},
        status=status,
    )


@require_http_methods(READ)
@never_cache
def room(request: HttpRequest, room_code: str) -> HttpResponse:
    """Behind the QR code on the screen: the code of one's badge leads to one's own form."""
    limits.check_guesses(request, "room")
    queryset = SurveyRound.objects.exclude(
        kind__in=(SurveyRound.Kind.FOLLOW_UP, SurveyRound.Kind.YEAR)
    ).filter(room_code=room_code)
    round_ = queryset.select_related("survey__workshop__host__area", "session").first()
    if round_ is None:
        limits.count_wrong_guess(request, "room")
        raise Http404(_("There is no such evaluation."))
    problem, status = "", 200
    if request.method == "POST":
        try:
            limits.check_guesses(request, "badge")
            return redirect(_by_badge(round_, request.POST.get("badge", "")))
        except PortalError as refused:
            limits.count_wrong_guess(request, "badge")
            problem, status = refused.message, refused.status
    context = {
        "round": round_,
        "workshop": round_.survey.workshop,
        "survey": round_.survey,
        "problem": problem,
        "badge": request.POST.get("badge", ""),
    }
    return render(request, "evaluations/room.html", context, status=status)


def _by_badge(round_: SurveyRound, text: str) -> str:
    """The address of the form of who has this badge. Raises PortalError."""
    if not round_.is_open:
        raise responses.Closed(_("This round is closed; answers are no longer taken."))
    code = text.strip().upper().replace(" ", "").replace("-", "")
    registration = Registration.objects.filter(
        workshop=round_.survey.workshop_id, code=code
    ).first()
    if registration is not None:
        # Who has just been checked in is not asked before beat's next round.
        rounds.invite(round_, at=timezone.now())
        if invitation := round_.invitations.filter(
            registration=registration, registration__erased_at=None
        ).first():
            return invitation.link()
    raise PortalError(
        _("No participant of this round has the code “%(code)s”. It stands on your badge.")
        % {"code": text[:20]},
        status=422,
    )
