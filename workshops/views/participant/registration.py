"""The page of one's own registration, reached by its link."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import orjson
import segno
from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import documents
from core.errors import PortalError
from core.http import limits
from core.web import confirm
from core.web.confirm import Confirmation
from regions.hooks.panels import panels_from
from workshops.documents import calendars, printing
from workshops.forms import (
    AddressForm,
    CorrectionForm,
    PassportForm,
    RegistrationForm,
    TravelForm,
)
from workshops.models import (
    AccessCode,
    AddressChange,
    Draft,
    Passport,
    Registration,
    StatusChange,
    TravelRequest,
    VisaCase,
)
from workshops.selectors import consequences
from workshops.selectors import retention as periods
from workshops.services import (
    access_codes,
    attendance,
    corrections,
    credentials,
    drafts,
    erasure,
    own_data,
    passports,
    registrations,
    registrations_admin,
    visas,
    waiting_list,
)
from workshops.services import travel as travel_service
from workshops.states import (
    COMING,
    OPEN,
    REGISTRATION,
    TOLD_BY_PERSON,
    VISA,
    Actor,
    RegistrationState,
    Travel,
    Visa,
)
from workshops.views.participant.calendars import calendar_response
from workshops.views.participant.links import Proof, by_registration_link, give_proof
from workshops.views.participant.register import written
from workshops.views.public.workshops import base_of

if TYPE_CHECKING:
    from datetime import datetime

ANSWERS = {
    "confirm": RegistrationState.CONFIRMED, "accept": RegistrationState.ACCEPTED, "decline": RegistrationState.DECLINED,
    "cancel": RegistrationState.CANCELLED_BY_PARTICIPANT,
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@by_registration_link
def registration_page(
    request: HttpRequest, registration: Registration, proof: Proof
) -> HttpResponse:
    """A person's own page: where the registration stands and what they can do now."""
    problem, status, forms = "", 200, {}
    if "edit" in request.GET and corrections.may_correct(registration):
        forms["correct"] = _correction_form(registration)
    if request.method == "POST":
        try:
            response = _act(request, registration, proof, forms)
        except PortalError as refused:
            problem, status = refused.message, refused.status
        else:
            if response is not None:
                return response
            status = 422
        registration.refresh_from_db(from_queryset=Registration.objects.select_related("workshop"))
    return render(
        request,
        "workshops/own_registration.html",
        _own(registration, proof, forms) | {"problem": problem, "token": registration.pk},
        status=status,
    )


