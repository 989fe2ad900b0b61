"""Where the figure of a group jumps because other members report, and not because theirs moved (pure)."""

from __future__ import annotations

import numpy as np

from indicators.compute.aggregates import Groups
from indicators.compute.severity import FIRST_MISSING, Codes, Flags, Floats
from indicators.compute.terms import Terms

LEVELS = ("sum", "ratio")
"""Aggregates whose members may differ from one year to the next; growth is of members matched already."""
LARGEST_EFFECT = 0.02
"""Part by which a change of composition may move a figure without being called a break."""


def breaks(terms: Terms, severity: Codes, groups: Groups, values: Floats) -> Flags:
    """Where the published `values` [G, T] break, bool[G, T].

    The step from the year before is compared with that of the members that are in both years.
    """
    broken = np.zeros(values.shape, np.bool_)
    entering = severity < FIRST_MISSING
    differs = entering[:, 1:] != entering[:, :-1]
    if not differs.any():
        return broken
    changed: Flags = (groups.weights @ differs) > 0
    effect = (values[:, 1:] / values[:, :-1]) / matched_steps(terms, severity, groups)[:, 1:]
    broken[:, 1:] = changed & (np.abs(effect - 1) > LARGEST_EFFECT)
    return broken


def matched_steps(terms: Terms, severity: Codes, groups: Groups) -> Floats:
    """Each figure over that of the year before, of the members that are in both years, float64[G, T]."""
    entering = severity < FIRST_MISSING
    both = entering[:, 1:] & entering[:, :-1]
    now, before = (
        terms.finish(
            *(groups.weights @ np.where(both, part.values[:, at], 0.0) for part in terms.parts)
        )
        for at in (slice(1, None), slice(None, -1))
    )
    steps = np.full((len(groups.codes), severity.shape[1]), np.nan)
    steps[:, 1:] = now / before
    return steps
