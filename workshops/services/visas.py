"""Visas: what the person tells, and letters to embassies with a number each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import PortalError
from workshops.models import Registration, VisaCase, VisaLetter
from workshops.services import letters, transitions
from workshops.services.travel import note
from workshops.states import COMING, TOLD_BY_PERSON, VISA, Visa

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from workshops.models import Passport


def _case(registration: Registration) -> VisaCase:
    case = VisaCase.objects.filter(registration=registration).first()
    return case or VisaCase(registration=registration, state=Visa.NEEDED)


def _go(case: VisaCase, new: str, *, by, at: datetime) -> VisaCase:
    old = case.state if case.pk else ""
    case.state, case.changed_at = new, at
    case.save()
    note(case.registration, "visa", old, new, by=by, at=at)
    return case


@transaction.atomic
def tell(*, registration: Registration, new: str, by=None, at: datetime) -> VisaCase:
    """What the person (or an organiser for them) says of the visa. Raises IllegalTransition, PortalError."""
    transitions.locked(registration.workshop_id)
    registration = Registration.objects.get(pk=registration.pk)
    if registration.state not in COMING:
        raise PortalError(_("Visas are asked about after acceptance only."), status=409)
    if by is None and new not in TOLD_BY_PERSON:
        raise PortalError(_("There is no such step."), status=422)
    case = _case(registration)
    if case.pk or new not in (Visa.NOT_NEEDED, Visa.NEEDED):
        VISA.check(case.state, new)
    return _go(case, new, by=by, at=at)


def request_letter(registration: Registration, *, at: datetime) -> VisaCase:
    """Passport data came in, so a letter is asked for. The caller holds the lock."""
    case = _case(registration)
    if case.state == Visa.REQUESTED and case.pk:
        return case
    if Visa.REQUESTED in VISA.following(case.state):
        return _go(case, Visa.REQUESTED, by=None, at=at)
    return case


@transaction.atomic
def issue_letter(*, registration: Registration, language: str, by, at: datetime) -> VisaLetter:
    """The record of a letter with its number; an earlier one is revoked."""
    workshop = transitions.locked(registration.workshop_id)
    registration = Registration.objects.select_related("workshop__host__area").get(
        pk=registration.pk
    )
    if registration.state not in COMING:
        raise PortalError(_("Only people who come get a visa letter."), status=409)
    registration.visa_letters.filter(revoked_at=None).update(revoked_at=at)
    number = f"{workshop.code}/{registration.pk}/{registration.visa_letters.count() + 1}"
    letter = VisaLetter.objects.create(
        registration=registration,
        number=number,
        language=language,
        signatory=workshop.signatory,
        issued_at=at,
        issued_by=by,
    )
    case = _case(registration)
    if not case.pk or Visa.ISSUED in VISA.following(case.state):
        _go(case, Visa.ISSUED, by=by, at=at)
    letters.write(registration, "visa_letter", at=at, again=number)
    return letter


@transaction.atomic
def revoke_letter(*, letter: VisaLetter, at: datetime) -> VisaLetter:
    """Take a letter back."""
    letter = VisaLetter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if letter.revoked_at is None:
        letter.revoked_at = at
        letter.save(update_fields=["revoked_at"])
    return letter


def downloadable(registration: Registration, passport: Passport | None) -> QuerySet[VisaLetter]:
    """Letters a person may download: those that stand, issued for the passport as it is sealed now.

    They are made again from the sealed data, so they end with these, and with new ones that nobody has
    looked at yet.
    """
    if passport is None or registration.state not in COMING:
        return VisaLetter.objects.none()
    return registration.visa_letters.filter(revoked_at=None, issued_at__gte=passport.given_at)