def _own(registration: Registration, proof: Proof, forms: dict[str, Any]) -> dict[str, Any]:
    moves = REGISTRATION.following_for(registration.state, Actor.PERSON)
    now, workshop = timezone.now(), registration.workshop
    open_until = registration.offered_until
    offer_ended = bool(open_until and open_until < now)
    answers = [name for name, new in ANSWERS.items() if new in moves]
    if workshop.closed_reason or now >= workshop.begins_at:
        answers = [name for name in answers if name not in ("confirm", "accept")]
    elif registration.state == RegistrationState.OFFERED and offer_ended:
        answers = []
    accepted = registration.state in COMING
    context = {
        "registration": registration,
        "workshop": registration.workshop,
        "form": forms.get("form") or _details(registration),
        "panels": panels_from("REGISTRATION_PANELS", registration),
        "with_code": proof.with_code,
        "code_minutes": int(AccessCode.VALID_FOR.total_seconds() // 60),
        "moves": registration.status_changes.all(),
        "answers": answers,
        "closed_reason": workshop.closed_reason,
        "offer_ended": offer_ended,
        "position": waiting_list.position(registration),
        "certificates": registration.certificates.exclude(stored=""),
        "accepted": accepted,
        "asks_consent": registration.consent_processing is None
        and registration.state in OPEN
        and registration.state not in (RegistrationState.INVITED, RegistrationState.RETURNED),
        "reason": next(
            (move.reason for move in registration.status_changes.order_by("-pk") if move.reason), ""
        ),
        "causes": StatusChange.Cause.choices,
        "retention_periods": periods.labelled_days(workshop),
        "listed_choices": Registration.Listed.choices,
        "may_correct": corrections.may_correct(registration),
        "correction": forms.get("correct"),
        "address_form": forms.get("address") or AddressForm(),
        "changes": registration.changes.select_related("question"),
        "address_change": AddressChange.objects.filter(registration=registration).first(),
    }
    return context | (_second_stage(registration, forms) if accepted else {})


def _details(registration: Registration) -> RegistrationForm | None:
    """The form of who is invited, or whose registration was returned, with what they had begun."""
    if registration.state not in (RegistrationState.INVITED, RegistrationState.RETURNED):
        return None
    if registration.workshop.closed_reason:
        return None
    form = RegistrationForm(instance=registration, workshop=registration.workshop)
    draft = Draft.objects.filter(registration=registration).first()
    return form.filled_with(draft.written) if draft else form


def _second_stage(registration: Registration, forms: dict[str, Any]) -> dict[str, Any]:
    """What is asked and shown after acceptance only."""
    workshop, now = registration.workshop, timezone.now()
    visa = VisaCase.objects.filter(registration=registration).first()
    following = VISA.following(visa.state) if visa else {Visa.NOT_NEEDED, Visa.NEEDED}
    sessions = workshop.sessions.prefetch_related("materials")
    travel = TravelRequest.objects.filter(registration=registration).first()
    passport = Passport.objects.filter(registration=registration).first()
    day = timezone.localdate(timezone=workshop.tz)
    others = workshop.registrations.listed_for("participants", "public", on=day)
    return {
        "travel": travel,
        "travel_form": forms.get("travel") or TravelForm(instance=travel, workshop=workshop),
        "may_ask_travel": (
            travel is None or travel.state in (Travel.REQUESTED, Travel.MISSING, Travel.INHERITED)
        )
        and not (workshop.travel_deadline and day > workshop.travel_deadline),
        "passport": passport,
        "passport_deleted_on": periods.last_days(workshop)[periods.Data.PASSPORT]
        + timedelta(days=1),
        "passport_form": forms.get("passport") or PassportForm(workshop=workshop),
        "may_ask_letter": not (workshop.visa_deadline and day > workshop.visa_deadline),
        "visa": visa,
        "visa_following": [
            state for state in Visa if state in following and state in TOLD_BY_PERSON
        ],
        "letters": registration.visa_letters.filter(revoked_at=None),
        "downloadable": set(
            visas.downloadable(registration, passport).values_list("pk", flat=True)
        ),
        "qr": segno.make_qr(registration.code, error="m").svg_data_uri(
            scale=5, border=4, light="white"
        ),
        "open_session": workshop.sessions.filter(code_until__gte=now).exclude(code="").exists(),
        "online_sessions": [session for session in sessions if session.link],
        "others": others.exclude(pk=registration.pk)
        .select_related("country")
        .order_by("family", "given"),
        "mode_choices": [
            row for row in Registration._meta.get_field("mode").choices if row[0] in workshop.modes
        ],
        "earlier": registrations_admin.earlier(registration),
    }


NEED_CODE = frozenset({"data", "erase", "passport", "address"})
"""What the link alone does not open, nor an address of one's own, to which the codes would go from then on."""


def _act(
    request: HttpRequest, registration: Registration, proof: Proof, forms: dict[str, Any]
) -> HttpResponse | None:
    """Do what was posted and lead back; None where a form is to be shown again."""
    act, now = request.POST.get("act", ""), timezone.now()
    if act in NEED_CODE and not proof.with_code:
        raise access_codes.CodeNeeded
    if act in CODES:
        return CODES[act](request, registration, now)
    page_url = registration.page_address()
    if confirm.is_repeated(request):
        return confirm.repeated(request, page_url)
    if not _needs_asking(registration, act):
        return _act_now(request, registration, forms, act, now)
    if answer := confirm.confirmation_response(request, page_url, _question(registration, act)):
        return answer
    with confirm.claim(request):
        return _act_now(request, registration, forms, act, now)


QUESTIONS = {
    "decline": (gettext_lazy("Decline the invitation?"), gettext_lazy("Decline")),
    "cancel": (gettext_lazy("Cancel your registration?"), gettext_lazy("Cancel my registration")),
    "erase": (gettext_lazy("Erase your personal data?"), gettext_lazy("Erase my personal data")),
}
"""What the person cannot take back: the question, and the verb of its button."""


def _needs_asking(registration: Registration, act: str) -> bool:
    """Whether the person may do it and cannot take it back; what they may not do is refused unasked."""
    new = ANSWERS.get(act)
    following = REGISTRATION.following_for(registration.state, Actor.PERSON)
    return act in QUESTIONS and (new is None or new in following)


def _question(registration: Registration, act: str) -> Confirmation:
    question, button = QUESTIONS[act]
    if act == "erase":
        held = own_data.held(registration, everywhere=True)
        sentences = consequences.of_own_erasure(registration, held)
    else:
        sentences = consequences.of_own_end(registration)
    return Confirmation(
        question=str(question),
        consequences=sentences,
        button=str(button),
        state=[registration.state, registration.changed_at],
    )


def _act_now(
    request: HttpRequest,
    registration: Registration,
    forms: dict[str, Any],
    act: str,
    now: datetime,
) -> HttpResponse | None:
    if act in ANSWERS:
        cause = request.POST.get("cause", "")
        registrations.respond(
            registration=registration,
            new=ANSWERS[act],
            at=now,
            reason=request.POST.get("reason", "")[:500],
            cause=cause if cause in StatusChange.Cause.values else "",
            mode=request.POST.get("mode", ""),
        )
    elif act in FILES:
        return FILES[act](request, registration)
    elif act in SAVED:
        SAVED[act](request, registration, now)
    elif act in {"submit", "travel", "passport", *CORRECTED}:
        if not _save_form(request, registration, forms, act, now):
            return None
    else:
        raise Http404(_("There is no such step."))
    messages.success(request, str(DONE[act]))
    return redirect(registration.page_address())


def _send_code(_request: HttpRequest, registration: Registration, now: datetime) -> HttpResponse:
    access_codes.send(registration=registration, at=now)
    return redirect(registration.page_address() + "#code")


def _enter_code(request: HttpRequest, registration: Registration, now: datetime) -> HttpResponse:
    access_codes.enter(
        registration=registration, digits=request.POST.get("digits", "")[:40], at=now
    )
    messages.success(request, _("The code is right. Your personal data are open in this browser."))
    response = redirect(registration.page_address() + "#code")
    return give_proof(response, registration, with_code=True)


CODES = {"send_code": _send_code, "enter_code": _enter_code}


def _erase(request: HttpRequest, registration: Registration) -> HttpResponse:
    erasure.erase_everywhere(registration=registration, at=timezone.now())
    return render(request, "workshops/erased.html", {"workshop": registration.workshop})


def _data(_request: HttpRequest, registration: Registration) -> HttpResponse:
    data = orjson.dumps(own_data.as_file(registration), default=str, option=orjson.OPT_INDENT_2)
    response = HttpResponse(data, content_type="application/json")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="registration-{registration.code}.json"'
    )
    return response


