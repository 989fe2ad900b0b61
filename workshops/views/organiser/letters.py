"""Letters as they were written, one to many people, and those that came back."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import PortalError
from core.i18n import languages
from core.web.actions import run_action
from workshops.models import Mail, Workshop
from workshops.services import letters
from workshops.states import RegistrationState
from workshops.views.organiser.actions import PAGE, READ, address, duty, shared


@require_http_methods(READ)
@duty("registrations")
def mail(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Every letter with its state, and one to many people."""
    if request.method != "POST":
        return _page(request, workshop)
    act = request.POST.get("act", "")
    if act == "returned":
        return run_action(
            request,
            address("workshops:mail", workshop),
            lambda: _returned(request, workshop),
            _("The letter is marked."),
        )
    return _write(request, workshop, act)


def _returned(request: HttpRequest, workshop: Workshop) -> None:
    upload = request.FILES.get("file")
    if upload is None or upload.size > 2_000_000:
        raise PortalError(_("Choose the returned message as a file of at most 2 MB."), status=422)
    letters.read_returned(workshop, upload.read())


def _codes(workshop: Workshop) -> list[str]:
    return [code for code in workshop.languages.split() if code in languages.NAMES] or ["en"]


def _write(request: HttpRequest, workshop: Workshop, act: str) -> HttpResponse:
    texts = {
        code: (
            request.POST.get(f"subject_{code}", "").strip(),
            request.POST.get(f"body_{code}", "").strip(),
        )
        for code in _codes(workshop)
    }
    complete_texts = {code: text for code, text in texts.items() if all(text)}
    chosen = [state for state in request.POST.getlist("state") if state in RegistrationState.values]
    form_values = {"texts": texts, "chosen": chosen, "key": request.POST.get("key", "")[:40]}
    if (
        not complete_texts
        or not chosen
        or any(any(text) and not all(text) for text in texts.values())
    ):
        problem = _(
            "A letter needs at least one state, and in one language at least a subject and a text, never one alone."
        )
        return _page(request, workshop, problem=problem, status=422, **form_values)
    rows = workshop.registrations.filter(state__in=chosen, erased_at=None)
    people = rows.select_related("workshop").order_by("pk")
    if act == "preview":
        samples = [_sample(people, code, complete_texts) for code in complete_texts]
        return _page(request, workshop, samples=samples, count=people.count(), **form_values)
    key = form_values["key"] or f"{timezone.now():%Y%m%d%H%M%S%f}"
    letters_written = letters.bulk(
        people, texts=complete_texts, key=f"{workshop.pk}-{key}", at=timezone.now()
    )
    messages.success(request, _("%(n)s letters are written.") % {"n": letters_written})
    return redirect(address("workshops:mail", workshop))


def _sample(people: Any, code: str, texts: dict[str, tuple[str, str]]) -> dict[str, Any]:
    """The letter in a language as the first person who gets it so would read it."""
    fallback = next(iter(texts))
    readers = [
        registration
        for registration in people
        if (registration.language if registration.language in texts else fallback) == code
    ]
    subject, body = texts[code]
    reader = readers[0] if readers else None
    return {
        "language": code,
        "name": languages.NAMES[code],
        "dir": languages.direction(code),
        "count": len(readers),
        "to": reader.email if reader else "",
        "subject": letters.filled(subject, reader) if reader else subject,
        "body": letters.filled(body, reader) if reader else body,
    }


def _page(request: HttpRequest, workshop: Workshop, status: int = 200, **more: Any) -> HttpResponse:
    rows = workshop.mails.all()
    state = request.GET.get("state", "")
    if state in Mail.State.values:
        rows = rows.filter(state=state)
    texts = more.pop("texts", {})
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "states": RegistrationState.choices,
        "letters_are_kept": not settings.EMAIL_HOST,
        "key": f"{timezone.now():%Y%m%d%H%M%S%f}",
        "mail_states": Mail.State.choices,
        "mail_state": state,
        "texts": [
            {
                "code": code,
                "name": languages.NAMES[code],
                "dir": languages.direction(code),
                "subject": texts.get(code, ("", ""))[0],
                "body": texts.get(code, ("", ""))[1],
            }
            for code in _codes(workshop)
        ],
    } | more
    return render(
        request, "workshops/mail.html", shared(request, workshop, **context), status=status
    )


@require_http_methods(READ)
@duty("registrations")
def letter(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """One letter as it was written; one that was sent may be marked as come back."""
    mail = Mail.objects.filter(workshop=workshop, pk=pk).first()
    if mail is None:
        raise Http404(_("There is no such letter."))
    if request.method == "POST":
        problem = request.POST.get("problem", "")[:300]
        return run_action(
            request,
            address("workshops:letter", workshop, pk),
            lambda: letters.came_back(mail, problem=problem),
        )
    context = {
        "mail": mail,
        "body": letters.text_for_organisers(mail),
        "dir": languages.direction(mail.language),
    }
    return render(request, "workshops/letter.html", shared(request, workshop, **context))
