"""What is odd in a file's figures, told and never mended; and whether a source is up to date (pure).

Each check answers `OddFigure` rows; nothing here changes a figure or refuses a file. A jump may be
true, a range may be too narrow: the reader sees the finding beside the data and decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from indicators.catalogue.series import SERIES
from indicators.compute.inputs import NO_COUNTERPART, SeriesInput
from indicators.compute.severity import Flags

MOST_LISTED = 20
"""Findings of one check on one series that are told one by one; all are counted."""

BY_UNIT: dict[str, tuple[float, float]] = {
    "PERSONS": (0, 9e9), "USD": (0, 2e14), "PPP_USD_2021": (100, 3e5), "PERCENT": (0, 100),
    "PER_1000": (0, 100), "INDEX": (-5, 5),
}  # fmt: skip
RANGES: dict[str, tuple[float, float]] = {
    "nmig": (-1e7, 1e7), "fdiin": (-2e12, 2e12), "fdiout": (-2e12, 2e12), "inf": (-30, 30_000),
    "depend": (10, 150), "rpw_cost": (-20, 60), "wfb_net_rate": (-150, 150),
}  # fmt: skip
"""Plausible figures, both ends included, where the unit does not tell them."""
JUMP = 5.0
LEVELS = (
    "pop",
    "gdp",
    "income",
    "remin",
    "remout",
    "stock_dest",
    "stock_dest_f",
    "stock_dest_m",
    "undesa_pop",
    "knomad_in",
    "nat_remin",
    "nat_remout",
    "nat_gdp",
    "nat_pop",
    "nat_imm",
    "nat_emi",
)
"""Series that do not change five-fold from one figure to the next unless something broke."""
FEWER = 0.8
"""Share of the areas of the years before that the last year should have."""
SUMS = (("stock_dest", ("stock_dest_f", "stock_dest_m")),
        ("stock_dest", ("stock_f", "stock_m")),
        ("stock_dest_f", ("stock_f",)), ("stock_dest_m", ("stock_m",)))  # fmt: skip
"""A total and the series that add up to it by area and year."""
OFF = 0.005
MIRRORS = (("remin", "remout"),)
"""Two sides of one flow: over the world, what is received was paid."""
ASYMMETRY = 1.25
BOTH_SEXES = (("stock_f", "stock_m"),)
"""Series in which every corridor of one should have a row in the other."""


@dataclass(frozen=True, slots=True)
class OddFigure:
    """One finding: `area` and `counterpart` are area ids (-1: the whole series or none).

    `value` is the figure, `expected` what it was compared with (the nearer end of a range, the
    figure before, the sum of the parts, the other side), `weight` how bad it is.
    """

    check: str
    series: str
    area: int
    counterpart: int
    year: int
    value: float
    expected: float
    weight: float


def odd_figures(series: Mapping[str, SeriesInput]) -> dict[tuple[str, str], list[OddFigure]]:
    """All findings by check and series; a check that was made and found nothing has an empty list."""
    findings: dict[tuple[str, str], list[OddFigure]] = {}
    for code, series_input in series.items():
        findings["range", code] = _range(code, series_input)
        if code in LEVELS:
            findings["jump", code] = _jumps(code, series_input)
        if (series_input.quarter == 0).all():
            findings["coverage", code] = _coverage(code, series_input)
    return findings | _between(series)


def _between(series: Mapping[str, SeriesInput]) -> dict[tuple[str, str], list[OddFigure]]:
    """Findings that need more than one series."""
    findings: dict[tuple[str, str], list[OddFigure]] = {}
    for total, parts in SUMS:
        if {total, *parts} <= series.keys():
            rows = _sums(parts[0], series[total], [series[part] for part in parts])
            findings.setdefault(("additivity", parts[0]), []).extend(rows)
    for code, mirror in MIRRORS:
        if {code, mirror} <= series.keys():
            findings["symmetry", code] = _mirror(code, series[code], series[mirror])
    for code, other_sex in BOTH_SEXES:
        if {code, other_sex} <= series.keys():
            findings["symmetry", code] = _one_sex_alone(code, series[code], series[other_sex])
    return findings


def unused_figures(code: str, series: SeriesInput, usable: Flags) -> list[OddFigure]:
    """Figures that no formula can use, the largest first in weight."""
    return [
        _odd_figure("unused", code, series, row, np.nan, abs(series.value[row]))
        for row in np.flatnonzero(~usable).tolist()
    ]


def _range(code: str, series: SeriesInput) -> list[OddFigure]:
    low, high = RANGES.get(code) or BY_UNIT.get(SERIES[code].unit, (-np.inf, np.inf))
    rows = np.flatnonzero((series.value < low) | (series.value > high))
    return [
        _odd_figure(
            "range",
            code,
            series,
            row,
            end := low if series.value[row] < low else high,
            abs(series.value[row] - end),
        )
        for row in rows.tolist()
    ]


def _odd_figure(
    check: str, code: str, series: SeriesInput, row: int, expected: float, weight: float
) -> OddFigure:
    return OddFigure(
        check,
        code,
        int(series.area[row]),
        int(series.counterpart[row]),
        int(series.year[row]),
        float(series.value[row]),
        float(expected),
        float(weight),
    )


def _jumps(code: str, series: SeriesInput) -> list[OddFigure]:
    """Neighbouring figures of an area of which one is more than five times the other."""
    order = np.lexsort((series.year, series.area))
    area, value = series.area[order], series.value[order]
    with np.errstate(all="ignore"):
        factor = np.abs(np.log(value[1:] / value[:-1]))
    is_jump = (area[1:] == area[:-1]) & (value[1:] > 0) & (value[:-1] > 0) & (factor > np.log(JUMP))
    return [
        _odd_figure("jump", code, series, int(order[at + 1]), value[at], factor[at])
        for at in np.flatnonzero(is_jump).tolist()
    ]


def _coverage(code: str, series: SeriesInput) -> list[OddFigure]:
    """A last year that has far fewer areas than the years before usually have."""
    pairs = np.unique(series.year.astype(np.int64) << 32 | series.area.astype(np.int64))
    years, counts = np.unique(pairs >> 32, return_counts=True)
    if len(years) < 3 or counts[-1] >= FEWER * np.median(counts[-6:-1]):
        return []
    usual = float(np.median(counts[-6:-1]))
    return [
        OddFigure(
            "coverage", code, -1, -1, int(years[-1]), float(counts[-1]), usual, usual - counts[-1]
        )
    ]


def _totals(parts: list[SeriesInput]) -> dict[tuple[int, int], float]:
    area = np.concatenate([part.area for part in parts]).astype(np.int64)
    year = np.concatenate([part.year for part in parts]).astype(np.int64)
    value = np.concatenate([part.value for part in parts])
    keys, at = np.unique(area << 16 | year, return_inverse=True)
    sums = np.bincount(at, value)
    return {
        (int(key >> 16), int(key & 0xFFFF)): float(s) for key, s in zip(keys, sums, strict=True)
    }


def _sums(code: str, total: SeriesInput, parts: list[SeriesInput]) -> list[OddFigure]:
    """Totals that the source states and that differ from the sum of their parts."""
    stated, added = _totals([total]), _totals(parts)
    return [
        OddFigure(
            "additivity",
            code,
            area,
            -1,
            year,
            value,
            added[area, year],
            abs(value - added[area, year]),
        )
        for (area, year), value in stated.items()
        if (area, year) in added and abs(value - added[area, year]) > max(1.0, OFF * abs(value))
    ]


def _mirror(code: str, series: SeriesInput, mirror: SeriesInput) -> list[OddFigure]:
    """Years in which the world receives far more, or far less, than it pays."""
    sums = [dict(zip(*_by_year(side), strict=True)) for side in (series, mirror)]
    odd = []
    for year in sorted(sums[0].keys() & sums[1].keys()):
        received, paid = sums[0][year], sums[1][year]
        if min(received, paid) > 0 and max(received / paid, paid / received) > ASYMMETRY:
            odd.append(
                OddFigure(
                    "symmetry", code, -1, -1, year, received, paid, abs(np.log(received / paid))
                )
            )
    return odd


def _by_year(series: SeriesInput) -> tuple[list[int], list[float]]:
    years, at = np.unique(series.year, return_inverse=True)
    return years.tolist(), np.bincount(at, series.value).tolist()


def _one_sex_alone(code: str, series: SeriesInput, other_sex: SeriesInput) -> list[OddFigure]:
    """Corridors and years with people of one sex and no row of the other."""
    keys, other_keys = _keys(series), _keys(other_sex)
    alone = [
        (series, row)
        for row in np.flatnonzero(~np.isin(keys, other_keys) & (series.value > 0)).tolist()
    ]
    alone += [
        (other_sex, row)
        for row in np.flatnonzero(~np.isin(other_keys, keys) & (other_sex.value > 0)).tolist()
    ]
    return [
        _odd_figure("symmetry", code, side, row, np.nan, side.value[row]) for side, row in alone
    ]


def _keys(series: SeriesInput) -> NDArray[np.int64]:
    keys: NDArray[np.int64] = (
        series.area.astype(np.int64) << 40
        | (series.counterpart.astype(np.int64) - NO_COUNTERPART) << 20
        | series.year.astype(np.int64)
    )
    return keys


PERIOD_DAYS = {"annual": 365, "quarterly": 92, "monthly": 31}
LATE = 1.5


def freshness(frequency: str, newest: date | None, today: date) -> str:
    """ "fresh" within one declared period of the newest vintage, "due" within one and a half, then
    "overdue"; "unknown" where the source declares no frequency or nothing is loaded."""
    if newest is None or frequency not in PERIOD_DAYS:
        return "unknown"
    age, period = (today - newest).days, PERIOD_DAYS[frequency]
    return "fresh" if age <= period else "due" if age <= LATE * period else "overdue"
