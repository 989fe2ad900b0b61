"""Registrations: the list with filters, changes of state of many, entering and inviting one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import PortalError
from regions.models import Area
from regions.selectors.areas import sort_key
from workshops import access
from workshops.forms import (
    RegistrationForm,
)
from workshops.models import (
    Registration,
    Workshop,
)
from workshops.services import nominations, registrations, waiting_list
from workshops.states import Actor, RegistrationState

if TYPE_CHECKING:
    pass
from core.web.actions import actor_of, as_positive_int
from workshops.views.organiser.actions import PAGE, READ, address, duty, shared

FILTERS = {
    "state": "state",
    "mode": "mode",
    "gender": "gender",
    "country": "country__code",
    "stakeholder": "stakeholder",
}


def chosen_people(request: HttpRequest, workshop: Workshop) -> Any:
    """The registrations that the filters of the list leave, by name."""
    queryset = workshop.registrations.select_related("country", "nomination").order_by(
        "family", "given", "pk"
    )
    for name, path in FILTERS.items():
        if value := request.GET.get(name):
            queryset = queryset.filter(**{path: value})
    if text := request.GET.get("q", "").strip():
        queryset = queryset.filter(
            Q(family__icontains=text)
            | Q(given__icontains=text)
            | Q(email__icontains=text)
            | Q(organisation__icontains=text)
        )
    return queryset


@require_http_methods(READ)
@duty("registrations")
def people(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Participants with filters; changes of state for many at once, each checked on its own."""
    if request.method == "POST":
        return _bulk(request, workshop)
    page = Paginator(chosen_people(request, workshop), PAGE).get_page(request.GET.get("page"))
    context = shared(
        request,
        workshop,
        page=page,
        states=RegistrationState.choices,
        chosen=request.GET,
        moves=[
            (code, RegistrationState(code).label)
            for code in (
                RegistrationState.ACCEPTED,
                RegistrationState.WAITLISTED,
                RegistrationState.REJECTED,
                RegistrationState.RETURNED,
                RegistrationState.CANCELLED_BY_ORGANISER,
                RegistrationState.CONFIRMED,
            )
        ],
        more_filters=_more_filters(request, workshop),
        may_read_passports=access.may_read_passports(request.user, workshop),
        waiting=list(waiting_list.waiting(workshop).select_related("country")[:30]),
    )
    return render(request, "workshops/people.html", context)


def _more_filters(
    request: HttpRequest, workshop: Workshop
) -> list[tuple[str, str, list[tuple[str, str, bool]]]]:
    """Filters with only those choices that occur among the people."""
    people = workshop.registrations
    countries = {
        country.code: country.name
        for country in Area.objects.filter(pk__in=people.values("country"))
    }
    rows = [("country", _("Country"), sorted(countries.items(), key=lambda row: sort_key(row[1])))]
    for name, label in (
        ("stakeholder", _("Stakeholder")),
        ("gender", _("Gender")),
        ("mode", _("Takes part")),
    ):
        values = set(people.values_list(name, flat=True))
        choices = Registration._meta.get_field(name).choices
        rows.append((name, label, [row for row in choices if row[0] in values]))
    return [
        (name, label, [(code, text, request.GET.get(name) == code) for code, text in occurring])
        for name, label, occurring in rows
        if len(occurring) > 1
    ]


def _bulk(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    numbers = [as_positive_int(text) for text in request.POST.getlist("person")]
    new, reason = request.POST.get("to", ""), request.POST.get("reason", "")
    done, problems = 0, []
    for registration in workshop.registrations.filter(pk__in=numbers).order_by("created_at", "pk"):
        try:
            registrations.decide(
                registration=registration, new=new, reason=reason, **actor_of(request)
            )
            done += 1
        except (PortalError, ValueError) as problem:
            problems.append(f"{registration}: {getattr(problem, 'message', problem)}")
    if done:
        messages.success(request, _("%(n)s moved.") % {"n": done})
    for text in problems[:10]:
        messages.error(request, text)
    if not numbers:
        messages.error(request, _("Choose at least one person."))
    return redirect(request.get_full_path())


@require_http_methods(READ)
@duty("registrations")
def enter(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Invite a person, or enter one who registered on paper."""
    form = RegistrationForm(request.POST or None, request.FILES or None, workshop=workshop)
    form.fields["consent"].required = False
    problem = ""
    if form.is_bound and form.is_valid():
        try:
            if request.POST.get("act") == "invite":
                values = {k: v for k, v in form.values().items() if k in nominations.PERSONAL}
                registration = registrations.invite(
                    workshop=workshop, values=values, **actor_of(request)
                )
            else:
                registration = registrations.register(
                    workshop=workshop,
                    values=form.values(),
                    answers=form.answers(),
                    actor=Actor.ORGANISER,
                    **actor_of(request),
                )
        except PortalError as refused:
            problem = refused.message
        else:
            messages.success(request, _("Saved."))
            return redirect(address("workshops:person", workshop, registration.pk))
    context = shared(request, workshop, form=form, problem=problem)
    return render(request, "workshops/enter.html", context, status=422 if form.is_bound else 200)
