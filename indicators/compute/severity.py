"""How bad an observation status is, so that the worst of several is a plain maximum.

Inside `indicators.compute` a status travels as its severity, 0 (normal) to 10 (missing); it is
turned into an index into `STATUSES` only in the result.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from indicators.catalogue.statuses import STATUSES

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Codes = NDArray[np.uint8]
Flags = NDArray[np.bool_]

ORDER = "AGDPBEIUKMO"
"""Status letters from best to worst (methods 0.3). The last three mean that there is no value."""

NORMAL, BREAK, ESTIMATED, LOW, ELSEWHERE, IMPOSSIBLE, MISSING = (
    ORDER.index(letter) for letter in "ABEUKMO"
)
FIRST_MISSING = ELSEWHERE
"""From this severity on a cell has no value: a value is NaN exactly where its severity says so."""

SEVERITY_OF_STATUS: Codes = np.array([ORDER.index(letter) for letter in STATUSES], np.uint8)
STATUS_OF_SEVERITY: Codes = np.array([STATUSES.index(letter) for letter in ORDER], np.uint8)


def severity_of(letter: str) -> int:
    """The severity of a status letter, 0 the best."""
    return ORDER.index(letter)
