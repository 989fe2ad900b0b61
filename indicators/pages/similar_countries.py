"""The page of countries like one: nearest profiles, the drawing of the places, and their file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext as _

from core.i18n.numbers import number
from core.tables.table import Column, Meta, Table
from indicators.analysis.similarity import Neighbour, nearest, profile
from indicators.charts.svg.profiles import Profile, profiles
from indicators.presentation.phrases import writer
from indicators.selectors import NotPublished
from indicators.selectors.pairs import newest_of
from regions.models import Area

if TYPE_CHECKING:
    from datetime import date

    from indicators.charts.svg.pen import Pen
    from indicators.forms.explore import SimilarCountriesForm
    from indicators.selectors import CatalogueRow

MEASURES = (
    "POP", "GDP_PC", "REM_IN_GDP", "REM_IN_PC", "REM_OUT_GDP", "MIG_IMM_SHR", "MIG_EMI_SHR",
    "MIG_NET_RATE", "REF_HOST_RATE", "COST200_REC",
)  # fmt: skip
GDP_PER_PERSON = "GDP_PC"
GDP_NAME = gettext_noop("Gross domestic product per person")
SHOWN = 15
DRAWN = 3
"""Neighbours drawn beside the country: more could not be told apart."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of the profile as the page names it."""

    code: str
    name: str
    unit: str
    decimals: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarCountries:
    """The state of the page."""

    area: Area
    measures: tuple[Measure, ...]
    own_places: dict[str, float]
    neighbours: tuple[Neighbour, ...]
    names: dict[str, str]
    figures: dict[str, dict[str, tuple[int, float, str]]]
    sentences: list[str]
    compared: int

    def drawing(self, width: int) -> Pen:
        """The places of the country and of its nearest."""
        drawn_neighbours = [
            Neighbour(self.area.code, 0.0, len(self.own_places), self.own_places),
            *self.neighbours[:DRAWN],
        ]
        return profiles(
            [(item.code, item.name) for item in self.measures if item.code in self.own_places],
            [
                Profile(self.names[item.code], item.places, self._titles(item))
                for item in drawn_neighbours
            ],
            width=width,
        )

    def _titles(self, neighbour: Neighbour) -> dict[str, str]:
        name = self.names[neighbour.code]
        return {
            measure.code: _("%(area)s, %(measure)s: %(value)s (%(year)s), place %(place)s of 100")
            % {
                "area": name,
                "measure": measure.name,
                "place": number(neighbour.places[measure.code]),
                "value": self.text(measure, neighbour.code),
                "year": self.figures[measure.code][neighbour.code][0],
            }
            for measure in self.measures
            if measure.code in neighbour.places
        }

    def text(self, measure: Measure, code: str) -> str:
        """The newest figure in the reader's language."""
        return writer(measure.unit, measure.decimals)(self.figures[measure.code][code][1])

    @property
    def rows(self) -> list[dict[str, object]]:
        """The data table: the country first, then its neighbours, with figure and place on every measure."""
        first = Neighbour(self.area.code, 0.0, len(self.own_places), self.own_places)
        return [
            {
                "code": neighbour.code,
                "name": self.names[neighbour.code],
                "distance": number(neighbour.distance, 1) if neighbour is not first else "",
                "measures": neighbour.measures,
                "cells": [
                    {
                        "text": self.text(m, neighbour.code),
                        "place": number(neighbour.places[m.code]),
                    }
                    if m.code in neighbour.places
                    else None
                    for m in self.measures
                ],
            }
            for neighbour in (first, *self.neighbours)
        ]


def measures(rows: list[CatalogueRow]) -> list[Measure]:
    """The measures of a profile that are published, in their order."""
    published = {row.code: row for row in rows if row.published}
    published_measures = []
    for code in MEASURES:
        if code in published:
            row = published[code]
            published_measures.append(Measure(code, row.name, row.unit, row.decimals))
        elif code == GDP_PER_PERSON and {"GDP_USD", "POP"} <= set(published):
            published_measures.append(Measure(code, _(GDP_NAME), "USD_PER_PERSON", 0))
    return published_measures


