"""Letters on workshops, written in the transaction of their reason; `core.mail.outbox` sends them.

Letters about what organisers decide wait some minutes in the outbox (MAIL_HOLD_MINUTES); those in
answer to what a person did themself leave at once.
"""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import PortalError
from core.mail.addresses import address_key
from core.mail.letters import declare, kind_of
from workshops.models import Mail, Registration, Workshop
from workshops.services import letter_texts
from workshops.states import Actor, NominationState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from workshops.models import Draft, FocalPoint, Nomination, Speaker

OF_STATES = (
    "accepted",
    "waitlisted",
    "offered",
    "offer_expired",
    "invited",
    "returned",
    "rejected",
    "confirmed",
    "cancelled_by_participant",
    "cancelled_by_organiser",
    "substituted",
)
"""States of a registration that the person is written about when they are reached."""
KINDS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("invited", gettext_lazy("Invitation"), ("deadline",)),
    ("invited_with_seat", gettext_lazy("Invitation with a reserved place"), ("deadline",)),
    ("invited_to_list", gettext_lazy("Invitation to a place on the waiting list"), ("deadline",)),
    ("confirm_registration", gettext_lazy("Confirmation of a registration"), ()),
    ("received", gettext_lazy("Registration received"), ()),
    ("returned", gettext_lazy("Registration returned for completion"), ("deadline", "reason")),
    ("accepted", gettext_lazy("Accepted"), ("deadline",)),
    ("waitlisted", gettext_lazy("On the waiting list"), ()),
    ("offered", gettext_lazy("A place is offered"), ("deadline",)),
    ("offer_expired", gettext_lazy("The offer has ended"), ()),
    ("seat_released", gettext_lazy("A place is no longer reserved"), ()),
    ("waiting_list_ended", gettext_lazy("The waiting list is closed"), ()),
    ("rejected", gettext_lazy("Not accepted"), ("reason",)),
    ("confirmed", gettext_lazy("Participation confirmed"), ()),
    ("cancelled_by_participant", gettext_lazy("Cancelled by the participant"), ()),
    ("cancelled_by_organiser", gettext_lazy("Cancelled by the organisers"), ("reason",)),
    ("substituted", gettext_lazy("Replaced by another person"), ("reason",)),
    ("link", gettext_lazy("Link requested"), ()),
    ("new_link", gettext_lazy("New link"), ()),
    ("confirm_address", gettext_lazy("Confirmation of a new address"), ("confirmation",)),
    ("address_changed", gettext_lazy("Address changed"), ()),
    ("code", gettext_lazy("Code for personal data"), ("code",)),
    ("draft", gettext_lazy("Registration begun"), ()),
    ("travel", gettext_lazy("Decision on travel support"), ("state", "reason")),
    ("visa_letter", gettext_lazy("Visa letter issued"), ()),
    ("certificate", gettext_lazy("Certificate issued"), ("verification",)),
    ("workshop_cancelled", gettext_lazy("Workshop cancelled"), ("reason",)),
    ("workshop_postponed", gettext_lazy("Workshop postponed"), ("reason",)),
    (
        "nominate",
        gettext_lazy("Request for nominations"),
        ("authority", "country", "deadline"),
    ),
    (
        "nomination",
        gettext_lazy("Decision on a nomination"),
        ("authority", "country", "nominee", "state", "reason"),
    ),
    (
        "nomination_received",
        gettext_lazy("Nominations received"),
        ("authority", "country", "nominees"),
    ),
    (
        "nominee_notice",
        gettext_lazy("Notice to a nominated person"),
        ("authority", "country", "said", "privacy"),
    ),
    (
        "nominee_decision",
        gettext_lazy("Decision on a nomination, to the nominated person"),
        ("authority", "country", "state"),
    ),
    (
        "remind_nominate",
        gettext_lazy("Reminder to nominate"),
        ("authority", "country", "deadline"),
    ),
    ("remind_invited", gettext_lazy("Reminder to those invited"), ("deadline",)),
    ("remind_unconfirmed", gettext_lazy("Reminder to confirm"), ()),
    ("remind_papers", gettext_lazy("Reminder of missing papers"), ("deadline",)),
    ("before", gettext_lazy("Before the workshop"), ()),
    ("after", gettext_lazy("After the workshop"), ()),
    ("programme_changed", gettext_lazy("The programme has changed"), ("changes",)),
    ("speaker_invited", gettext_lazy("Request to a speaker"), ("title", "sessions")),
    ("speaker_confirmed", gettext_lazy("Speaker confirmed"), ("title", "sessions")),
)
"""The letters of this app: name, title, and the placeholders that they have besides the common ones."""
for _name, _title, _placeholders in KINDS:
    declare(_name, f"workshops/mail/{_name}.txt", title=_title, placeholders=_placeholders)
