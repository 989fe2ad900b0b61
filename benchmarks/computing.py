"""(b) All indicators and matrices against the same arithmetic in plain numpy, and (e) ten times the years."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.timing import interleaved, line
from indicators.compute import (
    CORRIDORS,
    FORMULAS,
    Groups,
    Inputs,
    SeriesInput,
    compute_all,
    compute_corridors,
)
from indicators.services.inputs import InputStore
from indicators.services.plan import plan
from tests.reference.areas import everything

TIMES = 10


def run(rounds: int) -> list[str]:
    """Report lines for what is loaded at the moment."""
    store = InputStore()
    newest = {step.code: step for step in plan(store.groups_digest)}
    inputs_by_series = {
        step_input.series: step_input for step in newest.values() for step_input in step.inputs
    }
    if (
        not {"remin", "gdp", "pop", "stock_f", "unhcr_refugee", "rpw_cost"}
        <= inputs_by_series.keys()
    ):
        return ["(b) compute: left out, the real files are not here"]
    series = {
        code: store.series(step_input)
        for code, step_input in inputs_by_series.items()
        if not code.startswith("wfb")
    }
    codes, ids = zip(*((area.code, area.pk) for area in store.areas), strict=True)
    inputs = Inputs.spanning(codes, series, ids, store.subregions)
    _compute_everything(inputs, store.groups)
    everything(inputs, store.groups)
    ours, plain = interleaved(
        lambda: _compute_everything(inputs.ready(), store.groups),
        lambda: everything(inputs.ready(), store.groups),
        rounds=rounds,
    )
    lines = [
        line(
            "(b) compute all: time over plain numpy",
            ours / plain,
            "<= 2",
            f"{1000 * ours:.1f} ms against {1000 * plain:.1f} ms, {len(FORMULAS)} indicators"
            f" of {len(store.groups.codes)} groups, {len(CORRIDORS)} of corridors",
        )
    ]
    wide = Inputs.spanning(
        codes, {code: _repeated(figures) for code, figures in series.items()}, ids
    )
    once = Inputs.spanning(codes, series, ids)
    tenfold_seconds, seconds = interleaved(
        lambda: compute_all(_fresh(wide), store.groups),
        lambda: compute_all(_fresh(once), store.groups),
        rounds=max(2, rounds // 3),
    )
    lines.append(
        line(
            "(e) compute, 10x the rows: time over 1x",
            tenfold_seconds / seconds,
            "<= 11",
            f"{tenfold_seconds:.2f} s against {seconds:.2f} s, alignment of the rows included",
        )
    )
    return lines


def _compute_everything(inputs: Inputs, groups: Groups) -> None:
    """Every indicator and every bilateral matrix."""
    compute_all(inputs, groups)
    compute_corridors(inputs)


def _fresh(inputs: Inputs) -> Inputs:
    """The same series with nothing built, so that laying rows on axes is timed too."""
    return Inputs(inputs.axes, inputs.series)


def _repeated(series: SeriesInput) -> SeriesInput:
    """The figures ten times, each time over a later span of years."""
    span = 75  # the longest series has 74 years, so that spans never overlap
    shift = np.repeat(np.arange(TIMES) * span, len(series.year)).astype(np.int16)
    tiled = {name: np.tile(getattr(series, name), TIMES) for name in series.__dataclass_fields__}
    return replace(series, **tiled | {"year": (tiled["year"] + shift).astype(np.int16)})
