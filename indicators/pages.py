"""The state of an indicator's page made into a chart, its table twin and its description."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from indicators import charts, descriptions, twins
from indicators.selectors import latest_by_area, published_table
from migration_portal.core.numbers import compact, number

if TYPE_CHECKING:
    from indicators.figures import FigureTable
    from indicators.forms import SliceForm

GROUPS = ("WLD", "ECA", "ECE", "ECLAC", "ESCAP", "ESCWA")
FALLBACK = 5
"""Countries shown when no aggregate makes a line, as with The World Factbook alone."""
FEWEST_POINTS = 3
"""Figures that make a line; an indicator with fewer years is shown as a ranking at first."""


@dataclass(frozen=True, slots=True)
class State:
    """What the page shows for a query."""

    table: FigureTable
    view: str
    chart: charts.Chart | None
    twin: twins.Twin
    year: int | None
    sentences: list[str]
    areas: tuple[str, ...]
    statuses: list[tuple[str, str]]


def state(code: str, form: SliceForm) -> State:
    """The page's state; raises NotPublished."""
    data = form.cleaned_data
    view = data["view"] or _first_view(code, form)
    return _lines(code, form, view) if view in {"line", "table"} else _ranking(code, form, view)


def _first_view(code: str, form: SliceForm) -> str:
    """A line over time where there are years enough to see one, else the ranking."""
    data = form.cleaned_data
    years = published_table(code, areas=[], as_of=data["as_of"], release=data["release"]).years
    return "line" if len(years) >= FEWEST_POINTS else "bars"


def _makes_lines(table: FigureTable) -> bool:
    points: dict[str, int] = {}
    for row in table.rows:
        points[row.area] = points.get(row.area, 0) + (row.value is not None)
    return max(points.values(), default=0) >= min(FEWEST_POINTS, len(table.years))


def _lines(code: str, form: SliceForm, view: str) -> State:
    data = form.cleaned_data
    years = (data["start"], data["end"])
    chosen = form.areas
    table = published_table(
        code, areas=chosen or GROUPS, years=years, as_of=data["as_of"], release=data["release"]
    )
    if chosen is None and not _makes_lines(table):
        chosen = _largest(code)
        table = published_table(
            code, areas=chosen, years=years, as_of=data["as_of"], release=data["release"]
        )
    asked = chosen or GROUPS
    having = {row.area for row in table.rows}
    order = tuple(area for area in asked if area in having)
    return State(
        table=table,
        view=view,
        chart=charts.line_chart(table, order, _writer(table)) if view == "line" and order else None,
        twin=twins.over_time(table, order),
        year=None,
        sentences=descriptions.of_lines(table, order),
        areas=order,
        statuses=_statuses(table),
    )


def _largest(code: str) -> list[str]:
    """Countries with the largest newest figures, of the newest year that many have."""
    newest = latest_by_area(code)
    ranked = sorted(newest, key=lambda area: (-newest[area][0], -newest[area][1]))
    return [area for area in ranked if area not in GROUPS][:FALLBACK]


def _ranking(code: str, form: SliceForm, view: str) -> State:
    data = form.cleaned_data
    whole = published_table(code, areas=form.areas, as_of=data["as_of"], release=data["release"])
    year = data["year"] or charts.best_year(whole)
    if year is None:
        return State(whole, view, None, twins.Twin((), (), is_ranking=True), None, [], (), [])
    rows = [
        row for row in charts.ranked(whole.rows, year) if whole.areas[row.area].kind == "country"
    ]
    chart = None
    if rows and view == "map":
        chart = charts.world_map(whole, year, _writer(whole), words())
    elif rows:
        most = None if data["show"] == "all" else charts.MOST_BARS
        chart = charts.ranked_bars(whole, year, _writer(whole), most=most)
    of_year = {row.status for row in whole.rows if row.year == year}
    return State(
        table=whole,
        view=view,
        chart=chart,
        twin=twins.ranking(whole, year),
        year=year,
        sentences=descriptions.of_ranking(whole, rows, year),
        areas=tuple(form.areas or ()),
        statuses=descriptions.status_words(of_year),
    )


def words() -> charts.Words:
    """The phrases of a chart in the reader's language."""
    return charts.Words(
        no_data=_("No figure"), estimated=_("Hollow marks: estimated"), up_to=_("up to %(value)s")
    )


def _writer(table: FigureTable) -> charts.Write:
    if table.unit in {"USD", "PERSONS"}:
        return partial(compact, decimals=table.decimals)
    return partial(number, decimals=table.decimals)


def _statuses(table: FigureTable) -> list[tuple[str, str]]:
    return descriptions.status_words({row.status for row in table.rows})


def script_texts() -> dict[str, Any]:
    """Texts that the chart's script speaks and writes."""
    return {
        "svg": _("Save as SVG"),
        "png": _("Save as PNG"),
        "walk": _("Use the arrow keys to move from point to point."),
        "none": _("no figure"),
        "failed": _("The chart could not be drawn. The same figures stand in the table below."),
        "disclaimer": _(
            "The boundaries and names shown and the designations used on this map do not imply official"
            " endorsement or acceptance by the United Nations."
        ),
    }
