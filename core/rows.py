"""Work on rows one after the other: a row that fails is logged and set aside, the others go on.

Who is set aside stands in `SetAside`, which the page of jobs shows. It is tried again after a pause that
grows with every try, and is forgotten once the work succeeds or the row is no longer due.
"""

from __future__ import annotations

import logging
import traceback
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from core.errors import PortalError
from core.models import SetAside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

logger = logging.getLogger(__name__)
DEEPEST = 3
"""Places of the code that the log names, the innermost last."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=60), timedelta(hours=1)


def pause(tries: int) -> timedelta:
    """How long whatever failed so often waits until the next try: a minute, then twice as long each time."""
    return min(FIRST_PAUSE * 2 ** min(tries - 1, 10), LONGEST_PAUSE)


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
    A refusal is a warning, anything else an error in the log, by the row's primary key and the place in the
    code: messages of exceptions quote values, and those may be personal. Raises OperationalError and
    InterfaceError where the database is gone, so that the task begins again when it is back.
    """
    summary, done = RowResults(), 0
    what = what or work.__name__
    aside = {set_aside.row: set_aside for set_aside in SetAside.objects.filter(what=what)}
    began, names = timezone.now(), set()
    for row in rows:
        if most is not None and done >= most:
            break
        name = str(_name(row))
        names.add(name)
        if name in aside and aside[name].next_at > began:
            summary.waiting += 1
            continue
        problem, result = _try(row, work, in_one=in_one)
        if problem is not None:
            summary.failed += 1
            log_failure(what, row, problem)
            _set_aside(what, name, problem)
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


def _name(row: Any) -> Any:
    return getattr(row, "pk", row)


def _set_aside(what: str, name: str, problem: Exception) -> None:
    """Count the failure and say when it is tried again; two workers may find the same row failing."""
    with transaction.atomic():
        row, _is_new = SetAside.objects.select_for_update().get_or_create(what=what, row=name)
        row.tries += 1
        row.reason = reason(problem)
        row.next_at = timezone.now() + pause(row.tries)
        row.save(update_fields=["tries", "reason", "next_at"])


def reason(problem: Exception) -> str:
    """The kind of problem and its places in the code, and nothing that the problem quotes."""
    if isinstance(problem, PortalError):
        return f"{type(problem).__name__} ({problem.code})"
    root = str(settings.BASE_DIR)
    frames = traceback.extract_tb(problem.__traceback__)
    ours = [
        frame
        for frame in frames
        if frame.filename.startswith(root) and ".venv" not in frame.filename
    ]
    places = " > ".join(
        f"{frame.name} ({Path(frame.filename).relative_to(root)}:{frame.lineno})"
        for frame in ours[-DEEPEST:]
    )
    return f"{type(problem).__name__} in {places}"[:300]


def log_failure(what: str, row: Any, problem: Exception) -> None:
    """Log what kind of problem a row had and where, and nothing that the problem quotes."""
    if isinstance(problem, PortalError):
        logger.warning("%s: row %s was refused (%s)", what, _name(row), problem.code)
        return
    frames = traceback.extract_tb(problem.__traceback__)[-DEEPEST:]
    places = " > ".join(f"{frame.name} ({frame.filename}:{frame.lineno})" for frame in frames)
    logger.error("%s: row %s failed: %s in %s", what, _name(row), type(problem).__name__, places)
