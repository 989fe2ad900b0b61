"""Personal data of workshops: how those of a person are found, given out and erased, table by table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from core import personal_data as register
from core.mail.addresses import address_key
from core.personal_data import Person
from workshops.models import (
    Answer,
    Attendance,
    AttendanceInterval,
    Certificate,
    CertificatePack,
    Draft,
    FocalPoint,
    Mail,
    Nomination,
    Question,
    Registration,
    RegistrationChange,
    ScanRefusal,
    SideStatusChange,
    Speaker,
    StatusChange,
    WebhookDelivery,
    WorkshopEvent,
)
from workshops.models.secrets import new_secret
from workshops.services import speakers, substitutions, transitions, waiting_list
from workshops.states import Actor, NominationState, RegistrationState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from django.db.models import QuerySet

ERASED = "@invalid.invalid"
"""What an address ends in that is no address any more."""
NAMES = (
    "title",
    "given",
    "family",
    "printed_name",
    "organisation",
    "unit",
    "position",
    "phone",
    "other_email",
)
SOON = ("access_needs", "diet", "emergency_contact")
SECRETS = {"secret", "search_key", "nonce", "sealed", "stored", "note_stored"}
"""Columns that a person's own file leaves out: they open something, or say where a file lies."""
CANCELLED = (
    RegistrationState.PENDING,
    RegistrationState.UNCONFIRMED,
    RegistrationState.RETURNED,
    RegistrationState.WAITLISTED,
    RegistrationState.ACCEPTED,
    RegistrationState.CONFIRMED,
)
UNDECIDED = (
    NominationState.DRAFT,
    NominationState.SUBMITTED,
    NominationState.REVIEW,
    NominationState.RETURNED,
    NominationState.RESERVE,
)
DECLINED = (RegistrationState.INVITED, RegistrationState.OFFERED)


def person_of(registration: Registration, *, everywhere: bool = False) -> Person:
    """Whom a registration is of: within its workshop, or with all that was done under the same address."""
    people: QuerySet[Any] = Registration.objects.filter(pk=registration.pk)
    address = address_key(registration.email)
    addresses = frozenset() if address.endswith(ERASED) else frozenset([address])
    if everywhere and addresses:
        people |= Registration.objects.filter(email__iexact=address)
    rows = list(people)
    person = Person(
        registrations=frozenset(row.pk for row in rows),
        addresses=addresses,
        workshop=None if everywhere else registration.workshop_id,
    )
    named = [*rows, *nominations_of(person)]
    names = {name for row in named for name in (row.name, row.printed_name) if " " in name}
    names |= _former_names(rows)
    return Person(person.registrations, addresses, frozenset(names), person.workshop)


def as_restored(person: Person) -> Person:
    """An erased person in a restored backup: with the names and addresses that it has of their registrations."""
    for registration in Registration.objects.filter(pk__in=person.registrations):
        there = person_of(registration, everywhere=person.workshop is None)
        person = Person(
            person.registrations | there.registrations,
            person.addresses | there.addresses,
            person.names | there.names,
            person.workshop,
        )
    return person


def _former_names(rows: Iterable[Registration]) -> set[str]:
    """Full names as they were before corrections."""
    changes = RegistrationChange.objects.filter(
        registration__in=rows, field__in=("given", "family", "printed_name")
    )
    names = set()
    for row in rows:
        old = {"given": {row.given}, "family": {row.family}, "printed_name": set()}
        for change in changes:
            if change.registration_id == row.pk:
                old[change.field].add(change.old)
        names |= {f"{given} {family}" for given in old["given"] for family in old["family"]}
        names |= old["printed_name"]
    return {name.strip() for name in names if " " in name.strip()}


def addressed(person: Person, field: str) -> Q:
    """Rows whose address is the person's, in the workshop that is meant."""
    found = Q(pk__in=[])
    for address in person.addresses:
        found |= Q(**{f"{field}__iexact": address})
    return found & Q(workshop=person.workshop) if person.workshop else found


def nominations_of(person: Person) -> QuerySet[Nomination]:
    own = Q(registration__in=person.registrations) | addressed(person, "email")
    return Nomination.objects.filter(own).distinct()


def rows_of(model: Any, person: Person) -> QuerySet[Any]:
    return model._default_manager.filter(registration__in=person.registrations)


def drafts_of(person: Person) -> QuerySet[Draft]:
    own = Q(registration__in=person.registrations) | addressed(person, "email")
    return Draft.objects.filter(own)


def focal_points_of(person: Person) -> QuerySet[FocalPoint]:
    """Being a focal point is another matter than the registration: only where everything is meant."""
    if person.workshop:
        return FocalPoint.objects.none()
    return FocalPoint.objects.filter(addressed(person, "email"))


