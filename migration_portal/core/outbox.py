"""Sends letters: each once for its reason, again later when the server fails; one way for all apps."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from migration_portal.core.languages import interface_code

if TYPE_CHECKING:
    from datetime import datetime

    from migration_portal.core.models import Letter

MOST_TRIES = 8


def render(template: str, context: dict[str, Any], language: str) -> tuple[str, str]:
    """Subject and text of a letter in a language: the first line of the template is the subject."""
    with translation.override(interface_code(language)):
        text = render_to_string(template, context | {"address": settings.PORTAL_ADDRESS})
    subject, _newline, body = text.strip().partition("\n")
    return " ".join(subject.split())[:300], body.strip() + "\n"


def send_due(kind: type[Letter], now: datetime | None = None, most: int = 200) -> dict[str, int]:
    """Send what is due of a kind of letter, each in a transaction of its own under its row's lock.

    How many came to each state.
    """
    tally: dict[str, int] = {}
    for _n in range(most):
        state = _send_one(kind, now or timezone.now())
        if not state:
            break
        tally[state] = tally.get(state, 0) + 1
    return tally


@transaction.atomic
def _send_one(kind: type[Letter], now: datetime) -> str:
    due = kind.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        state=kind.State.QUEUED, next_at__lte=now
    )
    letter = due.order_by("next_at", "pk").first()
    if letter is None:
        return ""
    letter.tries += 1
    if not settings.EMAIL_HOST:
        letter.state, letter.sent_at = kind.State.KEPT, now
    else:
        _deliver(letter, now)
    letter.save()
    return letter.state if letter.state != kind.State.QUEUED else "later"


def _deliver(letter: Letter, now: datetime) -> None:
    # The identity of a letter is fixed, so a server that took it before a power cut can tell it again.
    name = letter._meta.model_name
    headers = {
        "Message-ID": f"<{name}-{letter.pk}-{letter.created_at:%Y%m%d%H%M%S}@{settings.MAIL_DOMAIN}>",
        "Content-Language": letter.language,
    }
    message = EmailMessage(
        letter.subject,
        letter.text_to_send(),
        settings.DEFAULT_FROM_EMAIL,
        [letter.to],
        headers=headers | letter.headers(),
    )
    try:
        message.connection = get_connection(timeout=20)
        message.send()
    except smtplib.SMTPRecipientsRefused as problem:
        letter.state, letter.problem = letter.State.BOUNCED, str(problem)[:300]
    except (smtplib.SMTPException, OSError) as problem:
        letter.problem = str(problem)[:300]
        if letter.tries >= MOST_TRIES:
            letter.state = letter.State.FAILED
        else:
            letter.next_at = now + timedelta(seconds=30 * 2**letter.tries)
    else:
        letter.state, letter.sent_at, letter.problem = letter.State.SENT, now, ""
