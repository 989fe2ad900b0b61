"""The outbox of a workshop: letters that wait are edited, dropped, sent now, or their change is taken back."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import PortalError
from core.mail import outbox, placeholders
from workshops.models import Mail
from workshops.services import letter_texts

if TYPE_CHECKING:
    from datetime import datetime

    from workshops.models import Workshop


class Gone(PortalError):
    """The letter left before it could be changed."""

    code, status = "letter_gone", 409


def fingerprint(mail: Mail) -> str:
    """Tells one version of a letter from another; the form that edits it carries it."""
    return hashlib.sha256(f"{mail.subject}\0{mail.body}".encode()).hexdigest()[:16]


def _locked(mail: Mail) -> Mail:
    mail = Mail.objects.select_for_update(of=("self",)).get(pk=mail.pk)
    if not mail.is_waiting:
        raise Gone(
            _("This letter no longer waits: %(state)s.") % {"state": mail.get_state_display()}
        )
    return mail


@transaction.atomic
def edit(mail: Mail, *, subject: str, body: str, seen: str, by, at: datetime) -> Mail:
    """Another subject and text for a letter that waits. Its personal links stay in it.

    Raises Gone, UnknownPlaceholder; PortalError when somebody else changed it since `seen`.
    """
    mail = _locked(mail)
    if fingerprint(mail) != seen:
        raise PortalError(
            _("Somebody else changed this letter meanwhile. Both versions are below."), status=409
        )
    subject, body = outbox.one_line(subject), body.replace("\r\n", "\n").strip() + "\n"
    if not subject or not body.strip():
        raise PortalError(_("A letter needs a subject and a text."), status=422)
    personal = placeholders.placeholders(mail.body)
    placeholders.check(body, personal)
    for name in personal:
        if name not in placeholders.placeholders(body):
            raise PortalError(
                _("The letter needs {%(name)s}, which is put in as it leaves.") % {"name": name},
                status=422,
            )
    mail.subject, mail.body, mail.edited_by, mail.edited_at = subject, body, by, at
    mail.save(update_fields=["subject", "body", "edited_by", "edited_at"])
    return mail


@transaction.atomic
def drop(mail: Mail, *, by, at: datetime) -> Mail:
    """Never send a letter that waits. Raises Gone."""
    mail = _locked(mail)
    mail.state, mail.edited_by, mail.edited_at = Mail.State.DROPPED, by, at
    mail.save(update_fields=["state", "edited_by", "edited_at"])
    return mail


@transaction.atomic
def send_now(mail: Mail, *, at: datetime) -> Mail:
    """Let a letter leave that waits. Raises Gone."""
    mail = _locked(mail)
    mail.next_at = at
    mail.save(update_fields=["next_at"])
    return mail


FACTS = ("workshop", "days", "place", "contact", "commission")
"""Placeholders of letters that stand for what is true of the workshop itself."""


def facts(workshop: Workshop) -> dict[str, dict[str, str]]:
    """What letters that are written now tell of the workshop, by the languages that it works in."""
    codes = workshop.languages.split() or ["en"]
    values = {code: letter_texts.values_of(workshop, code) for code in codes}
    return {code: {name: values[code][name] for name in FACTS} for code in codes}


def outdated(workshop: Workshop, before: dict[str, dict[str, str]]) -> int:
    """How many letters wait that were written while other facts held."""
    now = facts(workshop)
    if all(now[code] == before[code] for code in now.keys() & before.keys()):
        return 0
    return workshop.mails.filter(state=Mail.State.QUEUED).count()


@transaction.atomic
def send_all(workshop: Workshop, *, at: datetime) -> int:
    """Let all letters of a workshop leave that wait; how many."""
    rows = workshop.mails.filter(state=Mail.State.QUEUED, next_at__gt=at)
    return rows.update(next_at=at)
