"""What is held about a person: as a file for them, its time, and its erasure."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.rows import each_row
from workshops.models import (
    AddressChange,
    Answer,
    AttendanceInterval,
    Mail,
    Nomination,
    Registration,
    ScanRefusal,
    SideStatusChange,
    TravelRequest,
)
from workshops.models.registrations import new_secret
from workshops.services import drafts, passports, transitions, waiting_list
from workshops.states import Actor, RegistrationState

if TYPE_CHECKING:
    from datetime import date, datetime

NAMES = (
    "title", "given", "family", "printed_name", "organisation", "unit", "position", "phone", "other_email",
)  # fmt: skip
SOON = ("access_needs", "diet", "emergency_contact")
RETENTION_DAYS = 365
"""Days after the last day for which names and addresses are kept, unless the person agreed to be asked again."""
SOON_DAYS = 30
"""Days after the last day for which needs and emergency contacts are kept."""


def retention_periods() -> list[tuple[str, int]]:
    """What is kept for how many days after the workshop, as told where it is asked for."""
    return [
        (_("Access and dietary needs, emergency contact"), SOON_DAYS),
        (_("Passport data"), passports.RETENTION_DAYS),
        (_("Names, addresses, letters, travel"), RETENTION_DAYS),
    ]


@transaction.atomic
def erase(*, registration: Registration, at: datetime) -> Registration:
    """Take the personal data away; what counts in statistics stays (country, gender, group, state).

    A registration that still waits or holds a seat is cancelled first. Certificates stay valid: they
    are the person's own proof, and their verify page shows no name without consent.
    """
    workshop = transitions.locked(registration.workshop_id)
    registration = Registration.objects.get(pk=registration.pk)
    cancels = (
        RegistrationState.UNCONFIRMED,
        RegistrationState.PENDING,
        RegistrationState.RETURNED,
        RegistrationState.WAITLISTED,
        RegistrationState.ACCEPTED,
        RegistrationState.CONFIRMED,
    )
    new = None
    if registration.state in cancels:
        new = RegistrationState.CANCELLED_BY_PARTICIPANT
    elif registration.state in (RegistrationState.INVITED, RegistrationState.OFFERED):
        new = RegistrationState.DECLINED
    if new:
        transitions.transition(
            registration, new, actor=Actor.PERSON, by=None, at=at, reason=_("erased")
        )
    _clear(registration, at)
    _clear_around(registration)
    waiting_list.fill(workshop, at)
    return registration


def _clear(registration: Registration, at: datetime) -> None:
    for name in (*NAMES, *SOON):
        setattr(registration, name, "")
    registration.email = f"erased-{registration.pk}@invalid.invalid"
    registration.policy_roles, registration.messaging = [], False
    registration.listed, registration.listed_until = Registration.Listed.NOBODY, None
    registration.consent_contact = registration.consent_photos = False
    registration.erased_at, registration.secret = at, new_secret()
    registration.save()


def _clear_around(registration: Registration) -> None:
    """Answers, letters, reasons, travel, passport and the nomination of the person."""
    personal = registration.answers.filter(question__personal=True)
    _forget_files(personal.exclude(stored="").values_list("stored", flat=True), but=personal)
    personal.delete()
    registration.mails.all().delete()
    registration.changes.all().delete()
    registration.status_changes.update(reason="")
    SideStatusChange.objects.filter(registration=registration).update(reason="")
    registration.visa_letters.all().delete()
    for name in ("passport", "travel", "draft", "visa", "address_change"):
        if related := getattr(registration, name, None):
            related.delete()
    if registration.nomination_id:
        Mail.objects.filter(nomination=registration.nomination_id).delete()
        clear_nominations(Nomination.objects.filter(pk=registration.nomination_id))


def _forget_files(names, *, but) -> None:
    """Delete stored files that no other row names."""
    removed = set(names)
    still_used = Answer.objects.filter(stored__in=removed).exclude(pk__in=but.values("pk"))
    for name in removed - set(still_used.values_list("stored", flat=True)):
        transaction.on_commit(partial(default_storage.delete, name))


def clear_nominations(rows) -> int:
    """Take the persons out of nominations; how many. The note verbale is the government's and stays."""
    empty = dict.fromkeys((*NAMES, "endorsement", "reason"), "")
    return rows.update(**empty, policy_roles=[], messaging=False, email="erased@invalid.invalid")


