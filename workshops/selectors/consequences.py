"""What an act that cannot be undone would bring about, counted and as sentences. Nothing is changed here."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workshops.models import Attendance, Registration, TravelRequest, WorkshopRole
from workshops.states import OPEN, SEATED, RegistrationState, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workshops.models import (
        Certificate,
        Material,
        Question,
        Session,
        VisaLetter,
        Workshop,
    )

HOLDING = (RegistrationState.ACCEPTED, RegistrationState.CONFIRMED, RegistrationState.OFFERED)
"""States whose seat goes to the next person when they end."""
BEFORE_CLOSING = (
    RegistrationState.ACCEPTED,
    RegistrationState.CONFIRMED,
    RegistrationState.CHECKED_IN,
)
PRESENT = (
    Attendance.Kind.PRESENT,
    Attendance.Kind.LATE,
    Attendance.Kind.LEFT_EARLY,
    Attendance.Kind.REMOTE,
)


def of_status(workshop: Workshop, new: str) -> list[str]:
    """Of holding, postponing or cancelling a workshop."""
    states = Counter(workshop.registrations.values_list("state", flat=True))
    if new == Status.HELD:
        return _of_holding(workshop, states)
    letters = (
        workshop.registrations.filter(state__in=OPEN)
        .exclude(email__endswith="@invalid.invalid")
        .count()
    )
    sentences = [
        _("The public page says so at once, with your reason."),
        ngettext(
            "%(n)s letter is written to a person who is invited, waits or holds a seat.",
            "%(n)s letters are written, to all who are invited, wait or hold a seat.",
            letters,
        )
        % {"n": letters},
        *_seats_and_waiting(states),
    ]
    if new == Status.CANCELLED:
        sentences.append(_("A cancelled workshop cannot be taken up again."))
    return sentences


def _seats_and_waiting(states: Counter[str]) -> list[str]:
    seated = sum(states[state] for state in SEATED)
    waiting = states[RegistrationState.WAITLISTED]
    return [
        ngettext("%(n)s person holds a seat.", "%(n)s people hold a seat.", seated) % {"n": seated},
        ngettext(
            "%(n)s person is on the waiting list.", "%(n)s people are on the waiting list.", waiting
        )
        % {"n": waiting},
    ]


def _of_holding(workshop: Workshop, states: Counter[str]) -> list[str]:
    waiting = workshop.registrations.filter(state__in=BEFORE_CLOSING)
    present = set(
        Attendance.objects.filter(session__workshop=workshop, kind__in=PRESENT).values_list(
            "registration", flat=True
        )
    )
    people = set(waiting.values_list("pk", flat=True))
    came, missed = len(people & present), len(people - present)
    offered = states[RegistrationState.OFFERED]
    return [
        ngettext(
            "%(n)s person with recorded attendance is counted as having attended.",
            "%(n)s people with recorded attendance are counted as having attended.",
            came,
        )
        % {"n": came},
        ngettext(
            "%(n)s person without any recorded attendance becomes “Did not attend”.",
            "%(n)s people without any recorded attendance become “Did not attend”.",
            missed,
        )
        % {"n": missed},
        ngettext("%(n)s offer is still open.", "%(n)s offers are still open.", offered)
        % {"n": offered},
        _("Certificates can be issued, and the workshop counts in reports."),
        _("This can be taken back until the first certificate is issued."),
    ]


def of_decision(registrations: Sequence[Registration], new: str) -> list[str]:
    """Of rejecting or cancelling registrations."""
    freed = sum(registration.state in HOLDING for registration in registrations)
    number = len(registrations)
    sentences = [
        ngettext(
            "%(n)s person gets a letter with your reason.",
            "%(n)s people get a letter with your reason.",
            number,
        )
        % {"n": number}
    ]
    if freed and new == RegistrationState.CANCELLED_BY_ORGANISER:
        sentences += [_freed(freed), *_travel(registrations)]
    sentences.append(
        _("This state is final: to come after all, the person has to register or be invited again.")
    )
    return sentences


def _freed(seats: int) -> str:
    return ngettext(
        "%(n)s seat becomes free and is offered to who waits for it.",
        "%(n)s seats become free and are offered to those who wait for them.",
        seats,
    ) % {"n": seats}


def _travel(registrations: Sequence[Registration]) -> list[str]:
    ended = TravelRequest.objects.filter(registration__in=registrations).count()
    if not ended:
        return []
    return [
        ngettext(
            "%(n)s request for travel support ends.",
            "%(n)s requests for travel support end.",
            ended,
        )
        % {"n": ended}
    ]


def of_own_end(registration: Registration) -> list[str]:
    """Of what a person declines or cancels, told to them."""
    sentences = []
    if registration.state in HOLDING:
        sentences.append(_("Your seat is offered to the next person who waits."))
    if registration.state == RegistrationState.WAITLISTED:
        sentences.append(_("Your place on the waiting list is lost."))
    if TravelRequest.objects.filter(registration=registration).exists():
        sentences.append(_("Your request for travel support ends."))
    sentences.append(
        _("This cannot be taken back: to come after all, you have to register or be invited again.")
    )
    return sentences


def of_withdrawal(registration: Registration) -> list[str]:
    """Of a nomination that its government takes back, for the registration that came of it."""
    sentences = [
        _("The registration of %(name)s ends, and a letter says so.") % {"name": registration.name}
    ]
    if registration.state in HOLDING:
        sentences.append(_freed(1))
    return sentences + _travel([registration])


def of_erasure(registration: Registration, held: dict[str, list[Any]]) -> list[str]:
    """Of erasing the personal data of a person in a workshop; `held` are the rows by place of the register."""
    visa_letters = registration.visa_letters.count()
    sentences = [
        _("Name, address, phone, needs, what the person wrote and sent, and reasons are deleted."),
        _letters_deleted(held),
    ]
    if registration.state in HOLDING:
        sentences.append(_freed(1))
    if visa_letters or hasattr(registration, "passport"):
        sentences.append(
            _("The passport data and the visa letters are deleted: %(n)s visa letters.")
            % {"n": visa_letters}
        )
    sentences += _travel([registration])
    sentences += _nominations_emptied(held)
    sentences += _certificates_emptied(held)
    if held.get("workshops.Speaker"):
        sentences.append(
            _("The person leaves the list of speakers and the programme, with biography and photo.")
        )
    sentences.append(_("The personal link ends; country, gender and group stay in the statistics."))
    return sentences


def _letters_deleted(held: dict[str, list[Any]]) -> str:
    letters = len(held.get("workshops.Mail", ()))
    return ngettext("%(n)s letter is deleted.", "%(n)s letters are deleted.", letters) % {
        "n": letters
    }


def _nominations_emptied(held: dict[str, list[Any]]) -> list[str]:
    nominations = len(held.get("workshops.Nomination", ()))
    if not nominations:
        return []
    return [
        ngettext(
            "%(n)s nomination loses the name, and its note verbale is deleted.",
            "%(n)s nominations lose the name, and their notes verbales are deleted.",
            nominations,
        )
        % {"n": nominations}
    ]


def _certificates_emptied(held: dict[str, list[Any]]) -> list[str]:
    certificates = len(held.get("workshops.Certificate", ()))
    if not certificates:
        return []
    return [
        ngettext(
            "The PDF of %(n)s certificate is deleted, and the name taken off; its serial can still be checked."
            " Download it first.",
            "The PDFs of %(n)s certificates are deleted, and the name taken off; their serials can still be"
            " checked. Download them first.",
            certificates,
        )
        % {"n": certificates}
    ]


def of_own_erasure(registration: Registration, held: dict[str, list[Any]]) -> list[str]:
    """Of erasing one's own personal data in the whole portal, told to the person; `held` likewise."""
    sentences = [
        _("Your name, address, phone, needs, and what you wrote and sent are deleted for good."),
        _("Your registration ends, and this page with it."),
    ]
    others = {row["id"]: row for row in held.get("workshops.Registration", ())}
    others.pop(registration.pk, None)
    if others:
        titles = Registration.objects.filter(pk__in=others).select_related("workshop")
        sentences.append(
            ngettext(
                "The data of %(n)s other registration under your address are deleted, too: %(which)s.",
                "The data of %(n)s other registrations under your address are deleted, too: %(which)s.",
                len(others),
            )
            % {
                "n": len(others),
                "which": "; ".join(f"{row.workshop.title} ({row.name})" for row in titles),
            }
        )
    if registration.state in HOLDING:
        sentences.append(_("Your seat is offered to the next person who waits."))
    sentences.append(_letters_deleted(held))
    sentences += _nominations_emptied(held)
    sentences += _certificates_emptied(held)
    if held.get("workshops.Speaker"):
        sentences.append(
            _("You leave the programme as a speaker; your biography and your photo are deleted.")
        )
    if points := len(held.get("workshops.FocalPoint", ())):
        sentences.append(
            ngettext(
                "You are focal point of %(n)s workshop; your link for nominations ends.",
                "You are focal point of %(n)s workshops; your links for nominations end.",
                points,
            )
            % {"n": points}
        )
    if alerts := len(held.get("indicators.Subscription", ())):
        sentences.append(
            ngettext("%(n)s alert by mail ends.", "%(n)s alerts by mail end.", alerts)
            % {"n": alerts}
        )
    return sentences


