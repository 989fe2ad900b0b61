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
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from core import documents
from core.errors import PortalError
from core.i18n.languages import UNITED_NATIONS
from core.web import confirm
from core.web.actions import actor_of, positive_int, run_action
from core.web.confirm import Confirmation
from core.web.edit_guard import SAVED, EditGuard
from core.web.unsent import shows_unsent
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
    VisaLetter,
    Workshop,
)
from workshops.selectors import consequences, neighbours
from workshops.services import (
    attendance,
    erasure,
    nominations,
    own_data,
    passports,
    registrations,
    registrations_admin,
    visas,
    waiting_list,
)
from workshops.services import travel as travel_service
from workshops.states import (
    FINAL,
    REGISTRATION,
    REGISTRATION_ACTS,
    TRAVEL,
    TRAVEL_ACTS,
    VISA,
    Actor,
    RegistrationState,
    Travel,
    Visa,
)
from workshops.views.organiser.actions import (
    READ,
    address,
    duty,
    save_guarded,
    shared,
    warn_of_certificates,
)
from workshops.views.organiser.registrations import chosen_people, final_decision


@shows_unsent("journey")
@require_http_methods(READ)
@duty("registrations")
def person(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """One registration: every field, every change of state, what may be done now."""
    registration = _registration(workshop, pk)
    query = request.META.get("QUERY_STRING", "")
    page_url = address("workshops:person", workshop, pk) + (f"?{query}" if query else "")
    if request.method == "POST" and request.POST.get("act") != "journey":
        return _act_on(request, workshop, registration, page_url)
    journey, problem, status = _journey(request, workshop, registration)
    if status == SAVED:
        text = _("The journey of %(name)s is saved.")
        messages.success(request, text % {"name": registration.name})
        return redirect(page_url)
    previous, following = neighbours.around(chosen_people(request, workshop), registration)
    context = shared(
        request,
        workshop,
        registration=registration,
        moves=registration.status_changes.select_related("by"),
        changes=registration.changes.select_related("by", "question"),
        acts=_acts(registration),
        previous_person=previous,
        next_person=following,
        causes=StatusChange.Cause.choices,
        answers=registration.answers.select_related("question"),
        mails=registration.mails.all(),
        certificates=registration.certificates.all(),
        position=waiting_list.position(registration),
        possible_duplicates=registrations_admin.possible_duplicates(registration),
        substitutes=registration.replaced_by.all(),
        earlier=len(registrations_admin.earlier(registration)),
        may_substitute=RegistrationState.SUBSTITUTED
        in REGISTRATION.following_for(registration.state, Actor.ORGANISER)
        and workshop.takes_substitutes,
        kinds=Attendance.Kind.choices,
        sessions=workshop.sessions.attended(),
        attendance=Attendance.objects.filter(registration=registration)
        .select_related("session")
        .prefetch_related("changes"),
        journey_form=journey.form if journey else None,
        problem=problem,
        **_travel(request, registration),
    )
    return render(request, "workshops/person.html", context, status=status)


def _acts(registration: Registration) -> list[tuple[str, str]]:
    """What organisers may do about the state, as verbs in their order; substituting has its own form."""
    following = REGISTRATION.following_for(registration.state, Actor.ORGANISER)
    return [
        (state.value, str(verb))
        for state, (verb, _done) in REGISTRATION_ACTS.items()
        if state in following and state != RegistrationState.SUBSTITUTED
    ]


def _registration(workshop: Workshop, pk: int) -> Registration:
    related = ("country", "nomination", "replaces", "workshop__host__area")
    registration = workshop.registrations.select_related(*related).filter(pk=pk).first()
    if registration is None:
        raise Http404(_("There is no such registration."))
    return registration


def _journey(
    request: HttpRequest, workshop: Workshop, registration: Registration
) -> tuple[EditGuard | None, str, int]:
    """The form of journey and costs, saved where it was posted; none without a request for support."""
    rows = TravelRequest.objects.filter(registration=registration)
    if not rows.exists():
        return None, "", 200

    def save(form: JourneyForm) -> None:
        travel_service.keep_journey(travel=rows.get(), values=form.cleaned_data)

    return save_guarded(
        request, workshop, lambda data: JourneyForm(data, instance=rows.get()), save, "journey"
    )


def _travel(request: HttpRequest, registration: Registration) -> dict[str, Any]:
    travel = TravelRequest.objects.filter(registration=registration).first()
    visa = VisaCase.objects.filter(registration=registration).first()
    return {
        "travel": travel,
        "travel_following": [
            (state.value, verb)
            for state, verb in TRAVEL_ACTS.items()
            if TRAVEL.may_follow(travel.state, state)
        ]
        if travel
        else [],
        "visa": visa,
        "visa_following": [(state.value, state.label) for state in VISA.following(visa.state)]
        if visa
        else [],
        "letters": registration.visa_letters.all(),
        "letter_languages": registration.workshop.languages.split() or ["en"],
        "side_moves": registration.side_status_changes.select_related("by"),
        "passport": Passport.objects.filter(registration=registration).first(),
        "may_read_passport": access.may_read_passports(request.user, registration.workshop),
        "passport_readers": access.passport_readers(registration.workshop) if visa else [],
        "readings": registration.passport_readings.select_related("by"),
    }


def _act_on(
    request: HttpRequest, workshop: Workshop, registration: Registration, page_url: str
) -> HttpResponse:
    if confirm.is_repeated(request):
        return confirm.repeated(request, page_url)
    act, actor = request.POST.get("act", ""), actor_of(request)
    if act == "letter":
        return _letter(request, registration, page_url)
    if act in QUESTIONS:
        return confirm.run_confirmed(
            request,
            page_url,
            QUESTIONS[act](request, registration),
            lambda: ACTS[act](request, registration, actor),
            DONE[act] % {"name": registration.name},
        )
    if act == "correct":
        done = DONE[act] % {"name": registration.name}
        response = run_action(
            request, page_url, lambda: _correct(request, registration, actor), done
        )
        warn_of_certificates(request, workshop, [registration.pk])
        return response
    if act in ACTS:
        done = DONE[act] % {"name": registration.name}
        return run_action(request, page_url, lambda: ACTS[act](request, registration, actor), done)
    return _decide(request, registration, page_url)


def _decide(request: HttpRequest, registration: Registration, page_url: str) -> HttpResponse:
    new, cause = request.POST.get("to", ""), request.POST.get("cause", "")
    if new not in RegistrationState.values:
        raise Http404(_("There is no such step."))
    cause = cause if cause in StatusChange.Cause.values else ""

    def decide() -> None:
        registrations.decide(
            registration=registration,
            new=new,
            reason=request.POST.get("reason", ""),
            cause=cause,
            **actor_of(request),
        )

    done = (
        str(REGISTRATION_ACTS[new][1]) % {"name": registration.name}
        if new in REGISTRATION_ACTS
        else ""
    )
    if new not in FINAL or not REGISTRATION.may_follow(registration.state, new):
        return run_action(request, page_url, decide, done)
    return confirm.run_confirmed(
        request, page_url, final_decision([registration], new), decide, done
    )


def _ask_erasure(_request: HttpRequest, registration: Registration) -> Confirmation:
    return Confirmation(
        question=_("Erase the personal data of %(name)s?") % {"name": registration.name},
        consequences=consequences.of_erasure(registration, own_data.held(registration)),
        button=_("Erase personal data"),
        state=[registration.state, registration.changed_at, registration.erased_at],
    )


def _ask_letter_revocation(request: HttpRequest, registration: Registration) -> Confirmation:
    letter = _visa_letter(request, registration)
    return Confirmation(
        question=_("Revoke the visa letter %(number)s?") % {"number": letter.number},
        consequences=consequences.of_visa_letter(letter),
        button=_("Revoke"),
        state=[letter.pk, letter.revoked_at],
    )


def _visa_letter(request: HttpRequest, registration: Registration) -> VisaLetter:
    letter = registration.visa_letters.filter(pk=positive_int(request, "letter")).first()
    if letter is None:
        raise Http404(_("There is no such letter."))
    return letter


ActorDetails = dict[str, Any]


def _new_link(_request: HttpRequest, registration: Registration, _actor: ActorDetails) -> None:
    registrations_admin.new_link(registration)


def _end_link(_request: HttpRequest, registration: Registration, _actor: ActorDetails) -> None:
    registrations_admin.end_link(registration)


def _erase(_request: HttpRequest, registration: Registration, _actor: ActorDetails) -> None:
    erasure.erase(registration=registration, at=timezone.now())


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


def _tell_visa(request: HttpRequest, registration: Registration, actor: ActorDetails) -> None:
    new = request.POST.get("to", "")
    if new not in Visa.values:
        raise PortalError(_("There is no such step."), status=422)
    visas.tell(registration=registration, new=new, **actor)


def _revoke_letter(request: HttpRequest, registration: Registration, actor: ActorDetails) -> None:
    visas.revoke_letter(letter=_visa_letter(request, registration), at=actor["at"])


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
        | {"gender": "", "seniority": "", "policy_roles": [], "messaging": False}
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
    "link": _new_link, "end_link": _end_link, "erase": _erase, "travel": _decide_travel, "visa": _tell_visa,
    "revoke_letter": _revoke_letter, "substitute": _substitute,
}  # fmt: skip
QUESTIONS = {"erase": _ask_erasure, "revoke_letter": _ask_letter_revocation}
"""Acts that are asked about first."""
DONE = {
    "link": gettext_lazy("The old links of %(name)s have ended, and a new one is sent."),
    "end_link": gettext_lazy("The link of %(name)s has ended."),
    "erase": gettext_lazy("The personal data are erased."),
    "travel": gettext_lazy("The travel support of %(name)s is updated."),
    "visa": gettext_lazy("The visa status of %(name)s is updated."),
    "revoke_letter": gettext_lazy("The visa letter of %(name)s is revoked."),
    "correct": gettext_lazy("The attendance of %(name)s is corrected."),
    "substitute": gettext_lazy("%(name)s is replaced, and the other person is invited."),
}
"""What is said once it is done."""


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
