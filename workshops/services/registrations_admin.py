"""What participants and organisers do about a registration besides changes of state: links, consents, possible duplicates."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from workshops.models import Registration, Workshop
from workshops.models.secrets import new_secret
from workshops.services import letters, privacy_notices, transitions
from workshops.states import RegistrationState

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet
from workshops.services import registrations

LINK_DAYS = 14
"""Days for which a link works that was asked for after the links of the workshop ended."""


def _locked(registration: Registration) -> Registration:
    """The person as they are now, under the lock of the workshop: a decision at the same moment saves the whole row,
    and would bring back an old link or an old consent."""
    transitions.locked(registration.workshop_id)
    return Registration.objects.get(pk=registration.pk)


@transaction.atomic
def new_link(registration: Registration) -> Registration:
    """End the old links of a person and send a new one."""
    registration = _locked(registration)
    registration.secret = new_secret()
    registration.save(update_fields=["secret"])
    at = timezone.now()
    letters.write(registration, "new_link", at=at, again=f"{at:%Y%m%d%H%M%S%f}")
    return registration


@transaction.atomic
def end_link(registration: Registration) -> Registration:
    """End the links of a person that were sent; the next letter carries a new one."""
    registration = _locked(registration)
    registration.secret, registration.link_until = new_secret(), None
    registration.save(update_fields=["secret", "link_until"])
    return registration


@transaction.atomic
def send_link(*, workshop: Workshop, email: str, at: datetime) -> bool:
    """Send the link of a registration to its own address again, at most once an hour; whether there is one."""
    transitions.locked(workshop.pk)
    matching = workshop.registrations.filter(email__iexact=email.strip(), erased_at=None)
    registration = matching.order_by("-pk").first()
    if registration is not None:
        until = at.date() + timedelta(days=LINK_DAYS)
        if registration.link_ends_on < until:
            registration.link_until = until
            registration.save(update_fields=["link_until"])
        letters.write(registration, "link", at=at, again=f"asked-{at:%Y%m%d%H}")
    return registration is not None


@transaction.atomic
def set_consents(*, registration: Registration, listed: str, photos: bool, contact: bool) -> None:
    """Give or end the consents that a person may change at any time."""
    registration = _locked(registration)
    registration.listed = listed
    registration.consent_photos, registration.consent_contact = photos, contact
    registration.listed_until = registrations.listing_ends(registration)
    fields = ["listed", "listed_until", "consent_photos", "consent_contact"]
    registration.save(update_fields=fields)


@transaction.atomic
def consent(*, registration: Registration, at: datetime) -> None:
    """Note that a person whose registration came by a list agrees to the processing of their data."""
    transitions.locked(registration.workshop_id)
    waiting = Registration.objects.filter(pk=registration.pk, consent_processing=None)
    version = privacy_notices.version_of(registration.workshop)
    waiting.update(consent_processing=at, notice_version=version)


def earlier(registration: Registration) -> list[str]:
    """Titles of earlier events of the project that the same address attended, newest first."""
    rows = Registration.objects.filter(
        email__iexact=registration.email,
        state__in=(RegistrationState.ATTENDED, RegistrationState.COMPLETED),
    ).exclude(workshop=registration.workshop_id)
    return [
        previous.workshop.title
        for previous in rows.select_related("workshop").order_by("-workshop__starts_on")
    ]


def possible_duplicates(registration: Registration) -> QuerySet[Registration]:
    """Others of the workshop with the same name and country: the same person under two addresses?"""
    others = registration.workshop.registrations.exclude(pk=registration.pk).filter(erased_at=None)
    return others.filter(
        family__iexact=registration.family,
        given__iexact=registration.given,
        country=registration.country_id,
    )
