"""The state of the corridor index: the chosen corridors ranked, on the map, as flows, as a matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.i18n.numbers import number, spoken
from core.tables.table import Column, Meta, Table
from indicators.analysis.citations import citation
from indicators.catalogue.vintages import cited_vintage
from indicators.charts.plotly import breaks, class_of
from indicators.charts.svg import sankey as flows
from indicators.charts.svg.arcs import Arc, arc_map
from indicators.charts.svg.heat import Heat, HeatCell, heat_map
from indicators.forms.corridors import ADDED_UP
from indicators.presentation.descriptions import status_words
from indicators.presentation.phrases import writer
from indicators.selectors import NotPublished, corridors
from regions.models import Area
from regions.names import normal_form
from regions.selectors.shapes import positions

if TYPE_CHECKING:
    from indicators.charts.svg.pen import Pen
    from indicators.forms.corridors import CorridorForm

MOST_ARCS = 60
MOST_CELLS = 12
"""Rows and columns of the matrix."""


@dataclass(frozen=True, slots=True)
class Place:
    """A country at an end of a corridor."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Corridor:
    """A corridor in the ranking; equal figures share the better rank."""

    rank: int
    home: Place
    host: Place
    value: float
    status: str
    is_tied: bool

    @property
    def url(self) -> str:
        """The corridor's page."""
        return reverse("indicators:corridor", args=[self.home.code, self.host.code])


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The chosen corridors of one period, the largest first, and what they add up to."""

    table: corridors.CorridorTable
    period: str
    periods: tuple[str, ...]
    sex: str
    rows: tuple[Corridor, ...]
    total: float
    adds_up: bool
    title: str
    credit: str
    sentences: list[str]
    statuses: list[tuple[str, str]]

    @property
    def is_money(self) -> bool:
        """Whether what goes along the corridor is money, which goes from host to home."""
        return self.table.code == "BRE_USD"

    @property
    def notes(self) -> list[str]:
        """The method note in paragraphs."""
        return [" ".join(part.split()) for part in self.table.note.split("\n\n")]

    def share(self, row: Corridor) -> float:
        """The figure as part of the largest one, 0-1."""
        largest = max((corridor.value for corridor in (self.rows[0], self.rows[-1])), default=1.0)
        return max(0.0, row.value / (largest or 1.0))

    def write(self, value: float | None, decimals: int | None = None) -> str:
        """A figure in few characters."""
        return writer(self.table.unit, self.table.decimals)(value, decimals)


def chosen(form: CorridorForm) -> Chosen:
    """The corridors that the form asks for; raises NotPublished."""
    data = form.cleaned_data
    table = corridors.table(data["measure"], as_of=data["as_of"], release=data["release"])
    period = data["year"] or table.latest
    sex = data["sex"] or corridors.BOTH_SEXES
    matrix = corridors.matrix(table, period, sex=sex)
    places = {
        pk: Place(pk, area.code, area.name)
        for pk, area in Area.objects.countries().in_bulk().items()
    }
    homes, hosts = (_ids(places, form.codes(end)) for end in ("home", "host"))
    ranked = corridors.largest(_searched(matrix, places, data["q"]), homes=homes, hosts=hosts)
    if data["order"] == "low":
        ranked = ranked[::-1]
    shared = {
        rank
        for (rank, *_r), (before, *_b) in zip(ranked[1:], ranked, strict=False)
        if rank == before
    }
    rows = tuple(
        Corridor(rank, places[home], places[host], value, status, rank in shared)
        for rank, home, host, value, status in ranked
        if home in places and host in places
    )
    return _state(table, period, sex, rows)


def _ids(places: dict[int, Place], codes: set[str] | None) -> list[int] | None:
    return None if codes is None else [pk for pk, place in places.items() if place.code in codes]


def _searched(
    matrix: corridors.CorridorMatrix, places: dict[int, Place], words: str
) -> corridors.CorridorMatrix:
    """Corridors whose two names have all the words between them, in any of the six languages."""
    search_words = normal_form(words).split()
    if not search_words:
        return matrix
    keep = np.ones(len(matrix.value), bool)
    spelt = {
        area.pk: " ".join([area.code.lower(), *(normal_form(name) for name in area.names.values())])
        for area in Area.objects.filter(pk__in=list(places))
    }
    for word in search_words:
        having = [pk for pk, names in spelt.items() if word in names]
        keep &= np.isin(matrix.home, having) | np.isin(matrix.host, having)
    return corridors.CorridorMatrix(
        matrix.table,
        matrix.period,
        matrix.sex,
        matrix.variant,
        matrix.home[keep],
        matrix.host[keep],
        matrix.value[keep],
        matrix.status[keep],
    )


def _state(
    table: corridors.CorridorTable, period: str, sex: str, rows: tuple[Corridor, ...]
) -> Chosen:
    total = sum(row.value for row in rows)
    adds_up = table.code in ADDED_UP
    sexes = {"F": _("women"), "M": _("men")}
    title = f"{table.name}, {sexes[sex]}, {period}" if sex in sexes else f"{table.name}, {period}"
    return Chosen(
        table=table,
        period=period,
        periods=table.periods[::-1],
        sex=sex,
        rows=rows,
        total=total,
        adds_up=adds_up,
        title=title,
        credit=credit_of(table),
        sentences=_sentences(table, rows, total if adds_up else None),
        statuses=status_words({row.status for row in rows}),
    )


def credit_of(table: corridors.CorridorTable) -> str:
    """The citation of a bilateral indicator."""
    return citation(
        name=table.name,
        code=table.code,
        sources=corridors.sources(table),
        vintage=cited_vintage(table.vintage, table.vintage_precision),
        release=table.release,
    )


def _sentences(
    table: corridors.CorridorTable, rows: tuple[Corridor, ...], total: float | None
) -> list[str]:
    if not rows:
        return [_("No corridor has a figure for this choice.")]
    counted = ngettext("%(n)s corridor has a figure.", "%(n)s corridors have a figure.", len(rows))
    sentences = [counted % {"n": number(len(rows))}]
    ordered = sorted(rows, key=lambda row: -row.value)
    listed = "; ".join(
        f"{pair_name(row)} ({spoken(row.value, table.decimals)})" for row in ordered[:3]
    )
    sentences.append(_("The largest: %(list)s.") % {"list": listed})
    if total:
        share = 100 * sum(row.value for row in ordered[:10]) / total
        sentences.append(
            _("Together %(total)s %(unit)s; the ten largest hold %(share)s per cent.")
            % {
                "total": spoken(total, table.decimals),
                "unit": table.unit_label,
                "share": number(share),
            }
        )
    elif table.unit == "PERCENT":
        over = sum(row.value > 5 for row in rows)
        above = ngettext(
            "%(n)s of them costs more than 5 per cent.",
            "%(n)s of them cost more than 5 per cent.",
            over,
        )
        sentences.append(above % {"n": number(over)})
    if table.is_modelled:
        sentences.append(
            _(
                "These are modelled, not observed: received money shared out by migrants and incomes."
            )
        )
    return sentences


def pair_name(row: Corridor) -> str:
    """Both ends of a corridor, home first."""
    return f"{row.home.name} – {row.host.name}"


def map_of(state: Chosen, land: str) -> Pen:
    """The largest corridors on the world."""
    points = positions()
    arcs = []
    for row in state.rows:
        start, end = (row.host, row.home) if state.is_money else (row.home, row.host)
        if start.code in points and end.code in points and len(arcs) < MOST_ARCS:
            title = f"{start.name} – {end.name}: {state.write(row.value)}"
            arcs.append(Arc(points[start.code], points[end.code], row.value, title, row.url))
    return arc_map(arcs, land)


def flows_of(state: Chosen, *, width: int, mirrored: bool) -> Pen:
    """The corridors as bands between the largest places of each side and the rest."""
    bands, names = bands_of(state)
    start, end = _("People from"), _("live in")
    if state.is_money:
        start, end = _("Money from"), _("goes to")
    words = flows.Words(start, end, names, _("Others"))
    return flows.sankey(bands, words, state.write, width=width, mirrored=mirrored)


def bands_of(state: Chosen) -> tuple[list[flows.Band], dict[int, str]]:
    """The capped flows in the direction of people or money, and the names of their places."""
    bands, names = [], {}
    for row in state.rows:
        start, end = (row.host, row.home) if state.is_money else (row.home, row.host)
        bands.append(flows.Band(start.id, end.id, row.value))
        names |= {start.id: start.name, end.id: end.name}
    return flows.capped(bands), names


def flow_rows(state: Chosen) -> list[tuple[str, str, str]]:
    """The data table of the flows: start, end and figure of every band."""
    bands, names = bands_of(state)
    all_names = {flows.REST: _("Others"), **names}
    return [
        (all_names[band.start], all_names[band.end], number(band.value, state.table.decimals))
        for band in bands
    ]


def matrix_of(state: Chosen) -> Heat:
    """The largest homes down and the largest hosts across; of prices, those with most of them."""
    weight = (lambda row: row.value) if state.adds_up else (lambda row: 1.0)
    homes, hosts = {}, {}
    for row in state.rows:
        homes[row.home] = homes.get(row.home, 0.0) + weight(row)
        hosts[row.host] = hosts.get(row.host, 0.0) + weight(row)
    down, across = (
        sorted(weights, key=lambda place: (-weights[place], place.code))[:MOST_CELLS]
        for weights in (homes, hosts)
    )
    cells = {(row.home, row.host): row for row in state.rows}
    inside = [cells[h, o] for h in down for o in across if (h, o) in cells]
    bounds = breaks([row.value for row in inside])
    return Heat(
        across=_("Host"),
        down=_("Home"),
        columns=tuple((place.code, place.name) for place in across),
        rows=tuple(
            (
                home.code,
                home.name,
                tuple(_cell(state, cells.get((home, host)), bounds) for host in across),
            )
            for home in down
        ),
    )


def _cell(state: Chosen, row: Corridor | None, bounds: list[float]) -> HeatCell:
    if row is None:
        return HeatCell("", None, "", "")
    title = f"{pair_name(row)}: {state.write(row.value)}"
    # Fewer classes than colours: spread over the whole scale, as on the map.
    level = round(class_of(row.value, bounds) * 4 / max(1, len(bounds) - 1))
    return HeatCell(state.write(row.value), level, title, row.url)


def matrix_drawing(state: Chosen) -> Pen:
    """The matrix as a drawing, for the file."""
    return heat_map(matrix_of(state))


def as_file(state: Chosen, address: str) -> Table:
    """Every chosen corridor with every digit."""
    if not state.rows:
        raise NotPublished(_("No corridor has a figure for this choice."))
    table = state.table
    return Table(
        title=state.title,
        columns=(
            Column("indicator", _("Indicator")),
            Column("home", _("Home code")),
            Column("home_name", _("Home")),
            Column("host", _("Host code")),
            Column("host_name", _("Host")),
            Column("time_period", _("Period")),
            Column("sex", _("Sex")),
            Column("value", _("Value"), "number", table.decimals, table.unit_label),
            Column("obs_status", _("Status")),
            Column("rank", _("Rank"), "whole"),
        ),
        rows=tuple(
            (
                table.code,
                row.home.code,
                row.home.name,
                row.host.code,
                row.host.name,
                state.period,
                state.sex,
                row.value,
                row.status,
                row.rank,
            )
            for row in state.rows
        ),
        metadata=(
            Meta("unit", _("Unit of measure"), f"{table.unit} ({table.unit_label})"),
            Meta("modelled", _("Modelled"), _("yes") if table.is_modelled else _("no")),
            Meta("release", _("Release"), str(table.release)),
            Meta("citation", _("Cite as"), state.credit),
            Meta("address", _("Permanent address"), address),
        ),
        notes=tuple(" ".join(part.split()) for part in table.note.split("\n\n")),
        language=get_language() or "en",
    )
