"""Corrections of a registration by the person and by organisers, with a trail; the address is confirmed first."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import PortalError, Refused
from core.mail.addresses import address_key
from workshops import access
from workshops.models import (
    AddressChange,
    Mail,
    Passport,
    Registration,
    RegistrationChange,
    TravelRequest,
    Workshop,
)
from workshops.models.changes import ADDRESS
from workshops.models.people import check_country
from workshops.models.secrets import new_secret
from workshops.services import answers as answers_service
from workshops.services import (
    certificates,
    letters,
    registrations,
    seats,
    transitions,
    waiting_list,
    webhooks,
)
from workshops.states import OPEN, Actor, RegistrationState

if TYPE_CHECKING:
    from datetime import datetime

SEAT_FIELDS = frozenset({"country", "mode", "stakeholder"})
"""What seats are counted by."""
GOVERNMENTS = frozenset({"country", "representation"})
"""What a nominee holds from the government that nominated them."""
NAMES = frozenset({"given", "family", "printed_name"})
CONFIRM_DAYS = 7
"""Days for which the link that confirms a new address works."""
MOST_LETTERS = 3
"""Letters to new addresses of one registration a day, so that nobody writes to strangers through it."""

DONE = (RegistrationState.CHECKED_IN, RegistrationState.ATTENDED, RegistrationState.COMPLETED)
ACTIVE = frozenset(
    {
        RegistrationState.PENDING,
        RegistrationState.WAITLISTED,
        RegistrationState.OFFERED,
        RegistrationState.ACCEPTED,
        RegistrationState.CONFIRMED,
        *DONE,
    }
)
"""States in which the person may correct; before them the registration is still being filled in."""


def may_correct(registration: Registration) -> bool:
    """Whether the person may change their data today, by the workshop's clock."""
    workshop = registration.workshop
    return (
        registration.erased_at is None
        and registration.state in ACTIVE
        and timezone.localdate(timezone=workshop.tz) <= workshop.corrections_until
    )


@transaction.atomic
def correct(
    *,
    registration: Registration,
    values: dict[str, Any],
    answers: dict[int, Any],
    actor: str,
    by=None,
    at: datetime,
) -> list[RegistrationChange]:
    """Take over what differs and note it in the trail.

    A change of country, way of taking part or stakeholder needs a free seat like a new registration. A
    corrected name makes a new certificate of each that is valid. Raises Closed, NoSeat, PortalError.
    """
    workshop = transitions.locked(registration.workshop_id)
    registration = Registration.objects.select_related("country").get(pk=registration.pk)
    if registration.erased_at or (actor == Actor.PERSON and not may_correct(registration)):
        raise registrations.Closed(_("This registration can no longer be changed."))
    old_name = registration.badge_name
    changed = _take_over(registration, values)
    _check_nominee(registration, changed, actor)
    _check_funding(registration, changed)
    if problem := check_country(registration):
        raise PortalError(problem, code="country_needed", status=422)
    if registration.has_seat and SEAT_FIELDS & changed.keys():
        taken = seats.taken(workshop, without=registration.pk)
        if why := seats.why_no_seat(workshop, taken, registration):
            raise seats.NoSeat(why)
    if changed:
        registration.save()
    rows = [
        RegistrationChange(
            registration=registration, field=name, old=old, new=new, actor=actor, by=by, at=at
        )
        for name, (old, new) in changed.items()
    ]
    rows += [
        RegistrationChange(
            registration=registration,
            field="answer",
            question_id=question,
            old=old,
            new=new,
            actor=actor,
            by=by,
            at=at,
        )
        for question, old, new in answers_service.save_answers(registration, answers)
    ]
    RegistrationChange.objects.bulk_create(rows)
    _queue_webhooks(registration, rows, at)
    if registration.has_seat and SEAT_FIELDS & changed.keys():
        waiting_list.fill(workshop, at)
    if registration.badge_name != old_name:
        certificates.replace_names(registration, by=by, at=at)
    return rows


def _queue_webhooks(
    registration: Registration, rows: list[RegistrationChange], at: datetime
) -> None:
    """Tell programs which fields were corrected, and nothing of what they hold."""
    if rows:
        names = sorted({row.field for row in rows})
        webhooks.queue("registration.changed", registration, at=at, fields=names)


