"""What must not stand in a log: links that open something, addresses and rows of people, and when answers came."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import BadRequest, SuspiciousOperation

from core import request_ids

if TYPE_CHECKING:
    from collections.abc import Iterable

MASK = "***"
SLASH = r"(?:/|%2[Ff])"
BEFORE_SECRETS = "|".join(
    (
        # The organisers' pages of rounds (/organise/<code>/evaluation/12/) have numbers; links never have.
        rf"evaluation{SLASH}room{SLASH}",
        rf"evaluation{SLASH}(?!\d+{SLASH}|answers{SLASH})",
        # Links that open accounts: a new password, an address to be confirmed.
        rf"password{SLASH}reset{SLASH}key{SLASH}",
        rf"confirm-email{SLASH}",
        rf"invitation{SLASH}",
        *(
            f"{word}{SLASH}"
            for word in ("nominate", "nominated", "registration", "register", "speaker")
        ),
        *(f"{word}{SLASH}" for word in ("alerts", "certificates")),
    )
)
"""What stands before a secret in our addresses; a test goes through the resolver for others."""
NAMES = "token|secret|key|serial|room_code"
SECRETS = (
    re.compile(rf"({SLASH}(?:{BEFORE_SECRETS}))(?:(?!%2[Ff])[^/\s?#\"'<>&])+"),
    re.compile(rf"([?&](?:{NAMES})=)[^&\s\"']+"),
    # As Python prints keyword arguments, and PostgreSQL the row that a constraint refused.
    re.compile(rf"((?:['\"](?:{NAMES})['\"]: |\b(?:{NAMES})=)['\"])[^'\"]+"),
    re.compile(rf"(\((?:{NAMES})\)=\()[^)]+"),
    # What PostgreSQL says of a row or a statement that it refused, to the end of the message.
    re.compile(
        r"((?:DETAIL|CONTEXT|QUERY|STATEMENT):\s+|\bLINE \d+: )(?s:.+?)"
        r"(?=\n\n(?:The above exception|During handling)|\Z)"
    ),
    re.compile(r"(\binvalid (?:input syntax|input value|byte sequence)[^:\n]*: ).+"),
    # Addresses of people; the names of workers look alike.
    re.compile(r"()(?<![\w.+%'/:-])(?!celery@)[\w.+%'-]+@(?:[\w-]+\.)+[^\W\d_]{2,}"),
    # Whatever was signed by Django, wherever it stands: value, sometimes a time, signature.
    re.compile(r"()(?<![\w-])\.?[\w-]+(?::[\w-]+)?:[\w-]{43}(?![\w-])"),
)


def mask(text: str) -> str:
    """The text without the secrets in it."""
    for secret in SECRETS:
        text = secret.sub(rf"\g<1>{MASK}", text)
    return text


class MaskSecrets(logging.Filter):
    """Takes secrets out of message, traceback and stack before a handler writes them."""

    _plain = logging.Formatter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; every record is written. `as_written` keeps the text of the code, without what was put in."""
        if not hasattr(record, "as_written"):
            record.as_written = str(record.msg) if record.args else ""
        try:
            message = record.getMessage()
        except (TypeError, ValueError, KeyError):
            # Wrong arguments; logging itself would print them all.
            message = f"{record.msg} {record.args}"
            record.msg, record.args = message.replace("%", "%%"), ()
        if (masked := mask(message)) != message:
            record.msg, record.args = masked, ()
        if record.exc_info and not record.exc_text:
            record.exc_text = self._plain.formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = mask(record.exc_text)
        if record.stack_info:
            record.stack_info = mask(record.stack_info)
        return True


class RefusalsInOneLine(logging.Filter):
    """Leaves out the traceback of a request that was refused as malformed.

    Anybody can send NUL or a wrong host a thousand times; each would write forty lines.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; every record is written."""
        problem = record.exc_info[1] if record.exc_info else None
        if isinstance(problem, BadRequest | SuspiciousOperation):
            record.exc_info = record.exc_text = None
        return True


class QuietTasks(logging.Filter):
    """Leaves out that a task succeeded, with its result and how long it took, for some tasks.

    Whether there was something to do would tell in which minute somebody answered; joined with an
    access log, that names people. Failures are written.
    """

    def __init__(self, tasks: Iterable[str]) -> None:
        super().__init__()
        self.tasks = frozenset(tasks)

    def filter(self, record: logging.LogRecord) -> bool:
        """False for the success of a quiet task."""
        if record.name != "celery.app.trace" or record.levelno > logging.INFO:
            return True
        arguments = record.args if isinstance(record.args, dict) else {}
        return arguments.get("name") not in self.tasks


class AddRequestId(logging.Filter):
    """Puts the number of the request or task into the record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; every record is written."""
        record.request_id = request_ids.current()
        return True


class JsonLines(logging.Formatter):
    """One JSON object in a line, for programs that gather logs."""

    def format(self, record: logging.LogRecord) -> str:
        """Time in UTC, level, logger, message, the number of the request, process, and a traceback where there is one."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": getattr(record, "request_id", ""),
            "process": record.process,
        }
        # The filter that masks secrets has put it into words already.
        if record.exc_text:
            line["traceback"] = record.exc_text
        elif record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        if record.stack_info:
            line["stack"] = record.stack_info
        return json.dumps(line, ensure_ascii=False)