WAITING = frozenset(
    {
        "offered",
        "offer_expired",
        "seat_released",
        "waiting_list_ended",
        "travel",
        "visa_letter",
        "certificate",
        "workshop_cancelled",
        "workshop_postponed",
        "nominate",
        "nomination",
        "nomination_received",
        "nominee_notice",
        "nominee_decision",
        "remind_invited",
        "remind_unconfirmed",
        "remind_papers",
        "before",
        "after",
        "programme_changed",
        "speaker_invited",
    }
)
"""Letters that always wait in the outbox; those of states wait where an organiser decided."""


def hold() -> timedelta:
    """How long letters about decisions wait in the outbox."""
    return timedelta(minutes=settings.MAIL_HOLD_MINUTES)


def write_of_change(registration: Registration, new: str, *, at: datetime) -> Mail | None:
    """Queue the letter about a change of state, where it needs one."""
    return write(registration, new, at=at) if new in OF_STATES else None


def write(
    registration: Registration,
    name: str,
    *,
    at: datetime,
    again: str = "",
    to: str = "",
    text: str = "",
    marks: dict[str, str] | None = None,
    **more: Any,
) -> Mail | None:
    """Queue a letter to a person about what just happened to their registration.

    Its reason is the registration, the letter and the number of the change of state, so a service
    that runs twice writes one letter. None for an erased person, and where a change was taken back
    before its letter left. `to` is another address than the registration's; `text` names the text
    where it is not that of `name`; `marks` are what stays of placeholders until the letter leaves.
    Raises UnknownLetter.
    """
    kind_of(text or name)
    if registration.email.endswith("@invalid.invalid"):
        return None
    change = registration.status_changes.order_by("-pk").first()
    is_of_state = name in OF_STATES and not again
    if is_of_state and drop_taken_back(registration, name):
        return None
    number = again or registration.status_changes.count()
    reason = f"registration-{registration.pk}-{name}-{number}"
    if written := Mail.objects.filter(reason=reason).first():
        return written
    by_organiser = name in OF_STATES and change is not None and change.actor == Actor.ORGANISER
    subject, body = _text(
        text or name,
        registration.workshop,
        registration.language,
        marks,
        registration=registration,
        **{"reason": change.reason if change else "", **more},
    )
    mail, _new = Mail.objects.get_or_create(
        reason=reason,
        defaults={
            "workshop": registration.workshop,
            "registration": registration,
            "kind": name,
            "state_before": change.old if change and is_of_state else "",
            "to": to or registration.email,
            "language": registration.language,
            "subject": subject,
            "body": body,
            "created_at": at,
            "next_at": at + hold() if by_organiser or name in WAITING else at,
        },
    )
    return mail


def _text(
    name: str, workshop: Workshop, language: str, marks: dict[str, str] | None = None, **more: Any
) -> tuple[str, str]:
    values = letter_texts.values_of(workshop, language, name=name, **more)
    return letter_texts.fill(letter_texts.text_of(name, workshop, language), values, marks)


def waiting(rows: Any) -> Any:
    """Of some letters those that have not left, locked to the end of the transaction."""
    return rows.select_for_update(of=("self",)).filter(state=Mail.State.QUEUED)


def drop_taken_back(registration: Registration, state: str) -> bool:
    """Drop the waiting letters about changes since the registration was in `state`; whether there are any.

    The change that leads back to it needs no letter either: nobody has read of what was taken back.
    """
    rows = list(waiting(registration.mails.exclude(state_before="").filter(tries=0)).order_by("pk"))
    first = next((mail.pk for mail in rows if mail.state_before == state), None)
    if first is None:
        return False
    dropped = [mail.pk for mail in rows if mail.pk >= first]
    Mail.objects.filter(pk__in=dropped).update(state=Mail.State.DROPPED)
    return True


