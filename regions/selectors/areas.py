"""Reads on countries and commissions that span tables."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import Q

from regions.models import Area, Commission, Membership

if TYPE_CHECKING:
    from collections.abc import Sequence

SUBREGION_OF = {
    **dict.fromkeys(("014", "017", "018", "011"), "202"),
    **dict.fromkeys(("005", "013", "029"), "419"),
}
"""The M49 sub-region around each intermediate region: Sub-Saharan Africa; Latin America and the Caribbean."""
FLAGS = {"LDC": "ldc", "LLDC": "lldc", "SIDS": "sids"}
"""Groups that a country's own field tells; the other groups are M49 sub-regions."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Members of the commissions: `union` counts each country once, so it is at most `total`."""

    by_commission: dict[str, int]
    union: int

    @property
    def total(self) -> int:
        """The sum over commissions, which counts a country once per commission."""
        return sum(self.by_commission.values())


def _current(on: date | None) -> Q:
    if on is None:
        return Q(until=None)
    # A blank first day does not mean "always".
    return Q(since__lte=on) & (Q(until=None) | Q(until__gt=on))


def country_counts(*, on: date | None = None, regional_only: bool = False) -> Counts:
    """How many countries belong to each commission, and to any of them. One query."""
    memberships = Membership.objects.filter(_current(on))
    if regional_only:
        memberships = memberships.filter(is_regional=True)
    pairs = set(memberships.values_list("commission__area__code", "country_id"))
    codes = sorted({commission for commission, _country in pairs})
    by_commission = {
        code: sum(1 for commission, _c in pairs if commission == code) for code in codes
    }
    return Counts(by_commission, len({country for _commission, country in pairs}))


def membership_matrix(
    areas: Sequence[int], *, on: date | None = None
) -> tuple[tuple[str, ...], np.ndarray]:
    """Commissions and bool[commission, area]: regional members, for aggregates.

    `areas` are area ids in the order of the columns. Without a day, today's composition is used
    for all years (methods 0.4).
    """
    codes = tuple(Commission.objects.values_list("area__code", flat=True).order_by("area__code"))
    rows = {code: row for row, code in enumerate(codes)}
    columns = {pk: column for column, pk in enumerate(areas)}
    matrix = np.zeros((len(codes), len(areas)), bool)
    memberships = Membership.objects.filter(_current(on), is_regional=True)
    for code, country in memberships.values_list("commission__area__code", "country_id"):
        if country in columns:
            matrix[rows[code], columns[country]] = True
    return codes, matrix


def groups_of(area: Area) -> set[str]:
    """Codes of the groups the country belongs to today; none of an area without an M49 number."""
    if not area.m49 or area.kind != Area.Kind.COUNTRY:
        return set()
    regions = {area.subregion, SUBREGION_OF.get(area.subregion, "")} - {""}
    return {code for code, field in FLAGS.items() if getattr(area, field)} | {
        f"M49{region}" for region in regions
    }


def as_composed(code: str) -> tuple[str, date] | None:
    """Commission and last day of the year of a code such as ESCWA@2010; None of other codes."""
    commission, _at, year = code.partition("@")
    return (commission, date(int(year), 12, 31)) if year else None


def _regional_on(code: str) -> set[int]:
    """Ids of the countries in the region of a commission as it was composed. One query."""
    composition = as_composed(code)
    if composition is None:
        return set()
    commission, day = composition
    memberships = Membership.objects.filter(_current(day), is_regional=True)
    return set(
        memberships.filter(commission__area__code=commission).values_list("country", flat=True)
    )


def group_matrix(areas: Sequence[int]) -> tuple[tuple[str, ...], np.ndarray]:
    """Groups beside the commissions (LDC, LLDC, SIDS, M49 sub-regions, commissions as they were in a
    year) and bool[group, area].

    `areas` are area ids in the order of the columns; one composition counts for all years.
    """
    codes = tuple(Area.objects.filter(kind=Area.Kind.GROUP).values_list("code", flat=True))
    matrix = np.zeros((len(codes), len(areas)), bool)
    rows = {code: row for row, code in enumerate(codes)}
    columns = {pk: column for column, pk in enumerate(areas)}
    for country in Area.objects.countries().filter(pk__in=areas):
        for code in groups_of(country) & rows.keys():
            matrix[rows[code], columns[country.pk]] = True
    for code, row in rows.items():
        for country_id in _regional_on(code) & columns.keys():
            matrix[row, columns[country_id]] = True
    return codes, matrix


def group_members(group: Area) -> list[Area]:
    """The countries of a group, sorted by name in the reader's language."""
    ids = _regional_on(group.code)
    countries = [
        area for area in Area.objects.countries() if area.pk in ids or group.code in groups_of(area)
    ]
    return sorted(countries, key=lambda area: sort_key(area.name))


def members(commission: Commission, *, on: date | None = None) -> list[Membership]:
    """Memberships of a commission today or on a day, with their countries, by name in the reader's language.

    Of a membership whose first day is not known, every day counts.
    """
    memberships = commission.memberships.filter(_current(on)).select_related("country")
    return sorted(memberships, key=lambda membership: sort_key(membership.country.name))


def regional_codes(commission: str) -> list[str]:
    """Codes of the countries and areas in the region of a commission today, ascending. One query."""
    memberships = Membership.objects.filter(
        until=None, is_regional=True, commission__area__code=commission
    )
    return sorted(set(memberships.values_list("country__code", flat=True)))


def commissions_by_country() -> dict[str, tuple[str, ...]]:
    """Codes of the commissions in whose region each country lies today. One query."""
    memberships = Membership.objects.filter(until=None, is_regional=True)
    pairs = memberships.values_list("country__code", "commission__area__code")
    commissions: dict[str, tuple[str, ...]] = {}
    for country, commission in sorted(set(pairs)):
        commissions[country] = (*commissions.get(country, ()), commission)
    return commissions


def sort_key(name: str) -> str:
    """Accents and case do not change the place of a name in a list."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def memberships_of(area: Area) -> list[Membership]:
    """Current memberships of a country with their commissions."""
    return list(
        area.memberships.filter(until=None)
        .select_related("commission__area")
        .order_by("commission__area__code")
    )
