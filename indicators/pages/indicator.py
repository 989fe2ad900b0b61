"""The state of an indicator's page made into a chart, its data table and its description."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from indicators.analysis.index_numbers import common_base, indexed
from indicators.charts import plotly
from indicators.hooks.chart_events import Events, events_for
from indicators.models import IndicatorValue
from indicators.presentation import data_tables, descriptions, sketches
from indicators.presentation.links import api_query, file_query
from indicators.presentation.phrases import index_label, words, writer_of
from indicators.presentation.traces import FigureAddresses
from indicators.selectors import latest_by_area, published_table
from indicators.services.same_members import figures_of_slice, may_chain
from regions.models import Area
from regions.selectors.areas import sort_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from indicators.analysis.figure_table import FigureTable
    from indicators.forms.indicators import SliceForm

GROUPS = ("WLD", "ECA", "ECE", "ECLAC", "ESCAP", "ESCWA")
FALLBACK = 5
"""Countries shown when no aggregate makes a line, as with The World Factbook alone."""
SIDE_BY_SIDE = 12
"""Countries shown side by side when none is chosen."""
MOST_SIDE_BY_SIDE = 60
"""No commission has more members; more drawings would make a page that nobody scrolls."""
FEWEST_POINTS = 3
"""Figures that make a line; an indicator with fewer years is shown as a ranking at first."""
TO_TODAY = 2
"""Years after the newest figure for which the axis is drawn on to show an event."""


@dataclass(frozen=True, slots=True)
class State:
    """What the page shows for a query."""

    table: FigureTable
    view: str
    chart: plotly.Chart | None
    data_table: data_tables.DataTable
    year: int | None
    sentences: list[str]
    areas: tuple[str, ...]
    statuses: list[tuple[str, str]]
    file_query: str
    """Query string of the files with exactly these figures."""
    api_query: str
    """Likewise of the API; empty where the figures are an index or a chain, which the API does not give."""
    may_log: bool = False
    is_log: bool = False
    base: int | None = None
    """The year that is 100, where the figures are an index."""
    may_base: int | None = None
    """The first year in which all areas have a figure, to offer an index of it."""
    without_base: tuple[str, ...] = ()
    """Names of areas that have no figure in the base year and so no index."""
    has_countries: bool = False
    has_same_members: bool = False
    """Whether the figures of groups are chained over members that report in both years."""
    may_chain: bool = False
    """Whether that can be offered."""
    events: Events = field(default_factory=Events)
    panels: tuple[plotly.SmallLine, ...] = ()
    left_out: int = 0

    @property
    def sketch(self) -> str:
        """The lines as plain SVG; empty where the table itself has bars."""
        return sketches.of_lines(self.chart) if self.chart and self.view == "line" else ""


def state(code: str, form: SliceForm) -> State:
    """The page's state; raises NotPublished."""
    view = form.cleaned_data["view"] or _first_view(code, form)
    if view == "multiples":
        return _multiples(code, form)
    return _lines(code, form, view) if view in {"line", "table"} else _ranking(code, form, view)


def has_quarters(table: FigureTable) -> bool:
    """Whether the run behind the table has figures of quarters, which the page itself leaves out."""
    return IndicatorValue.objects.filter(run_id=table.run, quarter__gt=0).exists()


def _first_view(code: str, form: SliceForm) -> str:
    """A line over time where there are years enough to see one, else the ranking."""
    years = _published(code, form, []).years
    return "line" if len(years) >= FEWEST_POINTS else "bars"


def _published(code: str, form: SliceForm, areas: Sequence[str] | None, **span: Any) -> FigureTable:
    data = form.cleaned_data
    return published_table(code, areas=areas, as_of=data["as_of"], release=data["release"], **span)


def _makes_lines(table: FigureTable) -> bool:
    points: dict[str, int] = {}
    for row in table.rows:
        points[row.area] = points.get(row.area, 0) + (row.value is not None)
    return max(points.values(), default=0) >= min(FEWEST_POINTS, len(table.years))


def _over_time(
    code: str, form: SliceForm, areas: Sequence[str]
) -> tuple[FigureTable, tuple[str, ...], State]:
    """Figures (indexed where the reader wants it), the areas that have any, and the state but for its chart."""
    data = form.cleaned_data
    has_same_members = bool(data["panel"]) and may_chain(code)
    table = figures_of_slice(
        code,
        areas,
        (data["start"], data["end"]),
        as_of=data["as_of"],
        release=data["release"],
        same_members=has_same_members,
    )
    may_base, base = common_base(table), data["base"]
    areas_with_figures = {row.area for row in table.rows}
    if base:
        table = indexed(table, base, index_label(base))
    indexed_areas = {row.area for row in table.rows}
    order = tuple(area for area in areas if area in indexed_areas)
    state = State(
        table=table,
        view=data["view"] or "line",
        chart=None,
        data_table=data_tables.over_time(
            table,
            order,
            # An index, or a figure of a chain, is no published figure.
            None
            if base or has_same_members
            else FigureAddresses.of(code, table.release, data["as_of"]),
        ),
        year=None,
        sentences=descriptions.of_lines(table, order),
        areas=order,
        statuses=_statuses(table),
        file_query=file_query(table, order, data),
        api_query="" if base or has_same_members else api_query(table, order, data),
        has_same_members=has_same_members,
        may_chain=may_chain(code) and any(table.areas[area].kind != "country" for area in order),
        base=base,
        may_base=may_base,
        without_base=tuple(
            table.areas[area].name for area in areas if area in areas_with_figures - indexed_areas
        ),
        has_countries=any(table.areas[area].kind == "country" for area in order),
    )
    return table, order, state


