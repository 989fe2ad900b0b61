"""Passport data: sealed as one value in a table of its own, read by few, every reading noted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import PortalError, Refused
from core.sealing import box
from workshops.models import Passport, PassportReading, Registration
from workshops.services import transitions, visas
from workshops.states import COMING

if TYPE_CHECKING:
    from datetime import datetime

FIELDS = (
    "passport_name",
    "number",
    "issued_by",
    "issued_on",
    "expires_on",
    "born_on",
    "born_in",
    "nationality",
    "embassy",
    "laissez_passer",
)


@transaction.atomic
def seal(*, registration: Registration, values: dict[str, Any]) -> Passport:
    """Keep passport data of an accepted person for the period of the workshop. Raises PortalError."""
    workshop = transitions.locked(registration.workshop_id)
    registration = Registration.objects.get(pk=registration.pk)
    if workshop.closed_reason:
        raise Refused(workshop.closed_reason)
    if registration.state not in COMING:
        raise PortalError(_("Passport data are asked for after acceptance only."), status=409)
    if workshop.visa_deadline and timezone.localdate(timezone=workshop.tz) > workshop.visa_deadline:
        raise PortalError(_("The deadline for visa letters has passed."), status=409)
    data = json.dumps({name: str(values.get(name) or "") for name in FIELDS}).encode()
    passport, _new = Passport.objects.update_or_create(
        registration=registration,
        defaults={
            "sealed": box("passports").encrypt(data),
            "given_at": timezone.now(),
        },
    )
    visas.request_letter(registration, at=timezone.now())
    return passport


def revealed(registration: Registration) -> dict[str, str]:
    """The data for the person's own file, noted like every reading; empty where there are none or the key is another."""
    passport = Passport.objects.filter(registration=registration).first()
    try:
        return (
            read(passport=passport, by=None, purpose="own data", at=timezone.now())
            if passport
            else {}
        )
    except PortalError:
        return {}


@transaction.atomic
def read(*, passport: Passport, by, purpose: str, at: datetime) -> dict[str, str]:
    """The data, after noting who reads them why. Raises PortalError without a purpose or with another key."""
    if not purpose.strip():
        raise PortalError(_("Say what the passport data are read for."), code="purpose_needed")
    PassportReading.objects.create(
        registration=passport.registration, by=by, at=at, purpose=purpose.strip()[:200]
    )
    try:
        return json.loads(box("passports").decrypt(bytes(passport.sealed)))
    except InvalidToken as problem:
        raise PortalError(_("The data were sealed with another key (SEAL_KEY).")) from problem
