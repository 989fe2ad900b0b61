"""Travel support: asked for after acceptance, decided once for so many of a country."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from migration_portal.core.errors import PortalError
from workshops.models import Registration, TravelRequest
from workshops.services import moving
from workshops.states import COMING, FUNDED, Travel, check_travel

if TYPE_CHECKING:
    from datetime import datetime


@transaction.atomic
def request(*, registration: Registration, values: dict[str, Any], at: datetime) -> TravelRequest:
    """Ask for support, or answer what was missing. Raises PortalError before acceptance and after the deadline."""
    workshop = moving.locked(registration.workshop_id)
    registration = Registration.objects.get(pk=registration.pk)
    if registration.state not in COMING:
        raise PortalError(_("Travel support is asked for after acceptance only."), status=409)
    if (
        workshop.travel_deadline
        and timezone.localdate(timezone=workshop.tz) > workshop.travel_deadline
    ):
        raise PortalError(_("The deadline for travel support has passed."), status=409)
    found = TravelRequest.objects.filter(registration=registration).first()
    if found is None:
        return TravelRequest.objects.create(registration=registration, changed_at=at, **values)
    if found.state != Travel.REQUESTED:
        check_travel(found.state, Travel.REQUESTED)
    for name, value in values.items():
        setattr(found, name, value)
    found.state, found.changed_at = Travel.REQUESTED, at
    found.save()
    return found


@transaction.atomic
def decide(*, travel: TravelRequest, new: str, by, at: datetime, reason: str = "") -> TravelRequest:
    """The organiser's move. Raises IllegalMove, and PortalError when the country has its funded seats already."""
    workshop = moving.locked(travel.registration.workshop_id)
    travel = TravelRequest.objects.select_related("registration__country").get(pk=travel.pk)
    check_travel(travel.state, new)
    if new in (Travel.DECLINED, Travel.MISSING) and not reason.strip():
        raise PortalError(_("Give the reason; the person will read it."), code="reason_needed")
    if new == Travel.APPROVED:
        others = TravelRequest.objects.filter(
            registration__workshop=workshop,
            registration__country=travel.registration.country,
            state__in=FUNDED,
        )
        if travel.registration.country_id and others.count() >= workshop.funded_per_country:
            text = _("%(country)s has its %(n)s funded seats already.")
            raise PortalError(
                text % {"country": travel.registration.country, "n": workshop.funded_per_country},
                status=409,
            )
    travel.state, travel.reason, travel.decided_by, travel.changed_at = new, reason.strip(), by, at
    travel.save()
    return travel
