"""Seats: what is taken, and why a person gets none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count
from django.utils.translation import gettext as _

from core.errors import PortalError
from workshops.models import Registration, Workshop, group_of
from workshops.models.people import NOT_COUNTED

if TYPE_CHECKING:
    pass


class NoSeat(PortalError):
    """Every seat that this person could take is taken."""

    code, status = "no_seat", 409


@dataclass(frozen=True, slots=True)
class Seats:
    """What is taken, of all, by way of taking part, by country and by group."""

    total: int
    modes: dict[str, int]
    countries: dict[int | None, int]
    groups: dict[str, int]


def taken(workshop: Workshop, *, without: int | None = None) -> Seats:
    """Seats that are held, but for one registration. Staff and interpreters take none. One query."""
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
    return Seats(total, modes, countries, groups)


def why_no_seat(workshop: Workshop, seats_taken: Seats, registration: Registration) -> str:
    """Why the person gets no seat now; "" when there is one. Total, way, country and group must all allow it."""
    if not registration.takes_a_seat:
        return ""
    if seats_taken.total >= workshop.capacity:
        return _("All seats are taken.")
    limit = {"in_person": workshop.capacity_in_person, "online": workshop.capacity_online}[
        registration.mode
    ]
    if limit is not None and seats_taken.modes.get(registration.mode, 0) >= limit:
        return _("All seats for this way of taking part are taken.")
    quota = workshop.country_quota
    country = registration.country_id
    if quota is not None and country is not None and seats_taken.countries.get(country, 0) >= quota:
        return _("All seats of this country are taken.")
    for group, seats in workshop.group_quotas.values_list("group", "seats"):
        if group == registration.group and seats_taken.groups.get(group, 0) >= seats:
            return _("All seats of this group are taken.")
    return ""
