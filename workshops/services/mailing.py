"""Letters on workshops, written in the transaction of their reason; `core.outbox` sends them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from migration_portal.core import outbox
from workshops.models import Mail, SurveyRound
from workshops.models.proceedings import EVALUATION_LINK

if TYPE_CHECKING:
    from datetime import datetime

    from workshops.models import FocalPoint, Registration

KNOWN = {
    "received", "accepted", "waitlisted", "offered", "offer_expired", "invited", "returned",
    "rejected", "confirmed", "cancelled_by_participant", "cancelled_by_organiser", "substituted",
    "link", "certificate", "evaluation",
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
    subject, body = outbox.render(f"workshops/mail/{name}.txt", context, registration.language)
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
    subject, body = outbox.render("workshops/mail/nominate.txt", context, point.language)
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


def shown(mail: Mail) -> str:
    """The text as organisers see it. Where nothing is sent they hand the letters over, so links are in it,
    but not those of a follow-up, which would show the person's plan."""
    rounds = {int(pk) for pk in EVALUATION_LINK.findall(mail.body)}
    open_to_all = SurveyRound.objects.filter(pk__in=rounds).exclude(kind=SurveyRound.Kind.FOLLOW_UP)
    if rounds and mail.state == Mail.State.KEPT and open_to_all.count() == len(rounds):
        return mail.text_to_send()
    return EVALUATION_LINK.sub(_("[the personal link]"), mail.body)
