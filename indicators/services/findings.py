"""Check the figures of a file while it is loaded, and keep what is odd beside it."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from indicators.analysis.quality import MOST_TOLD, SUMS, odd_figures
from indicators.catalogue.series import SERIES
from indicators.models import Finding, SnapshotSeries
from indicators.selectors.vintage_lines import lines
from indicators.services.inputs import observations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from indicators.analysis.quality import Odd
    from indicators.compute import SeriesInput


def check(described: Sequence[SnapshotSeries], brought: Mapping[str, SeriesInput]) -> None:
    """Store the findings on the series that a file brought, inside the transaction of its load.

    Totals that another file of the same source brought are compared with sums of this one. No
    figure is changed and no file refused.
    """
    codes = {SERIES[code].id: code for code in brought}
    rows = {codes[row.series_id]: row for row in described}
    found = odd_figures({**_totals(brought), **brought})
    findings: list[Finding] = []
    for (name, code), odd in found.items():
        if code in rows:
            rows[code].checks[name] = len(odd)
            worst = sorted(odd, key=lambda one: -one.weight)[:MOST_TOLD]
            findings += [_finding(rows[code], one) for one in worst]
    SnapshotSeries.objects.bulk_update(described, ["checks"])
    Finding.objects.bulk_create(findings)


def _totals(brought: Mapping[str, SeriesInput]) -> dict[str, SeriesInput]:
    """Stated totals in use, for a file that brings their parts and not them."""
    wanted = {
        whole
        for whole, parts in SUMS
        if whole not in brought and any(part in brought for part in parts)
    }
    if not wanted:
        return {}
    known = lines()
    return {
        code: observations(known[code].used[-1])
        for code in wanted
        if code in known and known[code].used
    }


def _finding(row: SnapshotSeries, one: Odd) -> Finding:
    return Finding(
        taken=row,
        check_name=one.check,
        area_id=None if one.area < 0 else one.area,
        counterpart_id=None if one.counterpart < 0 else one.counterpart,
        year=one.year,
        found=one.found,
        expected=None if isnan(one.expected) else one.expected,
        weight=one.weight,
    )