def similar_countries(form: SimilarCountriesForm, measures: list[Measure]) -> SimilarCountries:
    """The countries nearest to the chosen one; raises NotPublished."""
    data = form.cleaned_data
    area = Area.objects.countries().get(code=data["country"])
    chosen = tuple(
        measure for measure in measures if measure.code in data["measure"] or not data["measure"]
    )
    newest = _newest([measure.code for measure in chosen], data["as_of"])
    values = {code: {a: row[1] for a, row in rows.items()} for code, rows in newest.items()}
    own_places = profile(values, area.code)
    if len(own_places) < 2:
        raise NotPublished(
            _(
                "%(area)s has figures on fewer than two of these measures, so no profile can be compared."
            )
            % {"area": area.name}
        )
    members = form.members
    neighbours = nearest(values, area.code, among=None if members is None else sorted(members))
    nearest_neighbours = neighbours[:SHOWN]
    codes = [area.code, *(country.code for country in nearest_neighbours)]
    names = {country.code: country.name for country in Area.objects.filter(code__in=codes)}
    return SimilarCountries(
        area=area,
        measures=chosen,
        own_places=own_places,
        neighbours=tuple(nearest_neighbours),
        names=names,
        figures=newest,
        sentences=_sentences(area, nearest_neighbours, names, len(neighbours)),
        compared=len(neighbours),
    )


def _newest(codes: list[str], as_of: date | None) -> dict[str, dict[str, tuple[int, float, str]]]:
    """Newest figures by measure; GDP per person is made of GDP and population of the same year."""
    direct_codes = {code for code in codes if code != GDP_PER_PERSON}
    wants_gdp = GDP_PER_PERSON in codes
    figures = newest_of(
        sorted(direct_codes | ({"GDP_USD", "POP"} if wants_gdp else set())), as_of=as_of
    )
    if wants_gdp:
        people = figures.get("POP", {})
        figures[GDP_PER_PERSON] = {
            area: (year, value / people[area][1], status)
            for area, (year, value, status) in figures.pop("GDP_USD", {}).items()
            if area in people and people[area][0] == year
        }
    return {code: figures[code] for code in codes if code in figures}


def _sentences(
    area: Area, neighbours: list[Neighbour], names: dict[str, str], count: int
) -> list[str]:
    if not neighbours:
        return [_("No other country has figures on enough of these measures.")]
    first = neighbours[0]
    listed = ", ".join(names[neighbour.code] for neighbour in neighbours[1:4])
    nearest_sentence = ngettext(
        "Nearest to %(area)s is %(first)s: over %(n)s measure their places among all countries differ by %(gap)s of 100 on average.",
        "Nearest to %(area)s is %(first)s: over %(n)s measures their places among all countries differ by %(gap)s of 100 on average.",
        first.measures,
    ) % {
        "area": area.name,
        "first": names[first.code],
        "n": number(first.measures),
        "gap": number(first.distance, 1),
    }
    sentences = [nearest_sentence]
    if listed:
        sentences.append(_("Next come %(list)s.") % {"list": listed})
    compared = ngettext(
        "%(n)s country could be compared.", "%(n)s countries could be compared.", count
    )
    return [*sentences, compared % {"n": number(count)}]


def as_file(state: SimilarCountries, address: str) -> Table:
    """Country, measure, figure and place in long form, with the distance."""
    rows = [
        Neighbour(state.area.code, 0.0, len(state.own_places), state.own_places),
        *state.neighbours,
    ]
    return Table(
        title=_("Countries like %(area)s") % {"area": state.area.name},
        columns=(
            Column("ref_area", _("Area code")),
            Column("ref_area_name", _("Country or area")),
            Column("distance", _("Distance"), "number", 1),
            Column("measure", _("Measure")),
            Column("time_period", _("Period")),
            Column("value", _("Value"), "number"),
            Column("place", _("Place among all, 0-100"), "number", 1),
        ),
        rows=tuple(
            (
                neighbour.code,
                state.names[neighbour.code],
                neighbour.distance,
                code,
                str(state.figures[code][neighbour.code][0]),
                state.figures[code][neighbour.code][1],
                place,
            )
            for neighbour in rows
            for code, place in neighbour.places.items()
        ),
        metadata=(Meta("address", _("Permanent address"), address),),
        notes=(distance_note(),),
        language=get_language() or "en",
    )


def distance_note() -> str:
    """How the distance is made, for page and file."""
    return _(
        "Every measure is turned into a place among all countries that have it, from 0 (lowest) to 100 (highest),"
        " by each country’s newest figure. The distance is the mean difference of the places over the measures that"
        " both countries have (Gower’s distance on ranks). A country with figures on less than two thirds of the"
        " measures is left out. Near in profile does not mean alike in policy."
    )
