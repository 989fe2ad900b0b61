"""Tables whose rows leave the portal at their time, such as letters: what waits, what failed, and trying again.

Such rows are no jobs: each has a time of its own, before which people may still change or drop it, and a schedule of
tries that fits whom it goes to. An app declares its tables in its module `tasks`, and the page of jobs shows them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, Min, Q

from core.job_kinds import find_tasks

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django_stubs_ext import StrPromise

QUEUED, FAILED = "queued", "failed"
"""States that every such table has."""
AGAIN_WITHIN = timedelta(days=14)
"""What was written longer ago is not sent any more: nobody expects it."""


@dataclass(frozen=True, slots=True)
class Outbox:
    """A table of rows that leave, with the fields of `core.models.Letter`: state, tries, next_at, created_at, problem."""

    name: str
    title: str | StrPromise
    rows: Callable[[], QuerySet[Model]]


@dataclass(frozen=True, slots=True)
class Summary:
    """How an outbox stands: rows that wait, since when the oldest does, how many failed before, how many are given up."""

    outbox: Outbox
    waiting: int
    oldest: datetime | None
    aside: int
    failed: int


_outboxes: dict[str, Outbox] = {}


def declare(outbox: Outbox) -> Outbox:
    """Make an outbox known. Raises ValueError when another has the name."""
    if outbox.name in _outboxes:
        raise ValueError(f"The outbox {outbox.name!r} is declared twice.")
    _outboxes[outbox.name] = outbox
    return outbox


def outboxes() -> dict[str, Outbox]:
    """Every outbox by its name."""
    find_tasks()
    return _outboxes


def summaries(now: datetime) -> list[Summary]:
    """How each outbox stands. One query for each."""
    waiting, given_up = Q(state=QUEUED), _given_up(now)
    counts = {
        "waiting": Count("pk", filter=waiting),
        "oldest": Min("created_at", filter=waiting),
        "aside": Count("pk", filter=waiting & Q(tries__gt=0)),
        "failed": Count("pk", filter=given_up),
    }
    # Most letters were sent long ago; the index of states leaves them out.
    return [
        Summary(outbox, **outbox.rows().filter(waiting | given_up).aggregate(**counts))
        for outbox in outboxes().values()
    ]


@transaction.atomic
def try_again(outbox: Outbox, *, now: datetime) -> int:
    """Let what failed leave at the next sending, given up or not; how many rows.

    What waits for its first try keeps its time.
    """
    rows = outbox.rows().order_by()
    count = rows.filter(state=QUEUED, tries__gt=0).update(next_at=now)
    return count + rows.filter(_given_up(now)).update(
        state=QUEUED, tries=0, next_at=now, problem=""
    )


def hold(outbox: Outbox, problem: str) -> int:
    """Set aside all that waits, until a person has it tried again; how many rows."""
    return outbox.rows().order_by().filter(state=QUEUED).update(state=FAILED, problem=problem)


def _given_up(now: datetime) -> Q:
    return Q(state=FAILED, created_at__gt=now - AGAIN_WITHIN)
