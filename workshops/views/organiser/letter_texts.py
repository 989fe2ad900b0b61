"""The texts of letters of a workshop and its commission, and the letters that go out by themselves."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import PortalError
from core.i18n import languages
from core.mail import placeholders
from core.mail.letters import LetterKind, titled
from core.web.actions import as_positive_int, positive_int, run_action
from workshops import access
from workshops.models import LetterText, Mail, Workshop
from workshops.services import letter_texts, scheduled_letters
from workshops.views.organiser.actions import READ, address, duty, shared

MOST_PEOPLE = 300
"""People among whom the preview lets one choose."""
READERS = {
    **dict.fromkeys(("nominate", "remind_nominate", "nomination", "nomination_received"), "point"),
    **dict.fromkeys(("nominee_notice", "nominee_decision"), "nominee"),
    **dict.fromkeys(("speaker_invited", "speaker_confirmed"), "speaker"),
}
"""Who reads a kind of letter, by how its text is filled for them; all others are for registrations."""


@require_safe
@duty("registrations")
def texts(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Every kind of letter with its languages, and whose text each has."""
    stored = LetterText.objects.filter(workshop=workshop) | LetterText.objects.filter(
        commission=workshop.host_id
    )
    changed: dict[tuple[str, str], str] = {}
    for row in stored:
        key = (row.name, row.language)
        if row.workshop_id or key not in changed:
            changed[key] = "workshop" if row.workshop_id else "commission"
    rows = [
        (
            kind,
            [
                (code, languages.NAMES[code], changed.get((kind.name, code), ""))
                for code in languages.UNITED_NATIONS
            ],
        )
        for kind in titled()
    ]
    return render(request, "workshops/letter_texts.html", shared(request, workshop, rows=rows))


def _kind(name: str, language: str) -> LetterKind:
    kind = next((kind for kind in titled() if kind.name == name), None)
    if kind is None or language not in languages.UNITED_NATIONS:
        raise Http404(_("There is no such letter."))
    return kind


def _may_edit_commission(request: HttpRequest, workshop: Workshop) -> bool:
    return access.hosted_commissions(request.user).filter(pk=workshop.host_id).exists()


def _owner(request: HttpRequest, workshop: Workshop, scope: str) -> dict[str, Any]:
    if scope != "commission":
        return {"workshop": workshop}
    if not _may_edit_commission(request, workshop):
        raise Http404(_("There is no such letter."))
    return {"commission": workshop.host}


@require_http_methods(READ)
@duty("registrations")
def text(request: HttpRequest, workshop: Workshop, name: str, language: str) -> HttpResponse:
    """One text: edited for the workshop or the commission, looked at for a person, or reset."""
    kind = _kind(name, language)
    scope = (request.POST if request.method == "POST" else request.GET).get("scope", "workshop")
    owner = _owner(request, workshop, scope)
    if request.method != "POST":
        return _page(request, workshop, kind, language, scope, owner)
    here = address("workshops:letter_text", workshop, name, language) + f"?scope={scope}"
    act = request.POST.get("act", "")
    if act == "reset":
        return run_action(
            request,
            here,
            lambda: letter_texts.reset(name=name, language=language, **owner),
            _("The text is as it was before it was edited here."),
        )
    values = {
        "subject": request.POST.get("subject", "")[:300],
        "body": request.POST.get("body", "")[:10_000],
    }
    try:
        if act == "preview":
            letter_texts.check(*values.values(), letter_texts.allowed(name))
            shown = _sample(workshop, kind, language, positive_int(request, "person"), **values)
            return _page(request, workshop, kind, language, scope, owner, sample=shown, **values)
        letter_texts.save(
            name=name,
            language=language,
            revision=as_positive_int(request.POST.get("revision", "")),
            by=request.user,
            at=timezone.now(),
            **values,
            **owner,
        )
    except PortalError as refused:
        return _page(
            request,
            workshop,
            kind,
            language,
            scope,
            owner,
            refused.status,
            problem=refused.message,
            conflict=refused.status == 409,
            **values,
        )
    return run_action(request, here, lambda: None, _("The text is saved."))


