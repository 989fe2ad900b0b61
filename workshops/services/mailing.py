"""Letters: written in the transaction of their reason, sent by a worker, never twice for one reason."""

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
from workshops.models import Mail

if TYPE_CHECKING:
    from datetime import datetime

    from workshops.models import FocalPoint, Registration

MOST_TRIES = 8
KNOWN = {
    "received", "accepted", "waitlisted", "offered", "offer_expired", "invited", "returned",
    "rejected", "confirmed", "cancelled_by_participant", "cancelled_by_organiser", "substituted",
    "link", "certificate",
}  # fmt: skip


def write(
    registration: Registration, name: str, *, at: datetime, again: str = "", **more: Any
) -> Mail | None:
    """Queue a letter to a person about what just happened to their registration.

    Its reason is the registration, the template and the number of the move, so a service that runs
    twice writes one letter. Nothing is written for moves that need no letter.
    """
    if name not in KNOWN or registration.email.endswith("@invalid.invalid"):
        return None
    number = again or registration.moves.count()
    context = {
        "registration": registration,
        "workshop": registration.workshop,
        "reason": _last(registration),
    } | more
    subject, body = render(name, context, registration.language)
    made, _new = Mail.objects.get_or_create(
        reason=f"registration-{registration.pk}-{name}-{number}",
        defaults={"workshop": registration.workshop, "registration": registration, "to": registration.email,
                  "language": registration.language, "subject": subject, "body": body, "created_at": at},
    )  # fmt: skip
    return made


def _last(registration: Registration) -> str:
    move = registration.moves.order_by("-pk").first()
    return move.reason if move else ""


def write_to_focal_point(point: FocalPoint, *, at: datetime, again: str = "") -> Mail:
    """Queue the letter with the link for nominations."""
    context = {"point": point, "workshop": point.workshop}
    subject, body = render("nominate", context, point.language)
    made, _new = Mail.objects.get_or_create(
        reason=f"focal-{point.pk}-{again or 'first'}",
        defaults={"workshop": point.workshop, "focal_point": point, "to": point.email, "language": point.language,
                  "subject": subject, "body": body, "created_at": at},
    )  # fmt: skip
    return made


def filled(text: str, one: Registration) -> str:
    """The text with `{name}`, `{link}` and `{workshop}` of a person."""
    values = {
        "{name}": one.name,
        "{link}": settings.PORTAL_ADDRESS + one.link(),
        "{workshop}": one.workshop.title,
    }
    for mark, value in values.items():
        text = text.replace(mark, value)
    return text


def bulk(registrations, *, subject: str, body: str, key: str, at: datetime) -> int:
    """Queue one letter to each person, filled with what is theirs. How many are new."""
    made = 0
    for one in registrations:
        _mail, new = Mail.objects.get_or_create(
            reason=f"bulk-{key}-{one.pk}",
            defaults={
                "workshop": one.workshop, "registration": one, "to": one.email, "language": one.language,
                "subject": " ".join(filled(subject, one).split())[:300], "body": filled(body, one), "created_at": at,
            },
        )  # fmt: skip
        made += new
    return made


def render(name: str, context: dict[str, Any], language: str) -> tuple[str, str]:
    """Subject and text of a letter in a language: the first line of the template is the subject."""
    with translation.override(interface_code(language)):
        text = render_to_string(
            f"workshops/mail/{name}.txt", context | {"address": settings.PORTAL_ADDRESS}
        )
    subject, _newline, body = text.strip().partition("\n")
    return " ".join(subject.split())[:300], body.strip() + "\n"


def send_due(now: datetime | None = None, most: int = 200) -> dict[str, int]:
    """Send what is due, each letter in a transaction of its own under its row's lock; how many of each state."""
    tally: dict[str, int] = {}
    for _n in range(most):
        state = _send_one(now or timezone.now())
        if not state:
            break
        tally[state] = tally.get(state, 0) + 1
    return tally


@transaction.atomic
def _send_one(now: datetime) -> str:
    due = Mail.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        state=Mail.State.QUEUED, next_at__lte=now
    )
    mail = due.order_by("next_at", "pk").first()
    if mail is None:
        return ""
    mail.tries += 1
    if not settings.EMAIL_HOST:
        mail.state, mail.sent_at = Mail.State.KEPT, now
    else:
        _deliver(mail, now)
    mail.save()
    return mail.state if mail.state != Mail.State.QUEUED else "later"


def _deliver(mail: Mail, now: datetime) -> None:
    # The identity of a letter is fixed, so a server that took it before a power cut can tell it again.
    headers = {
        "Message-ID": f"<mail-{mail.pk}-{mail.created_at:%Y%m%d%H%M%S}@{settings.MAIL_DOMAIN}>",
        "Content-Language": mail.language,
    }
    message = EmailMessage(
        mail.subject, mail.body, settings.DEFAULT_FROM_EMAIL, [mail.to], headers=headers
    )
    try:
        message.connection = get_connection(timeout=20)
        message.send()
    except smtplib.SMTPRecipientsRefused as problem:
        mail.state, mail.problem = Mail.State.BOUNCED, str(problem)[:300]
    except (smtplib.SMTPException, OSError) as problem:
        mail.problem = str(problem)[:300]
        if mail.tries >= MOST_TRIES:
            mail.state = Mail.State.FAILED
        else:
            mail.next_at = now + timedelta(seconds=30 * 2**mail.tries)
    else:
        mail.state, mail.sent_at, mail.problem = Mail.State.SENT, now, ""
