"""What is held about a person: as a file for them, and its erasure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from workshops.models import Registration
from workshops.models.registrations import new_secret
from workshops.states import Actor, Reg

if TYPE_CHECKING:
    from datetime import date, datetime

from workshops.services import moving, queueing

ERASED = {"title": "", "given": "", "family": "", "printed_name": "", "organisation": "", "position": "",
          "phone": "", "access_needs": "", "diet": ""}  # fmt: skip


@transaction.atomic
def erase(*, registration: Registration, at: datetime) -> Registration:
    """Take the personal data away; what counts in statistics stays (country, gender, group, state).

    A registration that still waits or holds a seat is cancelled first. Certificates stay valid: they
    are the person's own proof, and their verify page shows no name without consent.
    """
    workshop = moving.locked(registration.workshop_id)
    registration = Registration.objects.get(pk=registration.pk)
    cancels = (Reg.PENDING, Reg.RETURNED, Reg.WAITLISTED, Reg.ACCEPTED, Reg.CONFIRMED)
    if registration.state in cancels:
        moving.step(
            registration, Reg.CANCELLED, actor=Actor.PERSON, by=None, at=at, reason=_("erased")
        )
    elif registration.state in (Reg.INVITED, Reg.OFFERED):
        moving.step(
            registration, Reg.DECLINED, actor=Actor.PERSON, by=None, at=at, reason=_("erased")
        )
    for name, value in ERASED.items():
        setattr(registration, name, value)
    registration.email = f"erased-{registration.pk}@invalid.invalid"
    registration.listed = Registration.Listed.NOBODY
    registration.consent_contact = registration.consent_photos = False
    registration.erased_at, registration.secret = at, new_secret()
    registration.save()
    registration.answers.filter(question__personal=True).delete()
    registration.mails.all().delete()
    registration.moves.update(reason="")
    for name in ("passport", "travel"):
        if related := getattr(registration, name, None):
            related.delete()
    queueing.fill(workshop, at)
    return registration


def own_data(registration: Registration) -> dict[str, Any]:
    """Everything held about the person, for a file of their own."""
    fields = {f.name: f.value_from_object(registration) for f in registration._meta.concrete_fields}
    fields.pop("secret")
    return {
        "registration": fields,
        "workshop": registration.workshop.title,
        "answers": [{"question": str(a.question), "answer": a.value} for a in registration.answers.select_related("question")],
        "moves": list(registration.moves.values("at", "old", "new", "actor", "reason")),
        "attendance": list(registration.attendances.values("session__title", "kind", "minutes", "method", "recorded_at")),
        "certificates": list(registration.certificates.values("serial", "kind", "issued_at", "revoked_at")),
        "mails": list(registration.mails.values("subject", "body", "created_at", "state")),
        "readings_of_passport": list(registration.passport_readings.values("at", "purpose")),
    }  # fmt: skip


KEPT_DAYS = 365
"""Days after the last day for which names and addresses are kept, unless the person agreed to be asked again."""


def erase_old(today: date) -> int:
    """Erase personal data of workshops that ended more than a year ago; how many people."""
    ended = today - timedelta(days=KEPT_DAYS)
    rows = Registration.objects.filter(
        workshop__ends_on__lt=ended, erased_at=None, consent_contact=False
    )
    found = list(rows[:500])
    for one in found:
        erase(registration=one, at=timezone.now())
    return len(found)
