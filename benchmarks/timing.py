"""Interleaved rounds and their medians: two things are compared under the same weather."""

from __future__ import annotations

from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    begun = perf_counter()
    work()
    return perf_counter() - begun


def interleaved(
    *works: Callable[[], object], rounds: int, before: Callable[[], object] | None = None
) -> tuple[float, ...]:
    """Median seconds of each work over rounds in which all take turns; one round warms up."""
    times: list[list[float]] = [[] for _ in works]
    for number in range(rounds + 1):
        for place, work in enumerate(works):
            if before is not None:
                before()
            took = seconds(work)
            if number:
                times[place].append(took)
    return tuple(median(durations) for durations in times)


def line(name: str, ratio: float, bound: str, detail: str) -> str:
    """One line of the report; the bound is said, never enforced here."""
    return f"{name:<46} {ratio:8.2f}   wanted {bound:<10} {detail}"
