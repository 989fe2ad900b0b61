"""Work on rows one after the other: a row that fails is logged and set aside, the others go on."""

from __future__ import annotations

import logging
import traceback
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import InterfaceError, OperationalError, connection, transaction

from core.errors import PortalError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

logger = logging.getLogger(__name__)
DEEPEST = 3
"""Places of the code that the log names, the innermost last."""


@dataclass(slots=True)
class Worked:
    """What the work gave back for each row that went well, and how many rows failed."""

    results: list[Any] = field(default_factory=list)
    failed: int = 0

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
) -> Worked:
    """Do the work on each row in a transaction of its own; what one row did before it failed is undone.

    `in_one=False` is for work that keeps its parts as they come, in transactions of its own. Rows are records or primary keys. It stops after `most` rows of which the work gave back something true.
    A refusal is a warning, anything else an error in the log, by the row's primary key and the place in the
    code: messages of exceptions quote values, and those may be personal. Raises OperationalError and
    InterfaceError where the database is gone, so that the task begins again when it is back.
    """
    worked, done = Worked(), 0
    what = what or work.__name__
    for row in rows:
        if most is not None and done >= most:
            break
        connection.ensure_connection()
        session = connection.connection
        try:
            with transaction.atomic() if in_one else nullcontext():
                result = work(row)
        except PortalError as refused:
            worked.failed += 1
            logger.warning("%s: row %s was refused (%s)", what, _name(row), refused.code)
        except (OperationalError, InterfaceError) as problem:
            if session.closed:
                raise
            worked.failed += 1
            log_failure(what, row, problem)
        except Exception as problem:  # noqa: BLE001  whatever one row has must not hold up the others
            worked.failed += 1
            log_failure(what, row, problem)
        else:
            worked.results.append(result)
            done += bool(result)
    return worked


def _name(row: Any) -> Any:
    return getattr(row, "pk", row)


def log_failure(what: str, row: Any, problem: Exception) -> None:
    """Log what kind of problem a row had and where, and nothing that the problem quotes."""
    frames = traceback.extract_tb(problem.__traceback__)[-DEEPEST:]
    places = " > ".join(f"{one.name} ({one.filename}:{one.lineno})" for one in frames)
    logger.error("%s: row %s failed: %s in %s", what, _name(row), type(problem).__name__, places)
