"""Which computation each indicator should show from which day on, decided without reading figures."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

from indicators.compute import REGISTERED
from indicators.selectors.vintage_lines import lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from indicators.analysis.vintages import Brought, Line
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
    inputs: tuple[Brought, ...]
    digest: str

    @property
    def vintage(self) -> date:
        """The vintage of the newest input."""
        return max(brought.vintage for brought in self.inputs)


def plan(groups: bytes) -> tuple[Planned, ...]:
    """What should be published now, for the loaded files and the groups of countries (their digest)."""
    found = lines()
    return tuple(step for code in REGISTERED for step in _steps(code, found, groups))


def _steps(code: str, found: Mapping[str, Line], groups: bytes) -> Iterator[Planned]:
    """One step for each day on which the inputs, and so perhaps the figures, change."""
    series = {name for formula in REGISTERED[code] for name in formula.reads}
    days = sorted({one.vintage for name in series if name in found for one in found[name].used})
    before = ""
    for day in days:
        step = _step(code, day, found, groups)
        if step is not None and step.digest != before:
            before = step.digest
            yield step


def _step(code: str, day: date, found: Mapping[str, Line], groups: bytes) -> Planned | None:
    """The first formula, in order of preference, all of whose inputs were published by the day."""
    for formula in REGISTERED[code]:
        # optional series and the population that weighs aggregates are read where they are there
        read = {name: found[name].at(day) for name in formula.reads if name in found}
        if any(read.get(name) is None for name in formula.inputs):
            continue
        taken = tuple(one for one in read.values() if one is not None)
        return Planned(code, day, formula, taken, _digest(formula, taken, groups))
    return None


def _digest(formula: Formula, inputs: tuple[Brought, ...], groups: bytes) -> str:
    made = blake2b(f"{formula.code} {formula.basis} {formula.version}".encode(), digest_size=32)
    made.update(groups)
    for one in sorted(inputs, key=lambda brought: brought.series):
        made.update(f"{one.series} {one.digest}".encode())
    return made.hexdigest()
