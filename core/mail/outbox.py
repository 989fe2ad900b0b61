"""Sends letters: each once for its reason, again later when the server fails; one way for all apps."""

from __future__ import annotations

import smtplib
from collections import Counter
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import DatabaseError, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from core.failures import log_failure, pause
from core.i18n.languages import interface_code
from core.rows import each_row

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from core.models import Letter

MOST_TRIES = 8


def render(template: str, context: dict[str, Any], language: str) -> tuple[str, str]:
    """Subject and text of a letter in a language: the first line of the template is the subject."""
    with translation.override(interface_code(language)):
        text = render_to_string(template, context | {"address": settings.PORTAL_ADDRESS})
    subject, _newline, body = text.strip().partition("\n")
    return one_line(subject), body.strip() + "\n"


def one_line(subject: str) -> str:
    """A subject as a header can carry it."""
    return " ".join(subject.split())[:300]


def send_due(kind: type[Letter], now: datetime | None = None, limit: int = 200) -> dict[str, int]:
    """Send what is due of a kind of letter, each in a transaction of its own under its row's lock.

    How many came to each state.
    """
    due = kind._default_manager.filter(state=kind.State.QUEUED, next_at__lte=now or timezone.now())
    waiting = due.order_by("next_at", "pk").values_list("pk", flat=True)
    summary = each_row(
        waiting,
        lambda pk: _send_one(due, pk, now or timezone.now()),
        what=f"letter {kind._meta.label}",
        most=limit,
    )
    return dict(Counter(filter(None, summary.results)))


def _send_one(due: QuerySet[Letter], pk: int, now: datetime) -> str:
    letter = due.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
    if letter is None:
        return ""
    kind = type(letter)
    letter.tries += 1
    if not settings.EMAIL_HOST:
        letter.state, letter.sent_at = kind.State.KEPT, now
    else:
        _deliver(letter, now)
    letter.save()
    return letter.state if letter.state != kind.State.QUEUED else "later"


def _deliver(letter: Letter, now: datetime) -> None:
    try:
        with transaction.atomic():
            message = _message(letter)
            message.connection = get_connection(timeout=20)
            message.send()
    except smtplib.SMTPRecipientsRefused as problem:
        letter.state, letter.problem = letter.State.BOUNCED, _server_reply(problem)
    except (smtplib.SMTPException, OSError) as problem:
        _later(letter, now, _server_reply(problem))
    except DatabaseError:
        raise
    except Exception as problem:  # noqa: BLE001  a letter that cannot be put together holds up no other
        log_failure(f"letter {letter._meta.label}", letter, problem)
        # Organisers read it: the places in the code are for the log.
        _later(letter, now, type(problem).__name__)
    else:
        letter.state, letter.sent_at, letter.problem = letter.State.SENT, now, ""


def _server_reply(problem: Exception) -> str:
    """What the server said, as the database can keep it."""
    return str(problem).replace("\0", "")[:300]


def _later(letter: Letter, now: datetime, problem: str) -> None:
    letter.problem = problem
    if letter.tries >= MOST_TRIES:
        letter.state = letter.State.FAILED
    else:
        letter.next_at = now + pause(letter.tries)


def _message(letter: Letter) -> EmailMessage:
    # The identity of a letter is fixed, so a server that took it before a power cut can tell it again.
    name = letter._meta.model_name
    headers = {
        "Message-ID": f"<{name}-{letter.pk}-{letter.created_at:%Y%m%d%H%M%S}@{settings.MAIL_DOMAIN}>",
        "Content-Language": letter.language,
    }
    return EmailMessage(
        one_line(letter.subject),
        letter.text_to_send(),
        settings.DEFAULT_FROM_EMAIL,
        [letter.to],
        headers=headers | letter.headers(),
        attachments=letter.attachments(),
    )