def of_session(session: Session) -> list[str]:
    """Of taking a session out of the programme."""
    documents, presented = session.materials.count(), session.studies.count()
    people = session.workshop.registrations.coming().count()
    return [
        ngettext(
            "%(n)s document of the session is deleted.",
            "%(n)s documents of the session are deleted.",
            documents,
        )
        % {"n": documents},
        ngettext(
            "%(n)s study is no longer told as presented in it.",
            "%(n)s studies are no longer told as presented in it.",
            presented,
        )
        % {"n": presented},
        ngettext(
            "%(n)s person who comes loses it from the programme.",
            "%(n)s people who come lose it from the programme.",
            people,
        )
        % {"n": people},
    ]


def of_material(material: Material) -> list[str]:
    """Of taking a document out."""
    people = material.session.workshop.registrations.coming().count()
    return [
        _("“%(title)s” is deleted and its address ends.") % {"title": material.title},
        ngettext(
            "%(n)s person who comes can no longer open it.",
            "%(n)s people who come can no longer open it.",
            people,
        )
        % {"n": people},
    ]


def of_question(question: Question) -> list[str]:
    """Of taking an extra question out."""
    dependent = question.workshop.questions.filter(shown_if=question).count()
    return [
        ngettext(
            "%(n)s other question that depends on it is deleted, too.",
            "%(n)s other questions that depend on it are deleted, too.",
            dependent,
        )
        % {"n": dependent},
        _("Its wording is deleted in all languages."),
    ]


