"""Registrations: the list with filters, one person with every move, entering and inviting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from migration_portal.core.errors import PortalError
from workshops import printing
from workshops.forms import (
    RegistrationForm,
)
from workshops.models import (
    Attendance,
    Registration,
    Workshop,
)
from workshops.services import (
    erasing,
    nominating,
    queueing,
    registering,
    sealing,
    travelling,
)
from workshops.states import Actor, Reg, next_moves

if TYPE_CHECKING:
    pass
from workshops.desk.acting import PAGE, READ, address, answer, deed_of, duty, shared

FILTERS = {
    "state": "state",
    "mode": "mode",
    "gender": "gender",
    "country": "country__code",
    "stakeholder": "stakeholder",
}


def chosen_people(request: HttpRequest, workshop: Workshop) -> Any:
    found = workshop.registrations.select_related("country", "nomination").order_by(
        "family", "given", "pk"
    )
    for name, path in FILTERS.items():
        if value := request.GET.get(name):
            found = found.filter(**{path: value})
    if text := request.GET.get("q", "").strip():
        found = found.filter(
            Q(family__icontains=text)
            | Q(given__icontains=text)
            | Q(email__icontains=text)
            | Q(organisation__icontains=text)
        )
    return found


@require_http_methods(READ)
@duty("registrations")
def people(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Participants with filters; moves for many at once, each checked on its own."""
    if request.method == "POST":
        return _bulk(request, workshop)
    page = Paginator(chosen_people(request, workshop), PAGE).get_page(request.GET.get("page"))
    context = shared(
        request, workshop, page=page, states=Reg.choices, chosen=request.GET,
        moves=[(code, Reg(code).label) for code in (Reg.ACCEPTED, Reg.WAITLISTED, Reg.REJECTED, Reg.RETURNED, Reg.DROPPED, Reg.CONFIRMED)],
        waiting=list(queueing.waiting(workshop).select_related("country")[:30]),
    )  # fmt: skip
    return render(request, "workshops/people.html", context)


def _bulk(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    numbers = [
        int(one) for one in request.POST.getlist("person") if one.isascii() and one.isdigit()
    ]
    new, reason = request.POST.get("to", ""), request.POST.get("reason", "")
    done, problems = 0, []
    for one in workshop.registrations.filter(pk__in=numbers).order_by("created_at", "pk"):
        try:
            registering.decide(registration=one, new=new, reason=reason, **deed_of(request))
            done += 1
        except (PortalError, ValueError) as problem:
            problems.append(f"{one}: {getattr(problem, 'message', problem)}")
    if done:
        messages.success(request, _("%(n)s moved.") % {"n": done})
    for text in problems[:10]:
        messages.error(request, text)
    if not numbers:
        messages.error(request, _("Choose at least one person."))
    return redirect(request.get_full_path())


@require_http_methods(READ)
@duty("registrations")
def person(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """One registration: every field, every move, what may be done now."""
    found = workshop.registrations.select_related("country", "nomination").filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such registration."))
    here = address("person", workshop, pk)
    if request.method == "POST":
        return _act_on(request, workshop, found, here)
    context = shared(
        request, workshop, registration=found, moves=found.moves.select_related("by"),
        following=next_moves(found.state, Actor.ORGANISER), answers=found.answers.select_related("question"),
        mails=found.mails.all(), travel=getattr(found, "travel", None), passport=getattr(found, "passport", None),
        travel_following=_travel_following(found), certificates=found.certificates.all(),
        position=queueing.position(found), alike=registering.alike(found), may_read_passport=request.user.has_perm("workshops.read_passport"),
        readings=found.passport_readings.select_related("by"),
        attendance=Attendance.objects.filter(registration=found).select_related("session").prefetch_related("changes"),
    )  # fmt: skip
    return render(request, "workshops/person.html", context)


def _travel_following(found: Registration) -> list[tuple[str, str]]:
    from workshops.states import TRAVEL, Travel  # noqa: PLC0415

    travel = getattr(found, "travel", None)
    return [(one.value, one.label) for one in TRAVEL[Travel(travel.state)]] if travel else []


def _act_on(
    request: HttpRequest, workshop: Workshop, found: Registration, here: str
) -> HttpResponse:
    act, reason, deed = (
        request.POST.get("act", ""),
        request.POST.get("reason", ""),
        deed_of(request),
    )
    if act == "link":
        return answer(request, here, lambda: registering.new_link(found), _("A new link is sent."))
    if act == "travel" and getattr(found, "travel", None):
        new = request.POST.get("to", "")
        return answer(
            request,
            here,
            lambda: travelling.decide(travel=found.travel, new=new, reason=reason, **deed),
        )
    if act == "erase":
        return answer(request, here, lambda: erasing.erase(registration=found, at=timezone.now()))
    if act == "letter":
        return _letter(request, found, here)
    new = request.POST.get("to", "")
    if new not in Reg.values:
        raise Http404(_("There is no such step."))
    return answer(
        request,
        here,
        lambda: registering.decide(registration=found, new=new, reason=reason, **deed),
    )


def _letter(request: HttpRequest, found: Registration, here: str) -> HttpResponse:
    """The visa letter; it opens the sealed data, so it needs their permission and a purpose."""
    passport = getattr(found, "passport", None)
    if passport is None or not request.user.has_perm("workshops.read_passport"):
        raise Http404(_("There is no such passport."))
    if not printing.has_fonts():
        messages.error(request, _("PDFs cannot be made here: the fonts are missing (make assets)."))
        return redirect(here)
    try:
        data = sealing.read(
            passport=passport, purpose=request.POST.get("reason", ""), **deed_of(request)
        )
    except PortalError as problem:
        messages.error(request, problem.message)
        return redirect(here)
    number = f"{found.workshop.code}-{found.pk}"
    response = HttpResponse(
        printing.visa_letter_pdf(found, data, number), content_type="application/pdf"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="visa-letter-{found.pk}.pdf"'
    return response


@require_http_methods(READ)
@duty("registrations")
def enter(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Invite a person, or enter one who registered on paper."""
    form = RegistrationForm(request.POST if request.method == "POST" else None, workshop=workshop)
    form.fields["consent"].required = False
    problem = ""
    if form.is_bound and form.is_valid():
        try:
            if request.POST.get("act") == "invite":
                values = {k: v for k, v in form.values().items() if k in nominating.PERSONAL}
                made = registering.invite(workshop=workshop, values=values, **deed_of(request))
            else:
                made = registering.register(
                    workshop=workshop,
                    values=form.values(),
                    answers=form.answers(),
                    actor=Actor.ORGANISER,
                    **deed_of(request),
                )
        except PortalError as refused:
            problem = refused.message
        else:
            messages.success(request, _("Saved."))
            return redirect(address("person", workshop, made.pk))
    context = shared(request, workshop, form=form, problem=problem)
    return render(request, "workshops/enter.html", context, status=422 if form.is_bound else 200)
