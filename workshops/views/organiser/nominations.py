"""Nominations and focal points."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import PortalError
from core.web import confirm
from core.web.actions import actor_of, positive_int, run_action
from core.web.confirm import Confirmation
from core.web.once import once_per_form
from core.web.unsent import posted, shows_unsent
from regions.selectors.areas import sort_key
from workshops.forms import (
    FocalPointForm,
)
from workshops.models import (
    Nomination,
    Workshop,
)
from workshops.services import nominations as nominations_service
from workshops.services import seats
from workshops.states import NOMINATION, NOMINATION_ACTS, NominationState
from workshops.views.organiser.actions import READ, address, duty, shared


@once_per_form
@shows_unsent("focal")
@require_http_methods(READ)
@duty("registrations")
def nominations(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Nominations by country with what may be decided, and focal points with their links."""
    form = FocalPointForm(posted(request, "focal"))
    if request.method == "POST":
        if request.POST.get("act") == "focal":
            if form.is_valid():
                return run_action(
                    request,
                    address("workshops:nominations", workshop),
                    lambda: nominations_service.add_focal_point(
                        workshop=workshop, values=form.cleaned_data, **actor_of(request)
                    ),
                    _("%(name)s is named, and the link is sent.")
                    % {"name": form.cleaned_data["name"]},
                )
        elif request.POST.get("act") in LINK_ACTS:
            return _act_on_link(request, workshop)
        else:
            return _decide_nomination(request, workshop)
    rows = list(workshop.nominations.select_related("country", "focal_point", "replaces"))
    rows.sort(
        key=lambda nomination: (
            sort_key(nomination.country.name) if nomination.country else "",
            nomination.is_reserve,
            nomination.rank,
        )
    )
    context = shared(
        request,
        workshop,
        form=form,
        points=workshop.focal_points.select_related("country"),
        rows=[(nomination, _acts(nomination)) for nomination in rows],
    )
    return render(
        request,
        "workshops/nominations.html",
        context,
        status=422 if request.method == "POST" else 200,
    )


LINK_ACTS = {
    "new_link": nominations_service.new_link,
    "end_link": nominations_service.end_link,
}


def _act_on_link(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Send a focal point a new link, or end the one they have."""
    point = workshop.focal_points.filter(pk=positive_int(request, "point")).first()
    if point is None:
        raise Http404(_("There is no such focal point."))
    act = request.POST["act"]
    done = (
        _("A new link is on its way to %(address)s; earlier links have ended.")
        if act == "new_link"
        else _("The link of %(address)s has ended.")
    )
    return run_action(
        request,
        address("workshops:nominations", workshop),
        lambda: LINK_ACTS[act](point, at=timezone.now()),
        done % {"address": point.email},
    )


def _acts(nomination: Nomination) -> list[tuple[str, str]]:
    """What organisers may do about it, as verbs in their order."""
    return [
        (state.value, str(verb))
        for state, (verb, _done) in NOMINATION_ACTS.items()
        if NOMINATION.may_follow(nomination.state, state)
    ]


def _decide_nomination(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    page_url = address("workshops:nominations", workshop)
    if confirm.is_repeated(request):
        return confirm.repeated(request, page_url)
    nomination = workshop.nominations.filter(pk=positive_int(request, "nomination")).first()
    new = request.POST.get("to", "")
    if nomination is None or new not in NominationState.values:
        raise Http404(_("There is no such nomination."))

    decide = partial(
        nominations_service.decide,
        nomination=nomination,
        new=new,
        reason=request.POST.get("reason", ""),
        without_seat=request.POST.get("without_seat") == "yes",
        **actor_of(request),
    )
    act, done = NOMINATION_ACTS.get(NominationState(new), ("", ""))
    done = str(done) % {"name": nomination.name}
    if new != NominationState.DECLINED or not NOMINATION.may_follow(nomination.state, new):
        try:
            decide()
        except seats.NoSeat as problem:
            return _ask_without_seat(request, workshop, nomination, problem.message)
        except PortalError as problem:
            messages.error(request, problem.message)
        else:
            messages.success(request, done)
        return redirect(page_url)
    question = Confirmation(
        question=_("Decline the nomination of %(name)s?") % {"name": nomination.name},
        consequences=[
            _("The focal point gets a letter with your reason."),
            _("A declined nomination cannot be taken up again; the country has to nominate anew."),
        ],
        button=str(act),
        state=[nomination.pk, nomination.state],
        reason=True,
        reason_hint=_("The focal point reads it in the letter."),
    )
    return confirm.run_confirmed(request, page_url, question, decide, done)


def _ask_without_seat(
    request: HttpRequest, workshop: Workshop, nomination: Nomination, problem: str
) -> HttpResponse:
    """No seat is free for the nominee: the numbers, and whether to invite the person all the same."""
    candidate = nominations_service.candidate(nomination)
    context = shared(
        request,
        workshop,
        nomination=nomination,
        problem=problem,
        numbers=seats.counts(workshop, seats.taken(workshop), candidate),
        reason=request.POST.get("reason", ""),
    )
    return render(request, "workshops/accept_without_seat.html", context, status=409)


@require_safe
@duty("registrations")
def note(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """The note verbale of a nomination."""
    nomination = workshop.nominations.filter(pk=pk).exclude(note_stored="").first()
    if nomination is None:
        raise Http404(_("There is no such note."))
    return FileResponse(
        default_storage.open(nomination.note_stored, "rb"),
        as_attachment=True,
        filename=nomination.note_filename,
        content_type=nomination.note_type,
    )
