"""How far a share of those who answered may be from that of all who were asked (pure)."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
LEVEL = 0.95


def effective_size(n: ArrayLike, audience: ArrayLike) -> Floats:
    """n(N-1)/(N-n): the answers an endless population would need for the same certainty.

    The audience N is the whole room, so the variance of a share shrinks by the finite population
    correction (N-n)/(N-1) (Cochran, Sampling Techniques, 1977, 2.6). Infinite when everybody answered.
    Holds if those who did not answer are like those who did.
    """
    answered = np.asarray(n, dtype=float)
    room = np.maximum(np.asarray(audience, dtype=float), answered)
    with np.errstate(divide="ignore", invalid="ignore"):
        size = answered * (room - 1) / (room - answered)
    return np.where(answered == 0, 0.0, np.where(room <= answered, np.inf, size))


def wilson(share: ArrayLike, size: ArrayLike, level: float = LEVEL) -> tuple[Floats, Floats]:
    """The score interval of a share on a (possibly effective) size (Wilson, JASA 22, 1927).

    Both ends lie in [0, 1]. On an infinite size they are the share itself: there is no sampling error.
    NaN where the size is 0.
    """
    z = NormalDist().inv_cdf(0.5 + level / 2)
    p, n = np.broadcast_arrays(np.asarray(share, dtype=float), np.asarray(size, dtype=float))
    with np.errstate(divide="ignore", invalid="ignore"):
        z2n = np.where(n > 0, z * z / n, np.nan)
        centre = (p + z2n / 2) / (1 + z2n)
        half = np.sqrt(np.maximum(p * (1 - p) * z2n + z2n * z2n / 4, 0)) / (1 + z2n)
    return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)