def speakers_of(person: Person) -> QuerySet[Speaker]:
    return Speaker.objects.filter(addressed(person, "email"))


def mails_of(person: Person) -> QuerySet[Mail]:
    """Letters to the person, and those to focal points about them."""
    to = addressed(person, "to")
    if person.workshop:
        to &= Q(focal_point=None)
    own = Q(registration__in=person.registrations) | to
    return Mail.objects.filter(
        own
        | Q(nomination__in=nominations_of(person))
        | Q(draft__in=drafts_of(person))
        | Q(speaker__in=speakers_of(person))
    )


def refusals_of(person: Person) -> QuerySet[ScanRefusal]:
    found = Q(pk__in=[])
    rows = Registration.objects.filter(pk__in=person.registrations)
    for code, workshop in rows.values_list("code", "workshop"):
        found |= Q(code=code[-4:], session__workshop=workshop)
    return ScanRefusal.objects.filter(found)


def deliveries_of(person: Person) -> QuerySet[WebhookDelivery]:
    found = Q(pk__in=[])
    for pk in person.registrations:
        # A number ends where the next member or the object ends, so 1 is not found in 12.
        found |= Q(body__contains=f'"registration":{pk},') | Q(
            body__contains=f'"registration":{pk}}}'
        )
    return WebhookDelivery.objects.filter(found)


def own_rows(queryset: QuerySet[Any]) -> list[dict[str, Any]]:
    """Rows as a person's own file has them."""
    fields = queryset.model._meta.concrete_fields
    names = [field.attname for field in fields if field.name not in SECRETS]
    return list(queryset.order_by("pk").values(*names))


def registrations_held(person: Person) -> list[dict[str, Any]]:
    """Registrations with the titles of their workshops."""
    rows = Registration.objects.filter(pk__in=person.registrations)
    titles = {row.pk: row.workshop.title for row in rows.select_related("workshop")}
    return [{"workshop": titles[row["id"]], **row} for row in own_rows(rows)]


def attendance_held(person: Person) -> list[dict[str, Any]]:
    """Attendance with the titles of sessions, and from when to when the person is known to have been there."""
    rows = rows_of(Attendance, person)
    by_number = {row.pk: row for row in rows.select_related("session")}
    intervals: dict[int, list[dict[str, Any]]] = {}
    for row in AttendanceInterval.objects.filter(attendance__in=by_number).order_by("starts_at"):
        span = {"starts_at": row.starts_at, "ends_at": row.ends_at}
        intervals.setdefault(row.attendance_id, []).append(span)
    return [
        {
            "session": by_number[row["id"]].session.title,
            **row,
            "intervals": intervals.get(row["id"], []),
        }
        for row in own_rows(rows)
    ]


# Erasure, table by table: of a person, or of all whose term is over.


@transaction.atomic
def clear_registrations(rows: QuerySet[Registration], at: datetime) -> int:
    """End those that wait or hold a seat, and take the person out; what counts in statistics stays."""
    for workshop in sorted(set(rows.values_list("workshop", flat=True))):
        transitions.locked(workshop)
    cleared = 0
    for registration in rows.order_by("pk"):
        new = None
        if registration.state in CANCELLED:
            new = RegistrationState.CANCELLED_BY_PARTICIPANT
        elif registration.state in DECLINED:
            new = RegistrationState.DECLINED
        if new:
            transitions.transition(
                registration, new, actor=Actor.PERSON, by=None, at=at, reason=gettext("erased")
            )
        _clear(registration, at)
        cleared += 1
    return cleared


def _clear(registration: Registration, at: datetime) -> None:
    for name in (*NAMES, *SOON):
        setattr(registration, name, "")
    registration.email = f"erased-{registration.pk}{ERASED}"
    registration.policy_roles, registration.messaging = [], False
    registration.listed, registration.listed_until = Registration.Listed.NOBODY, None
    registration.consent_contact = registration.consent_photos = False
    registration.erased_at, registration.secret = registration.erased_at or at, new_secret()
    registration.save()


@transaction.atomic
def clear_nominations(rows: QuerySet[Nomination], at: datetime) -> int:
    """Take the persons out of nominations, with the notes verbales that name them; how many."""
    pks = list(rows.values_list("pk", flat=True))
    found = Nomination.objects.filter(pk__in=pks)
    _withdraw(found.filter(state__in=UNDECIDED), at)
    register.forget_files(found.values_list("note_stored", flat=True))
    empty = dict.fromkeys((*NAMES, "endorsement", "reason", "reference"), "")
    files = dict.fromkeys(("note_stored", "note_filename", "note_type"), "")
    return found.update(
        **empty, **files, policy_roles=[], messaging=False, email=f"erased{ERASED}", secret=""
    )


