"""Personal links: read, found by a badge, and carried in a cookie instead of an address."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from core.errors import PortalError
from core.http import limits
from evaluations.models import Invitation
from evaluations.models.surveys import BADGE, HANDED, LINK
from evaluations.services import responses, rounds
from workshops.models import Registration

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from evaluations.models import SurveyRound

COOKIE = "evaluation"


def pair_of(token: str) -> tuple[list[int], str]:
    """Round and registration, and which kind of link this is: LINK, HANDED or BADGE. Raises Http404.

    The kind is what the token is signed with, since whoever holds the cookie can write in it.
    """
    for salt in (LINK, HANDED, BADGE):
        with suppress(signing.BadSignature, ValueError):
            return signing.Signer(salt=salt).unsign_object(token), salt
    raise Http404(_("This link is not valid."))


def invitation_of(round_: int, registration: int) -> Invitation:
    """The invitation with what its form needs. Raises Http404."""
    related = ("round__survey__workshop__host__area", "round__session", "registration")
    invitations = Invitation.objects.select_related(*related).filter(
        round=round_, registration=registration, registration__erased_at=None
    )
    if (invitation := invitations.first()) is None:
        raise Http404(_("This link is no longer valid."))
    return invitation


def handle_of(token: str) -> str:
    """What a form names its link by: tells two forms in one browser apart, and opens nothing."""
    return salted_hmac("evaluations.form", token).hexdigest()[:32]


def enter(response: HttpResponse, token: str) -> HttpResponse:
    """Carry the link in a cookie for the session of the browser, and for all languages, whose prefixes come first in the path."""
    response.set_cookie(
        COOKIE, token, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response


def try_badge(request: HttpRequest, round_: SurveyRound) -> HttpResponse:
    """Lead who enters the code of a badge to their form. Raises PortalError, and counts wrong codes."""
    try:
        limits.check_guesses(request, "badge")
        token = by_badge(round_, request.POST.get("badge", ""))
    except PortalError:
        limits.count_wrong_guess(request, "badge")
        raise
    return enter(redirect("evaluations:form"), token)


def by_badge(round_: SurveyRound, text: str) -> str:
    """What the link of who has this badge carries. Raises PortalError."""
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
            return invitation.token(BADGE)
    raise PortalError(
        _("No participant of this round has the code “%(code)s”. It stands on your badge.")
        % {"code": text[:20]},
        status=422,
    )
