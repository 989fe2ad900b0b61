"""What families would keep if sending money cost no more than a target (SDG 10.c): the sum itself (pure).

Saving on a corridor = max(0, cost - target) / 100 x money received along it, as in the indicator
COST200_SAVING. The money is the country's inflow shared out by the modelled corridors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Priced:
    """A corridor into the country: its host, share of the inflow 0-1, and cost in per cent if priced."""

    host: int
    share: float
    cost: float | None
    period: str = ""


@dataclass(frozen=True, slots=True)
class SavedRow:
    """A corridor in the result; `is_assumed` where its cost is the mean of the priced ones."""

    host: int
    flow: float
    cost: float | None
    period: str
    saved: float
    is_assumed: bool


@dataclass(frozen=True, slots=True)
class Saving:
    """The result: rows from the largest saving, their sum, and how much of the inflow has a price."""

    rows: tuple[SavedRow, ...]
    saved: float
    inflow: float
    covered: float
    mean_cost: float | None
    """Of the priced corridors, weighted by money; None where none is priced."""

    @property
    def share(self) -> float:
        """Saving in per cent of the inflow."""
        return 100 * self.saved / self.inflow if self.inflow else 0.0


def saving(
    corridors: Sequence[Priced], inflow: float, target: float, *, fill: bool = False
) -> Saving:
    """The sum for an inflow in US dollars a year and a target in per cent.

    `fill` gives corridors without a price the mean of the others; else they save nothing.
    """
    priced = [corridor for corridor in corridors if corridor.cost is not None]
    weight = sum(corridor.share for corridor in priced)
    mean = (
        sum(corridor.share * (corridor.cost or 0.0) for corridor in priced) / weight
        if weight > 0
        else None
    )
    rows = []
    for corridor in corridors:
        cost = corridor.cost if corridor.cost is not None or not fill else mean
        flow = inflow * corridor.share
        saved = max(0.0, cost - target) / 100 * flow if cost is not None else 0.0
        rows.append(
            SavedRow(
                corridor.host,
                flow,
                cost,
                corridor.period,
                saved,
                corridor.cost is None and cost is not None,
            )
        )
    rows.sort(key=lambda row: (-row.saved, -row.flow, row.host))
    return Saving(tuple(rows), sum(row.saved for row in rows), inflow, weight, mean)


def shares(flows: Mapping[int, float]) -> dict[int, float]:
    """Each flow as part of their sum, 0-1; empty where nothing flows."""
    total = sum(flows.values())
    return {key: value / total for key, value in flows.items()} if total > 0 else {}
