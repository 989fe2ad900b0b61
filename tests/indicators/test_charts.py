"""Charts are valid figures that leave gaps open, rank countries only and tell what is estimated."""

from datetime import date

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.analysis.figure_table import AreaLabel, Figure, FigureTable
from indicators.charts import plotly
from indicators.charts.plotly.style import magnitude_ticks, ticks
from indicators.presentation import sketches

WORDS = plotly.Words(
    no_data="No figure",
    estimated="estimated",
    all_estimated="All estimated",
    up_to="up to %(value)s",
    events="events",
    breaks="break",
)
KINDS = {"WLD": "world", "ESCAP": "commission"}


def write(value, decimals=None):
    return "–" if value is None else f"{value:.{1 if decimals is None else decimals}f}"


def table(figures, *, statuses=None):
    """A table from {area: {year: value}}; `statuses` overrides A by (area, year)."""
    statuses = statuses or {}
    rows = tuple(
        Figure(area, "", year, 0, value, statuses.get((area, year), "A"), None)
        for area, years in sorted(figures.items())
        for year, value in sorted(years.items())
    )
    return FigureTable(
        code="REM_IN_GDP",
        name="Remittances",
        unit="PERCENT",
        unit_label="per cent",
        decimals=1,
        theme="remittances",
        sdg="",
        basis="wdi",
        note="",
        formula_version=1,
        run=1,
        release=1,
        areas={a: AreaLabel(a, f"Name of {a}", KINDS.get(a, "country")) for a in figures},
        rows=rows,
        years=tuple(sorted({row.year for row in rows if row.value is not None})),
        as_of=date(2025, 1, 1),
        vintage_text="",
        vintage=date(2025, 1, 1),
        is_modelled=False,
        sources=(),
        citation="",
    )


def valid(chart):
    """The figure as Plotly's own library reads it; an unknown property raises."""
    return go.Figure({"data": chart["data"], "layout": chart["layout"]})


THREE = {
    "PHL": {2018: 9.7, 2020: 9.6},
    "TJK": {2018: 28.1, 2019: 27.9, 2020: 26.8},
    "WLD": {2019: 0.8},
}


def test_a_missing_year_breaks_the_line():
    chart = plotly.line_chart(table(THREE), ["PHL", "TJK"], write, WORDS)
    philippines = valid(chart).data[0]

    assert list(philippines.x) == [2018, 2019, 2020]
    assert list(philippines.y) == [9.7, None, 9.6]
    assert philippines.connectgaps is False


def test_estimated_points_are_hollow_and_the_legend_says_so():
    chart = plotly.line_chart(
        table(THREE, statuses={("TJK", 2020): "E"}), ["PHL", "TJK"], write, WORDS
    )
    figure = valid(chart)

    assert list(figure.data[1].marker.symbol) == ["circle", "circle", "circle-open"]
    assert figure.data[-1].name == WORDS.estimated


def test_the_legend_is_silent_where_nothing_is_estimated():
    names = [t["name"] for t in plotly.line_chart(table(THREE), ["PHL"], write, WORDS)["data"]]

    assert names == ["Name of PHL"]


def test_lines_keep_the_order_that_was_asked_for():
    chart = plotly.line_chart(table(THREE), ["TJK", "PHL"], write, WORDS)

    assert [trace["name"] for trace in chart["data"]] == ["Name of TJK", "Name of PHL"]


def test_twelve_lines_are_told_apart():
    many = {f"A{n:02}": {2020: n + 1.0, 2021: n + 2.0} for n in range(12)}
    chart = plotly.line_chart(table(many), list(many), write, WORDS)
    looks = {(t["line"]["color"], t["line"]["dash"]) for t in chart["data"]}

    assert len(looks) == 12


def test_a_logarithmic_axis_is_offered_only_where_it_helps_and_never_for_negative_figures():
    unlike = {"IND": {2020: 83e9}, "TON": {2020: 0.2e9}}
    negative = {"IND": {2020: 83e9}, "USA": {2020: -60e9}}

    assert plotly.spans_magnitudes(table(unlike))
    assert not plotly.spans_magnitudes(table(THREE))
    assert not plotly.spans_magnitudes(table(negative))
    drawn = plotly.line_chart(table(unlike), list(unlike), write, WORDS, log=True)
    assert valid(drawn).layout.yaxis.type == "log"
    ignored = plotly.line_chart(table(negative), list(negative), write, WORDS, log=True)
    assert ignored["layout"]["yaxis"].get("type") != "log"


def test_aggregates_are_never_ranked_among_countries():
    figures = {"PHL": {2020: 9.6}, "TJK": {2020: 26.8}, "ESCAP": {2020: 99.0}, "WLD": {2020: 98.0}}
    bars = valid(plotly.ranked_bars(table(figures), 2020, write, WORDS))
    shapes = plotly.world_map(table(figures), 2020, write, WORDS)

    assert list(bars.layout.yaxis.categoryarray) == ["Name of TJK", "Name of PHL"]
    assert {code for trace in shapes["data"] for code in trace["locations"]} == {"PHL", "TJK"}


@pytest.mark.parametrize(
    ("choice", "shown"),
    [
        ({}, [f"Name of C{n:02}" for n in range(29, 9, -1)]),
        ({"lowest": True}, [f"Name of C{n:02}" for n in range(20)]),
        ({"limit": None}, [f"Name of C{n:02}" for n in range(29, -1, -1)]),
    ],
)
def test_the_largest_the_smallest_or_all_are_shown(choice, shown):
    figures = {f"C{n:02}": {2020: float(n)} for n in range(30)}
    chart = plotly.ranked_bars(table(figures), 2020, write, WORDS, **choice)

    assert chart["layout"]["yaxis"]["categoryarray"] == shown


