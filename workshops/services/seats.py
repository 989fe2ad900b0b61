"""Seats: what is taken, why a person gets none, and limits that lie under what is held."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import PortalError
from regions.models import Area
from workshops.models import Registration, TravelRequest, Workshop, group_of
from workshops.models.people import NOT_COUNTED
from workshops.states import RegistrationState

if TYPE_CHECKING:
    from collections.abc import Mapping


class NoSeat(PortalError):
    """Every seat that this person could take is taken."""

    code, status = "no_seat", 409


@dataclass(frozen=True, slots=True)
class Seats:
    """What is taken, of all, by way of taking part, by country and by group; and the limits of groups."""

    total: int
    modes: dict[str, int]
    countries: dict[int | None, int]
    groups: dict[str, int]
    group_limits: dict[str, int] = field(default_factory=dict)


def taken(workshop: Workshop, *, without: int | None = None) -> Seats:
    """Seats that are held, but for one registration. Staff and interpreters take none. Two queries."""
    rows = (
        workshop.registrations.seated()
        .exclude(stakeholder__in=NOT_COUNTED)
        .exclude(pk=without)
        .values_list("mode", "country", "stakeholder")
        .annotate(n=Count("pk"))
        .order_by()
    )
    modes: dict[str, int] = {}
    countries: dict[int | None, int] = {}
    groups: dict[str, int] = {}
    total = 0
    for mode, country, stakeholder, n in rows:
        total += n
        modes[mode] = modes.get(mode, 0) + n
        countries[country] = countries.get(country, 0) + n
        group = group_of(stakeholder)
        groups[group] = groups.get(group, 0) + n
    limits = dict(workshop.group_quotas.values_list("group", "seats"))
    return Seats(total, modes, countries, groups, limits)


def why_no_seat(workshop: Workshop, seats_taken: Seats, registration: Registration) -> str:
    """Why the person gets no seat now; "" when there is one. Total, way, country and group must all allow it."""
    if not registration.takes_a_seat:
        return ""
    if seats_taken.total >= workshop.capacity:
        return _("All seats are taken.")
    limit = _mode_limit(workshop, registration.mode)
    if limit is not None and seats_taken.modes.get(registration.mode, 0) >= limit:
        return _("All seats for this way of taking part are taken.")
    quota = workshop.country_quota
    country = registration.country_id
    if quota is not None and country is not None and seats_taken.countries.get(country, 0) >= quota:
        return _("All seats of this country are taken.")
    group = registration.group
    if seats_taken.groups.get(group, 0) >= seats_taken.group_limits.get(group, workshop.capacity):
        return _("All seats of this group are taken.")
    return ""


def _mode_limit(workshop: Workshop, mode: str) -> int | None:
    return {"in_person": workshop.capacity_in_person, "online": workshop.capacity_online}[mode]


def counts(workshop: Workshop, seats_taken: Seats, registration: Registration) -> list[str]:
    """How many of the seats that the person could take are held, one sentence for each limit."""
    country, group = registration.country_id, registration.group
    mode_limit = _mode_limit(workshop, registration.mode)
    rows = [
        (
            _("All seats: %(held)s of %(limit)s are held."),
            seats_taken.total,
            workshop.capacity,
        ),
        (
            _("Seats for this way of taking part: %(held)s of %(limit)s are held."),
            seats_taken.modes.get(registration.mode, 0),
            mode_limit,
        ),
        (
            _("Seats of this country: %(held)s of %(limit)s are held."),
            seats_taken.countries.get(country, 0),
            workshop.country_quota if country else None,
        ),
        (
            _("Seats of this group: %(held)s of %(limit)s are held."),
            seats_taken.groups.get(group, 0),
            seats_taken.group_limits.get(group),
        ),
    ]
    return [
        text % {"held": held, "limit": limit} for text, held, limit in rows if limit is not None
    ]


def limits_too_low(workshop: Workshop, values: Mapping[str, Any]) -> dict[str, str]:
    """Limits among the new values that lie under what is held now, each with the sentence that says so.

    A limit that stays as it was is not asked about.
    """
    lowered = {
        name: values[name]
        for name in LIMITS
        if values.get(name) is not None and values[name] != getattr(workshop, name)
    }
    if not lowered:
        return {}
    held = _held(workshop, taken(workshop))
    return {
        name: str(LIMITS[name]) % {"held": number, "country": country}
        for name, limit in lowered.items()
        for number, country in [held[name]]
        if limit < number
    }


def group_too_low(workshop: Workshop, group: str, limit: int | None) -> str:
    """Likewise for the seats of a stakeholder group; "" when the limit holds what is held."""
    held = taken(workshop).groups.get(group, 0)
    if limit is None or limit >= held:
        return ""
    return _("%(held)s seats of this group are held already; there cannot be fewer.") % {
        "held": held
    }


LIMITS = {
    "capacity": gettext_lazy("%(held)s seats are held already; there cannot be fewer."),
    "capacity_in_person": gettext_lazy(
        "%(held)s seats in person are held already; there cannot be fewer."
    ),
    "capacity_online": gettext_lazy(
        "%(held)s seats online are held already; there cannot be fewer."
    ),
    "country_quota": gettext_lazy(
        "%(country)s holds %(held)s seats already; there cannot be fewer for each country."
    ),
    "reserve_size": gettext_lazy(
        "%(held)s people are on the waiting list already; there cannot be fewer places on it."
    ),
    "funded_per_country": gettext_lazy(
        "%(country)s has %(held)s funded seats already; there cannot be fewer for each country."
    ),
}
"""Every limit of a workshop, with the sentence that refuses a number under what is held."""


def _held(workshop: Workshop, seats_taken: Seats) -> dict[str, tuple[int, str]]:
    """What is held under each limit, and by which country where it counts for each."""
    by_country = {key: n for key, n in seats_taken.countries.items() if key is not None}
    funded = dict(
        TravelRequest.objects.filter(funded_in=workshop)
        .values_list("funded_country")
        .annotate(n=Count("pk"))
        .order_by()
    )
    waiting = workshop.registrations.filter(state=RegistrationState.WAITLISTED).count()
    return {
        "capacity": (seats_taken.total, ""),
        "capacity_in_person": (seats_taken.modes.get("in_person", 0), ""),
        "capacity_online": (seats_taken.modes.get("online", 0), ""),
        "country_quota": _most(by_country),
        "reserve_size": (waiting, ""),
        "funded_per_country": _most(funded),
    }


def _most(numbers: dict[int, int]) -> tuple[int, str]:
    """The largest number, and the name of its country."""
    if not numbers:
        return 0, ""
    country = max(numbers, key=lambda key: numbers[key])
    return numbers[country], Area.objects.get(pk=country).name
