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
from workshops.views.organiser.actions import READ, address, duty, shared


@require_http_methods(READ)
@duty("registrations")
def person(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """One registration: every field, every change of state, what may be done now."""
    found = _found(workshop, pk)
    here = address("workshops:person", workshop, pk)
    if request.method == "POST":
        return _act_on(request, workshop, found, here)
    context = shared(
        request,
        workshop,
        registration=found,
        moves=found.status_changes.select_related("by"),
        following=REGISTRATION.following_for(found.state, Actor.ORGANISER),
        causes=StatusChange.Cause.choices,
        answers=found.answers.select_related("question"),
        mails=found.mails.all(),
        certificates=found.certificates.all(),
        position=waiting_list.position(found),
        alike=registrations_admin.alike(found),
        earlier=len(registrations_admin.earlier(found)),
        may_substitute=RegistrationState.SUBSTITUTED
        in REGISTRATION.following_for(found.state, Actor.ORGANISER)
        and workshop.takes_substitutes,
        kinds=Attendance.Kind.choices,
        sessions=workshop.sessions.all(),
        attendance=Attendance.objects.filter(registration=found)
        .select_related("session")
        .prefetch_related("changes"),
        **_travel(request, found),
    )
    return render(request, "workshops/person.html", context)


def _found(workshop: Workshop, pk: int) -> Registration:
    related = ("country", "nomination", "workshop__host__area")
    found = workshop.registrations.select_related(*related).filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such registration."))
    return found


def _travel(request: HttpRequest, found: Registration) -> dict[str, Any]:
    travel = TravelRequest.objects.filter(registration=found).first()
    visa = VisaCase.objects.filter(registration=found).first()
    return {
        "travel": travel,
        "travel_following": [(one.value, one.label) for one in TRAVEL.following(travel.state)]
        if travel
        else [],
        "journey_form": JourneyForm(instance=travel) if travel else None,
        "visa": visa,
        "visa_following": [(one.value, one.label) for one in VISA.following(visa.state)]
        if visa
        else [],
        "letters": found.visa_letters.all(),
        "letter_languages": found.workshop.languages.split() or ["en"],
        "side_moves": found.side_status_changes.select_related("by"),
        "passport": Passport.objects.filter(registration=found).first(),
        "may_read_passport": access.may_read_passports(request.user, found.workshop),
        "readings": found.passport_readings.select_related("by"),
    }


def _act_on(
    request: HttpRequest, workshop: Workshop, found: Registration, here: str
) -> HttpResponse:
    act, reason, deed = (
        request.POST.get("act", ""),
        request.POST.get("reason", ""),
        actor_of(request),
    )
    if act == "letter":
        return _letter(request, found, here)
    if act in ACTS:
        return run_action(request, here, lambda: ACTS[act](request, found, deed))
    new, cause = request.POST.get("to", ""), request.POST.get("cause", "")
    if new not in RegistrationState.values:
        raise Http404(_("There is no such step."))
    cause = cause if cause in StatusChange.Cause.values else ""
    return run_action(
        request,
        here,
        lambda: registrations.decide(
            registration=found, new=new, reason=reason, cause=cause, **deed
        ),
    )


Deed = dict[str, Any]


def _new_link(_request: HttpRequest, found: Registration, _deed: Deed) -> None:
    registrations_admin.new_link(found)


def _erase(_request: HttpRequest, found: Registration, _deed: Deed) -> None:
    retention.erase(registration=found, at=timezone.now())


def _decide_travel(request: HttpRequest, found: Registration, deed: Deed) -> None:
    new = request.POST.get("to", "")
    if new not in Travel.values:
        raise PortalError(_("There is no such step."), status=422)
    travel_service.decide(
        travel=_request_of(found), new=new, reason=request.POST.get("reason", ""), **deed
    )


def _request_of(found: Registration) -> TravelRequest:
    travel = TravelRequest.objects.filter(registration=found).first()
    if travel is None:
        raise PortalError(_("This person asked for no travel support."), status=409)
    return travel


def _journey(request: HttpRequest, found: Registration, _deed: Deed) -> None:
    travel = _request_of(found)
    form = JourneyForm(request.POST, instance=travel)
    if not form.is_valid():
        label, text = next((form.fields[n].label, e[0]) for n, e in form.errors.items())
        raise PortalError(f"{label}: {text}", status=422)
    travel_service.keep_journey(travel=travel, values=form.cleaned_data)


def _tell_visa(request: HttpRequest, found: Registration, deed: Deed) -> None:
    new = request.POST.get("to", "")
    if new not in Visa.values:
        raise PortalError(_("There is no such step."), status=422)
    visas.tell(registration=found, new=new, **deed)


def _revoke_letter(request: HttpRequest, found: Registration, deed: Deed) -> None:
    letter = found.visa_letters.filter(pk=positive_int(request, "letter")).first()
    if letter is None:
        raise PortalError(_("There is no such letter."), status=404)
    visas.revoke_letter(letter=letter, at=deed["at"])


def _correct(request: HttpRequest, found: Registration, deed: Deed) -> None:
    """One cell of the attendance, with what stood there kept in the trail."""
    session = found.workshop.sessions.filter(pk=positive_int(request, "session")).first()
    kind = request.POST.get("kind", "")
    if session is None or kind not in Attendance.Kind.values:
        raise PortalError(_("Choose a session and how the person attended."), status=422)
    minutes = positive_int(request, "minutes") if request.POST.get("minutes") else None
    attendance.record(
        registration=found,
        session=session,
        kind=kind,
        minutes=minutes,
        method=Attendance.Method.MANUAL,
        **deed,
    )


def _substitute(request: HttpRequest, found: Registration, deed: Deed) -> None:
    """Another person in the place of this one: an invitation with the same country and organisation."""
    given = {name: request.POST.get(name, "").strip() for name in ("given", "family", "email")}
    same = {name: getattr(found, name) for name in nominations.PERSONAL}
    empty = {
        name: NominationForm.base_fields[name].initial or ""
        for name in ("title", "printed_name", "phone", "other_email")
    }
    values = (
        same
        | empty
        | {"gender": Registration.Gender.UNSAID, "policy_roles": [], "messaging": False}
        | given
    )
    try:
        Registration(workshop=found.workshop, **values).clean_fields(
            exclude=[n for n in values if n not in given]
        )
    except ValidationError as problem:
        raise PortalError(
            _("Give given name, family name and e-mail address."), status=422
        ) from problem
    registrations.substitute(
        registration=found, values=values, reason=request.POST.get("reason", ""), **deed
    )


ACTS = {
    "link": _new_link, "erase": _erase, "travel": _decide_travel, "journey": _journey, "visa": _tell_visa,
    "revoke_letter": _revoke_letter, "correct": _correct, "substitute": _substitute,
}  # fmt: skip


def _letter(request: HttpRequest, found: Registration, here: str) -> HttpResponse:
    """The visa letter; it opens the sealed data, so it needs their permission and a purpose."""
    passport = Passport.objects.filter(registration=found).first()
    if passport is None or not access.may_read_passports(request.user, found.workshop):
        raise Http404(_("There is no such passport."))
    if not documents.has_fonts():
        messages.error(request, _("PDFs cannot be made here: the fonts are missing (make assets)."))
        return redirect(here)
    language = request.POST.get("language", "en")
    language = language if language in UNITED_NATIONS else "en"
    try:
        data = passports.read(
            passport=passport, purpose=request.POST.get("reason", ""), **actor_of(request)
        )
        made = visas.issue_letter(registration=found, language=language, **actor_of(request))
    except PortalError as problem:
        messages.error(request, problem.message)
        return redirect(here)
    response = HttpResponse(
        printing.visa_letters_pdf([(found, data, made)], language), content_type="application/pdf"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="visa-letter-{found.pk}.pdf"'
    return response


@require_safe
@duty("registrations")
def answer_file(request: HttpRequest, workshop: Workshop, pk: int, answer_pk: int) -> HttpResponse:
    """The file that a person sent as an answer."""
    rows = Answer.objects.filter(registration__workshop=workshop, registration=pk, pk=answer_pk)
    found = rows.exclude(stored="").first()
    if found is None:
        raise Http404(_("There is no such file."))
    return FileResponse(
        default_storage.open(found.stored, "rb"),
        as_attachment=True,
        filename=found.value,
        content_type=found.media_type,
    )