def drop_of_workshop(workshop: Workshop) -> int:
    """Drop the waiting letters about a workshop being cancelled or postponed; how many."""
    kinds = ("workshop_cancelled", "workshop_postponed")
    rows = waiting(workshop.mails.filter(kind__in=kinds, tries=0))
    return Mail.objects.filter(pk__in=[mail.pk for mail in rows]).update(state=Mail.State.DROPPED)


def write_to_focal_point(
    point: FocalPoint, *, at: datetime, again: str = "", name: str = "nominate", **more: Any
) -> Mail:
    """Queue the letter with the link for nominations, or one about a decision on a nomination."""
    subject, body = _text(name, point.workshop, point.language, point=point, **more)
    mail, _new = Mail.objects.get_or_create(
        reason=f"focal-{point.pk}-{again or 'first'}",
        defaults={
            "workshop": point.workshop,
            "focal_point": point,
            "nomination": more.get("nomination"),
            "kind": name,
            "to": point.email,
            "language": point.language,
            "subject": subject,
            "body": body,
            "created_at": at,
            "next_at": at + hold(),
        },
    )
    return mail


RECEIPT = "nomination_received"


def write_receipt(point: FocalPoint, *, at: datetime) -> Mail | None:
    """Tell a focal point which nominations arrived. While the letter waits, those after it go into it too,
    and what is withdrawn leaves it again; without any it is dropped."""
    letter = waiting(point.mails.filter(kind=RECEIPT, tries=0, edited_at=None)).first()
    since = letter.created_at if letter else at
    arrived = point.nominations.filter(
        state__in=(NominationState.SUBMITTED, NominationState.REVIEW), changed_at__gte=since
    )
    people = list(arrived.order_by("is_reserve", "rank", "pk"))
    if letter is None:
        if not people:
            return None
        again = f"received-{at:%Y%m%d%H%M%S%f}"
        return write_to_focal_point(point, at=at, again=again, name=RECEIPT, nominees=people)
    if people:
        letter.subject, letter.body = _text(
            RECEIPT, point.workshop, point.language, point=point, nominees=people
        )
    else:
        letter.state = Mail.State.DROPPED
    letter.save(update_fields=["subject", "body", "state"])
    return letter


MOST_NOTICES = 3
"""Letters of this kind that an address gets in a day, whoever nominates it how often."""


def write_to_nominee(nomination: Nomination, name: str, *, at: datetime) -> Mail | None:
    """Queue a letter to a nominated person: that they were, or what was decided. Once for each address and state.

    None for an erased person, for a focal point who nominates themself, and beyond MOST_NOTICES.
    """
    address = address_key(nomination.email)
    point = nomination.focal_point
    if address.endswith("@invalid.invalid") or (point and address_key(point.email) == address):
        return None
    who = hashlib.sha256(address.encode()).hexdigest()[:12]
    what = nomination.state if name == "nominee_decision" else ""
    reason = f"nominee-{nomination.pk}-{name}-{what}-{who}"
    if Mail.objects.filter(reason=reason).exists():
        return None
    today = Mail.objects.filter(
        kind=name, to__iexact=address, created_at__gt=at - timedelta(days=1)
    )
    if today.exclude(state=Mail.State.DROPPED).count() >= MOST_NOTICES:
        return None
    subject, body = _text(name, nomination.workshop, nomination.language, nominee=nomination)
    mail, _new = Mail.objects.get_or_create(
        reason=reason,
        defaults={
            "workshop": nomination.workshop,
            "nomination": nomination,
            "kind": name,
            "to": nomination.email,
            "language": nomination.language,
            "subject": subject,
            "body": body,
            "created_at": at,
            "next_at": at + hold(),
        },
    )
    return mail


def drop_to_nominee(nomination: Nomination) -> bool:
    """Drop the waiting letters to a nominated person; whether the person has read nothing of it then."""
    rows = nomination.mails.filter(focal_point=None, registration=None)
    dropped = [mail.pk for mail in waiting(rows.filter(tries=0))]
    Mail.objects.filter(pk__in=dropped).update(state=Mail.State.DROPPED)
    return not rows.exclude(state=Mail.State.DROPPED).exists()


