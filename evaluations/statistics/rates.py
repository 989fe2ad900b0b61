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
    """Response of each group, (groups,) each, where it says of no single person that they did or did not answer.

    A share like any other: of those asked, who answered. A response that is nearly none or nearly all is hidden.
    """
    audience = np.maximum(audience, answered)
    table = disclosure.protect(
        audience[:, None],
        answered[:, None],
        audience[:, None] > 0,
        least=disclosure.SMALLEST_GROUP,
    )
    return Response(audience, answered, (table.visible & (table.low == table.high))[:, 0])


def published_difference(response: Response) -> float | None:
    """The index of dissimilarity over the groups that are shown and the rest as one; None where none is shown."""
    if not response.visible.any():
        return None
    audience, answered = (
        np.append(part[response.visible], part[~response.visible].sum())
        for part in (response.audience, response.answered)
    )
    return difference_in_shares(audience, answered)


def difference_in_shares(audience: Ints, answered: Ints) -> float:
    """Half the sum of |share among those who answered - share among those asked| over groups, in per cent.

    The index of dissimilarity (Duncan and Duncan 1955): the part of respondents who would have to belong
    to other groups for both to be alike. 0 when nobody answered.
    """
    if answered.sum() == 0 or audience.sum() == 0:
        return 0.0
    gap = np.abs(answered / answered.sum() - audience / audience.sum())
    return float(50 * gap.sum())
