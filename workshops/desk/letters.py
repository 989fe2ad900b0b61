"""Letters as they were written, and one to many people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from workshops.models import (
    Mail,
    Workshop,
)
from workshops.services import (
    mailing,
)
from workshops.states import Reg

if TYPE_CHECKING:
    pass
from workshops.desk.acting import PAGE, READ, address, duty, shared


@require_http_methods(READ)
@duty("registrations")
def mail(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Every letter with its state, and one to many people."""
    here = address("mail", workshop)
    if request.method == "POST":
        subject, body = (
            request.POST.get("subject", "").strip(),
            request.POST.get("body", "").strip(),
        )
        chosen = [one for one in request.POST.getlist("state") if one in Reg.values]
        if not subject or not body or not chosen:
            messages.error(request, _("A letter needs a subject, a text and at least one state."))
            return redirect(here)
        people = workshop.registrations.filter(state__in=chosen, erased_at=None).select_related(
            "workshop"
        )
        if request.POST.get("act") == "preview":
            sample = people.first()
            context = shared(
                request, workshop, preview=mailing.filled(body, sample) if sample else body, subject=subject, body=body, chosen=chosen,
                count=people.count(), states=Reg.choices, kept=not settings.EMAIL_HOST, key=request.POST.get("key", ""),
                page=Paginator(workshop.mails.all(), PAGE).get_page(1),
            )  # fmt: skip
            return render(request, "workshops/mail.html", context)
        key = request.POST.get("key", "")[:40] or f"{timezone.now():%Y%m%d%H%M%S}"
        made = mailing.bulk(
            people, subject=subject, body=body, key=f"{workshop.pk}-{key}", at=timezone.now()
        )
        messages.success(request, _("%(n)s letters are written.") % {"n": made})
        return redirect(here)
    page = Paginator(workshop.mails.all(), PAGE).get_page(request.GET.get("page"))
    context = shared(
        request,
        workshop,
        page=page,
        states=Reg.choices,
        kept=not settings.EMAIL_HOST,
        key=f"{timezone.now():%Y%m%d%H%M%S%f}",
    )
    return render(request, "workshops/mail.html", context)


@require_safe
@duty("registrations")
def letter(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """One letter as it was written."""
    found = Mail.objects.filter(workshop=workshop, pk=pk).first()
    if found is None:
        raise Http404(_("There is no such letter."))
    return render(
        request,
        "workshops/letter.html",
        shared(request, workshop, mail=found, body=mailing.shown(found)),
    )
