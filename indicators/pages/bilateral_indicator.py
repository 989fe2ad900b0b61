"""The page of an indicator whose figures are those of corridors: what it is, where its figures are, its largest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _

from indicators.catalogue.themes import THEMES
from indicators.compute import CORRIDORS
from indicators.forms.corridors import MEASURES
from indicators.forms.explore import StateForm
from indicators.models import ReleaseFile
from indicators.pages.corridor_list import Corridor, Place, credit_of
from indicators.presentation.phrases import writer
from indicators.selectors import NotPublished, corridors, current_release, formula_of
from regions.models import Area

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from indicators.analysis.figure_table import SourceNote

LARGEST = 10
HAS_LARGEST = frozenset({"COR_STOCK", "BRE_USD", "COST200_CORR"})
"""The largest shares are those of the smallest countries, and the first ranks those of the stock."""


@dataclass(frozen=True, slots=True)
class State:
    """What a release shows of the indicator."""

    table: corridors.CorridorTable
    sources: tuple[SourceNote, ...]
    largest: tuple[tuple[Corridor, str], ...]
    file: ReleaseFile | None
    credit: str

    @property
    def years(self) -> tuple[str, ...]:
        """Periods that are years."""
        return tuple(period for period in self.table.periods if "Q" not in period)

    @property
    def quarters(self) -> tuple[str, ...]:
        """Periods that are quarters."""
        return tuple(period for period in self.table.periods if "Q" in period)


def state_of(code: str, *, as_of: date | None, release: int | None) -> State:
    """The state of the page; raises NotPublished."""
    table = corridors.table(code, as_of=as_of, release=release)
    file = ReleaseFile.objects.filter(release=table.release, kind="corridors", code=code.lower())
    return State(table, corridors.sources(table), _largest(table), file.first(), credit_of(table))


def _largest(table: corridors.CorridorTable) -> tuple[tuple[Corridor, str], ...]:
    if table.code not in HAS_LARGEST:
        return ()
    ranking = corridors.largest(corridors.matrix(table, table.latest), limit=LARGEST)
    ends = {pk for _rank, home, host, *_more in ranking for pk in (home, host)}
    places = {
        pk: Place(pk, area.code, area.name) for pk, area in Area.objects.in_bulk(list(ends)).items()
    }
    write = writer(table.unit, table.decimals)
    return tuple(
        (Corridor(rank, places[home], places[host], value, status, is_tied=False), write(value))
        for rank, home, host, value, status in ranking
    )


def page(request: HttpRequest, code: str) -> HttpResponse:
    """The page: 400 for a day that cannot be read; the method stands there without figures too."""
    form = StateForm(request.GET)
    formula = formula_of(code)
    context = {
        "code": code,
        "form": form,
        "name": _(formula.name),
        "theme": _(THEMES[formula.theme]),
        "sdg": formula.sdg,
        "is_modelled": formula.is_modelled,
        "note": [" ".join(part.split()) for part in _(formula.note).split("\n\n")],
        "release": current_release(),
        "is_measure": code in dict(MEASURES),
        "others": [
            (other_code, _(formulas[0].name))
            for other_code, formulas in CORRIDORS.items()
            if other_code != code
        ],
    }
    if not form.is_valid():
        return render(request, "indicators/corridor_indicator.html", context, status=400)
    data = form.cleaned_data
    try:
        context["state"] = state_of(code, as_of=data["as_of"], release=data["release"])
    except NotPublished as problem:
        context["problem"] = problem.message
    return render(request, "indicators/corridor_indicator.html", context)
