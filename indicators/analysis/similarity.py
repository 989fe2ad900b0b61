"""Which countries are like one another, by their places among all (pure).

Gower's distance (Gower 1971, Biometrics 27) on ranks, as Podani (1999, Taxon 48) extended it: each
measure is turned into a place from 0 (lowest) to 100 (highest), and the distance of two countries
is the mean difference of their places over the measures that both have. Places, because
remittances and stocks are so skewed that differences of figures would be those of one country.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Figures = Mapping[str, Mapping[str, float]]
"""Value by measure and country."""
ENOUGH = 2 / 3
"""Share of the country's measures that another must have to be compared."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A country with its mean difference of places (0 to 100) and on how many measures it rests."""

    code: str
    distance: float
    measures: int
    places: dict[str, float]


def places(values: Mapping[str, float]) -> dict[str, float]:
    """From 0 for the lowest to 100 for the highest; equal figures share the mean of their places."""
    if len(values) == 1:
        return dict.fromkeys(values, 50.0)
    ordered = sorted(values.values())
    first: dict[float, int] = {}
    count: dict[float, int] = {}
    for rank, value in enumerate(ordered):
        first.setdefault(value, rank)
        count[value] = count.get(value, 0) + 1
    top = len(ordered) - 1
    return {
        code: 100 * (first[value] + (count[value] - 1) / 2) / top for code, value in values.items()
    }


def profile(figures: Figures, code: str) -> dict[str, float]:
    """The country's places, by measure; measures that it has no figure of are left out."""
    return {measure: places(values)[code] for measure, values in figures.items() if code in values}


def nearest(figures: Figures, code: str, *, among: Sequence[str] | None = None) -> list[Neighbour]:
    """All comparable countries from the nearest on; equal distances in the order of codes.

    `among` limits who is listed, never who is counted for places. A country with figures on less
    than two thirds of the measures is left out.
    """
    ranked = {measure: places(values) for measure, values in figures.items()}
    own_places = {
        measure: country_places[code]
        for measure, country_places in ranked.items()
        if code in country_places
    }
    candidates = {area for country_places in ranked.values() for area in country_places} - {code}
    neighbours = []
    for candidate in sorted(candidates if among is None else candidates & set(among)):
        candidate_places = {
            measure: ranked[measure][candidate]
            for measure in own_places
            if candidate in ranked[measure]
        }
        if candidate_places and len(candidate_places) >= ENOUGH * len(own_places):
            gaps = [
                abs(candidate_places[measure] - own_places[measure]) for measure in candidate_places
            ]
            neighbours.append(
                Neighbour(candidate, sum(gaps) / len(gaps), len(candidate_places), candidate_places)
            )
    return sorted(neighbours, key=lambda neighbour: (neighbour.distance, neighbour.code))
