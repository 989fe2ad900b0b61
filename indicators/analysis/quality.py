"""What is odd in a file's figures, told and never mended; and whether a source is up to date (pure).

Each check answers `Odd` rows; nothing here changes a figure or refuses a file. A jump may be true,
a range may be too narrow: the reader sees the finding beside the data and decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from indicators.catalogue.series import SERIES
from indicators.compute.inputs import NO_COUNTERPART, SeriesInput

MOST_TOLD = 20
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
class Odd:
    """One finding: `area` and `counterpart` are area ids (-1: the whole series or none).

    `found` is the figure, `expected` what it was compared with (the nearer end of a range, the
    figure before, the sum of the parts, the other side), `weight` how bad it is.
    """

    check: str
    series: str
    area: int
    counterpart: int
    year: int
    found: float
    expected: float
    weight: float


def odd_figures(series: Mapping[str, SeriesInput]) -> dict[tuple[str, str], list[Odd]]:
    """All findings by check and series; a check that was made and found nothing has an empty list."""
    found: dict[tuple[str, str], list[Odd]] = {}
    for code, one in series.items():
        found["range", code] = _range(code, one)
        if code in LEVELS:
            found["jump", code] = _jumps(code, one)
        if (one.quarter == 0).all():
            found["coverage", code] = _coverage(code, one)
    return found | _between(series)


def _between(series: Mapping[str, SeriesInput]) -> dict[tuple[str, str], list[Odd]]:
    """Findings that need more than one series."""
    found: dict[tuple[str, str], list[Odd]] = {}
    for whole, parts in SUMS:
        if {whole, *parts} <= series.keys():
            rows = _sums(parts[0], series[whole], [series[part] for part in parts])
            found.setdefault(("additivity", parts[0]), []).extend(rows)
    for code, other in MIRRORS:
        if {code, other} <= series.keys():
            found["symmetry", code] = _mirror(code, series[code], series[other])
    for code, other in BOTH_SEXES:
        if {code, other} <= series.keys():
            found["symmetry", code] = _one_sex_alone(code, series[code], series[other])
    return found


def _range(code: str, one: SeriesInput) -> list[Odd]:
    low, high = RANGES.get(code) or BY_UNIT.get(SERIES[code].unit, (-np.inf, np.inf))
    rows = np.flatnonzero((one.value < low) | (one.value > high))
    return [
        _odd(
            "range",
            code,
            one,
            row,
            end := low if one.value[row] < low else high,
            abs(one.value[row] - end),
        )
        for row in rows.tolist()
    ]


def _odd(check: str, code: str, one: SeriesInput, row: int, expected: float, weight: float) -> Odd:
    return Odd(
        check,
        code,
        int(one.area[row]),
        int(one.counterpart[row]),
        int(one.year[row]),
        float(one.value[row]),
        float(expected),
        float(weight),
    )


def _jumps(code: str, one: SeriesInput) -> list[Odd]:
    """Neighbouring figures of an area of which one is more than five times the other."""
    order = np.lexsort((one.year, one.area))
    area, value = one.area[order], one.value[order]
    with np.errstate(all="ignore"):
        factor = np.abs(np.log(value[1:] / value[:-1]))
    is_jump = (area[1:] == area[:-1]) & (value[1:] > 0) & (value[:-1] > 0) & (factor > np.log(JUMP))
    return [
        _odd("jump", code, one, int(order[at + 1]), value[at], factor[at])
        for at in np.flatnonzero(is_jump).tolist()
    ]


def _coverage(code: str, one: SeriesInput) -> list[Odd]:
    """A last year that has far fewer areas than the years before usually have."""
    pairs = np.unique(one.year.astype(np.int64) << 32 | one.area.astype(np.int64))
    years, counts = np.unique(pairs >> 32, return_counts=True)
    if len(years) < 3 or counts[-1] >= FEWER * np.median(counts[-6:-1]):
        return []
    usual = float(np.median(counts[-6:-1]))
    return [
        Odd("coverage", code, -1, -1, int(years[-1]), float(counts[-1]), usual, usual - counts[-1])
    ]


def _totals(parts: list[SeriesInput]) -> dict[tuple[int, int], float]:
    area = np.concatenate([one.area for one in parts]).astype(np.int64)
    year = np.concatenate([one.year for one in parts]).astype(np.int64)
    value = np.concatenate([one.value for one in parts])
    keys, at = np.unique(area << 16 | year, return_inverse=True)
    sums = np.bincount(at, value)
    return {
        (int(key >> 16), int(key & 0xFFFF)): float(s) for key, s in zip(keys, sums, strict=True)
    }


def _sums(code: str, whole: SeriesInput, parts: list[SeriesInput]) -> list[Odd]:
    """Totals that the source states and that differ from the sum of their parts."""
    stated, added = _totals([whole]), _totals(parts)
    return [
        Odd(
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


def _mirror(code: str, one: SeriesInput, other: SeriesInput) -> list[Odd]:
    """Years in which the world receives far more, or far less, than it pays."""
    sums = [dict(zip(*_by_year(side), strict=True)) for side in (one, other)]
    found = []
    for year in sorted(sums[0].keys() & sums[1].keys()):
        received, paid = sums[0][year], sums[1][year]
        if min(received, paid) > 0 and max(received / paid, paid / received) > ASYMMETRY:
            found.append(
                Odd("symmetry", code, -1, -1, year, received, paid, abs(np.log(received / paid)))
            )
    return found


def _by_year(one: SeriesInput) -> tuple[list[int], list[float]]:
    years, at = np.unique(one.year, return_inverse=True)
    return years.tolist(), np.bincount(at, one.value).tolist()


def _one_sex_alone(code: str, one: SeriesInput, other: SeriesInput) -> list[Odd]:
    """Corridors and years with people of one sex and no row of the other."""
    mine, theirs = _keys(one), _keys(other)
    alone = [
        (one, row) for row in np.flatnonzero(~np.isin(mine, theirs) & (one.value > 0)).tolist()
    ]
    alone += [
        (other, row) for row in np.flatnonzero(~np.isin(theirs, mine) & (other.value > 0)).tolist()
    ]
    return [_odd("symmetry", code, side, row, np.nan, side.value[row]) for side, row in alone]


def _keys(one: SeriesInput) -> NDArray[np.int64]:
    keys: NDArray[np.int64] = (
        one.area.astype(np.int64) << 40
        | (one.counterpart.astype(np.int64) - NO_COUNTERPART) << 20
        | one.year.astype(np.int64)
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