def _consents(request: HttpRequest, registration: Registration, _now: datetime) -> None:
    listed = request.POST.get("listed", "")
    registrations_admin.set_consents(
        registration=registration,
        listed=listed if listed in Registration.Listed.values else Registration.Listed.NOBODY,
        photos="photos" in request.POST,
        contact="contact" in request.POST,
    )


def _confirm_address(_request: HttpRequest, registration: Registration, now: datetime) -> None:
    registrations.confirm_address(registration=registration, at=now)


def _consent(_request: HttpRequest, registration: Registration, now: datetime) -> None:
    registrations_admin.consent(registration=registration, at=now)


def _visa(request: HttpRequest, registration: Registration, now: datetime) -> None:
    new = request.POST.get("to", "")
    if new not in Visa.values:
        raise Http404(_("There is no such step."))
    visas.tell(registration=registration, new=new, at=now)


def _check_in(request: HttpRequest, registration: Registration, now: datetime) -> None:
    limits.check_guesses(request, "check_in", registration.pk)
    try:
        attendance.check_in_self(
            registration=registration, code=request.POST.get("code", ""), at=now
        )
    except PortalError:
        limits.count_wrong_guess(request, "check_in", registration.pk)
        raise


def _keep(request: HttpRequest, registration: Registration, now: datetime) -> None:
    form = _details(registration)
    if form is None:
        raise PortalError(_("This registration is with the organisers."), status=409)
    drafts.keep(
        workshop=registration.workshop,
        registration=registration,
        written=written(request.POST, form),
        at=now,
    )


FILES = {"erase": _erase, "data": _data}
DONE = {
    "confirm": gettext_lazy("You have confirmed that you take part."),
    "accept": gettext_lazy("You have accepted the seat."),
    "decline": gettext_lazy("You have declined."),
    "cancel": gettext_lazy("Your registration is cancelled."),
    "check_in": gettext_lazy("You are checked in."),
    "confirm_address": gettext_lazy("Thank you. Your address is confirmed."),
    "consent": gettext_lazy("Thank you. Your consent is noted."),
    "consents": gettext_lazy("Your choices are saved."),
    "visa": gettext_lazy("Your visa status is updated."),
    "save": gettext_lazy("Saved. The link to go on was sent to your address."),
    "submit": gettext_lazy("Your registration is sent."),
    "travel": gettext_lazy("Your request for travel support is sent."),
    "passport": gettext_lazy("Your passport data are sealed and sent."),
    "correct": gettext_lazy("Your changes are saved."),
    "address": gettext_lazy("Open the link that was sent to the new address to confirm it."),
}
"""What is said once it is done."""
SAVED = {
    "check_in": _check_in,
    "confirm_address": _confirm_address,
    "consent": _consent,
    "consents": _consents,
    "visa": _visa,
    "save": _keep,
}


def _correct(
    request: HttpRequest, registration: Registration, forms: dict[str, Any], now: datetime
) -> bool:
    form = forms["correct"] = _correction_form(registration, request.POST, request.FILES)
    if form.is_valid():
        corrections.correct(
            registration=registration,
            values=form.values(),
            answers=form.answers(),
            actor=Actor.PERSON,
            at=now,
        )
    return form.is_valid()


