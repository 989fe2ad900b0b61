"""Who answered of those who were asked, and whether the two differ (pure)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluations.statistics import disclosure
from evaluations.statistics.disclosure import Flags
from evaluations.statistics.frames import Ints

WARN_BELOW = 60
"""Per cent of response below which a page warns."""
NO_WORDS_BELOW = 40
"""Per cent of response below which no word such as "most" is used."""


def response_rate(answered: int, audience: int) -> float | None:
    """Per cent of the audience that answered; None of an empty audience. Never above 100."""
    return None if audience <= 0 else 100 * min(answered, audience) / audience


@dataclass(frozen=True, slots=True)
class Response:
    """Response by group: who was asked, who answered, and where both may be shown."""

    audience: Ints
    answered: Ints
    visible: Flags


def by_group(audience: Ints, answered: Ints) -> Response:
    """Response of each group, (groups,) each; groups asked fewer than 5 people are hidden with the remainder rule."""
    audience = np.maximum(audience, answered)
    column = audience[:, None]
    visible = disclosure.protect(column, np.zeros_like(column), column > 0).visible[:, 0]
    if (column > 0).sum() > 1 and not _remainder_holds(audience, visible):
        visible = np.zeros_like(visible)
    return Response(audience, answered, visible)


def _remainder_holds(audience: Ints, visible: Flags) -> bool:
    hidden = ~visible & (audience > 0)
    return not hidden.any() or int(audience[hidden].sum()) >= disclosure.SMALLEST


def difference_in_shares(audience: Ints, answered: Ints) -> float:
    """Half the sum of |share among those who answered - share among those asked| over groups, in per cent.

    The index of dissimilarity (Duncan and Duncan 1955): the part of respondents who would have to belong
    to other groups for both to be alike. 0 when nobody answered.
    """
    if answered.sum() == 0 or audience.sum() == 0:
        return 0.0
    gap = np.abs(answered / answered.sum() - audience / audience.sum())
    return float(50 * gap.sum())
