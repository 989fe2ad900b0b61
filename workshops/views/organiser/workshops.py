"""The organisers' list, and planning: a workshop's fields, status, copy and programme."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import PortalError
from workshops import access
from workshops.forms import (
    CopyForm,
    MaterialForm,
    SessionForm,
    WorkshopForm,
)
from workshops.models import (
    Session,
    TravelRequest,
    Workshop,
)
from workshops.services import closing, programme, seats, workshops
from workshops.states import COMING, NominationState, RegistrationState, Status

if TYPE_CHECKING:
    pass
from core.web.actions import actor_of, positive_int, run_action
from workshops.views.organiser.actions import PAGE, READ, address, duty, session_of, shared


@require_safe
@login_required
def organise(request: HttpRequest) -> HttpResponse:
    """The workshops one works on, with what waits for a decision."""
    queryset = (
        Workshop.objects.run_by(request.user).select_related("host__area").order_by("-starts_on")
    )
    hosted = access.hosted_commissions(request.user)
    if not queryset and not hosted:
        raise PermissionDenied(_("This account organises no workshop. Ask an administrator."))
    waiting = Count(
        "registrations", filter=Q(registrations__state=RegistrationState.PENDING), distinct=True
    )
    nominated = Count(
        "nominations", filter=Q(nominations__state=NominationState.SUBMITTED), distinct=True
    )
    seated = Count("registrations", filter=Q(registrations__state__in=COMING), distinct=True)
    rows = queryset.annotate(waiting=waiting, nominated=nominated, seated=seated)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "workshops/organise.html", {"page": page, "may_add": hosted.exists()})


@require_http_methods(READ)
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """A draft."""
    hosted = access.hosted_commissions(request.user)
    if not hosted:
        raise PermissionDenied(_("This account may not set up workshops. Ask an administrator."))
    form = WorkshopForm(request.POST if request.method == "POST" else None, allowed=hosted)
    problem = ""
    if form.is_bound and form.is_valid():
        try:
            workshop = workshops.create(values=form.values(), **actor_of(request))
        except PortalError as refused:
            problem = refused.message
        else:
            messages.success(request, _("The draft is made."))
            return redirect(address("workshops:manage", workshop))
    context = {"form": form, "problem": problem}
    return render(request, "workshops/edit.html", context, status=422 if form.is_bound else 200)


@require_safe
@duty("seen")
def manage(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """What needs a decision today, seats, and the ways to everything else."""
    return _today(request, workshop, CopyForm())


def _today(request: HttpRequest, workshop: Workshop, copy_form: CopyForm) -> HttpResponse:
    states = Counter(workshop.registrations.values_list("state", flat=True))
    context = shared(
        request,
        workshop,
        held=seats.taken(workshop),
        states=[(label, states[code]) for code, label in RegistrationState.choices if states[code]],
        pending=workshop.registrations.filter(state=RegistrationState.PENDING).select_related(
            "country"
        )[:10],
        nominations=workshop.nominations.filter(state=NominationState.SUBMITTED).select_related(
            "country"
        )[:10],
        travel=TravelRequest.objects.filter(
            registration__workshop=workshop, state="requested"
        ).select_related("registration__country")[:10],
        following=closing.next_states(workshop, timezone.localdate(timezone=workshop.tz)),
        taken_back=closing.may_take_back(workshop),
        events=workshop.events.select_related("by")[:12],
        sessions=workshop.sessions.all(),
        women=workshop.registrations.seated().counted().filter(gender="woman").count(),
        copy_form=copy_form,
    )
    with timezone.override(workshop.tz):
        status = 422 if copy_form.is_bound else 200
        return render(request, "workshops/manage.html", context, status=status)


@require_http_methods(READ)
@duty("plan")
def edit(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """The workshop's fields."""
    allowed = access.hosted_commissions(request.user) | type(workshop.host).objects.filter(
        pk=workshop.host_id
    )
    data = request.POST if request.method == "POST" else None
    form = WorkshopForm(
        data, instance=Workshop.objects.get(pk=workshop.pk), allowed=allowed.distinct()
    )
    problem, status = "", 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                revision = form.cleaned_data["revision"] or 0
                workshops.save(
                    workshop=workshop,
                    revision=revision,
                    values=form.values(),
                    programme_choice=programme.Choice.read(request.POST),
                    **actor_of(request),
                )
            except programme.ProgrammeUndecided as undecided:
                return _ask_about_programme(request, workshop, undecided)
            except PortalError as refused:
                problem, status = refused.message, refused.status
            else:
                messages.success(request, _("Saved."))
                return redirect(address("workshops:manage", Workshop.objects.get(pk=workshop.pk)))
    return render(
        request,
        "workshops/edit.html",
        shared(request, workshop, form=form, problem=problem),
        status=status,
    )


