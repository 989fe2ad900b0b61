"""Which computation each indicator should show from which day on, decided without reading figures."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from operator import attrgetter
from typing import TYPE_CHECKING

from indicators.compute import REGISTERED
from indicators.selectors.vintage_lines import lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from indicators.analysis.vintages import Line, SeriesVintage
    from indicators.compute.formulas import Formula


@dataclass(frozen=True, slots=True)
class Planned:
    """From `as_of` on, the indicator rests on these files by this formula.

    `digest` tells the inputs, the formula's version and the groups apart: equal digests give
    equal figures, so the computation is done once.
    """

    code: str
    as_of: date
    formula: Formula
    inputs: tuple[SeriesVintage, ...]
    digest: str

    @property
    def newest(self) -> SeriesVintage:
        """The newest input that enters the figures; what only weighs coverage does not date them."""
        weighing = self.formula.only_weighs
        entering = [used for used in self.inputs if used.series not in weighing]
        return max(entering or self.inputs, key=lambda used: used.vintage)

    @property
    def vintage(self) -> date:
        """The vintage of the newest input."""
        return self.newest.vintage


def plan(groups: bytes) -> tuple[Planned, ...]:
    """What should be published now, for the loaded files and the groups of countries (their digest)."""
    lines_by_series = lines()
    return tuple(step for code in REGISTERED for step in _steps(code, lines_by_series, groups))


def _steps(code: str, lines_by_series: Mapping[str, Line], groups: bytes) -> Iterator[Planned]:
    """One step for each day on which the inputs, and so perhaps the figures, change."""
    series = {name for formula in REGISTERED[code] for name in formula.reads}
    used = [
        series_vintage
        for name in series
        if name in lines_by_series
        for series_vintage in lines_by_series[name].used
    ]
    days = sorted({series_vintage.vintage for series_vintage in used})
    before = ""
    for day in days:
        step = _step(code, day, lines_by_series, groups)
        if step is not None and step.digest != before:
            before = step.digest
            yield step


def _step(
    code: str, day: date, lines_by_series: Mapping[str, Line], groups: bytes
) -> Planned | None:
    """The first formula, in order of preference, all of whose inputs were published by the day."""
    for formula in REGISTERED[code]:
        # optional series and the population that weighs aggregates are read where they are there
        read = {
            name: lines_by_series[name].at(day) for name in formula.reads if name in lines_by_series
        }
        if any(read.get(name) is None for name in formula.inputs):
            continue
        inputs = tuple(
            series_vintage for series_vintage in read.values() if series_vintage is not None
        )
        return Planned(code, day, formula, inputs, _digest(formula, inputs, groups))
    return None


def _digest(formula: Formula, inputs: tuple[SeriesVintage, ...], groups: bytes) -> str:
    fingerprint = blake2b(
        f"{formula.code} {formula.basis} {formula.version}".encode(), digest_size=32
    )
    fingerprint.update(groups)
    for series_vintage in sorted(inputs, key=attrgetter("series")):
        fingerprint.update(f"{series_vintage.series} {series_vintage.digest}".encode())
    return fingerprint.hexdigest()