def own_data(registration: Registration) -> dict[str, Any]:
    """Everything held about the person, for a file of their own."""
    fields = {f.name: f.value_from_object(registration) for f in registration._meta.concrete_fields}
    for name in ("secret", "search_key"):
        fields.pop(name)
    nominations = [registration.nomination_id] if registration.nomination_id else []
    return {
        "registration": fields,
        "workshop": registration.workshop.title,
        "answers": [
            {"question": str(a.question), "answer": a.value}
            for a in registration.answers.select_related("question")
        ],
        "moves": list(
            registration.status_changes.values("at", "old", "new", "actor", "cause", "reason")
        ),
        "corrections": list(registration.changes.values("at", "field", "old", "new", "actor")),
        "address_not_confirmed": _of(
            AddressChange.objects.filter(registration=registration), without=("secret",)
        ),
        "nomination": _of(Nomination.objects.filter(pk__in=nominations), without=("note_stored",)),
        "travel": _of(TravelRequest.objects.filter(registration=registration)),
        "moves_of_travel_and_visa": list(
            SideStatusChange.objects.filter(registration=registration).values(
                "at", "lifecycle", "old", "new", "reason"
            )
        ),
        "visa_letters": list(registration.visa_letters.values("number", "issued_at", "revoked_at")),
        "passport": passports.revealed(registration),
        "attendance": list(
            registration.attendances.values(
                "session__title", "kind", "minutes", "method", "came_at", "recorded_at"
            )
        ),
        "attendance_intervals": list(
            AttendanceInterval.objects.filter(attendance__registration=registration).values(
                "attendance__session__title", "starts_at", "ends_at"
            )
        ),
        "certificates": list(
            registration.certificates.values("serial", "kind", "issued_at", "revoked_at")
        ),
        "mails": list(registration.mails.values("subject", "body", "created_at", "state")),
        "readings_of_passport": list(registration.passport_readings.values("at", "purpose")),
    }


def _of(rows, without: tuple[str, ...] = ()) -> dict[str, Any]:
    row = rows.values().first() or {}
    return {name: value for name, value in row.items() if name not in without}


def erase_old(today: date) -> int:
    """Erase personal data of workshops that ended more than a year ago; how many people."""
    ended = today - timedelta(days=RETENTION_DAYS)
    rows = Registration.objects.filter(
        workshop__ends_on__lt=ended, erased_at=None, consent_contact=False
    )

    def erase_one(registration: Registration) -> bool:
        erase(registration=registration, at=timezone.now())
        return True

    # Not cut to so many rows: those that fail would stand first again every night.
    return each_row(rows.order_by("pk"), erase_one, what="erase a registration", most=500).total


def clear_due(today: date) -> int:
    """What is kept for a shorter time than names: needs, contacts, refused scans, listings, nominees who
    never registered, drafts.

    How many rows were cleared. May run twice.
    """
    needs = Registration.objects.filter(workshop__ends_on__lt=today - timedelta(days=SOON_DAYS))
    done = needs.exclude(**dict.fromkeys(SOON, "")).update(**dict.fromkeys(SOON, ""))
    named = Registration.objects.filter(listed_until__lt=today)
    done += named.update(listed=Registration.Listed.NOBODY, listed_until=None)
    nominees = Nomination.objects.filter(
        workshop__ends_on__lt=today - timedelta(days=RETENTION_DAYS), registration=None
    )
    letters = Mail.objects.filter(
        workshop__ends_on__lt=today - timedelta(days=RETENTION_DAYS), registration=None
    )
    done += letters.delete()[0]
    done += clear_nominations(nominees.exclude(email="erased@invalid.invalid"))
    refusals = ScanRefusal.objects.filter(
        session__workshop__ends_on__lt=today - timedelta(days=SOON_DAYS)
    )
    done += refusals.delete()[0]
    return done + drafts.purge(today)