def _withdraw(undecided: QuerySet[Nomination], at: datetime) -> None:
    """Nobody is left to decide on; what was kept for whom they were to replace is free for others."""
    for nomination in undecided.order_by("workshop_id", "pk"):
        workshop = transitions.locked(nomination.workshop_id)
        Nomination.objects.filter(pk=nomination.pk).update(state=NominationState.WITHDRAWN)
        substitutions.let_go(substitutions.predecessor(nomination), at)
        waiting_list.fill(workshop, at)


@transaction.atomic
def purge_nominations(rows: QuerySet[Nomination], at: datetime) -> int:
    """Take those whose term is over out of nominations, and their names out of what was written about others."""
    for nomination in rows:
        names = {name for name in (nomination.name, nomination.printed_name) if " " in name}
        take_out_names(names, {nomination.workshop_id})
    return clear_nominations(rows, at)


@transaction.atomic
def clear_focal_points(rows: QuerySet[FocalPoint], at: datetime) -> int:
    """Take the persons out, and end their links; how many."""
    cleared = 0
    for point in rows:
        point.name, point.email = "", f"erased-{point.pk}{ERASED}"
        point.link_ended_at, point.secret = point.link_ended_at or at, new_secret()
        point.save(update_fields=["name", "email", "link_ended_at", "secret"])
        cleared += 1
    return cleared


def erase_speakers(person: Person, _at: datetime) -> None:
    """The person leaves the list and every session; what was noted of them names them no more."""
    for speaker in speakers_of(person):
        take_out_names({speaker.name}, {speaker.workshop_id})
        speakers.delete([speaker])


@transaction.atomic
def clear_speakers(rows: QuerySet[Speaker], at: datetime) -> int:
    """End links to speakers and forget their addresses; what they show to everybody stays. How many."""
    cleared = 0
    for speaker in rows:
        speaker.email, speaker.secret, speaker.changed_at = "", new_secret(), at
        speaker.save(update_fields=["email", "secret", "changed_at"])
        cleared += 1
    return cleared


WRITTEN = Q(question__personal=True) | Q(
    question__kind__in=(Question.Kind.TEXT, Question.Kind.FILE)
)
"""Answers that were written or sent; of choices those that the organisers call personal."""


@transaction.atomic
def clear_answers(rows: QuerySet[Answer], at: datetime) -> int:
    """Delete whatever was written or sent, with its files; how many."""
    rows = rows.filter(WRITTEN)
    register.forget_files(rows.values_list("stored", flat=True))
    return register.delete_rows(rows, at)


@transaction.atomic
def clear_certificates(rows: QuerySet[Certificate], _at: datetime) -> int:
    """Name, PDF and credential; the serial still tells that a certificate was issued."""
    register.forget_files(rows.values_list("stored", flat=True))
    return rows.update(printed_name="", stored="", revoked_reason="", credential="")


def packs_of(person: Person) -> QuerySet[CertificatePack]:
    of_workshops = Registration.objects.filter(pk__in=person.registrations).values("workshop")
    return CertificatePack.objects.filter(workshop__in=of_workshops)


@transaction.atomic
def delete_packs(rows: QuerySet[CertificatePack], at: datetime) -> int:
    """The whole file, which holds the certificates of others, too; it is made again when it is asked for."""
    register.forget_files(rows.values_list("stored", flat=True))
    return register.delete_rows(rows, at)


def erase_mentions(person: Person, _at: datetime) -> None:
    """The full name in texts about others: letters, reasons, notes of what was changed."""
    workshops = set(
        Registration.objects.filter(pk__in=person.registrations).values_list("workshop", flat=True)
    ) | set(nominations_of(person).values_list("workshop", flat=True))
    take_out_names(person.names, workshops)


def take_out_names(names: Collection[str], workshops: Collection[int]) -> None:
    """Write a sign of omission for full names in the texts of workshops."""
    if not names:
        return
    texts: tuple[tuple[Any, str, tuple[str, ...]], ...] = (
        (Mail, "workshop", ("subject", "body")),
        (StatusChange, "registration__workshop", ("reason",)),
        (SideStatusChange, "registration__workshop", ("reason",)),
        (WorkshopEvent, "workshop", ("note", "action")),
        (Nomination, "workshop", ("reason", "endorsement")),
    )
    for model, workshop, fields in texts:
        named = Q(pk__in=[])
        for name in names:
            for field in fields:
                named |= Q(**{f"{field}__contains": name})
        for row in model._default_manager.filter(named, **{f"{workshop}__in": workshops}):
            for field in fields:
                text = getattr(row, field)
                for name in names:
                    text = text.replace(name, "…")
                setattr(row, field, text)
            row.save(update_fields=list(fields))
