"""How well modelled flows agree with a matrix that somebody else published."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indicators.compute.severity import Floats, Ints

TOP = 100


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two matrices of flows compared, corridor by corridor.

    `corridors` are those with a flow in both; `correlation` is Pearson's of the logarithms over
    them (NaN below three). `top_ours` and `top_theirs` are the percentages of each total in its
    own 100 largest corridors, `shared` how many of these are the same. `error` is the sum of
    absolute differences over all corridors in percent of their total (0 if equal, 200 if nothing
    overlaps). `ours` and `theirs` are the totals in US dollars.
    """

    corridors: int
    correlation: float
    top_ours: float
    top_theirs: float
    shared: int
    error: float
    ours: float
    theirs: float


def agreement(
    ours: tuple[Ints, Ints, Floats], theirs: tuple[Ints, Ints, Floats]
) -> Agreement | None:
    """Compare home, host and dollars of two matrices; None where one of them is empty."""
    keys = [
        home.astype(np.int64) << 20 | host.astype(np.int64) for home, host, _value in (ours, theirs)
    ]
    union = np.unique(np.concatenate(keys))
    flows = np.zeros((2, len(union)))
    for row, (flow, key) in enumerate(zip((ours, theirs), keys, strict=True)):
        flows[row, np.searchsorted(union, key)] = flow[2]
    totals = flows.sum(axis=1)
    if not (totals > 0).all():
        return None
    both = (flows > 0).all(axis=0)
    logs = np.log(flows[:, both])
    top = [np.argsort(-row, kind="stable")[: min(TOP, np.count_nonzero(row))] for row in flows]
    shares = [100 * float(row[at].sum() / row.sum()) for row, at in zip(flows, top, strict=True)]
    return Agreement(
        corridors=int(both.sum()),
        correlation=float(np.corrcoef(logs)[0, 1]) if both.sum() > 2 else float("nan"),
        top_ours=shares[0],
        top_theirs=shares[1],
        shared=len(np.intersect1d(top[0], top[1])),
        error=100 * float(np.abs(flows[0] - flows[1]).sum() / totals[1]),
        ours=float(totals[0]),
        theirs=float(totals[1]),
    )
