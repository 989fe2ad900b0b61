"""Correcting a registration, as organisers may at any time."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.errors import PortalError
from core.web.actions import actor_of
from workshops.forms import AddressForm, CorrectionForm
from workshops.models import AddressChange, Registration, Workshop
from workshops.services import corrections
from workshops.states import Actor
from workshops.views.organiser.actions import READ, address, duty, shared


@require_http_methods(READ)
@duty("registrations")
def edit_registration(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """The form of a registration; what is changed stands in its trail, and a new address is confirmed first."""
    registration = workshop.registrations.filter(pk=pk, erased_at=None).first()
    if registration is None:
        raise Http404(_("There is no such registration."))
    act = request.POST.get("act", "")
    form = CorrectionForm(
        *((request.POST, request.FILES) if act == "correct" else ()),
        instance=registration,
        workshop=workshop,
        by_organiser=True,
    )
    address_form = AddressForm(request.POST if act == "address" else None)
    problem, status = "", 200
    try:
        if form.is_bound and form.is_valid():
            return _correct(request, workshop, registration, form)
        if address_form.is_bound and address_form.is_valid():
            return _ask_address(request, workshop, registration, address_form)
    except PortalError as refused:
        problem, status = refused.message, refused.status
    if request.method == "POST" and not problem:
        status = 422
    context = shared(
        request,
        workshop,
        registration=Registration.objects.get(pk=pk),
        form=form,
        address_form=address_form,
        address_change=AddressChange.objects.filter(registration=pk).first(),
        problem=problem,
    )
    return render(request, "workshops/edit_registration.html", context, status=status)


def _correct(
    request: HttpRequest, workshop: Workshop, registration: Registration, form: CorrectionForm
) -> HttpResponse:
    changes = corrections.correct(
        registration=registration,
        values=form.values(),
        answers=form.answers(),
        actor=Actor.ORGANISER,
        **actor_of(request),
    )
    text = ngettext("%(n)s entry was changed.", "%(n)s entries were changed.", len(changes))
    messages.success(request, text % {"n": len(changes)})
    return redirect(address("workshops:person", workshop, registration.pk))


def _ask_address(
    request: HttpRequest, workshop: Workshop, registration: Registration, form: AddressForm
) -> HttpResponse:
    change = corrections.ask_address(
        registration=registration,
        email=form.cleaned_data["email"],
        actor=Actor.ORGANISER,
        **actor_of(request),
    )
    text = _("A letter was sent to %(address)s. The address changes once its link is used.")
    messages.success(request, text % {"address": change.email})
    return redirect(address("workshops:person", workshop, registration.pk))
