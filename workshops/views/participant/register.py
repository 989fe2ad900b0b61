"""Registering by oneself: the form, saving it and coming back, asking for a lost link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import PortalError
from core.http import limits
from workshops.forms import RegistrationForm
from workshops.models import Draft, Workshop
from workshops.selectors import retention
from workshops.services import drafts, registrations, registrations_admin
from workshops.views.participant.links import draft_of
from workshops.views.public.workshops import shown_workshop

if TYPE_CHECKING:
    from django.utils.datastructures import MultiValueDict


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def register(request: HttpRequest, code: str) -> HttpResponse:
    """Open registration; the link to the person's own page goes to the address, which is confirmed there."""
    return _form(request, shown_workshop(request, code), None)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def resume(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    """What was begun, as it was written."""
    workshop = shown_workshop(request, code)
    draft, elsewhere = draft_of(request, workshop, secret)
    return elsewhere or _form(request, workshop, draft)


def _form(request: HttpRequest, workshop: Workshop, draft: Draft | None) -> HttpResponse:
    posted = request.method == "POST"
    if not workshop.takes_registrations:
        return render(
            request, "workshops/closed.html", {"workshop": workshop}, status=409 if posted else 200
        )
    if posted and request.POST.get("act") == "save":
        return _save(request, workshop, draft)
    form = RegistrationForm(
        request.POST if posted else None, request.FILES if posted else None, workshop=workshop
    )
    problem, status = "", 200
    if posted:
        try:
            status = 422
            if form.is_valid():
                email = form.cleaned_data["email"]
                limits.spend(request, "register", email=email, workshop=workshop.pk)
                return _received(request, workshop, form, draft)
        except PortalError as refused:
            problem, status = refused.message, refused.status
    elif draft:
        form.filled_with(draft.written)
    return _page(request, workshop, form, problem, status)


def _page(
    request: HttpRequest, workshop: Workshop, form: Any, problem: str, status: int
) -> HttpResponse:
    context = {
        "workshop": workshop,
        "form": form,
        "problem": problem,
        "retention_periods": retention.labelled_days(workshop),
    }
    return render(request, "workshops/register.html", context, status=status)


def _received(
    request: HttpRequest, workshop: Workshop, form: RegistrationForm, draft: Draft | None
) -> HttpResponse:
    """The link goes to the address alone, where it is confirmed.

    So only who reads the letters of an address holds the key to its registration, and nobody learns
    from the answer whether it was registered before.
    """
    # Who sends one registration after the other, with addresses that nobody confirms, blocks no seats.
    may_hold = not workshop.accepts_at_once or limits.has_left(
        request, "held_seats", f"register:{workshop.pk}"
    )
    try:
        _registered(workshop, form, draft, may_hold=may_hold)
    except registrations.Twice:
        registrations_admin.send_link(
            workshop=workshop, email=form.cleaned_data["email"], at=timezone.now()
        )
    context = {
        "workshop": workshop,
        "minutes": int(registrations.HOLD_TIME.total_seconds() // 60) if may_hold else 0,
        # Without a mail server letters lie in the local mailbox, which says itself who may open it.
        "sends_letters": bool(settings.EMAIL_HOST),
    }
    return render(request, "workshops/received.html", context)


@transaction.atomic
def _registered(
    workshop: Workshop, form: RegistrationForm, draft: Draft | None, *, may_hold: bool
) -> None:
    registration = registrations.register(
        workshop=workshop,
        values=form.values(),
        answers=form.answers(),
        at=timezone.now(),
        is_confirmed=False,
        may_hold=may_hold,
    )
    if draft:
        draft.delete()
    drafts.forget(workshop=workshop, email=registration.email)


def written(posted: MultiValueDict, form: RegistrationForm) -> dict[str, list[str]]:
    """What was posted for the fields of the form; anything else that was sent along is dropped."""
    return {name: posted.getlist(name) for name in form.fields if name in posted}


def _save(request: HttpRequest, workshop: Workshop, draft: Draft | None) -> HttpResponse:
    form = RegistrationForm(workshop=workshop)
    answers = written(request.POST, form)
    form.filled_with(answers)
    try:
        # Who has the link of a draft already is sent no letter.
        email = "" if draft else request.POST.get("email", "")
        limits.spend(request, "draft", email=email, workshop=workshop.pk)
        _draft, is_saved = drafts.keep(
            workshop=workshop,
            registration=None,
            written=answers,
            at=timezone.now(),
            draft=draft,
        )
    except PortalError as refused:
        return _page(request, workshop, form, refused.message, refused.status)
    if draft and is_saved:
        messages.success(request, _("Saved. The link to go on was sent to your address."))
        return redirect(draft.page_address())
    # The same for an address under which something is kept already: a stranger learns nothing of it.
    messages.success(
        request,
        _(
            "We sent you a letter with the link under which you go on. Nothing is with the organisers yet; what you wrote is kept for 30 days."
        )
        + " "
        + _("What was begun with this address before stays as it was."),
    )
    return _page(request, workshop, form, "", 200)


@require_POST
@never_cache
def send_link(request: HttpRequest, code: str) -> HttpResponse:
    """Send the link of a registration again; the answer is the same whether there is one or not."""
    workshop = shown_workshop(request, code)
    email = request.POST.get("email", "")[:254]
    limits.spend(request, "send_link", email=email, workshop=workshop.pk)
    registrations_admin.send_link(workshop=workshop, email=email, at=timezone.now())
    messages.success(request, _("If this address is registered, its link is on the way to it."))
    return redirect(workshop.get_absolute_url())
