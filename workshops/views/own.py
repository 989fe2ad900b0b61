"""Registering, and the page of one's own registration, reached by its link."""

from __future__ import annotations

from typing import Any

import orjson
import segno
from django.contrib import messages
from django.core import signing
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from migration_portal.core.errors import PortalError
from workshops.forms import PassportForm, RegistrationForm, TravelForm
from workshops.models import Registration
from workshops.models.registrations import LINK
from workshops.services import attending, erasing, queueing, registering, sealing, travelling
from workshops.states import COMING, Actor, Reg, next_moves
from workshops.views.public import shown_workshop, workshop_calendar


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def register(request: HttpRequest, code: str) -> HttpResponse:
    """Open registration; the answer is the person's own page."""
    found = shown_workshop(request, code)
    if not found.takes_registrations:
        return render(
            request,
            "workshops/closed.html",
            {"workshop": found},
            status=409 if request.method == "POST" else 200,
        )
    form = RegistrationForm(request.POST if request.method == "POST" else None, workshop=found)
    problem, status = "", 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                made = registering.register(
                    workshop=found, values=form.values(), answers=form.answers(), at=timezone.now()
                )
            except PortalError as refused:
                problem, status = refused.message, refused.status
            else:
                return redirect(made.link())
    context = {"workshop": found, "form": form, "problem": problem}
    return render(request, "workshops/register.html", context, status=status)


def _registration(token: str) -> Registration:
    try:
        pk, secret = signing.loads(token, salt=LINK)
    except (signing.BadSignature, ValueError):
        raise Http404(_("This link is not valid.")) from None
    related = ("workshop__host__area", "workshop__country", "country", "nomination")
    found = Registration.objects.select_related(*related).filter(pk=pk, secret=secret).first()
    if found is None:
        raise Http404(_("This link is no longer valid. Ask the organisers for a new one."))
    return found


ANSWERS = {
    "confirm": Reg.CONFIRMED, "accept": Reg.ACCEPTED, "decline": Reg.DECLINED,
    "cancel": Reg.CANCELLED,
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """A person's own page: where the registration stands and what they can do now."""
    found = _registration(token)
    problem, status, forms = "", 200, {}
    if request.method == "POST":
        try:
            answer = _act(request, found, forms)
        except PortalError as refused:
            problem, status = refused.message, refused.status
        else:
            if answer is not None:
                return answer
            status = 422
        found = _registration(token) if not found.erased_at else found
    return render(
        request,
        "workshops/mine.html",
        _own(found, forms) | {"problem": problem, "token": token},
        status=status,
    )


def _own(found: Registration, forms: dict[str, Any]) -> dict[str, Any]:
    moves = next_moves(found.state, Actor.PERSON)
    fills = found.state in (Reg.INVITED, Reg.RETURNED)
    accepted = found.state in COMING
    return {
        "registration": found,
        "workshop": found.workshop,
        "form": forms.get("form")
        or (RegistrationForm(instance=found, workshop=found.workshop) if fills else None),
        "travel": getattr(found, "travel", None),
        "travel_form": forms.get("travel") or (TravelForm() if accepted else None),
        "passport": getattr(found, "passport", None),
        "passport_form": forms.get("passport")
        or (PassportForm(workshop=found.workshop) if accepted else None),
        "moves": found.moves.all(),
        "answers": [name for name, new in ANSWERS.items() if new in moves],
        "position": queueing.position(found),
        "certificates": found.certificates.exclude(stored=""),
        "qr": segno.make(found.code, error="m").svg_data_uri(scale=5, border=2) if accepted else "",
        "accepted": accepted,
        "open_session": accepted
        and found.workshop.sessions.filter(code_until__gte=timezone.now())
        .exclude(code="")
        .exists(),
        "reason": next((move.reason for move in found.moves.order_by("-pk") if move.reason), ""),
    }


def _act(request: HttpRequest, found: Registration, forms: dict[str, Any]) -> HttpResponse | None:
    """Do what was posted and lead back; None where a form is to be shown again."""
    act, now = request.POST.get("act", ""), timezone.now()
    if act in ANSWERS:
        registering.respond(
            registration=found,
            new=ANSWERS[act],
            at=now,
            reason=request.POST.get("reason", "")[:500],
        )
    elif act == "check_in":
        attending.check_in_self(registration=found, code=request.POST.get("code", ""), at=now)
    elif act == "erase":
        erasing.erase(registration=found, at=now)
        return render(request, "workshops/erased.html", {"workshop": found.workshop})
    elif act == "data":
        data = orjson.dumps(erasing.own_data(found), default=str, option=orjson.OPT_INDENT_2)
        response = HttpResponse(data, content_type="application/json")
        response.headers["Content-Disposition"] = (
            f'attachment; filename="registration-{found.code}.json"'
        )
        return response
    elif act == "listed" and request.POST.get("listed") in Registration.Listed.values:
        Registration.objects.filter(pk=found.pk).update(listed=request.POST["listed"])
    elif act in {"submit", "travel", "passport"}:
        if not _sent(request, found, forms, act, now):
            return None
    else:
        raise Http404(_("There is no such step."))
    messages.success(request, _("Saved."))
    return redirect(found.link())


def _sent(request: HttpRequest, found: Registration, forms: dict[str, Any], act: str, now) -> bool:
    if act == "submit":
        form = RegistrationForm(
            request.POST, instance=Registration.objects.get(pk=found.pk), workshop=found.workshop
        )
        forms["form"] = form
        if form.is_valid():
            registering.submit(
                registration=found, values=form.values(), answers=form.answers(), at=now
            )
    elif act == "travel":
        form = forms["travel"] = TravelForm(request.POST)
        if form.is_valid():
            travelling.request(registration=found, values=form.cleaned_data, at=now)
    else:
        form = forms["passport"] = PassportForm(request.POST, workshop=found.workshop)
        if form.is_valid():
            sealing.seal(registration=found, values=form.cleaned_data)
    return form.is_valid()


@require_safe
@never_cache
def my_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The programme for the person's calendar."""
    found = _registration(token)
    return workshop_calendar(request, found.workshop.code)


@require_safe
@never_cache
def my_certificate(request: HttpRequest, token: str, serial: str) -> HttpResponse:
    """The PDF of one's own certificate."""
    found = _registration(token)
    one = found.certificates.filter(serial=serial).exclude(stored="").first()
    if one is None:
        raise Http404(_("There is no such certificate."))
    return FileResponse(
        default_storage.open(one.stored, "rb"),
        as_attachment=True,
        filename=f"{serial}.pdf",
        content_type="application/pdf",
    )
