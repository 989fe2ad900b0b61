"""The state of an indicator's page made into a chart, its table twin and its description."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from indicators import charts, descriptions, sketches, twins
from indicators.selectors import latest_by_area, published_table
from migration_portal.core.numbers import compact, number

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    file_query: str
    """Query string of the files with exactly these figures."""
    api_query: str
    may_log: bool = False
    is_log: bool = False

    @property
    def sketch(self) -> str:
        """The lines as plain SVG; empty where the table itself has bars."""
        return sketches.of_lines(self.chart) if self.chart and self.view == "line" else ""


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
    may_log = view == "line" and charts.spans_magnitudes(table)
    is_log = may_log and data["scale"] == "log"
    chart = None
    if view == "line" and order:
        chart = charts.line_chart(table, order, _writer(table), words(), log=is_log)
    return State(
        table=table,
        view=view,
        chart=chart,
        twin=twins.over_time(table, order),
        year=None,
        sentences=descriptions.of_lines(table, order),
        areas=order,
        statuses=_statuses(table),
        file_query=_file_query(table, order, data),
        api_query=_api_query(table, order, data),
        may_log=may_log,
        is_log=is_log,
    )


def _file_query(
    table: FigureTable, areas: Sequence[str], data: dict[str, Any], year: int | None = None
) -> str:
    asked = QueryDict(mutable=True)
    for area in areas:
        is_country = table.areas[area].kind == "country"
        asked.appendlist("country" if is_country else "commission", area)
    return _with_time(asked, data, year, {"start": "from", "end": "to", "year": "year"})


def _api_query(
    table: FigureTable, areas: Sequence[str], data: dict[str, Any], year: int | None = None
) -> str:
    asked = QueryDict(mutable=True)
    asked["indicator"] = table.code
    asked.setlist("ref_area", list(areas))
    names = {"start": "start_period", "end": "end_period", "year": "time_period"}
    return _with_time(asked, data, year, names)


def _with_time(
    asked: QueryDict, data: dict[str, Any], year: int | None, names: dict[str, str]
) -> str:
    """The query with the years and the vintage under the names that its reader knows."""
    span = {"year": year} if year else {"start": data["start"], "end": data["end"]}
    for key, value in span.items():
        if value:
            asked[names[key]] = str(value)
    for key in ("as_of", "release"):
        if data[key]:
            asked[key] = str(data[key])
    return asked.urlencode()


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
        empty = twins.Twin((), (), is_ranking=True)
        return State(whole, view, None, empty, None, [], (), [], "", f"indicator={code}")
    rows = [
        row for row in charts.ranked(whole.rows, year) if whole.areas[row.area].kind == "country"
    ]
    areas = tuple(form.areas or ())
    return State(
        table=whole,
        view=view,
        chart=_picture(whole, year, view, data["show"]) if rows else None,
        twin=twins.ranking(whole, year),
        year=year,
        sentences=descriptions.of_ranking(whole, rows, year),
        areas=areas,
        statuses=descriptions.status_words({row.status for row in whole.rows if row.year == year}),
        file_query=_file_query(whole, areas, data, year),
        api_query=_api_query(whole, areas, data, year),
    )


def _picture(table: FigureTable, year: int, view: str, show: str) -> charts.Chart:
    write = _writer(table)
    if view == "map":
        return charts.world_map(table, year, write, words())
    most = None if show == "all" else charts.MOST_BARS
    return charts.ranked_bars(table, year, write, words(), most=most, lowest=show == "lowest")


def words() -> charts.Words:
    """The phrases of a chart in the reader's language."""
    return charts.Words(
        no_data=_("No figure"),
        estimated=_("estimated"),
        all_estimated=_("All figures are estimated"),
        up_to=_("up to %(value)s"),
    )


def _writer(table: FigureTable) -> charts.Write:
    form = compact if table.unit in {"USD", "PERSONS"} else number

    def write(value: float | None, decimals: int | None = None) -> str:
        return form(value, table.decimals if decimals is None else decimals)

    return write


def _statuses(table: FigureTable) -> list[tuple[str, str]]:
    return descriptions.status_words({row.status for row in table.rows})


def script_texts() -> dict[str, Any]:
    """Texts that the chart's script speaks and writes."""
    return {
        "svg": _("Save as SVG"),
        "png": _("Save as PNG"),
        "walk": _("Use the arrow keys to move from point to point."),
        "none": _("no figure"),
        "find": _("Find on the map"),
        "absent": _("With a figure, but without a place on this map:"),
        "failed": _("The chart could not be drawn. The same figures stand in the table below."),
        "disclaimer": _(
            "The boundaries and names shown and the designations used on this map do not imply official"
            " endorsement or acceptance by the United Nations."
        ),
    }
