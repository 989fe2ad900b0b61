"""The pieces that parts of an evaluation report are made of: tables, charts, findings under one word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.i18n import numbers
from evaluations.presentation import wordings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evaluations.documents.report_types import (
        Chart,
        ChartBar,
        Finding,
        Link,
        Quotes,
        Record,
        ReportTable,
        Section,
    )
    from evaluations.presentation.results import ItemSummary
    from evaluations.presentation.waves import WaveTable

ORDER = (
    "all",
    "nearly_all",
    "large_majority",
    "most",
    "majority",
    "half",
    "some",
    "few",
    "none_said",
)
"""Words from the strongest on; questions of which none is certain come last."""


TONES = {
    "good-1": gettext_lazy("best answer"),
    "good-2": gettext_lazy("favourable"),
    "middle": gettext_lazy("neither"),
    "bad-2": gettext_lazy("unfavourable"),
    "bad-1": gettext_lazy("worst answer"),
}


def section(
    code: str,
    title: str,
    paragraphs: Iterable[str] = (),
    *,
    findings: Iterable[Finding] = (),
    charts: Iterable[Chart] = (),
    tables: Iterable[ReportTable] = (),
    quotes: Iterable[Quotes] = (),
    records: Iterable[Record] = (),
    links: Iterable[Link] = (),
) -> Section:
    """A part of the report without what is empty in it."""
    return {
        "code": code,
        "title": title,
        "paragraphs": [text for text in paragraphs if text],
        "findings": [finding for finding in findings if finding["items"]],
        "charts": [chart for chart in charts if chart["bars"]],
        "tables": [table for table in tables if table["rows"]],
        "quotes": list(quotes),
        "records": list(records),
        "links": list(links),
    }


def table(title: str, columns: list[str], rows: list[list[str]]) -> ReportTable:
    """A table of a report: the first column names the row, numbers stand in the others."""
    return {"title": title, "columns": columns, "rows": rows}


def options_table(item: ItemSummary) -> ReportTable:
    """How many chose each option."""
    rows = [[p.label, numbers.number(p.count), wordings.percent(p.percent)] for p in item.pieces]
    return table(item.title, [_("Option"), _("Answers"), _("Share")], rows)


def findings_of(items: Iterable[ItemSummary], *, response: float) -> list[Finding]:
    """Questions that deserve the same word under it, so that no phrase stands behind each of them."""
    leads: dict[tuple[int, str], list[str]] = {}
    for item in items:
        if item.word is None or item.n is None or item.low is None or item.high is None:
            continue
        lead = wordings.lead(item.word, item.scale, response=response)
        line = _("“%(item)s” (%(figures)s)") % {
            "item": item.title,
            "figures": wordings.counted(item.low, item.high, item.n),
        }
        leads.setdefault((ORDER.index(item.word), lead), []).append(line)
    return [{"lead": key[1], "items": leads[key]} for key in sorted(leads)]


def chart_of(title: str, items: Iterable[ItemSummary]) -> Chart:
    """A bar for each question with a favourable side: all options where they are told, else the share."""
    bars: list[ChartBar] = []
    for item in items:
        if not item.share or item.midpoint is None:
            continue
        parts: list[list[float | str]] = []
        at = 0.0
        for piece in item.pieces:
            if piece.count:
                parts.append([round(at, 2), round(piece.percent, 2), piece.tone])
            at += piece.percent
        if not parts:
            parts = [[0.0, round(item.midpoint, 2), "good-2"]]
        value = _("%(share)s of %(n)s") % {"share": item.share, "n": numbers.number(item.n)}
        bars.append({"label": item.title, "value": value, "parts": parts})
    drawn = {tone for bar in bars for _begin, _width, tone in bar["parts"]}
    legend = [[tone, str(name)] for tone, name in TONES.items() if tone in drawn]
    return {"title": title, "bars": bars, "legend": legend}


def wave_chart(title: str, wave: WaveTable) -> Chart:
    """A bar from the middle for each question: who answered higher to the far side, who answered lower to the near one."""
    return {
        "title": title,
        "legend": [["bad-2", _("Lower")], ["good-2", _("Higher")]],
        "bars": [
            {
                "label": row.title,
                "value": _("%(higher)s higher, %(lower)s lower")
                % {"higher": row.higher, "lower": row.lower},
                "parts": [
                    [round(50 - row.points[1] / 2, 2), round(row.points[1] / 2, 2), "bad-2"],
                    [50.0, round(row.points[0] / 2, 2), "good-2"],
                ],
            }
            for row in wave.rows
        ],
    }
