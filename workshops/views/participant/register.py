"""Registering by oneself: the form, saving it and coming back, asking for a lost link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import PortalError
from workshops.forms import RegistrationForm
from workshops.models import Draft, Registration, Workshop
from workshops.services import drafts, registrations, registrations_admin, retention
from workshops.views.public.workshops import shown_workshop

if TYPE_CHECKING:
    from django.utils.datastructures import MultiValueDict


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def register(request: HttpRequest, code: str) -> HttpResponse:
    """Open registration; the answer is the person's own page."""
    return _form(request, shown_workshop(request, code), None)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def resume(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    """What was begun, as it was written."""
    found = shown_workshop(request, code)
    draft = Draft.objects.filter(workshop=found, secret=secret, registration=None).first()
    if draft is None:
        raise Http404(_("Nothing is kept under this link any more."))
    return _form(request, found, draft)


def _form(request: HttpRequest, found: Workshop, draft: Draft | None) -> HttpResponse:
    posted = request.method == "POST"
    if not found.takes_registrations:
        return render(
            request, "workshops/closed.html", {"workshop": found}, status=409 if posted else 200
        )
    if posted and request.POST.get("act") == "save":
        return _save(request, found, draft)
    form = RegistrationForm(
        request.POST if posted else None, request.FILES if posted else None, workshop=found
    )
    problem, status = "", 200
    if posted:
        try:
            status = 422
            if form.is_valid():
                return _received(request, found, form, draft)
        except PortalError as refused:
            problem, status = refused.message, refused.status
    elif draft:
        form.filled_with(draft.written)
    return _page(request, found, form, problem, status)


def _page(
    request: HttpRequest, found: Workshop, form: Any, problem: str, status: int
) -> HttpResponse:
    context = {
        "workshop": found,
        "form": form,
        "problem": problem,
        "kept_for": retention.kept_for(),
    }
    return render(request, "workshops/register.html", context, status=status)


def _received(
    request: HttpRequest, found: Workshop, form: RegistrationForm, draft: Draft | None
) -> HttpResponse:
    """To one's own page where the portal sends no letters; else the link goes to the address alone.

    So only who reads the letters of an address holds the key to its registration, and nobody learns
    from the answer whether it was registered before.
    """
    try:
        made = _registered(found, form, draft)
    except registrations.Twice:
        made = None
        registrations_admin.send_link(
            workshop=found, email=form.cleaned_data["email"], at=timezone.now()
        )
    if made and not settings.EMAIL_HOST:
        return redirect(made.link())
    return render(request, "workshops/received.html", {"workshop": found})


@transaction.atomic
def _registered(found: Workshop, form: RegistrationForm, draft: Draft | None) -> Registration:
    made = registrations.register(
        workshop=found, values=form.values(), answers=form.answers(), at=timezone.now()
    )
    if draft:
        draft.delete()
    drafts.forget(workshop=found, email=made.email)
    return made


def written(posted: MultiValueDict) -> dict[str, list[str]]:
    """What was posted, by field."""
    return {name: posted.getlist(name) for name in posted}


def _save(request: HttpRequest, found: Workshop, draft: Draft | None) -> HttpResponse:
    form = RegistrationForm(workshop=found).filled_with(written(request.POST))
    try:
        _draft, kept = drafts.keep(
            workshop=found,
            registration=None,
            written=written(request.POST),
            at=timezone.now(),
            draft=draft,
        )
    except PortalError as refused:
        return _page(request, found, form, refused.message, refused.status)
    if draft and kept:
        messages.success(request, _("Saved. The link to go on was sent to your address."))
        return redirect(draft.link())
    # The same for an address under which something is kept already: a stranger learns nothing of it.
    messages.success(
        request,
        _(
            "We sent you a letter with the link under which you go on. Nothing is with the organisers yet; what you wrote is kept for 30 days."
        )
        + " "
        + _("What was begun with this address before stays as it was."),
    )
    return _page(request, found, form, "", 200)


@require_POST
@never_cache
def send_link(request: HttpRequest, code: str) -> HttpResponse:
    """Send the link of a registration again; the answer is the same whether there is one or not."""
    found = shown_workshop(request, code)
    registrations_admin.send_link(
        workshop=found, email=request.POST.get("email", "")[:254], at=timezone.now()
    )
    messages.success(request, _("If this address is registered, its link is on the way to it."))
    return redirect(found.get_absolute_url())
