"""Figures over several events, made only from what is published of each event (pure).

A pool that were counted from the answers would, with the events beside it, give away the events that are
hidden. One that is the sum of published intervals adds nothing to them. Its base says which events it
leaves out: those in which fewer than 5 people gave a valid answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evaluations.statistics.intervals import effective_size, wilson


@dataclass(frozen=True, slots=True)
class Share:
    """A published share of one event: favourable answers between `low` and `high` of n valid ones."""

    n: int
    low: int
    high: int
    answered: int
    audience: int

    @property
    def percent(self) -> float:
        """The middle of what the share may be, in per cent."""
        return 50 * (self.low + self.high) / self.n

    @property
    def exact(self) -> bool:
        """The count is published, not a band."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Pool:
    """A share over events. `events` is how many it rests on, `of` how many there were.

    Percentages: `low` to `high` of participants who answered, all events together, each person counted
    once for each event; `average` the mean of the events' own; `interval` is Wilson's.
    """

    n: int
    favourable: tuple[int, int]
    answered: int
    audience: int
    events: int
    of: int
    average: float
    interval: tuple[float, float]

    @property
    def percent(self) -> float:
        """The middle of what the share of participants may be, in per cent."""
        return 50 * (self.favourable[0] + self.favourable[1]) / self.n

    @property
    def low(self) -> int:
        """Favourable answers at least."""
        return self.favourable[0]

    @property
    def high(self) -> int:
        """Favourable answers at most."""
        return self.favourable[1]

    @property
    def lower(self) -> float:
        """The lower end of the interval, in per cent."""
        return self.interval[0]

    @property
    def upper(self) -> float:
        """The upper end of the interval, in per cent."""
        return self.interval[1]

    @property
    def exact(self) -> bool:
        """No event of it is in a band."""
        return self.low == self.high

    @property
    def response(self) -> float:
        """Per cent of those asked in these events who answered."""
        return 100 * min(self.answered, self.audience) / self.audience if self.audience else 0.0


def pool(shares: Sequence[Share | None]) -> Pool | None:
    """Add up published shares; None stands for an event whose share is hidden. None when all are."""
    published = [share for share in shares if share is not None and share.n > 0]
    if not published:
        return None
    n = sum(share.n for share in published)
    low, high = sum(share.low for share in published), sum(share.high for share in published)
    audience = sum(max(share.audience, share.answered) for share in published)
    size = effective_size(n, audience)
    return Pool(
        n=n,
        favourable=(low, high),
        answered=sum(share.answered for share in published),
        audience=audience,
        events=len(published),
        of=len(shares),
        average=sum(share.percent for share in published) / len(published),
        interval=(
            100 * float(wilson(low / n, size)[0]),
            100 * float(wilson(high / n, size)[1]),
        ),
    )