def _ask_address(
    request: HttpRequest, registration: Registration, forms: dict[str, Any], now: datetime
) -> bool:
    form = forms["address"] = AddressForm(request.POST)
    if form.is_valid():
        email = form.cleaned_data["email"]
        limits.spend(request, "address", email=email, workshop=registration.workshop_id)
        corrections.ask_address(registration=registration, email=email, actor=Actor.PERSON, at=now)
    return form.is_valid()


CORRECTED = {"correct": _correct, "address": _ask_address}


def _save_form(
    request: HttpRequest, registration: Registration, forms: dict[str, Any], act: str, now: datetime
) -> bool:
    if act in CORRECTED:
        return CORRECTED[act](request, registration, forms, now)
    if act == "submit":
        form = RegistrationForm(
            request.POST,
            request.FILES,
            instance=Registration.objects.get(pk=registration.pk),
            workshop=registration.workshop,
        )
        forms["form"] = form
        if form.is_valid():
            registrations.submit(
                registration=registration, values=form.values(), answers=form.answers(), at=now
            )
            drafts.forget(workshop=registration.workshop, email=registration.email)
    elif act == "travel":
        form = forms["travel"] = TravelForm(request.POST, workshop=registration.workshop)
        if form.is_valid():
            travel_service.request(registration=registration, values=form.cleaned_data, at=now)
    else:
        form = forms["passport"] = PassportForm(request.POST, workshop=registration.workshop)
        if form.is_valid():
            passports.seal(registration=registration, values=form.cleaned_data)
    return form.is_valid()


def _correction_form(registration: Registration, *posted: Any) -> CorrectionForm:
    fresh = Registration.objects.get(pk=registration.pk)
    return CorrectionForm(*posted, instance=fresh, workshop=registration.workshop)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def confirm_address(request: HttpRequest, token: str) -> HttpResponse:
    """Who reads the letters of a new address confirms it here; following the link alone changes nothing."""
    change = corrections.address_change(token, timezone.now())
    problem, status = "", 200 if change else 404
    if change and request.method == "POST":
        try:
            registration = corrections.confirm_address(change=change, at=timezone.now())
        except PortalError as refused:
            problem, status = refused.message, refused.status
        else:
            messages.success(request, _("Your address is confirmed. Letters go there from now on."))
            return redirect(registration.link())
    return render(
        request,
        "workshops/confirm_address.html",
        {"change": change, "problem": problem},
        status=status,
    )


@require_safe
@by_registration_link
def my_calendar(request: HttpRequest, registration: Registration, _proof: Proof) -> HttpResponse:
    """The programme for the person's calendar."""
    data = calendars.of_registration(registration, base_of(request))
    return calendar_response(registration.workshop, data)


@require_safe
@by_registration_link
def my_certificate(
    _request: HttpRequest, registration: Registration, _proof: Proof, serial: str
) -> FileResponse:
    """The PDF of one's own certificate."""
    certificate = registration.certificates.filter(serial=serial).exclude(stored="").first()
    if certificate is None:
        raise Http404(_("There is no such certificate."))
    return FileResponse(
        default_storage.open(certificate.stored, "rb"),
        as_attachment=True,
        filename=f"{serial}.pdf",
        content_type="application/pdf",
    )


@require_safe
@by_registration_link
def my_credential(
    _request: HttpRequest, registration: Registration, _proof: Proof, serial: str
) -> HttpResponse:
    """One's own certificate as a signed credential (Open Badges 3.0)."""
    certificate = registration.certificates.filter(serial=serial).first()
    token = credentials.of(certificate) if certificate else ""
    if not token:
        raise Http404(_("There is no such certificate."))
    name = f'attachment; filename="{serial}.jwt"'
    return HttpResponse(
        token, content_type="application/vc+jwt", headers={"Content-Disposition": name}
    )


@require_safe
@by_registration_link
def my_visa_letter(
    request: HttpRequest, registration: Registration, proof: Proof, pk: int
) -> HttpResponse:
    """The PDF of one's own visa letter, made from the sealed data; the reading is noted."""
    if not proof.with_code:
        messages.error(request, access_codes.CodeNeeded().message)
        return redirect(registration.page_address() + "#code")
    passport = Passport.objects.filter(registration=registration).first()
    letter = visas.downloadable(registration, passport).filter(pk=pk).first()
    if letter is None or not documents.has_fonts():
        raise Http404(_("There is no such letter."))
    purpose = f"own letter {letter.number}"
    data = passports.read(passport=passport, by=None, purpose=purpose, at=timezone.now())
    document = printing.visa_letters_pdf([(registration, data, letter)], letter.language)
    response = HttpResponse(document, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="visa-letter-{letter.pk}.pdf"'
    return response