def of_certificate(certificate: Certificate) -> list[str]:
    """Of revoking a certificate."""
    return [
        _("The certificate %(serial)s of %(name)s is no longer valid.")
        % {"serial": certificate.serial, "name": certificate.printed_name},
        _("Its public page says for good that it was revoked, and why."),
    ]


def of_visa_letter(letter: VisaLetter) -> list[str]:
    """Of revoking a visa letter."""
    return [
        _("Letter %(number)s counts no more, and the person can no longer download it.")
        % {"number": letter.number},
        _("An embassy that holds it is not told by the portal."),
    ]


def of_task(task: WorkshopRole, *, own: bool) -> list[str]:
    """Of taking a task away from an account."""
    others = (
        WorkshopRole.objects.current()
        .filter(workshop=task.workshop_id, role=task.role)
        .exclude(pk=task.pk)
        .count()
    )
    sentences = [
        _("%(account)s can no longer do it from this moment.") % {"account": task.user},
        ngettext(
            "%(n)s other account has this task.", "%(n)s other accounts have this task.", others
        )
        % {"n": others},
    ]
    if own:
        sentences.insert(
            0, _("This is your own task: you may not be able to give it back to yourself.")
        )
    return sentences


def of_draft(workshop: Workshop) -> list[str]:
    """Of throwing a draft away."""
    counted = [
        (workshop.sessions.count(), _("Sessions: %(n)s.")),
        (workshop.questions.count(), _("Extra questions: %(n)s.")),
        (workshop.focal_points.count(), _("Focal points: %(n)s.")),
        (workshop.nominations.count(), _("Nominations: %(n)s.")),
        (workshop.roles.count(), _("Tasks: %(n)s.")),
    ]
    return [
        _("The draft and all that belongs to it is deleted for good."),
        *(text % {"n": number} for number, text in counted if number),
    ]
