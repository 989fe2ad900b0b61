"""What a contribution may be graded at most: the date guard and what the evidence carries (pure).

Grades: 0 none · 1 in contact before · 2 usefulness stated by a participant · 3 intention stated ·
4 text or tool reused · 5 an official document cites the project.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LARGEST_FIGURE = 1e15
"""Beyond it a figure of a project is a slip of the keyboard, and floats no longer tell wholes apart."""
LIMIT = 5
UNDER_WAY_LIMIT = 2
"""A process that was under way before the first contact may have been helped, not begun, by it."""
DAY = r"[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
"""A day as far as it is known: 2010, 2010-07 or 2010-07-01."""


class Why(StrEnum):
    """Why a contribution cannot be graded higher."""

    OPEN = "open"
    NO_CONTACT = "no_contact"
    UNDATED = "undated"
    DECIDED_BEFORE = "decided_before"
    UNDER_WAY = "under_way"


@dataclass(frozen=True, slots=True)
class Guard:
    """The highest grade that the dates allow, and why it is not higher."""

    limit: int
    why: Why


def earliest(text: str) -> date | None:
    """The first day that `text` may mean. None for an empty or impossible one."""
    if not re.fullmatch(DAY, text):
        return None
    parts = [int(part) for part in text.split("-")]
    try:
        return date(*[*parts, 1, 1][:3])
    except ValueError:
        return None


def latest(text: str) -> date | None:
    """The last day that `text` may mean. None for an empty or impossible one."""
    first = earliest(text)
    if first is None:
        return None
    precision = text.count("-")
    if precision == 2:
        return first
    month = 12 if precision == 0 else first.month
    return date(first.year, month, calendar.monthrange(first.year, month)[1])


def date_guard(
    *, first_contact: date | None, decided: date | None, under_way: date | None
) -> Guard:
    """The highest grade, 0 to 5, that the order of events allows.

    `decided` is the first day on which the change may have been decided, `under_way` a day on which
    the process is known to have been under way already, `first_contact` the last day on which the
    first contact with the project may have been. So a day known only roughly never raises a grade.
    What was decided before the first contact gets 0; what was under way by then gets at most 2.
    """
    if first_contact is None:
        return Guard(0, Why.NO_CONTACT)
    if decided is None:
        return Guard(0, Why.UNDATED)
    if decided < first_contact:
        return Guard(0, Why.DECIDED_BEFORE)
    if under_way is not None and under_way <= first_contact:
        return Guard(UNDER_WAY_LIMIT, Why.UNDER_WAY)
    return Guard(LIMIT, Why.OPEN)


CARRIES = {
    "stated_usefulness": 2,
    "stated_intention": 3,
    "reused_text": 4,
    "official_citation": 5,
}
"""The grade that each kind of evidence carries; other kinds prove the change, not the contribution."""


DOCUMENTS = frozenset({"reused_text", "official_citation"})
"""Kinds that are a document which a reviewer opens; a quotation alone carries no such grade."""
STATEMENTS = frozenset({"stated_usefulness", "stated_intention"})
"""What somebody says: it shows that a thing is wished for or looked at, not that it was drafted or decided."""


def carried(kinds: Iterable[str], *, in_contact: bool) -> int:
    """The highest grade that the evidence carries: contact alone 1, each kind what it stands for."""
    best = max((CARRIES.get(kind, 0) for kind in kinds), default=0)
    return max(best, 1 if in_contact else 0)


def highest(guard: Guard, kinds: Iterable[str], *, in_contact: bool) -> int:
    """The highest grade that both the dates and the evidence allow."""
    return min(guard.limit, carried(kinds, in_contact=in_contact))
