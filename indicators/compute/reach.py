"""Which cells of the inputs a figure of an area can depend on (pure); tests hold it against the formulas.

Wider than what is used where that is not said in one rule: a cell outside never changes the figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indicators.compute.formulas import WEIGHTS, Formula
from indicators.compute.inputs import SUM_OF_PARTS
from indicators.compute.shapes import Corridors, Matrix, Pairs, Panel

AREA, COUNTERPART, EITHER, ALL = "area", "counterpart", "either", "all"
"""Rows of the area itself, rows of which it is the second area, both, rows of all areas."""

BY_ORIGIN = {
    "MIG_EMI",
    "MIG_EMI_SHR",
    "MIG_FEM_EMI",
    "REM_IN_PER_EMIG",
    "HHI_DEST",
    "REF_ORIG_RATE",
    "COST200_SND",
}
"""Indicators of the second area of their corridors: of the origin of people, of where money is sent from."""
BY_BOTH = {"MIG_EMI_RATE"}
WHOLE = ("BRE_", "IDX_", "MIG_INTRA_")
"""Beginnings of the codes of indicators that rest on the matrix of all areas."""
LAGS = {
    "REM_IN_GROWTH": 1,
    "REM_IN_CAGR5": 5,
    "REM_IN_VOL10": 10,
    "REM_CYCL10": 10,
}  # fmt: skip
"""Years before the figure's own that it also rests on."""
INCOME_YEARS = 5


@dataclass(frozen=True, slots=True)
class Reach:
    """Rows of a series: whose, and of which years; of one quarter, or of any (0)."""

    series: str
    end: str
    years: tuple[int, ...]
    quarter: int = 0


def reach(
    formula: Formula, years: Mapping[str, Sequence[int]], year: int, quarter: int = 0
) -> tuple[Reach, ...]:
    """What a figure of a year rests on; `years` are those in which each series has any figure."""
    return tuple(
        Reach(code, _end(formula, kind), tuple(at), quarter if kind is Corridors else 0)
        for code, kind, _is_optional in formula.shapes
        if (at := _years(formula, code, kind, years.get(code, ()), year))
    )


def _end(formula: Formula, kind: type[Panel | Matrix | Pairs | Corridors]) -> str:
    if formula.code.startswith(WHOLE):
        return ALL
    if kind is Panel:
        return AREA
    if formula.code in BY_BOTH:
        return EITHER
    return COUNTERPART if formula.code in BY_ORIGIN else AREA


def _years(
    formula: Formula,
    code: str,
    kind: type[Panel | Matrix | Pairs | Corridors],
    available: Sequence[int],
    year: int,
) -> list[int]:
    years = {year}
    if code == "bilateral_2018":
        years = set(available)
    elif kind is Matrix:
        years = _around(available, year)
    elif formula.code in LAGS:
        lag = LAGS[formula.code]
        years = {year, year - lag} if lag in (1, 5) else set(range(year - lag, year + 1))
    elif code == "income":
        years = set(range(year - INCOME_YEARS, year + 1))
    elif code in WEIGHTS.values() and Matrix in {kind for _code, kind, _ in formula.shapes}:
        years = {year, year - 1}
    if formula.code == "MIG_STOCK_ARC":
        years |= {
            at for at in available if at < year and at == max(y for y in available if y < year)
        }
    return sorted(years & set(available))


def _around(available: Sequence[int], year: int) -> set[int]:
    """The stock year itself, or those on both sides of a year between two (rule S)."""
    if year in available:
        return {year}
    before, after = [y for y in available if y < year], [y for y in available if y > year]
    return {max(before), min(after)} if before and after else set()


def areas_of(series: str, area: str) -> tuple[str, ...]:
    """The area, and those whose figures make up its own in this series (Channel Islands)."""
    return (area, *SUM_OF_PARTS.get(series, {}).get(area, ()))