def _take_over(registration: Registration, values: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Set what differs; old and new of each field as the trail keeps them."""
    changed = {}
    for name, value in values.items():
        field: Any = Registration._meta.get_field(name)
        before = getattr(registration, name)
        after = field.to_python(value) if isinstance(value, str) else value
        if before != after:
            changed[name] = (_stored(before), _stored(after))
            setattr(registration, name, after)
    return changed


def _stored(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(value)
    return "" if value is None else str(getattr(value, "code", value))


def _check_nominee(registration: Registration, changed: dict[str, Any], actor: str) -> None:
    if actor == Actor.PERSON and registration.nomination_id and GOVERNMENTS & changed.keys():
        raise PortalError(
            _("Your government nominated you for this country. Ask the organisers to change it."),
            status=409,
        )


def _check_funding(registration: Registration, changed: dict[str, Any]) -> None:
    """A funded seat is one of its country, so it is given back before the country changes."""
    if "country" not in changed:
        return
    funded = TravelRequest.objects.filter(registration=registration).exclude(funded_country=None)
    if travel := funded.select_related("funded_country").first():
        text = _("Travel support was approved for %(country)s. Take that back first.")
        raise PortalError(text % {"country": travel.funded_country}, status=409)


@transaction.atomic
def ask_address(
    *, registration: Registration, email: str, actor: str, by=None, at: datetime
) -> AddressChange:
    """Write to a new address; it is taken once its reader confirms it. Raises Closed, PortalError.

    Codes for personal data go to the address, so of who gave passport data only the person may move it, or
    an organiser who may read these.
    """
    transitions.locked(registration.workshop_id)
    registration = Registration.objects.get(pk=registration.pk)
    _check_passport(registration, actor, by)
    may_not = registration.erased_at or (actor == Actor.PERSON and not may_correct(registration))
    if may_not:
        raise registrations.Closed(_("This registration can no longer be changed."))
    if address_key(email) == address_key(registration.email):
        raise PortalError(_("This is the address of the registration already."), status=422)
    written = registration.mails.filter(
        reason__startswith=f"registration-{registration.pk}-confirm_address-",
        created_at__gt=at - timedelta(days=1),
    )
    if written.count() >= MOST_LETTERS:
        raise PortalError(
            _("Several letters were sent to new addresses today. Try again tomorrow."), status=429
        )
    change, _new = AddressChange.objects.update_or_create(
        registration=registration,
        defaults={"email": email, "secret": new_secret(), "at": at, "actor": actor, "by": by},
    )
    letters.write(
        registration,
        "confirm_address",
        at=at,
        again=f"{at:%Y%m%d%H%M%S}-{change.secret[:6]}",
        to=email,
        marks={"confirmation": f"{{address:{change.pk}}}"},
    )
    return change


def address_change(token: str, at: datetime) -> AddressChange | None:
    """The change that a link confirms; None where it is done, replaced or too old."""
    try:
        pk, secret = signing.loads(token, salt=ADDRESS)
    except (signing.BadSignature, ValueError):
        return None
    rows = AddressChange.objects.select_related("registration__workshop__host__area")
    begun = at - timedelta(days=CONFIRM_DAYS)
    return rows.filter(pk=pk, secret=secret, at__gte=begun, registration__erased_at=None).first()


@transaction.atomic
def confirm_address(*, change: AddressChange, at: datetime) -> Registration:
    """Take the address over: earlier links end, a new one goes to it, and the old address is told. Raises Twice,
    and Refused where another click did so, or another address was asked for since."""
    workshop = transitions.locked(change.registration.workshop_id)
    waiting = AddressChange.objects.filter(pk=change.pk, secret=change.secret).first()
    if waiting is None:
        raise Refused(_("This link was used already, or replaced by a newer one."))
    change = waiting
    registration = Registration.objects.get(pk=change.registration_id)
    # The passport may have come after the question.
    _check_passport(registration, change.actor, change.by)
    _check_free(workshop, registration, change.email)
    old = registration.email
    registration.email, registration.secret = change.email, new_secret()
    registration.save(update_fields=["email", "secret"])
    RegistrationChange.objects.create(
        registration=registration,
        field="email",
        old=old,
        new=change.email,
        actor=change.actor,
        by=change.by,
        at=at,
    )
    change.delete()
    webhooks.queue("registration.changed", registration, at=at, fields=["email"])
    # What still waits would bring the new link to the old address.
    registration.mails.filter(state=Mail.State.QUEUED, to=old).update(to=registration.email)
    again = f"{at:%Y%m%d%H%M%S%f}"
    letters.write(registration, "address_changed", at=at, again=again, to=old)
    letters.write(registration, "new_link", at=at, again=again)
    return registration


def _check_passport(registration: Registration, actor: str, by: Any) -> None:
    if actor == Actor.PERSON or not Passport.objects.filter(registration=registration).exists():
        return
    if by is None or not access.may_read_passports(by, registration.workshop):
        raise Refused(
            _(
                "Whoever reads the letters to an address can open the passport data. Only the person can change this"
                " address, or somebody who issues visa letters."
            ),
            status=403,
        )


def _check_free(workshop: Workshop, registration: Registration, email: str) -> None:
    others = workshop.registrations.filter(email__iexact=email, state__in=OPEN)
    if others.exclude(pk=registration.pk).exists():
        raise registrations.Twice(
            _("%(address)s is registered for this workshop already.") % {"address": email}
        )
