"""Nominations and focal points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from regions.selectors.areas import sort_key
from workshops.forms import (
    FocalPointForm,
)
from workshops.models import (
    Nomination,
    Workshop,
)
from workshops.services import nominations as nominations_service
from workshops.states import NOMINATION, NominationState

if TYPE_CHECKING:
    pass
from core.web.actions import actor_of, positive_int, run_action
from workshops.views.organiser.actions import READ, address, duty, shared


@require_http_methods(READ)
@duty("registrations")
def nominations(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Nominations by country with what may be decided, and focal points with their links."""
    form = FocalPointForm(request.POST if request.POST.get("act") == "focal" else None)
    if request.method == "POST":
        if request.POST.get("act") == "focal":
            if form.is_valid():
                return run_action(
                    request,
                    address("workshops:nominations", workshop),
                    lambda: nominations_service.add_focal_point(
                        workshop=workshop, values=form.cleaned_data, **actor_of(request)
                    ),
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
        rows=[
            (nomination, [(new.value, new.label) for new in sorted(_nomination_states(nomination))])
            for nomination in rows
        ],
    )
    return render(
        request, "workshops/nominations.html", context, status=422 if form.is_bound else 200
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


def _nomination_states(nomination: Nomination) -> set[NominationState]:
    return set(NOMINATION.following(nomination.state)) & {
        NominationState.REVIEW,
        NominationState.RETURNED,
        NominationState.ACCEPTED,
        NominationState.RESERVE,
        NominationState.DECLINED,
    }


def _decide_nomination(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    nomination = workshop.nominations.filter(pk=positive_int(request, "nomination")).first()
    new = request.POST.get("to", "")
    if nomination is None or new not in NominationState.values:
        raise Http404(_("There is no such nomination."))
    return run_action(
        request,
        address("workshops:nominations", workshop),
        lambda: nominations_service.decide(
            nomination=nomination,
            new=new,
            reason=request.POST.get("reason", ""),
            **actor_of(request),
        ),
    )


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
