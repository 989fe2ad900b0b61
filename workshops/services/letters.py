"""Letters on workshops, written in the transaction of their reason; `core.outbox` sends them."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import PortalError
from core.mail import outbox
from core.mail.letters import declare, template_of
from workshops.models import Mail

if TYPE_CHECKING:
    from datetime import datetime

    from workshops.models import Draft, FocalPoint, Registration

OF_STATES = (
    "accepted", "waitlisted", "offered", "offer_expired", "invited", "returned", "rejected", "confirmed",
    "cancelled_by_participant", "cancelled_by_organiser", "substituted",
)  # fmt: skip
"""States of a registration that the person is written about when they are reached."""
for _name in (
    *OF_STATES,
    "received",
    "link",
    "certificate",
    "travel",
    "visa_letter",
    "workshop_cancelled",
    "workshop_postponed",
    "nominate",
    "nomination",
    "draft",
):
    declare(_name, f"workshops/mail/{_name}.txt")


def write_of_change(registration: Registration, new: str, *, at: datetime) -> Mail | None:
    """Queue the letter about a change of state, where it needs one."""
    return write(registration, new, at=at) if new in OF_STATES else None


def write(
    registration: Registration, name: str, *, at: datetime, again: str = "", **more: Any
) -> Mail | None:
    """Queue a letter to a person about what just happened to their registration.

    Its reason is the registration, the letter and the number of the change of state, so a service that runs
    twice writes one letter. None for an erased person. Raises UnknownLetter.
    """
    template = template_of(name)
    if registration.email.endswith("@invalid.invalid"):
        return None
    number = again or registration.status_changes.count()
    context = {
        "registration": registration,
        "workshop": registration.workshop,
        "reason": _last(registration),
    } | more
    subject, body = outbox.render(template, context, registration.language)
    mail, _new = Mail.objects.get_or_create(
        reason=f"registration-{registration.pk}-{name}-{number}",
        defaults={
            "workshop": registration.workshop,
            "registration": registration,
            "to": registration.email,
            "language": registration.language,
            "subject": subject,
            "body": body,
            "created_at": at,
        },
    )
    return mail


def _last(registration: Registration) -> str:
    change = registration.status_changes.order_by("-pk").first()
    return change.reason if change else ""


def write_to_focal_point(
    point: FocalPoint, *, at: datetime, again: str = "", name: str = "nominate", **more: Any
) -> Mail:
    """Queue the letter with the link for nominations, or one about a decision on a nomination."""
    context = {"point": point, "workshop": point.workshop} | more
    subject, body = outbox.render(template_of(name), context, point.language)
    mail, _new = Mail.objects.get_or_create(
        reason=f"focal-{point.pk}-{again or 'first'}",
        defaults={
            "workshop": point.workshop,
            "focal_point": point,
            "to": point.email,
            "language": point.language,
            "subject": subject,
            "body": body,
            "created_at": at,
        },
    )
    return mail


def write_about_draft(draft: Draft, *, at: datetime) -> Mail:
    """Queue the letter with the link under which a registration that was begun goes on."""
    subject, body = outbox.render(
        template_of("draft"), {"draft": draft, "workshop": draft.workshop}, draft.language
    )
    mail, _new = Mail.objects.get_or_create(
        reason=f"draft-{draft.pk}-{at:%Y%m%d%H}",
        defaults={
            "workshop": draft.workshop,
            "to": draft.email,
            "language": draft.language,
            "subject": subject,
            "body": body,
            "created_at": at,
        },
    )
    return mail


def filled(text: str, registration: Registration) -> str:
    """The text with `{name}`, `{link}` and `{workshop}` of a person."""
    values = {
        "{name}": registration.name,
        "{link}": settings.PORTAL_ADDRESS + registration.link(),
        "{workshop}": registration.workshop.title,
    }
    for mark, value in values.items():
        text = text.replace(mark, value)
    return text


def bulk(registrations, *, texts: dict[str, tuple[str, str]], key: str, at: datetime) -> int:
    """Queue one letter to each person in their language where it is written, else in the first; how many are new.

    `texts` maps a language to subject and text. The same key writes to nobody twice.
    """
    written = 0
    for registration in registrations:
        language = registration.language if registration.language in texts else next(iter(texts))
        subject, body = texts[language]
        _mail, new = Mail.objects.get_or_create(
            reason=f"bulk-{key}-{registration.pk}",
            defaults={
                "workshop": registration.workshop,
                "registration": registration,
                "to": registration.email,
                "language": language,
                "subject": " ".join(filled(subject, registration).split())[:300],
                "body": filled(body, registration),
                "created_at": at,
            },
        )
        written += new
    return written


def text_for_organisers(mail: Mail) -> str:
    """The text as organisers see it. Where nothing is sent they hand the letters over, so links are in it; that
    of a follow-up leads to the form without the person's plan."""
    if mail.state == Mail.State.KEPT:
        return mail.text_to_send(handed=True)
    return mail.body_with(lambda _path_of, _number: _("[the personal link]"))


OURS = re.compile(r"<mail-(\d+)-(\d{14})@")


@transaction.atomic
def came_back(mail: Mail, *, problem: str = "") -> Mail:
    """Mark a letter that was sent and came back."""
    mail = Mail.objects.select_for_update(of=("self",)).get(pk=mail.pk)
    if mail.state not in (Mail.State.SENT, Mail.State.BOUNCED):
        raise PortalError(_("Only a letter that was sent can come back."), status=409)
    mail.state, mail.problem = Mail.State.BOUNCED, problem[:300]
    mail.save(update_fields=["state", "problem"])
    return mail


def read_returned(workshop, data: bytes) -> Mail:
    """Mark the letter that a returned message (RFC 3464) is about. Raises PortalError when it is none of the workshop's."""
    message = message_from_bytes(data, policy=policy.default)
    for message_id in OURS.finditer(data.decode("utf-8", "replace")):
        mail = Mail.objects.filter(pk=int(message_id[1]), workshop=workshop).first()
        if mail and f"{mail.created_at:%Y%m%d%H%M%S}" == message_id[2]:
            return came_back(mail, problem=_diagnosis(message))
    raise PortalError(_("This message returns no letter of this workshop."), status=422)


def _diagnosis(message) -> str:
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            for fields in part.get_payload():
                if diagnosis := fields.get("Diagnostic-Code") or fields.get("Status"):
                    return " ".join(str(diagnosis).split())
    return ""