def test_estimated_bars_are_hatched_among_others_and_named_when_alone():
    figures = {"PHL": {2020: 9.6}, "TJK": {2020: 26.8}}
    mixed = valid(
        plotly.ranked_bars(table(figures, statuses={("PHL", 2020): "E"}), 2020, write, WORDS)
    )
    alone = plotly.ranked_bars(
        table(figures, statuses={("PHL", 2020): "E", ("TJK", 2020): "I"}), 2020, write, WORDS
    )

    assert [trace.name for trace in mixed.data] == ["2020", WORDS.estimated]
    assert mixed.data[1].marker.pattern.shape == "/"
    assert [trace["name"] for trace in alone["data"]] == [WORDS.all_estimated]
    assert alone["layout"]["showlegend"]


def test_bars_leave_room_for_numbers_on_both_sides_of_zero():
    chart = plotly.ranked_bars(
        table({"IND": {2020: 83.0}, "USA": {2020: -60.0}}), 2020, write, WORDS
    )
    low, high = chart["layout"]["xaxis"]["range"]

    assert low < -60.0
    assert high > 83.0


def test_a_missing_figure_is_neither_a_bar_nor_a_class():
    figures = {"PHL": {2020: 9.6}, "SYR": {2020: None}}
    bars = plotly.ranked_bars(table(figures), 2020, write, WORDS)
    shapes = plotly.world_map(table(figures), 2020, write, WORDS)

    assert bars["layout"]["yaxis"]["categoryarray"] == ["Name of PHL"]
    assert "SYR" not in shapes["places"]
    assert shapes["no_data"]["name"] == WORDS.no_data


def test_every_area_on_the_map_can_be_found_and_has_a_shade_for_dark_pages():
    figures = {f"C{n:02}": {2020: float(n**3)} for n in range(40)}
    chart = plotly.world_map(table(figures), 2020, write, WORDS)
    valid(chart)

    assert set(chart["places"]) == set(figures)
    assert {place["colour"] for place in chart["places"].values()} <= set(chart["dark"])


@given(st.lists(st.floats(-1e12, 1e12, allow_nan=False), min_size=1, max_size=60))
def test_every_value_falls_into_the_class_whose_bounds_hold_it(values):
    bounds = plotly.breaks(values)

    assert bounds == sorted(set(bounds))
    assert len(bounds) <= 5
    for value in values:
        place = plotly.class_of(value, bounds)
        assert value <= bounds[place]
        assert place == 0 or value > bounds[place - 1]


@given(
    st.integers(-(10**15), 0).map(lambda n: n / 1000),
    st.integers(0, 10**15).map(lambda n: n / 1000),
)
def test_an_axis_spans_its_figures_with_few_round_numbers(low, high):
    axis = ticks(low, high, write)

    assert axis["range"][0] <= low
    assert axis["range"][1] >= high
    assert 2 <= len(axis["tickvals"]) <= 9
    assert len(axis["tickvals"]) == len(axis["ticktext"])


@given(st.floats(1e-3, 1e6), st.floats(1, 1e6))
def test_a_logarithmic_axis_spans_its_figures(low, factor):
    axis = magnitude_ticks(low, low * factor, write)

    assert 10 ** axis["range"][0] <= low
    assert 10 ** axis["range"][1] >= low * factor
    assert axis["tickvals"]


def test_axis_numbers_carry_only_the_decimals_they_need():
    assert ticks(0, 9.7, write)["ticktext"] == ["0", "2", "4", "6", "8", "10"]
    assert ticks(0, 0.5, write)["ticktext"][1] == "0.1"
    assert ticks(0, 110e9, write)["ticktext"][1] == "25000000000"


@pytest.mark.parametrize(("share", "year"), [(0.6, 2019), (0.2, 2021), (1.0, 2018)])
def test_the_best_year_is_the_newest_that_enough_countries_have(share, year):
    figures = {
        **{f"C{n}": {2018: 1.0} for n in range(10)},
        **{f"C{n}": {2018: 1.0, 2019: 1.0} for n in range(7)},
        **{f"C{n}": {2018: 1.0, 2019: 1.0, 2021: 1.0} for n in range(2)},
    }

    assert plotly.best_year(table(figures), share) == year


def test_a_table_without_figures_gives_no_year_and_an_empty_chart():
    nothing = table({"PHL": {2020: None}})

    assert plotly.best_year(nothing) is None
    assert plotly.line_chart(nothing, ["PHL"], write, WORDS)["data"] == []


def test_the_sketch_breaks_at_missing_years_and_escapes_names():
    chart = plotly.line_chart(
        table({"PHL": {2018: 1.0, 2020: 2.0}, "TJK": {2019: 3.0}}), ["PHL", "TJK"], write, WORDS
    )
    chart["data"][0]["name"] = "<b>Philippines"
    drawn = str(sketches.of_lines(chart))

    assert drawn.count("<polyline") == 3
    assert "&lt;b&gt;Philippines" in drawn
    assert "style=" not in drawn


def test_a_line_ends_where_its_series_breaks():
    figures = table({"ESCAP": {2001: 5.0, 2002: 9.0, 2003: 9.5}}, statuses={("ESCAP", 2002): "B"})
    chart = plotly.line_chart(figures, ["ESCAP"], write, WORDS)
    line, key = chart["data"]

    assert line["x"] == [2001, 2001.5, 2002, 2003]
    assert line["y"] == [5.0, None, 9.0, 9.5]
    assert line["marker"]["symbol"][2] == "diamond-open"
    assert key["name"] == "break"