def _people(workshop: Workshop, kind: LetterKind) -> list[Any]:
    by_name = ("family", "given", "pk")
    rows: dict[str, Any] = {
        "registration": workshop.registrations.filter(erased_at=None).order_by(*by_name),
        "point": workshop.focal_points.select_related("country").order_by("name", "pk"),
        "nominee": workshop.nominations.exclude(family="")
        .select_related("country", "focal_point")
        .order_by(*by_name),
        "speaker": workshop.speakers.exclude(email="").order_by("name", "pk"),
    }
    return list(rows[READERS.get(kind.name, "registration")][:MOST_PEOPLE])


def _sample(
    workshop: Workshop, kind: LetterKind, language: str, pk: int, subject: str, body: str
) -> dict[str, Any]:
    """The letter as a person would read it; what only the occasion gives is named in brackets."""
    people = _people(workshop, kind)
    person = next((one for one in people if one.pk == pk), people[0] if people else None)
    which = READERS.get(kind.name, "registration")
    values = letter_texts.values_of(workshop, language, name=kind.name, **{which: person})
    for name, label in letter_texts.OWN.items():
        if not values.get(name):
            values[name] = f"[{label}]"
    for name in letter_texts.PERSONAL:
        values.pop(name, None)
    marks = {"evaluation_link": "{evaluation:0}"}
    filled = letter_texts.fill(letter_texts.Text(subject, body, ""), values, marks=marks)
    return {
        "to": str(person.email) if person else "",
        "subject": filled[0],
        "body": Mail(body=filled[1]).text_for_organisers(),
    }


def _page(
    request: HttpRequest,
    workshop: Workshop,
    kind: LetterKind,
    language: str,
    scope: str,
    owner: dict[str, Any],
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    stored = LetterText.objects.filter(
        **({"workshop": None, "commission": None} | owner), name=kind.name, language=language
    ).select_related("changed_by")
    row = stored.first()
    before = letter_texts.text_of(kind.name, workshop, language)
    if scope == "commission" and row is None:
        before = letter_texts.standard(kind.name, language)
    context = {
        "kind": kind,
        "language": language,
        "language_name": languages.NAMES[language],
        "dir": languages.direction(language),
        "scope": scope,
        "may_edit_commission": _may_edit_commission(request, workshop),
        "stored": row,
        "revision": row.revision if row else 0,
        "subject": row.subject if row else before.subject,
        "body": row.body if row else before.body,
        "standard": letter_texts.standard(kind.name, language),
        "placeholders": [
            (name, label, name in placeholders.placeholders(before.body))
            for name, label in letter_texts.allowed(kind.name).items()
        ],
        "people": _people(workshop, kind),
        "person": positive_int(request, "person"),
    } | more
    return render(
        request, "workshops/letter_text.html", shared(request, workshop, **context), status=status
    )


@require_http_methods(READ)
@duty("registrations")
def scheduled(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """The letters that go out by themselves: switched on or off, and on which day."""
    if request.method == "POST":
        wanted = {
            kind: (f"on_{kind}" in request.POST, _days(request.POST[f"days_{kind}"]))
            for kind in scheduled_letters.Kind.values
            if f"days_{kind}" in request.POST
        }
        return run_action(
            request,
            address("workshops:scheduled_letters", workshop),
            lambda: scheduled_letters.save(workshop, wanted),
            _("The automatic letters are saved."),
        )
    rows = scheduled_letters.coming(workshop, also_off=True)
    context = {"rows": rows, "hour": scheduled_letters.HOUR, "after": scheduled_letters.Kind.AFTER}
    return render(request, "workshops/scheduled_letters.html", shared(request, workshop, **context))


def _days(text: str) -> int:
    """The number of days that was typed; -1, which no letter has, for anything else."""
    days = as_positive_int(text)
    return days if days or text == "0" else -1
