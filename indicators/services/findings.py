"""Check the figures of a file while it is loaded, and keep what is odd beside it."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from indicators.analysis.quality import MOST_LISTED, SUMS, odd_figures, unused_figures
from indicators.catalogue.series import SERIES
from indicators.compute.usable import is_usable
from indicators.models import Finding, SnapshotSeries
from indicators.selectors.vintage_lines import lines
from indicators.services.inputs import InputStore, observations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from indicators.analysis.quality import OddFigure
    from indicators.compute import SeriesInput


def check(described: Sequence[SnapshotSeries], figures_by_code: Mapping[str, SeriesInput]) -> None:
    """Store the findings on the series that a file brought, inside the transaction of its load.

    Totals that another file of the same source brought are compared with sums of this one. No
    figure is changed and no file refused.
    """
    codes = {SERIES[code].id: code for code in figures_by_code}
    rows = {codes[row.series_id]: row for row in described}
    odd_by_check = odd_figures({**_totals(figures_by_code), **figures_by_code})
    ids = InputStore().area_ids
    odd_by_check |= {
        ("unused", code): unused_figures(code, figures, is_usable(code, figures, ids))
        for code, figures in figures_by_code.items()
    }
    findings: list[Finding] = []
    for (name, code), odd in odd_by_check.items():
        if code in rows:
            rows[code].checks[name] = len(odd)
            worst = sorted(odd, key=lambda figure: -figure.weight)[:MOST_LISTED]
            findings += [_finding(rows[code], figure) for figure in worst]
    SnapshotSeries.objects.bulk_update(described, ["checks"])
    Finding.objects.bulk_create(findings)


def _totals(figures_by_code: Mapping[str, SeriesInput]) -> dict[str, SeriesInput]:
    """Stated totals in use, for a file that brings their parts and not them."""
    missing_totals = {
        total
        for total, parts in SUMS
        if total not in figures_by_code and any(part in figures_by_code for part in parts)
    }
    if not missing_totals:
        return {}
    lines_by_series = lines()
    return {
        code: observations(lines_by_series[code].used[-1])
        for code in missing_totals
        if code in lines_by_series and lines_by_series[code].used
    }


def _finding(row: SnapshotSeries, odd: OddFigure) -> Finding:
    return Finding(
        snapshot_series=row,
        check_name=odd.check,
        area_id=None if odd.area < 0 else odd.area,
        counterpart_id=None if odd.counterpart < 0 else odd.counterpart,
        year=odd.year,
        value=odd.value,
        expected=None if isnan(odd.expected) else odd.expected,
        weight=odd.weight,
    )
