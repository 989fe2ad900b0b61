"""One letter to many people: who gets it is looked at before it is written."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.errors import PortalError
from core.i18n import languages
from workshops.forms.letters import RecipientsForm
from workshops.models import Mail, Registration, Workshop
from workshops.services import letter_texts, letters
from workshops.views.organiser.actions import READ, address, duty, shared

MOST_NAMES = 300
"""People who are named in the preview; all are counted."""


@require_http_methods(READ)
@duty("registrations")
def write_letters(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Filters and texts; then the preview with count and names; then the letters are written."""
    if request.method != "POST":
        return _page(request, workshop, RecipientsForm(workshop=workshop), {})
    form, texts = RecipientsForm(request.POST, workshop=workshop), _texts(request, workshop)
    try:
        complete = _complete(texts)
    except PortalError as refused:
        form.is_valid()
        return _page(request, workshop, form, texts, problem=refused.message, status=422)
    if not form.is_valid():
        return _page(request, workshop, form, texts, status=422)
    people = list(form.people())
    seen = _digest(people)
    key = request.POST.get("key", "")[:40]
    if request.POST.get("act") != "write":
        return _preview(request, workshop, form, texts, people=people, complete=complete)
    if request.POST.get("seen") != seen and not _is_written(workshop, key):
        problem = _("Please look at the recipients first; they are not those of the last preview.")
        return _preview(
            request, workshop, form, texts, people=people, complete=complete, problem=problem
        )
    written = letters.bulk(people, texts=complete, key=f"{workshop.pk}-{key}", at=timezone.now())
    done = ngettext("%(n)s letter is in the outbox.", "%(n)s letters are in the outbox.", written)
    messages.success(request, done % {"n": written})
    return redirect(address("workshops:mail", workshop))


def _is_written(workshop: Workshop, key: str) -> bool:
    """The same form was sent before: a double click is no new letter and no question."""
    return (
        bool(key)
        and workshop.mails.filter(reason__startswith=f"bulk-{workshop.pk}-{key}-").exists()
    )


def codes(workshop: Workshop) -> list[str]:
    """The languages of work."""
    return [code for code in workshop.languages.split() if code in languages.NAMES] or ["en"]


def _texts(request: HttpRequest, workshop: Workshop) -> dict[str, tuple[str, str]]:
    return {
        code: (
            request.POST.get(f"subject_{code}", "").strip()[:300],
            request.POST.get(f"body_{code}", "").strip()[:10_000],
        )
        for code in codes(workshop)
    }


def _complete(texts: dict[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """The texts that are written. Raises PortalError for half a one, none, or a wrong placeholder."""
    complete = {code: text for code, text in texts.items() if all(text)}
    if not complete or any(any(text) and not all(text) for text in texts.values()):
        raise PortalError(
            _("Write subject and text in at least one language, and never one without the other.")
        )
    letters.check_bulk(complete)
    return complete


def _digest(people: list[Registration]) -> str:
    numbers = ",".join(str(registration.pk) for registration in people)
    return hashlib.sha256(numbers.encode()).hexdigest()[:24]


def _preview(
    request: HttpRequest,
    workshop: Workshop,
    form: RecipientsForm,
    texts: dict[str, tuple[str, str]],
    *,
    people: list[Registration],
    complete: dict[str, tuple[str, str]],
    problem: str = "",
) -> HttpResponse:
    return _page(
        request,
        workshop,
        form,
        texts,
        problem=problem,
        status=409 if problem else 200,
        previewed=True,
        seen=_digest(people),
        count=len(people),
        people=people[:MOST_NAMES],
        more=max(0, len(people) - MOST_NAMES),
        samples=[_sample(people, code, complete) for code in complete],
        key=request.POST.get("key", "")[:40] or _new_key(),
    )


def _new_key() -> str:
    return f"{timezone.now():%Y%m%d%H%M%S%f}"


def _sample(
    people: list[Registration], code: str, texts: dict[str, tuple[str, str]]
) -> dict[str, Any]:
    """The letter in a language as the first person who gets it so would read it."""
    readers = [one for one in people if letters.language_for(one, texts) == code]
    subject, body = texts[code]
    reader = readers[0] if readers else None
    if reader:
        subject, body = letters.filled(subject, body, reader, code)
        body = Mail(body=body, registration=reader).text_for_organisers()
    return {
        "language": code,
        "name": languages.NAMES[code],
        "dir": languages.direction(code),
        "count": len(readers),
        "to": reader.email if reader else "",
        "subject": subject,
        "body": body,
    }


def _page(
    request: HttpRequest,
    workshop: Workshop,
    form: RecipientsForm,
    texts: dict[str, tuple[str, str]],
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        "form": form,
        "key": _new_key(),
        "placeholders": [
            (name, label) for name, label in letter_texts.COMMON.items() if name in letters.BULK
        ],
        "texts": [
            {
                "code": code,
                "name": languages.NAMES[code],
                "dir": languages.direction(code),
                "subject": texts.get(code, ("", ""))[0],
                "body": texts.get(code, ("", ""))[1],
            }
            for code in codes(workshop)
        ],
    } | more
    return render(
        request, "workshops/write_letters.html", shared(request, workshop, **context), status=status
    )