def _ask_about_programme(
    request: HttpRequest, workshop: Workshop, undecided: programme.ProgrammeUndecided
) -> HttpResponse:
    """A page that shows the sessions before and after each choice, and carries the whole form along."""
    posted = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in ("csrfmiddlewaretoken", "programme_hours", "programme_days")
        for value in values
    ]
    # A choice that was made already is made once more, with the other one.
    choices = {
        "hours_choices": programme.Hours.choices if undecided.asks_hours else [],
        "days_choices": programme.Days.choices if undecided.asks_days else [],
    }
    context = shared(request, workshop, undecided=undecided, posted=posted, **choices)
    return render(request, "workshops/programme_moves.html", context, status=undecided.status)


@require_POST
@duty("plan")
def status(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """The next status, or the last step taken back."""
    new, reason = request.POST.get("to", ""), request.POST.get("reason", "")
    page_url = address("workshops:manage", workshop)
    if request.POST.get("act") == "take_back":
        done = _("The step is taken back.")
        return run_action(
            request,
            page_url,
            lambda: closing.take_back(workshop=workshop, reason=reason, **actor_of(request)),
            done,
        )
    if new not in Status.values:
        messages.error(request, _("Choose the next status."))
        return redirect(page_url)
    return run_action(
        request,
        page_url,
        lambda: workshops.set_status(
            workshop=workshop, new=new, reason=reason, **actor_of(request)
        ),
    )


@require_POST
@duty("copy")
def copy(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """The start of the next workshop, by who may set up workshops for its host."""
    form = CopyForm(request.POST)
    if not form.is_valid():
        return _today(request, workshop, form)
    try:
        new_workshop = workshops.copy(workshop=workshop, **form.cleaned_data, **actor_of(request))
    except PortalError as refused:
        form.add_error(None, refused.message)
        return _today(request, workshop, form)
    messages.success(request, _("The copy is a draft."))
    return redirect(address("workshops:edit", new_workshop))


@require_http_methods(READ)
@duty("plan")
def session(request: HttpRequest, workshop: Workshop, pk: int | None = None) -> HttpResponse:
    """A part of the programme."""
    existing = workshop.sessions.filter(pk=pk).first() if pk else None
    if pk and existing is None:
        raise Http404(_("There is no such session."))
    with timezone.override(workshop.tz):
        return _session_form(request, workshop, existing)


def _session_form(
    request: HttpRequest, workshop: Workshop, session: Session | None
) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = SessionForm(data, instance=session, workshop=workshop)
    warnings, token = [], ""
    if form.is_bound and form.is_valid():
        values = {name: form.cleaned_data[name] for name in SessionForm.Meta.fields}
        warnings = programme.warnings(workshop, values, session=session)
        token = programme.token_of(warnings)
    if form.is_bound and form.is_valid() and token == request.POST.get("accepted", ""):
        stored = workshop.sessions.get(pk=session.pk) if session else None
        workshops.save_session(
            workshop=workshop, session=stored, values=values, **actor_of(request)
        )
        messages.success(request, _("Saved."))
        return redirect(address("workshops:manage", workshop))
    context = shared(
        request, workshop, form=form, session=session, warnings=warnings, accepted=token
    )
    return render(request, "workshops/session.html", context, status=422 if form.is_bound else 200)


@require_http_methods(READ)
@duty("plan")
def materials(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """Documents of a session: add, remove."""
    session = session_of(workshop, pk)
    page_url = address("workshops:materials", workshop, pk)
    if number := positive_int(request, "remove"):
        material = session.materials.filter(pk=number).first()
        if material is None:
            raise Http404(_("There is no such document."))
        return run_action(
            request,
            page_url,
            lambda: workshops.remove_material(material=material, **actor_of(request)),
        )
    posted = request.method == "POST"
    form = MaterialForm(request.POST if posted else None, request.FILES if posted else None)
    problem, status = "", 200
    if posted:
        status = 422
        if form.is_valid():
            values = {name: form.cleaned_data[name] for name in MaterialForm.Meta.fields}
            try:
                workshops.add_material(
                    session=session,
                    values=values,
                    upload=form.cleaned_data["file"],
                    **actor_of(request),
                )
            except PortalError as refused:
                problem, status = refused.message, refused.status
            else:
                messages.success(request, _("Saved."))
                return redirect(page_url)
    context = shared(
        request,
        workshop,
        session=session,
        form=form,
        problem=problem,
        materials=session.materials.all(),
    )
    return render(request, "workshops/materials.html", context, status=status)


@require_POST
@duty("plan")
def remove_session(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """Take a part of the programme out."""
    session = session_of(workshop, pk)
    return run_action(
        request,
        address("workshops:manage", workshop),
        lambda: workshops.remove_session(session=session, **actor_of(request)),
    )
