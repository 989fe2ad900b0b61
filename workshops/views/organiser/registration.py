"""One registration: every field, every change of state, what may be done now."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core import documents
from core.errors import PortalError
from core.i18n.languages import UNITED_NATIONS
from core.web.actions import actor_of, positive_int, run_action
from workshops import access
from workshops.documents import printing
from workshops.forms import JourneyForm, NominationForm
from workshops.models import (
    Answer,
    Attendance,
    Passport,
    Registration,
    StatusChange,
    TravelRequest,
    VisaCase,
    Workshop,
)
from workshops.services import (
    attendance,
    nominations,
    passports,
    registrations,
    registrations_admin,
    retention,
    visas,
    waiting_list,
)
from workshops.services import travel as travel_service
from workshops.states import REGISTRATION, TRAVEL, VISA, Actor, RegistrationState, Travel, Visa
from workshops.views.organiser.actions import READ, address, duty, shared, warn_of_certificates


@require_http_methods(READ)
@duty("registrations")
def person(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """One registration: every field, every change of state, what may be done now."""
    registration = _registration(workshop, pk)
    page_url = address("workshops:person", workshop, pk)
    if request.method == "POST":
        return _act_on(request, workshop, registration, page_url)
    context = shared(
        request,
        workshop,
        registration=registration,
        moves=registration.status_changes.select_related("by"),
        following=REGISTRATION.following_for(registration.state, Actor.ORGANISER),
        causes=StatusChange.Cause.choices,
        answers=registration.answers.select_related("question"),
        mails=registration.mails.all(),
        certificates=registration.certificates.all(),
        position=waiting_list.position(registration),
        possible_duplicates=registrations_admin.possible_duplicates(registration),
        earlier=len(registrations_admin.earlier(registration)),
        may_substitute=RegistrationState.SUBSTITUTED
        in REGISTRATION.following_for(registration.state, Actor.ORGANISER)
        and workshop.takes_substitutes,
        kinds=Attendance.Kind.choices,
        sessions=workshop.sessions.attended(),
        attendance=Attendance.objects.filter(registration=registration)
        .select_related("session")
        .prefetch_related("changes"),
        **_travel(request, registration),
    )
    return render(request, "workshops/person.html", context)


def _registration(workshop: Workshop, pk: int) -> Registration:
    related = ("country", "nomination", "workshop__host__area")
    registration = workshop.registrations.select_related(*related).filter(pk=pk).first()
    if registration is None:
        raise Http404(_("There is no such registration."))
    return registration


def _travel(request: HttpRequest, registration: Registration) -> dict[str, Any]:
    travel = TravelRequest.objects.filter(registration=registration).first()
    visa = VisaCase.objects.filter(registration=registration).first()
    return {
        "travel": travel,
        "travel_following": [(state.value, state.label) for state in TRAVEL.following(travel.state)]
        if travel
        else [],
        "journey_form": JourneyForm(instance=travel) if travel else None,
        "visa": visa,
        "visa_following": [(state.value, state.label) for state in VISA.following(visa.state)]
        if visa
        else [],
        "letters": registration.visa_letters.all(),
        "letter_languages": registration.workshop.languages.split() or ["en"],
        "side_moves": registration.side_status_changes.select_related("by"),
        "passport": Passport.objects.filter(registration=registration).first(),
        "may_read_passport": access.may_read_passports(request.user, registration.workshop),
        "readings": registration.passport_readings.select_related("by"),
    }


def _act_on(
    request: HttpRequest, workshop: Workshop, registration: Registration, page_url: str
) -> HttpResponse:
    act, reason, actor = (
        request.POST.get("act", ""),
        request.POST.get("reason", ""),
        actor_of(request),
    )
    if act == "letter":
        return _letter(request, registration, page_url)
    if act == "correct":
        response = run_action(request, page_url, lambda: _correct(request, registration, actor))
        warn_of_certificates(request, workshop, [registration.pk])
        return response
    if act in ACTS:
        return run_action(request, page_url, lambda: ACTS[act](request, registration, actor))
    new, cause = request.POST.get("to", ""), request.POST.get("cause", "")
    if new not in RegistrationState.values:
        raise Http404(_("There is no such step."))
    cause = cause if cause in StatusChange.Cause.values else ""
    return run_action(
        request,
        page_url,
        lambda: registrations.decide(
            registration=registration, new=new, reason=reason, cause=cause, **actor
        ),
    )


ActorDetails = dict[str, Any]


def _new_link(_request: HttpRequest, registration: Registration, _actor: ActorDetails) -> None:
    registrations_admin.new_link(registration)


def _end_link(_request: HttpRequest, registration: Registration, _actor: ActorDetails) -> None:
    registrations_admin.end_link(registration)


def _erase(_request: HttpRequest, registration: Registration, _actor: ActorDetails) -> None:
    retention.erase(registration=registration, at=timezone.now())


def _decide_travel(request: HttpRequest, registration: Registration, actor: ActorDetails) -> None:
    new = request.POST.get("to", "")
    if new not in Travel.values:
        raise PortalError(_("There is no such step."), status=422)
    travel_service.decide(
        travel=_request_of(registration), new=new, reason=request.POST.get("reason", ""), **actor
    )


def _request_of(registration: Registration) -> TravelRequest:
    travel = TravelRequest.objects.filter(registration=registration).first()
    if travel is None:
        raise PortalError(_("This person asked for no travel support."), status=409)
    return travel


def _journey(request: HttpRequest, registration: Registration, _actor: ActorDetails) -> None:
    travel = _request_of(registration)
    form = JourneyForm(request.POST, instance=travel)
    if not form.is_valid():
        label, text = next((form.fields[n].label, e[0]) for n, e in form.errors.items())
        raise PortalError(f"{label}: {text}", status=422)
    travel_service.keep_journey(travel=travel, values=form.cleaned_data)


def _tell_visa(request: HttpRequest, registration: Registration, actor: ActorDetails) -> None:
    new = request.POST.get("to", "")
    if new not in Visa.values:
        raise PortalError(_("There is no such step."), status=422)
    visas.tell(registration=registration, new=new, **actor)


def _revoke_letter(request: HttpRequest, registration: Registration, actor: ActorDetails) -> None:
    letter = registration.visa_letters.filter(pk=positive_int(request, "letter")).first()
    if letter is None:
        raise PortalError(_("There is no such letter."), status=404)
    visas.revoke_letter(letter=letter, at=actor["at"])


def _correct(request: HttpRequest, registration: Registration, actor: ActorDetails) -> None:
    """One cell of the attendance, with what stood there kept in the trail."""
    session = registration.workshop.sessions.filter(pk=positive_int(request, "session")).first()
    kind = request.POST.get("kind", "")
    if session is None or kind not in Attendance.Kind.values:
        raise PortalError(_("Choose a session and how the person attended."), status=422)
    minutes = positive_int(request, "minutes") if request.POST.get("minutes") else None
    attendance.record(
        registration=registration,
        session=session,
        kind=kind,
        minutes=minutes,
        method=Attendance.Method.MANUAL,
        **actor,
    )


def _substitute(request: HttpRequest, registration: Registration, actor: ActorDetails) -> None:
    """Another person in the place of this one: an invitation with the same country and organisation."""
    posted = {name: request.POST.get(name, "").strip() for name in ("given", "family", "email")}
    copied = {name: getattr(registration, name) for name in nominations.PERSONAL}
    empty = {
        name: NominationForm.base_fields[name].initial or ""
        for name in ("title", "printed_name", "phone", "other_email")
    }
    values = (
        copied
        | empty
        | {"gender": Registration.Gender.UNSAID, "policy_roles": [], "messaging": False}
        | posted
    )
    try:
        Registration(workshop=registration.workshop, **values).clean_fields(
            exclude=[n for n in values if n not in posted]
        )
    except ValidationError as problem:
        raise PortalError(
            _("Give given name, family name and e-mail address."), status=422
        ) from problem
    registrations.substitute(
        registration=registration, values=values, reason=request.POST.get("reason", ""), **actor
    )


ACTS = {
    "link": _new_link, "end_link": _end_link, "erase": _erase, "travel": _decide_travel, "journey": _journey, "visa": _tell_visa,
    "revoke_letter": _revoke_letter, "substitute": _substitute,
}  # fmt: skip


def _letter(request: HttpRequest, registration: Registration, page_url: str) -> HttpResponse:
    """The visa letter; it opens the sealed data, so it needs their permission and a purpose."""
    passport = Passport.objects.filter(registration=registration).first()
    if passport is None or not access.may_read_passports(request.user, registration.workshop):
        raise Http404(_("There is no such passport."))
    if not documents.has_fonts():
        messages.error(request, _("PDFs cannot be made here: the fonts are missing (make assets)."))
        return redirect(page_url)
    language = request.POST.get("language", "en")
    language = language if language in UNITED_NATIONS else "en"
    try:
        data = passports.read(
            passport=passport, purpose=request.POST.get("reason", ""), **actor_of(request)
        )
        letter = visas.issue_letter(
            registration=registration, language=language, **actor_of(request)
        )
    except PortalError as problem:
        messages.error(request, problem.message)
        return redirect(page_url)
    response = HttpResponse(
        printing.visa_letters_pdf([(registration, data, letter)], language),
        content_type="application/pdf",
    )
    response.headers["Content-Disposition"] = (
        f'attachment; filename="visa-letter-{registration.pk}.pdf"'
    )
    return response


@require_safe
@duty("registrations")
def answer_file(request: HttpRequest, workshop: Workshop, pk: int, answer_pk: int) -> HttpResponse:
    """The file that a person sent as an answer."""
    rows = Answer.objects.filter(registration__workshop=workshop, registration=pk, pk=answer_pk)
    answer = rows.exclude(stored="").first()
    if answer is None:
        raise Http404(_("There is no such file."))
    return FileResponse(
        default_storage.open(answer.stored, "rb"),
        as_attachment=True,
        filename=answer.value,
        content_type=answer.media_type,
    )
