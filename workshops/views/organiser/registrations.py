"""Registrations: the list with filters, changes of state of many, entering and inviting one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.errors import PortalError
from core.web import confirm
from core.web.actions import actor_of, as_positive_int
from core.web.confirm import Confirmation
from core.web.once import once_per_form
from core.web.unsent import posted, shows_unsent
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
from workshops.selectors import consequences, lists
from workshops.services import registrations, waiting_list
from workshops.states import (
    FINAL,
    REGISTRATION,
    REGISTRATION_ACTS,
    Actor,
    RegistrationState,
)
from workshops.views.organiser.actions import PAGE, READ, address, duty, shared

MOST_MESSAGES = 5
"""People who are named one by one when the same is done about many."""
FILTERS = {
    "state": "state",
    "mode": "mode",
    "gender": "gender",
    "country": "country__code",
    "stakeholder": "stakeholder",
    "kind": "participant_kind",
}


def chosen_people(request: HttpRequest, workshop: Workshop) -> Any:
    """The registrations that the filters of the list leave, by name."""
    queryset = workshop.registrations.select_related("country", "nomination").order_by(
        "family", "given", "pk"
    )
    for name, path in FILTERS.items():
        if (value := request.GET.get(name)) and value != "all":
            queryset = queryset.filter(**{path: value})
    if text := request.GET.get("q", "").strip():
        queryset = queryset.matching(text)
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
        acts=[(state.value, REGISTRATION_ACTS[state][0]) for state in OF_MANY],
        more_filters=_more_filters(request, workshop),
        list_columns=lists.participant_columns(workshop),
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
    values = set(people.values_list("participant_kind", flat=True))
    kinds = [(kind.code, str(kind)) for kind in workshop.participant_kinds.all()]
    rows.append(("kind", _("Kind of participant"), [row for row in kinds if row[0] in values]))
    return [
        (name, label, [(code, text, request.GET.get(name) == code) for code, text in occurring])
        for name, label, occurring in rows
        if len(occurring) > 1
    ]


OF_MANY = (
    RegistrationState.ACCEPTED,
    RegistrationState.CONFIRMED,
    RegistrationState.WAITLISTED,
    RegistrationState.RETURNED,
    RegistrationState.REJECTED,
    RegistrationState.CANCELLED_BY_ORGANISER,
)
"""What may be done about many registrations at once."""


def _bulk(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """One act for all who were ticked. What is final is asked first, counted for those it can reach."""
    page_url, new = request.get_full_path(), request.POST.get("to", "")
    if confirm.is_repeated(request):
        return confirm.repeated(request, page_url)
    numbers = [as_positive_int(text) for text in request.POST.getlist("person")]
    chosen = list(workshop.registrations.filter(pk__in=numbers).order_by("created_at", "pk"))
    if not chosen or new not in OF_MANY:
        messages.error(
            request,
            _("Choose what to do.") if chosen else _("Choose at least one person."),
        )
        return redirect(page_url)
    reached = [one for one in chosen if REGISTRATION.may_follow(one.state, new)]
    if new in FINAL and reached:
        if answer := confirm.confirmation_response(request, page_url, final_decision(reached, new)):
            return answer
        try:
            with confirm.claim(request):
                _decide_all(request, chosen, new)
        except confirm.Repeated:
            return confirm.repeated(request, page_url)
        return redirect(page_url)
    _decide_all(request, chosen, new)
    return redirect(page_url)


def _decide_all(request: HttpRequest, chosen: list[Registration], new: str) -> None:
    done, problems = [], []
    for registration in chosen:
        try:
            registrations.decide(
                registration=registration,
                new=new,
                reason=request.POST.get("reason", ""),
                **actor_of(request),
            )
            done.append(registration.name)
        except PortalError as problem:
            problems.append(
                _("%(name)s: %(problem)s") % {"name": registration.name, "problem": problem.message}
            )
    text = REGISTRATION_ACTS[RegistrationState(new)][1]
    for name in done[:MOST_MESSAGES]:
        messages.success(request, str(text) % {"name": name})
    if (more := len(done) - MOST_MESSAGES) > 0:
        text = ngettext(
            "The same was done for %(n)s more person.",
            "The same was done for %(n)s more people.",
            more,
        )
        messages.success(request, text % {"n": more})
    for text in problems[:10]:
        messages.error(request, text)


def final_decision(chosen: list[Registration], new: str) -> Confirmation:
    """The question before registrations are rejected or cancelled."""
    names = ", ".join(registration.name for registration in chosen[:10])
    texts = {
        RegistrationState.REJECTED: ngettext(
            "Reject the registration of %(names)s?", "Reject %(n)s registrations?", len(chosen)
        ),
        RegistrationState.CANCELLED_BY_ORGANISER: ngettext(
            "Cancel the registration of %(names)s?", "Cancel %(n)s registrations?", len(chosen)
        ),
    }
    return Confirmation(
        question=texts[RegistrationState(new)] % {"names": names, "n": len(chosen)},
        consequences=consequences.of_decision(chosen, new),
        button=str(REGISTRATION_ACTS[RegistrationState(new)][0]),
        state=[(registration.pk, registration.state) for registration in chosen],
        reason=True,
        reason_hint=_("The person reads it in the letter."),
    )


@once_per_form
@shows_unsent()
@require_http_methods(READ)
@duty("registrations")
def enter(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Invite a person, or enter one who registered on paper."""
    is_posted = request.method == "POST"
    form = RegistrationForm(
        posted(request),
        request.FILES if is_posted else None,
        workshop=workshop,
        by_organiser=True,
    )
    form.fields["consent"].required = False
    problem = ""
    if is_posted and form.is_valid():
        try:
            if request.POST.get("act") == "invite":
                values = {k: v for k, v in form.values().items() if k in registrations.INVITED_WITH}
                registration = registrations.invite(
                    workshop=workshop, values=values, **actor_of(request)
                )
            else:
                registration = registrations.register(
                    workshop=workshop,
                    values=form.values(),
                    answers=form.answers(),
                    actor=Actor.ORGANISER,
                    has_consented=form.cleaned_data["consent"],
                    **actor_of(request),
                )
        except PortalError as refused:
            problem = refused.message
        else:
            text = (
                _("%(name)s is invited.")
                if registration.state == RegistrationState.INVITED
                else _("%(name)s is registered: %(state)s.")
            )
            values = {"name": registration.name, "state": registration.get_state_display()}
            messages.success(request, text % values)
            return redirect(address("workshops:person", workshop, registration.pk))
    context = shared(request, workshop, form=form, problem=problem)
    return render(request, "workshops/enter.html", context, status=422 if is_posted else 200)