def _lines(code: str, form: SliceForm, view: str) -> State:
    data = form.cleaned_data
    chosen = form.compared
    table, order, state = _over_time(code, form, chosen or GROUPS)
    if chosen is None and not _makes_lines(table):
        table, order, state = _over_time(code, form, _largest(code, data["as_of"]))
    if view != "line" or not order:
        return replace(state, view=view)
    may_log = plotly.spans_magnitudes(table)
    is_log = may_log and data["scale"] == "log"
    events = Events() if data["events"] else _events(table, order, data["end"])
    chart = plotly.line_chart(
        table, order, writer_of(table), words(), log=is_log, base=state.base, events=_marks(events)
    )
    sentences = state.sentences + descriptions.of_events(len(events.newest), events.left_out)
    return replace(
        state,
        view=view,
        chart=chart,
        may_log=may_log,
        is_log=is_log,
        events=events,
        sentences=sentences,
    )


def _events(table: FigureTable, order: Sequence[str], end: int | None) -> Events:
    """Events in the years of the figures and shortly after, but not beyond the year the reader set."""
    years = [row.year for row in table.rows if row.value is not None]
    if not years:
        return Events()
    return events_for(order, min(years), end or max(years) + TO_TODAY)


def _marks(events: Events) -> tuple[plotly.Mark, ...]:
    return tuple(
        plotly.Mark(event.place, f"{event.kind}: {event.title}", event.url)
        for event in events.newest
    )


def _multiples(code: str, form: SliceForm) -> State:
    """One small drawing for each area, all on the same scale unless the reader wants each on its own."""
    areas = (
        form.areas
        or _by_name(form.members)
        or _largest(code, form.cleaned_data["as_of"], SIDE_BY_SIDE)
    )
    table, order, state = _over_time(code, form, areas[:MOST_SIDE_BY_SIDE])
    own_scale = form.cleaned_data["scale"] == "own"
    panels = plotly.small_lines(table, order, writer_of(table), own_scale=own_scale)
    left_out = max(0, len(areas) - MOST_SIDE_BY_SIDE)
    sentences = descriptions.of_side_by_side(table, order)
    return replace(state, panels=panels, left_out=left_out, sentences=sentences)


def _by_name(codes: list[str] | None) -> list[str]:
    """Codes in the order of the names in the reader's language."""
    areas = Area.objects.filter(code__in=codes or ())
    return [area.code for area in sorted(areas, key=lambda area: sort_key(area.name))]


def _largest(code: str, as_of: date | None, limit: int = FALLBACK) -> list[str]:
    """Countries with the largest newest figures, of the newest year that many have."""
    newest = latest_by_area(code, as_of=as_of)
    countries = set(Area.objects.countries().values_list("code", flat=True))
    ranked = sorted(newest, key=lambda area: (-newest[area][0], -newest[area][1]))
    return [area for area in ranked if area in countries][:limit]


def _ranking(code: str, form: SliceForm, view: str) -> State:
    data = form.cleaned_data
    table = _published(code, form, form.areas or form.members)
    year = data["year"] or plotly.best_year(table)
    if year is None:
        empty = data_tables.DataTable((), (), is_ranking=True)
        return State(table, view, None, empty, None, [], (), [], "", f"indicator={code}")
    rows = [
        row for row in plotly.ranked(table.rows, year) if table.areas[row.area].kind == "country"
    ]
    areas = tuple(form.areas or ())
    return State(
        table=table,
        view=view,
        chart=_picture(table, year, view, data["show"]) if rows else None,
        data_table=data_tables.ranking(
            table, year, FigureAddresses.of(code, table.release, data["as_of"])
        ),
        year=year,
        sentences=descriptions.of_ranking(table, rows, year),
        areas=areas,
        statuses=descriptions.status_words({row.status for row in table.rows if row.year == year}),
        file_query=file_query(table, areas, data, year),
        api_query=api_query(table, areas or form.members or (), data, year),
    )


def _picture(table: FigureTable, year: int, view: str, show: str) -> plotly.Chart:
    write = writer_of(table)
    if view == "map":
        return plotly.world_map(table, year, write, words())
    limit = None if show == "all" else plotly.MOST_BARS
    return plotly.ranked_bars(table, year, write, words(), limit=limit, lowest=show == "lowest")


def _statuses(table: FigureTable) -> list[tuple[str, str]]:
    return descriptions.status_words({row.status for row in table.rows})
