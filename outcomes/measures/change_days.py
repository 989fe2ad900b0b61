"""How a policy change stood on a day: its stage, when it was decided, what was owed to the project by then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outcomes import rules
from outcomes.stages import DECIDED, Stage

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from outcomes.models import Contribution, Evidence, PolicyChange, Step

ORDER: dict[str, int] = {stage: place for place, stage in enumerate(Stage)}


def decided_on(steps: Iterable[Step]) -> date | None:
    """The first day on which the country may have decided: the earliest step from `adopted` on, and
    while nothing is adopted the day of the newest step."""
    days = [(step.first_day, step.stage) for step in steps if step.first_day]
    decided = [day for day, stage in days if stage in DECIDED]
    return min(decided) if decided else max((day for day, _stage in days), default=None)


def under_way_on(change: PolicyChange, steps: Iterable[Step]) -> date | None:
    """A day on which the process is known to have been under way; a step below the newest one shows it too."""
    days = [rules.latest(change.under_way_by)] if change.under_way_by else []
    dated = [(rules.latest(step.on), step.first_day) for step in steps if step.first_day]
    newest = max((first for _last, first in dated), default=None)
    days += [last for last, first in dated if newest and first < newest]
    return min((day for day in days if day), default=None)


def carrying(pieces: Iterable[Evidence], first_contact: date | None) -> list[str]:
    """Kinds of the pieces that can carry a grade.

    What is older than the first contact tells nothing of it; a reused text or a citation is one that a
    reviewer can open, so it has a file or an address.
    """
    kinds = []
    for piece in pieces:
        last = rules.latest(piece.on)
        is_older = bool(last and first_contact and last < first_contact)
        is_readable = piece.kind not in rules.DOCUMENTS or bool(piece.url or piece.stored)
        if is_readable and not is_older:
            kinds.append(piece.kind)
    return kinds


def known_by(piece: Evidence, day: date) -> bool:
    """Whether the piece may be of that day or before; one without a day is."""
    first = rules.earliest(piece.on)
    return first is None or first <= day


@dataclass(frozen=True, slots=True)
class Position:
    """Where a change stood on a day: its newest step by then, and what each contribution was worth by then."""

    step: Step
    on: date
    grades: dict[int, rules.Guard]
    """Contribution to its grade and why it is not higher; those of a later first contact are not in it."""

    @property
    def grade(self) -> int:
        """The highest grade."""
        return max((guard.limit for guard in self.grades.values()), default=0)


def position_on(
    change: PolicyChange,
    day: date,
    steps: Iterable[Step],
    contributions: Iterable[Contribution],
) -> Position | None:
    """Where it stood at the end of the day; None where no step is of that day or before.

    Steps, contacts and evidence that came later are left out, so later progress changes nothing of it. A
    step known only by its year or month counts from its first possible day on.
    """
    known = [step for step in steps if step.first_day and step.first_day <= day]
    if not known:
        return None
    newest = max(known, key=lambda step: (step.first_day, ORDER[step.stage]))
    decided, under_way = decided_on(known), under_way_on(change, known)
    grades = {}
    for row in contributions:
        if row.first_contact is None or row.first_contact > day:
            continue
        guard = rules.date_guard(
            first_contact=row.first_contact, decided=decided, under_way=under_way
        )
        pieces = [piece for piece in row.evidence.all() if known_by(piece, day)]
        kinds = carrying(pieces, row.first_contact)
        highest = rules.highest(guard, kinds, in_contact=True)
        grades[row.pk] = rules.Guard(min(row.grade, highest), guard.why)
    on = newest.first_day
    assert on is not None  # noqa: S101  only steps with a day are known
    return Position(newest, on, grades)
