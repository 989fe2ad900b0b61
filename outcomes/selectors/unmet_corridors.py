"""Corridors whose two ends never sat in the same workshop."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from indicators.selectors import NotPublished, corridors
from regions.models import Area
from workshops.models import Registration
from workshops.states import COUNTED, RegistrationState

if TYPE_CHECKING:
    from indicators.selectors.corridors import CorridorTable

KINDS = {"people": "COR_STOCK", "money": "BRE_USD"}
"""What a corridor is measured by: migrants (UN DESA), or money (modelled, never observed)."""
LIMIT = 200
Pair = frozenset[int]


@dataclass(frozen=True, slots=True)
class Corridor:
    """A corridor with its rank and size; `together` are the days of workshops both ends attended."""

    rank: int
    home: Area
    host: Area
    value: float
    status: str
    commissions: tuple[str, ...]
    together: int

    @property
    def is_apart(self) -> bool:
        """The two ends never met."""
        return not self.together


def shared_workshops() -> dict[Pair, int]:
    """Pairs of countries to how many workshops had people of both. One query."""
    registrations = (
        Registration.objects.filter(
            state__in=(RegistrationState.ATTENDED, RegistrationState.COMPLETED),
            workshop__status__in=COUNTED,
        )
        .counted()
        .exclude(country=None)
    )
    rooms: dict[int, set[int]] = defaultdict(set)
    for workshop, country in registrations.values_list("workshop", "country"):
        rooms[workshop].add(country)
    counts: dict[Pair, int] = defaultdict(int)
    for countries in rooms.values():
        for pair in combinations(sorted(countries), 2):
            counts[frozenset(pair)] += 1
    return counts


def largest(kind: str, limit: int) -> tuple[CorridorTable | None, str, list[Corridor]]:
    """The largest corridors of the newest year, each pair of countries in one direction or both as it ranks.

    A corridor between two commissions stands once. Nothing while no corridors are published.
    """
    try:
        table = corridors.table(KINDS[kind])
    except NotPublished:
        return None, "", []
    period = table.latest
    ranked = corridors.largest(corridors.matrix(table, period), limit=limit)
    ends = {pk for _rank, home, host, _value, _status in ranked for pk in (home, host)}
    areas = {
        area.pk: area
        for area in Area.objects.filter(pk__in=ends).prefetch_related(
            "memberships__commission__area"
        )
    }
    together = shared_workshops()
    rows = [
        Corridor(
            rank,
            areas[home],
            areas[host],
            value,
            status,
            _commissions(areas[home], areas[host]),
            together.get(frozenset((home, host)), 0),
        )
        for rank, home, host, value, status in ranked
    ]
    return table, period, rows


def _commissions(*areas: Area) -> tuple[str, ...]:
    return tuple(
        sorted(
            {
                row.commission.area.code
                for area in areas
                for row in area.memberships.all()
                if row.until is None and row.is_regional
            }
        )
    )
