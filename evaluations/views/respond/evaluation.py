"""The form of an evaluation, reached by a personal link, and the page behind the QR code in the room.

The link is exchanged for a cookie at the first click: its token stands in no further address, so that no log has it
beside the minute of answering.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import PortalError
from core.http import limits
from evaluations.models import Invitation, SurveyRound
from evaluations.models.surveys import BADGE, LINK
from evaluations.privacy import keys
from evaluations.services import responses, saved_forms
from evaluations.views.respond import kiosk, links, questions

READ = ["GET", "HEAD", "POST"]


@require_safe
@never_cache
def evaluate(request: HttpRequest, token: str) -> HttpResponse:
    """Takes the token out of the address."""
    links.pair_of(token)
    return links.enter(redirect("evaluations:form"), token)


@require_http_methods(READ)
@never_cache
@gzip_page
def form(request: HttpRequest) -> HttpResponse:
    """The questions, page by page; sent once. The answer to a second sending says that the first counts."""
    token = request.COOKIES.get(links.COOKIE, "")
    is_kiosk = kiosk.round_at(request) is not None
    if not token:
        if is_kiosk:
            return redirect("evaluations:kiosk")
        raise Http404(_("Open the personal link of your letter, or of your own page, once more."))
    pair, kind = links.pair_of(token)
    invitation = links.invitation_of(*pair)
    context = {
        "round": invitation.round,
        "workshop": invitation.round.survey.workshop,
        "survey": invitation.round.survey,
        "handle": links.handle_of(token),
        "is_kiosk": is_kiosk,
        # A badge tells nobody whether its owner has answered: others may enter it.
        "by_badge": kind == BADGE or is_kiosk,
    }
    if request.method == "POST" and request.POST.get("form") != context["handle"]:
        if is_kiosk:
            # A page of somebody else, sent once more by going back: nothing of it is taken or shown.
            return kiosk.forget(redirect("evaluations:kiosk"))
        return _done_page(request, context, "other")
    try:
        # What is sent is judged where it is kept, under the lock of the round; asking here too would cost
        # as much as keeping it.
        sends = request.POST.get("act") == "send" and not request.POST.get("resume")
        if not sends and (state := _why_not(invitation, by_badge=context["by_badge"])) is not None:
            return _done_page(request, context, state)
        questionnaire = responses.asked_of(invitation, hides_plan=kind != LINK)
    except keys.NoKey:
        return _done_page(request, context, "closed")
    if request.method == "POST":
        return _submitted(request, invitation, questionnaire, context)
    reading = questions.without_complaints(questionnaire.own.read(request.POST.getlist))
    return _form_page(request, context, questionnaire, reading, 1, 200)


def _why_not(invitation: Invitation, *, by_badge: bool) -> str | None:
    """Why no form is shown: answered already, closed, or not open yet."""
    if not by_badge and responses.has_answered(invitation):
        return "answered"
    if not invitation.round.is_open:
        return "closed"
    return None


def _done_page(request: HttpRequest, context: dict[str, Any], state: str) -> HttpResponse:
    status = 409 if request.method == "POST" and state != "by_badge" else 200
    page = render(request, "evaluations/done.html", context | {"state": state}, status=status)
    if state in ("answered", "by_badge"):
        # The next person at this device starts with their own link.
        page.delete_cookie(links.COOKIE, samesite="Lax")
    return page


def _submitted(
    request: HttpRequest, invitation: Invitation, questionnaire, context: dict[str, Any]
) -> HttpResponse:
    act = request.POST.get("act")
    if act == "save" and not context["is_kiosk"]:
        return _save(request, invitation, questionnaire, context)
    # Whoever presses Enter in the field of the code means it, too.
    if act != "back" and request.POST.get("resume") and not context["is_kiosk"]:
        return _resume(request, invitation, questionnaire, context)
    reading = questionnaire.own.read(request.POST.getlist)
    page, finished, status = questions.turn(request, questionnaire.own, reading)
    if finished:
        return _finished(request, invitation, questionnaire, reading, context)
    if status == 200:
        questions.without_complaints(reading)
    return _form_page(request, context, questionnaire, reading, page, status)


def _finished(
    request: HttpRequest, invitation: Invitation, questionnaire, reading, context: dict[str, Any]
) -> HttpResponse:
    try:
        responses.submit(
            invitation=invitation, asked=questionnaire, reading=reading, at=timezone.now()
        )
    except responses.AnsweredAlready:
        if not context["by_badge"]:
            return _done_page(request, context, "answered")
    except (responses.Closed, keys.NoKey):
        return _done_page(request, context, "closed")
    with suppress(keys.NoKey):
        saved_forms.forget(round_=invitation.round, code=request.POST.get("code", ""))
    if context["is_kiosk"]:
        return kiosk.forget(redirect(f"{reverse('evaluations:kiosk')}?sent"))
    if context["by_badge"]:
        return _done_page(request, context, "by_badge")
    return redirect(request.path)


def _save(
    request: HttpRequest, invitation: Invitation, questionnaire, context: dict[str, Any]
) -> HttpResponse:
    """Keep what is filled in under a code, which the page then shows; nothing is complained of."""
    own, sent = questionnaire.own, request.POST
    page = questions.page_asked_for(request, own)
    names = questions.all_names(own)
    answers = {name: sent.getlist(name) for name in names if any(sent.getlist(name))}
    status = 200
    try:
        if not saved_forms.is_code(sent.get("code", "")):
            # Nobody is to take all the places of a round, and who saves is written nowhere.
            limits.spend(request, "saved")
        code = saved_forms.save(
            round_=invitation.round,
            content={"page": page, "answers": answers},
            code=sent.get("code", ""),
        )
        context |= {"code": code, "is_saved": True}
    except PortalError as refused:
        context |= {"save_problem": refused.message}
        status = refused.status
    reading = questions.without_complaints(own.read(sent.getlist))
    return _form_page(request, context, questionnaire, reading, page, status)


def _resume(
    request: HttpRequest, invitation: Invitation, questionnaire, context: dict[str, Any]
) -> HttpResponse:
    """Go on with what was saved under the code that was entered."""
    own, code = questionnaire.own, request.POST.get("resume", "")
    sent, page, status = QueryDict(mutable=True), 1, 200
    try:
        limits.check_guesses(request, "saved")
        saved = saved_forms.load(round_=invitation.round, code=code)
        for name, values in saved["answers"].items():
            sent.setlist(name, values)
        page = min(saved["page"], own.last_page)
        context |= {"code": saved_forms.plain(code), "is_resumed": True}
    except PortalError as refused:
        limits.count_wrong_guess(request, "saved")
        context |= {"resume_problem": refused.message, "resume": code}
        sent, status = request.POST, refused.status
    reading = questions.without_complaints(own.read(sent.getlist))
    return _form_page(request, context, questionnaire, reading, page, status, sent=sent)


def _form_page(
    request, context, questionnaire, reading, page: int, status: int, *, sent=None
) -> HttpResponse:
    sent = request.POST if sent is None else sent
    page_context = questions.page_of(sent, questionnaire.own, reading, page)
    plan = questionnaire.plan if page == 1 else ()
    return render(
        request,
        "evaluations/form.html",
        {"code": request.POST.get("code", "")}
        | context
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
            return links.try_badge(request, round_)
        except PortalError as refused:
            problem, status = refused.message, refused.status
    context = {
        "round": round_,
        "workshop": round_.survey.workshop,
        "survey": round_.survey,
        "problem": problem,
        "badge": request.POST.get("badge", ""),
    }
    return render(request, "evaluations/room.html", context, status=status)
