"""What participants and organisers do about a registration besides changes of state: links, consents, possible duplicates."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from workshops.models import Registration, Workshop
from workshops.models.secrets import new_secret
from workshops.services import letters, privacy_notices
from workshops.states import RegistrationState

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet
from workshops.services import registrations

LINK_DAYS = 14
"""Days for which a link works that was asked for after the links of the workshop ended."""


@transaction.atomic
def new_link(registration: Registration) -> Registration:
    """End the old links of a person and send a new one."""
    registration = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    registration.secret = new_secret()
    registration.save(update_fields=["secret"])
    at = timezone.now()
    letters.write(registration, "new_link", at=at, again=f"{at:%Y%m%d%H%M%S%f}")
    return registration


@transaction.atomic
def end_link(registration: Registration) -> Registration:
    """End the links of a person that were sent; the next letter carries a new one."""
    registration = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    registration.secret, registration.link_until = new_secret(), None
    registration.save(update_fields=["secret", "link_until"])
    return registration


@transaction.atomic
def send_link(*, workshop: Workshop, email: str, at: datetime) -> bool:
    """Send the link of a registration to its own address again, at most once an hour; whether there is one."""
    matching = workshop.registrations.filter(email__iexact=email.strip(), erased_at=None)
    registration = matching.select_for_update(of=("self",)).order_by("-pk").first()
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
    registration = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    registration.listed = listed
    registration.consent_photos, registration.consent_contact = photos, contact
    registration.listed_until = registrations.listing_ends(registration)
    fields = ["listed", "listed_until", "consent_photos", "consent_contact"]
    registration.save(update_fields=fields)


@transaction.atomic
def consent(*, registration: Registration, at: datetime) -> None:
    """Note that a person whose registration came by a list agrees to the processing of their data."""
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
