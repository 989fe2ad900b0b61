"""The page of a nominated person, reached by the link in the notice: what was said of them, and to object."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.http import limits
from core.web import confirm
from core.web.confirm import Confirmation
from workshops.models import Nomination
from workshops.models.people import POLICY_ROLES
from workshops.services import nominations
from workshops.states import NOMINATION, NominationState
from workshops.views.participant.links import Proof, by_nominee_link

SAID = (
    "title",
    "given",
    "family",
    "printed_name",
    "gender",
    "country",
    "representation",
    "stakeholder",
    "organisation",
    "unit",
    "position",
    "seniority",
    "policy_roles",
    "email",
    "other_email",
    "phone",
    "language",
    "capacity",
    "rank",
    "is_reserve",
    "reference",
    "document_date",
    "endorsement",
    "note_filename",
)
"""Fields of a nomination that the nominated person reads, in this order."""


@require_http_methods(["GET", "HEAD", "POST"])
@by_nominee_link
def nominee(request: HttpRequest, nomination: Nomination, _proof: Proof) -> HttpResponse:
    """What was said, by whom, where it stands, and the way to object."""
    if request.method == "POST":
        if request.POST.get("act") != "object":
            return redirect(nomination.page_address())
        return _object(request, nomination)
    context = {
        "nomination": nomination,
        "workshop": nomination.workshop,
        "said": [
            (capfirst(_label(name)), value) for name in SAID if (value := _said(nomination, name))
        ],
        "is_invited": nomination.state == NominationState.ACCEPTED,
        "may_object": _may_object(nomination),
    }
    return render(request, "workshops/nominee.html", context)


def _may_object(nomination: Nomination) -> bool:
    return nomination.state != NominationState.ACCEPTED and NOMINATION.may_follow(
        nomination.state, NominationState.WITHDRAWN
    )


def _label(name: str) -> str:
    return str(Nomination._meta.get_field(name).verbose_name)


def _said(nomination: Nomination, name: str) -> Any:
    """A field as people read it; empty where nothing was said."""
    value = getattr(nomination, name)
    if name == "policy_roles":
        return ", ".join(str(POLICY_ROLES.get(code, code)) for code in value)
    if isinstance(value, bool):
        return _("Yes") if value else ""
    display = getattr(nomination, f"get_{name}_display", None)
    return display() if display and value else value


def _object(request: HttpRequest, nomination: Nomination) -> HttpResponse:
    page_url = nomination.page_address()
    if not confirm.is_repeated(request) and not _may_object(nomination):
        return redirect(page_url)
    confirmation = Confirmation(
        question=_("Object to being nominated?"),
        consequences=[
            _("The nomination is withdrawn, and cannot be taken up again."),
            _("All that was said of you is emptied; your name alone stays in the lists."),
            _(
                "The organisers and who nominated you read that you objected. You need give no reason."
            ),
        ],
        button=_("I object"),
        state=[nomination.pk, nomination.state],
    )
    if answer := confirm.confirmation_response(request, page_url, confirmation):
        return answer
    limits.spend(request, "object")
    with confirm.claim(request):
        nominations.object_to(nomination=nomination, at=timezone.now())
    # Its link has ended with it, so the answer is a page of its own.
    return render(request, "workshops/objected.html", {"workshop": nomination.workshop})
