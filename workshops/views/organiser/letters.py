"""The outbox, and letters as they were written; those that came back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.errors import PortalError
from core.i18n import languages
from core.views import mailbox
from core.web.actions import actor_of, run_action
from workshops.models import Mail, Workshop
from workshops.services import letters, outbox, reversals, scheduled_letters
from workshops.views.organiser.actions import PAGE, READ, address, duty, shared

if TYPE_CHECKING:
    from collections.abc import Callable


@require_http_methods(READ)
@duty("registrations")
def mail(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """The letters that wait, those that go out by themselves, and all that were written."""
    if request.method == "POST":
        return _act(request, workshop)
    rows = workshop.mails.all()
    state = request.GET.get("state", "")
    if state in Mail.State.values:
        rows = rows.filter(state=state)
    waiting = workshop.mails.filter(state=Mail.State.QUEUED).order_by("next_at", "pk")
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "waiting": waiting[:PAGE],
        "waiting_count": waiting.count(),
        "coming": scheduled_letters.coming(workshop),
        "sends_nothing": not settings.EMAIL_HOST,
        "may_open_mailbox": mailbox.is_open_to(request),
        "mail_states": Mail.State.choices,
        "mail_state": state,
        "zone": workshop.tz,
    }
    return render(request, "workshops/mail.html", shared(request, workshop, **context))


def _act(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    back = address("workshops:mail", workshop)
    act = request.POST.get("act", "")
    if act == "returned":
        return run_action(
            request, back, lambda: _returned(request, workshop), _("The letter is marked.")
        )
    if act == "send_all":
        count = outbox.send_all(workshop, at=timezone.now())
        done = ngettext("%(n)s letter is sent now.", "%(n)s letters are sent now.", count)
        return run_action(request, back, lambda: None, done % {"n": count})
    raise Http404(_("There is no such step."))


def _returned(request: HttpRequest, workshop: Workshop) -> None:
    upload = request.FILES.get("file")
    if upload is None or upload.size > 2_000_000:
        raise PortalError(_("Choose the returned message as a file of at most 2 MB."), status=422)
    letters.read_returned(workshop, upload.read())


@require_http_methods(READ)
@duty("registrations")
def letter(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """One letter: while it waits it can be edited, dropped, sent; one that was sent may have come back."""
    row = workshop.mails.select_related("registration", "edited_by").filter(pk=pk).first()
    if row is None:
        raise Http404(_("There is no such letter."))
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act == "edit":
            return _edit(request, workshop, row)
        return _act_on_letter(request, workshop, row, act)
    return _page(request, workshop, row)


def _page(
    request: HttpRequest, workshop: Workshop, row: Mail, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "mail": row,
        "body": row.text_for_organisers(),
        "dir": languages.direction(row.language),
        "subject": row.subject,
        "text": row.body,
        "seen": outbox.fingerprint(row),
        "can_take_back": reversals.can_take_back(row),
        "zone": workshop.tz,
    } | more
    return render(
        request, "workshops/letter.html", shared(request, workshop, **context), status=status
    )


def _edit(request: HttpRequest, workshop: Workshop, row: Mail) -> HttpResponse:
    subject, text = request.POST.get("subject", ""), request.POST.get("body", "")
    try:
        outbox.edit(
            row,
            subject=subject,
            body=text,
            seen=request.POST.get("seen", ""),
            **actor_of(request),
        )
    except PortalError as refused:
        row.refresh_from_db()
        return _page(
            request,
            workshop,
            row,
            refused.status,
            problem=refused.message,
            subject=subject,
            text=text,
        )
    return run_action(
        request,
        address("workshops:letter", workshop, row.pk),
        lambda: None,
        _("The letter to %(address)s is changed; it still waits.") % {"address": row.to},
    )


def _act_on_letter(request: HttpRequest, workshop: Workshop, row: Mail, act: str) -> HttpResponse:
    actor = actor_of(request)
    problem = request.POST.get("problem", "")[:300]
    acts: dict[str, tuple[Callable[[], Any], str]] = {
        "drop": (
            lambda: outbox.drop(row, **actor),
            _("The letter to %(address)s is dropped; it will not be sent."),
        ),
        "send": (
            lambda: outbox.send_now(row, at=actor["at"]),
            _("The letter to %(address)s is sent now."),
        ),
        "take_back": (
            lambda: reversals.take_back(mail=row, **actor),
            _("The decision is taken back, and the letter to %(address)s is dropped."),
        ),
        "came_back": (
            lambda: letters.came_back(row, problem=problem),
            _("The letter to %(address)s is marked as returned."),
        ),
    }
    if act not in acts:
        raise Http404(_("There is no such step."))
    run, done = acts[act]
    back = address(
        "workshops:mail" if act in ("drop", "send") else "workshops:letter",
        workshop,
        *(() if act in ("drop", "send") else (row.pk,)),
    )
    return run_action(request, back, run, done % {"address": row.to})
