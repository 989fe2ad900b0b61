"""A line chart as plain SVG, for readers without JavaScript and for installations without the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indicators.charts.plotly import Chart

WIDTH, HEIGHT, EDGE = 200.0, 80.0, 3.0
Points = list[tuple[float, float]]


def of_lines(chart: Chart) -> SafeString:
    """The lines of a figure of `charts.line_chart`, broken at missing years, with names and years.

    It is decoration for the eye (hidden from screen readers): the table tells the same figures.
    """
    traces = [
        trace
        for trace in chart["data"]
        if "meta" not in trace and any(y is not None for y in trace["y"])
    ]
    years = [year for trace in traces for year in trace["x"]]
    values = [y for trace in traces for y in trace["y"] if y is not None]
    if not values:
        return SafeString("")
    first, last = chart["layout"]["xaxis"].get("range", (min(years), max(years)))
    box = (first, last, min(0.0, *values), max(0.0, *values))
    polylines = format_html_join(
        "",
        '<polyline points="{}" stroke="{}"/>',
        (
            (" ".join(f"{x:.1f},{y:.1f}" for x, y in piece), trace["line"]["color"])
            for trace in traces
            for piece in _pieces(trace, box)
        ),
    )
    names = format_html_join(
        "",
        '<li><svg viewBox="0 0 12 4"><rect width="12" height="4" fill="{}"/></svg>{}</li>',
        ((trace["line"]["color"], trace["name"]) for trace in traces),
    )
    return format_html(
        '<div class="sketch" aria-hidden="true"><svg viewBox="0 0 {} {}" preserveAspectRatio="none">{}{}</svg>'
        '<div class="spark-years"><span>{}</span><span>{}</span></div><ul>{}</ul></div>',
        int(WIDTH),
        int(HEIGHT),
        _events(chart, box),
        polylines,
        round(first),
        round(last),
        names,
    )


def _events(chart: Chart, box: tuple[float, float, float, float]) -> SafeString:
    """A thin line at each event; the table below the chart numbers them in the same order."""
    first, last = box[:2]
    places = [x for trace in chart["data"] if trace.get("meta") == "events" for x in trace["x"]]
    return format_html_join(
        "",
        '<line class="event" x1="{0}" x2="{0}" y1="0" y2="{1}"/>',
        (
            (f"{EDGE + (x - first) / ((last - first) or 1) * (WIDTH - 2 * EDGE):.1f}", int(HEIGHT))
            for x in places
        ),
    )


def _pieces(trace: Chart, box: tuple[float, float, float, float]) -> Iterator[Points]:
    """Runs of years with a figure, in the coordinates of the drawing."""
    first, last, low, high = box
    piece: Points = []
    for year, value in zip(trace["x"], trace["y"], strict=True):
        if value is None:
            if piece:
                yield piece
            piece = []
        else:
            x = EDGE + (year - first) / ((last - first) or 1) * (WIDTH - 2 * EDGE)
            y = HEIGHT - EDGE - (value - low) / ((high - low) or 1) * (HEIGHT - 2 * EDGE)
            piece.append((x, y))
    if piece:
        yield piece if len(piece) > 1 else [(piece[0][0] - 0.5, piece[0][1]), piece[0]]