def write_to_speaker(speaker: Speaker, name: str, *, at: datetime, **more: Any) -> Mail | None:
    """Queue a letter to a speaker, with their sessions in it; None for one without an address."""
    if not speaker.email:
        return None
    subject, body = _text(name, speaker.workshop, speaker.language, speaker=speaker, **more)
    mail, _new = Mail.objects.get_or_create(
        reason=f"speaker-{speaker.pk}-{name}-{at:%Y%m%d%H%M%S%f}",
        defaults={
            "workshop": speaker.workshop,
            "speaker": speaker,
            "kind": name,
            "to": speaker.email,
            "language": speaker.language,
            "subject": subject,
            "body": body,
            "created_at": at,
            "next_at": at + hold() if name in WAITING else at,
        },
    )
    return mail


def drop_of_speaker(speaker: Speaker, *kinds: str) -> int:
    """Drop the waiting letters to a speaker, of some kinds or of all; how many."""
    rows = speaker.mails.filter(tries=0)
    rows = waiting(rows.filter(kind__in=kinds) if kinds else rows)
    return Mail.objects.filter(pk__in=[mail.pk for mail in rows]).update(state=Mail.State.DROPPED)


def write_about_draft(draft: Draft, *, at: datetime) -> Mail:
    """Queue the letter with the link under which a registration that was begun goes on."""
    subject, body = _text("draft", draft.workshop, draft.language)
    mail, _new = Mail.objects.get_or_create(
        reason=f"draft-{draft.pk}-{at:%Y%m%d%H}",
        defaults={
            "workshop": draft.workshop,
            "draft": draft,
            "kind": "draft",
            "to": draft.email,
            "language": draft.language,
            "subject": subject,
            "body": body,
            "created_at": at,
            "next_at": at,
        },
    )
    return mail


BULK = ("name", "workshop", "days", "place", "contact", "commission", "link")
"""Placeholders of a letter to many people."""


def check_bulk(texts: dict[str, tuple[str, str]]) -> None:
    """Raises PortalError for a text that names a placeholder which such a letter does not have."""
    for subject, body in texts.values():
        letter_texts.check(subject, body, BULK)


def filled(subject: str, body: str, registration: Registration, language: str) -> tuple[str, str]:
    """Subject and text of a letter to many people, as they are kept for one of them."""
    values = letter_texts.values_of(registration.workshop, language, registration=registration)
    return letter_texts.fill(letter_texts.Text(subject, body, ""), values)


def language_for(registration: Registration, texts: Iterable[str]) -> str:
    """The person's language where the letter is written in it, else the first of those it is written in."""
    written = list(texts)
    return registration.language if registration.language in written else written[0]


def not_erased(registrations: Iterable[Registration]) -> list[Registration]:
    """Those who were not erased since they were read, under the lock of their workshops, which erasures wait for."""
    rows = list(registrations)
    numbers = {row.workshop_id for row in rows}
    locks = Workshop.objects.select_for_update(of=("self",), no_key=True)
    list(locks.filter(pk__in=numbers).order_by("pk"))
    people = Registration.objects.filter(pk__in=[row.pk for row in rows], erased_at=None)
    left = set(people.values_list("pk", flat=True))
    return [row for row in rows if row.pk in left]


@transaction.atomic
def bulk(registrations, *, texts: dict[str, tuple[str, str]], key: str, at: datetime) -> int:
    """Queue one letter to each person in their language where it is written, else in the first; how many are new.

    `texts` maps a language to subject and text. The same key writes to nobody twice.
    Raises UnknownPlaceholder.
    """
    check_bulk(texts)
    written = 0
    for registration in not_erased(registrations):
        language = language_for(registration, texts)
        subject, body = filled(*texts[language], registration, language)
        _mail, new = Mail.objects.get_or_create(
            reason=f"bulk-{key}-{registration.pk}",
            defaults={
                "workshop": registration.workshop,
                "registration": registration,
                "kind": "bulk",
                "to": registration.email,
                "language": language,
                "subject": subject,
                "body": body,
                "created_at": at,
                "next_at": at + hold(),
            },
        )
        written += new
    return written


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
