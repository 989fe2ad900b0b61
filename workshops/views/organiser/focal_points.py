"""Focal points of a workshop: the board of countries, the directory of the commission, and one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.errors import PortalError
from core.web.actions import actor_of, as_positive_int
from core.web.edit_guard import SAVED
from core.web.unsent import shows_unsent
from workshops.forms import FocalPointForm
from workshops.models import Workshop
from workshops.selectors import focal_points as selectors
from workshops.services import nominations
from workshops.views.organiser.actions import READ, address, duty, save_guarded, shared

if TYPE_CHECKING:
    from workshops.models import FocalPoint


@require_http_methods(READ)
@duty("registrations")
def focal_points(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Who is named, asked, nominated and missing by country; focal points of other workshops to add."""
    if request.method == "POST":
        if request.POST.get("act") == "remind":
            _remind(request, workshop)
        else:
            _add(request, workshop)
        return redirect(address("workshops:focal_points", workshop))
    text = request.GET.get("q", "").strip()[:200]
    today = timezone.localdate(timezone=workshop.tz)
    rows = selectors.board(workshop)
    context = shared(
        request,
        workshop,
        rows=rows,
        missing=sum(row.is_missing for row in rows),
        to_remind=len(selectors.to_remind(workshop, today)) if workshop.takes_nominations else 0,
        without_point=selectors.without_point(workshop),
        directory=selectors.directory(request.user, workshop, text),
        text=text,
    )
    return render(request, "workshops/focal_points.html", context)


def _remind(request: HttpRequest, workshop: Workshop) -> None:
    try:
        count = nominations.remind_missing(workshop=workshop, at=timezone.now())
    except PortalError as refused:
        messages.error(request, refused.message)
        return
    text = ngettext("%(n)s reminder is in the outbox.", "%(n)s reminders are in the outbox.", count)
    messages.success(request, text % {"n": count})


def _add(request: HttpRequest, workshop: Workshop) -> None:
    """Name those who were ticked in the directory; each gets the letter with a link of their own."""
    numbers = {as_positive_int(text) for text in request.POST.getlist("point")}
    chosen = [point for point in selectors.directory(request.user, workshop) if point.pk in numbers]
    if not chosen:
        messages.error(request, _("Choose at least one person."))
        return
    added = 0
    for point in chosen:
        values = {name: getattr(point, name) for name in FocalPointForm.Meta.fields}
        try:
            nominations.add_focal_point(workshop=workshop, values=values, **actor_of(request))
        except PortalError as refused:
            messages.error(request, f"{point.name}: {refused.message}")
        else:
            added += 1
    text = ngettext(
        "%(n)s focal point is named; the letter is in the outbox.",
        "%(n)s focal points are named; the letters are in the outbox.",
        added,
    )
    messages.success(request, text % {"n": added})


@shows_unsent()
@require_http_methods(READ)
@duty("registrations")
def focal_point(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """Correct a focal point; another address gets a link of its own, and the old link ends."""
    existing = workshop.focal_points.select_related("country").filter(pk=pk).first()
    if existing is None:
        raise Http404(_("There is no such focal point."))

    def make(data: Any) -> FocalPointForm:
        stored: FocalPoint = workshop.focal_points.get(pk=pk)
        return FocalPointForm(data, instance=stored)

    def save(form: FocalPointForm) -> None:
        values = {name: form.cleaned_data[name] for name in FocalPointForm.Meta.fields}
        stored = workshop.focal_points.get(pk=pk)
        nominations.save_focal_point(point=stored, values=values, **actor_of(request))

    guard, problem, status = save_guarded(request, workshop, make, save)
    if status == SAVED:
        messages.success(
            request, _("%(name)s is saved.") % {"name": guard.form.cleaned_data["name"]}
        )
        return redirect(address("workshops:focal_points", workshop))
    context = shared(request, workshop, form=guard.form, point=existing, problem=problem)
    return render(request, "workshops/focal_point.html", context, status=status)
