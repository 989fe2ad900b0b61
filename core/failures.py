"""How a failure of background work is written down, and how long whatever failed waits for its next try."""

from __future__ import annotations

import logging
import traceback
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from core.errors import PortalError

logger = logging.getLogger(__name__)
DEEPEST = 3
"""Places of the code that are named, the innermost last."""
LONGEST_REASON = 300
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=60), timedelta(hours=1)


def pause(tries: int) -> timedelta:
    """How long whatever failed so often waits until the next try: a minute, then twice as long each time."""
    return min(FIRST_PAUSE * 2 ** min(tries - 1, 10), LONGEST_PAUSE)


def log_failure(work: str, row: Any, problem: Exception) -> str:
    """Log that the work failed on a row, by its primary key, and give back the reason for its record.

    A refusal is a warning, anything else an error. The reason names the kind of problem and its places in the
    code, and nothing that the problem quotes: messages of exceptions quote values, and those may be personal.
    """
    reason = _reason(problem)
    level = logging.WARNING if isinstance(problem, PortalError) else logging.ERROR
    logger.log(level, "%s: row %s failed: %s", work, getattr(row, "pk", row), reason)
    return reason


def _reason(problem: Exception) -> str:
    name = type(problem).__name__
    if isinstance(problem, PortalError):
        return f"{name} ({problem.code})"
    frames = traceback.extract_tb(problem.__traceback__)
    own_frames = [frame for frame in frames if _is_own(frame.filename)] or frames
    places = [
        f"{frame.name} ({_short(frame.filename)}:{frame.lineno})" for frame in own_frames[-DEEPEST:]
    ]
    return f"{name} in {' > '.join(places)}"[:LONGEST_REASON]


def _is_own(filename: str) -> bool:
    return filename.startswith(str(settings.BASE_DIR)) and ".venv" not in filename


def _short(filename: str) -> str:
    return str(Path(filename).relative_to(settings.BASE_DIR)) if _is_own(filename) else filename
