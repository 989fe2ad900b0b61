"""Work on rows one after the other: a row that fails is logged and set aside, the others go on.

Who is set aside stands in `SetAside`, which the page of jobs shows. It is tried again after a pause that
grows with every try, and is forgotten once the work succeeds or the row is no longer due.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import ngettext

from core.failures import log_failure, pause
from core.models import SetAside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class RowsSetAside(Exception):
    """The work is done but for some rows, which are set aside."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count

    @property
    def message(self) -> str:
        """For the record of the job."""
        text = ngettext(
            "%(count)s row is set aside and tried again.",
            "%(count)s rows are set aside and tried again.",
            self.count,
        )
        return text % {"count": self.count}


@dataclass(slots=True)
class RowResults:
    """What the work gave back for each row that went well, how many rows failed, and how many wait."""

    results: list[Any] = field(default_factory=list)
    failed: int = 0
    waiting: int = 0

    @property
    def total(self) -> int:
        """The sum of results that are counts or truths."""
        return sum(map(int, self.results))

    def check(self) -> None:
        """Raise RowsSetAside where a row is left, for a job, which then tries again as its rows do."""
        if count := self.failed + self.waiting:
            raise RowsSetAside(count)


def each_row(
    rows: Iterable[Any],
    work: Callable[[Any], Any],
    *,
    what: str = "",
    most: int | None = None,
    in_one: bool = True,
) -> RowResults:
    """Do the work on each row in a transaction of its own; what one row did before it failed is undone.

    `in_one=False` is for work that keeps its parts as they come, in transactions of its own. Rows are
    records or primary keys, and all that are due: what was set aside and is not among them is forgotten.
    It stops after `most` rows of which the work gave back something true.
    Raises OperationalError and InterfaceError where the database is gone, so that the task begins again
    when it is back.
    """
    summary, done = RowResults(), 0
    what = what or work.__name__
    aside = {set_aside.row: set_aside for set_aside in SetAside.objects.filter(what=what)}
    began, names = timezone.now(), set()
    for row in rows:
        if most is not None and done >= most:
            break
        name = str(getattr(row, "pk", row))
        names.add(name)
        if name in aside and aside[name].next_at > began:
            summary.waiting += 1
            continue
        problem, result = _try(row, work, in_one=in_one)
        if problem is not None:
            summary.failed += 1
            _set_aside(what, name, log_failure(what, row, problem))
            continue
        summary.results.append(result)
        done += bool(result)
        if name in aside:
            SetAside.objects.filter(what=what, row=name).delete()
    else:
        SetAside.objects.filter(what=what, row__in=aside.keys() - names).delete()
    return summary


def _try(row: Any, work: Callable[[Any], Any], *, in_one: bool) -> tuple[Exception | None, Any]:
    """What went wrong with the row, and what the work gave back. Raises where the database is gone."""
    connection.ensure_connection()
    session = connection.connection
    try:
        with transaction.atomic() if in_one else nullcontext():
            return None, work(row)
    except Exception as problem:
        if isinstance(problem, OperationalError | InterfaceError) and session.closed:
            raise
        # Whatever one row has must not hold up the others.
        return problem, None


def _set_aside(what: str, name: str, reason: str) -> None:
    """Count the failure and say when it is tried again; two workers may find the same row failing."""
    with transaction.atomic():
        row, _is_new = SetAside.objects.select_for_update().get_or_create(what=what, row=name)
        row.tries += 1
        row.reason = reason
        row.next_at = timezone.now() + pause(row.tries)
        row.save(update_fields=["tries", "reason", "next_at"])
