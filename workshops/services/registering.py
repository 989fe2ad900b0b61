"""Registrations: every move under the lock of its workshop, so that no seat is ever given twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Case, Count, F, IntegerField, Max, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from migration_portal.core.errors import PortalError
from workshops.models import Answer, Details, Move, Registration, Workshop, group_of
from workshops.models.people import NOT_COUNTED, new_secret
from workshops.services import mailing
from workshops.states import NEEDS_REASON, OPEN, Actor, Reg, check_move

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet


class NoSeat(PortalError):
    """Every seat that this person could take is taken."""

    code, status = "no_seat", 409


class Closed(PortalError):
    """The workshop takes no registrations now."""

    code, status = "closed", 409


class Twice(PortalError):
    """The person is registered already."""

    code, status = "registered_already", 409


def locked(pk: int) -> Workshop:
    """The workshop, locked to the end of the transaction: seats are counted and given under it."""
    return Workshop.objects.select_for_update(of=("self",)).get(pk=pk)


@dataclass(frozen=True, slots=True)
class Seats:
    """What is taken, of all, by way of taking part, by country and by group."""

    total: int
    modes: dict[str, int]
    countries: dict[int | None, int]
    groups: dict[str, int]


def taken(workshop: Workshop) -> Seats:
    """Seats that are held. Staff and interpreters take none. One query."""
    rows = (
        workshop.registrations.seated()
        .exclude(stakeholder__in=NOT_COUNTED)
        .values_list("mode", "country", "stakeholder")
        .annotate(n=Count("pk"))
        .order_by()
    )
    modes: dict[str, int] = {}
    countries: dict[int | None, int] = {}
    groups: dict[str, int] = {}
    total = 0
    for mode, country, stakeholder, n in rows:
        total += n
        modes[mode] = modes.get(mode, 0) + n
        countries[country] = countries.get(country, 0) + n
        group = group_of(stakeholder)
        groups[group] = groups.get(group, 0) + n
    return Seats(total, modes, countries, groups)


def why_no_seat(workshop: Workshop, held: Seats, registration: Registration) -> str:
    """Why the person gets no seat now; "" when there is one. Total, way, country and group must all allow it."""
    if not registration.takes_a_seat:
        return ""
    if held.total >= workshop.capacity:
        return _("All seats are taken.")
    limit = {"in_person": workshop.capacity_in_person, "online": workshop.capacity_online}[
        registration.mode
    ]
    if limit is not None and held.modes.get(registration.mode, 0) >= limit:
        return _("All seats for this way of taking part are taken.")
    quota = workshop.country_quota
    country = registration.country_id
    if quota is not None and country is not None and held.countries.get(country, 0) >= quota:
        return _("All seats of this country are taken.")
    for group, seats in workshop.group_quotas.values_list("group", "seats"):
        if group == registration.group and held.groups.get(group, 0) >= seats:
            return _("All seats of this group are taken.")
    return ""


def step(
    registration: Registration, new: str, *, actor: str, by, at: datetime, reason: str = ""
) -> None:
    """Check, write and note one move. The caller holds the workshop's lock."""
    check_move(registration.state or None, new, actor)
    if new in NEEDS_REASON and not reason.strip():
        raise PortalError(_("Give the reason; the person will read it."), code="reason_needed")
    Move.objects.create(
        registration=registration, at=at, old=registration.state, new=new, actor=actor, by=by,
        reason=reason.strip(),
    )  # fmt: skip
    registration.state, registration.changed_at = new, at
    registration.save()


FIELDS = (
    *(f.name for f in Details._meta.get_fields()), "mode", "interpretation", "first_time",
    "access_needs", "diet", "listed", "consent_photos", "consent_contact",
)  # fmt: skip


@transaction.atomic
def register(
    *,
    workshop: Workshop,
    values: dict[str, Any],
    answers: dict[int, str],
    by=None,
    at: datetime,
    actor: str = Actor.PERSON,
) -> Registration:
    """A new registration of a person who comes by themselves or is entered by an organiser.

    Raises Closed, Twice. Where the workshop accepts at once, the person has a seat or a place on the
    waiting list when this returns.
    """
    workshop = locked(workshop.pk)
    if actor == Actor.PERSON and not workshop.takes_registrations:
        raise Closed(_("This workshop takes no registrations now."))
    if workshop.registrations.filter(email__iexact=values["email"], state__in=OPEN).exists():
        raise Twice(
            _("This address is registered already. The link to the registration was sent to it.")
        )
    made = Registration(workshop=workshop, state="", consent_processing=at, **values)
    check_move(None, Reg.SUBMITTED, actor)
    made.state = Reg.SUBMITTED
    made.changed_at = at
    made.save()
    Move.objects.create(registration=made, at=at, old="", new=Reg.SUBMITTED, actor=actor, by=by)
    _answer(made, answers)
    _review(workshop, made, at)
    return made


@transaction.atomic
def submit(
    *, registration: Registration, values: dict[str, Any], answers: dict[int, str], at: datetime
) -> Registration:
    """What an invited person, or one whose registration was returned, fills in. The address stays."""
    workshop = locked(registration.workshop_id)
    registration = Registration.objects.get(pk=registration.pk)
    for name, value in values.items():
        if name != "email":
            setattr(registration, name, value)
    registration.consent_processing = at
    step(registration, Reg.SUBMITTED, actor=Actor.PERSON, by=None, at=at)
    _answer(registration, answers)
    _review(workshop, registration, at)
    return registration


def _answer(registration: Registration, answers: dict[int, str]) -> None:
    for question, value in answers.items():
        Answer.objects.update_or_create(
            registration=registration, question_id=question, defaults={"value": value}
        )


def _review(workshop: Workshop, registration: Registration, at: datetime) -> None:
    step(registration, Reg.PENDING, actor=Actor.SYSTEM, by=None, at=at)
    if not workshop.accepts_at_once:
        mailing.write(registration, "received", at=at)
        return
    _place(workshop, registration, actor=Actor.SYSTEM, by=None, at=at)


def _place(workshop: Workshop, registration: Registration, *, actor: str, by, at: datetime) -> None:
    """A seat, or the waiting list where others wait already or no seat is free."""
    waiting = workshop.registrations.filter(state=Reg.WAITLISTED).exists()
    if not (waiting and workshop.accepts_at_once) and not why_no_seat(
        workshop, taken(workshop), registration
    ):
        step(registration, Reg.ACCEPTED, actor=actor, by=by, at=at)
        mailing.write(registration, "accepted", at=at)
        return
    registration.queued_at = registration.queued_at or _end_of_queue(workshop, at)
    step(registration, Reg.WAITLISTED, actor=actor, by=by, at=at)
    mailing.write(registration, "waitlisted", at=at)
    fill(workshop, at)


def _end_of_queue(workshop: Workshop, at: datetime) -> datetime:
    """The time to queue at: never before who stands there already, whenever the request had arrived."""
    last = workshop.registrations.aggregate(last=Max("queued_at"))["last"]
    return max(at, last) if last else at


@transaction.atomic
def decide(
    *, registration: Registration, new: str, by, at: datetime, reason: str = ""
) -> Registration:
    """An organiser's move. Raises IllegalMove, and NoSeat where acceptance finds none."""
    workshop = locked(registration.workshop_id)
    registration = Registration.objects.select_related("country").get(pk=registration.pk)
    held_a_seat = registration.state in (Reg.ACCEPTED, Reg.CONFIRMED, Reg.OFFERED)
    if new == Reg.ACCEPTED and (why := why_no_seat(workshop, taken(workshop), registration)):
        raise NoSeat(why + " " + _("Put the person on the waiting list."))
    if new == Reg.OFFERED:
        if why := why_no_seat(workshop, taken(workshop), registration):
            raise NoSeat(why)
        registration.offered_until = at + timedelta(days=workshop.offer_days)
    if new == Reg.WAITLISTED:
        registration.queued_at = registration.queued_at or _end_of_queue(workshop, at)
    if new == Reg.CHECKED_IN and registration.state == Reg.NO_SHOW:
        reason = reason or _("corrected")
    step(registration, new, actor=Actor.ORGANISER, by=by, at=at, reason=reason)
    mailing.write(registration, new, at=at)
    if held_a_seat and new in (Reg.DROPPED, Reg.SUBSTITUTED):
        fill(workshop, at)
    return registration


@transaction.atomic
def respond(
    *, registration: Registration, new: str, at: datetime, reason: str = ""
) -> Registration:
    """The person's own move: confirm, accept an offer, decline, cancel. Frees the seat where it was one."""
    workshop = locked(registration.workshop_id)
    registration = Registration.objects.get(pk=registration.pk)
    if (
        registration.state == Reg.OFFERED
        and new == Reg.ACCEPTED
        and registration.offered_until < at
    ):
        raise Closed(
            _("The offer ended before you answered. The seat was offered to the next person.")
        )
    frees = registration.state in (Reg.ACCEPTED, Reg.CONFIRMED, Reg.OFFERED)
    step(registration, new, actor=Actor.PERSON, by=None, at=at, reason=reason)
    if new in (Reg.CONFIRMED, Reg.ACCEPTED, Reg.CANCELLED):
        mailing.write(registration, new, at=at)
    if frees and new in (Reg.CANCELLED, Reg.DECLINED):
        fill(workshop, at)
    return registration


@transaction.atomic
def invite(
    *, workshop: Workshop, values: dict[str, Any], by, at: datetime, nomination=None
) -> Registration:
    """An invitation that only this address can answer. Raises Twice."""
    workshop = locked(workshop.pk)
    if workshop.registrations.filter(email__iexact=values["email"], state__in=OPEN).exists():
        raise Twice(
            _("%(address)s is registered for this workshop already.") % {"address": values["email"]}
        )
    made = Registration(workshop=workshop, nomination=nomination, **values)
    check_move(None, Reg.INVITED, Actor.ORGANISER)
    made.state, made.changed_at = Reg.INVITED, at
    made.save()
    Move.objects.create(
        registration=made, at=at, old="", new=Reg.INVITED, actor=Actor.ORGANISER, by=by
    )
    mailing.write(made, "invited", at=at)
    return made


@transaction.atomic
def substitute(
    *, registration: Registration, values: dict[str, Any], by, at: datetime, reason: str
) -> Registration:
    """Another person in the place of one: the seat goes over only when the new one is accepted."""
    workshop = locked(registration.workshop_id)
    registration = Registration.objects.get(pk=registration.pk)
    step(registration, Reg.SUBSTITUTED, actor=Actor.ORGANISER, by=by, at=at, reason=reason)
    mailing.write(registration, Reg.SUBSTITUTED, at=at)
    return invite(workshop=workshop, values=values, by=by, at=at)


def waiting(workshop: Workshop) -> QuerySet[Registration]:
    """The waiting list in its order: rank in the country's list, least developed countries, the gender
    that is under its target, then the time. Two queries."""
    seated = workshop.registrations.seated().counted()
    counts = seated.aggregate(
        n=Count("pk"), women=Count("pk", filter=Q(gender=Details.Gender.WOMAN))
    )
    short = counts["women"] * 100 < workshop.women_target * max(1, counts["n"])
    women_first = Case(When(gender=Details.Gender.WOMAN, then=Value(0)), default=Value(1))
    reserve = Case(When(nomination__is_reserve=True, then=Value(100)), default=Value(0))
    return (
        workshop.registrations.filter(state=Reg.WAITLISTED)
        .annotate(
            rank=Coalesce(F("nomination__rank"), Value(50), output_field=IntegerField()) + reserve,
            poor=Case(When(country__ldc=True, then=Value(0)), default=Value(1)),
            balance=women_first if short else Value(0),
        )
        .order_by("rank", "poor", "balance", "queued_at", "pk")
    )


def position(registration: Registration) -> int | None:
    """The place on the waiting list, from 1; None for who is not on it."""
    if registration.state != Reg.WAITLISTED:
        return None
    order = list(waiting(registration.workshop).values_list("pk", flat=True))
    return order.index(registration.pk) + 1


def fill(workshop: Workshop, at: datetime) -> int:
    """Offer free seats in the order of the waiting list; how many. The caller holds the lock."""
    if not workshop.is_moving:
        return 0
    offered = 0
    while True:
        held = taken(workshop)
        if held.total >= workshop.capacity:
            return offered
        one = next((r for r in waiting(workshop) if not why_no_seat(workshop, held, r)), None)
        if one is None:
            return offered
        one = Registration.objects.get(pk=one.pk)
        one.offered_until = at + timedelta(days=workshop.offer_days)
        step(one, Reg.OFFERED, actor=Actor.SYSTEM, by=None, at=at)
        mailing.write(one, "offered", at=at)
        offered += 1


def expire_offers(at: datetime) -> int:
    """End offers that nobody answered in time and pass each seat on; how many ended."""
    ended = 0
    due = Registration.objects.filter(state=Reg.OFFERED, offered_until__lt=at)
    for pk in set(due.values_list("workshop", flat=True)):
        with transaction.atomic():
            workshop = locked(pk)
            for one in due.filter(workshop=pk):
                step(one, Reg.EXPIRED, actor=Actor.SYSTEM, by=None, at=at)
                mailing.write(one, "offer_expired", at=at)
                ended += 1
            fill(workshop, at)
    return ended


@transaction.atomic
def new_link(registration: Registration) -> Registration:
    """End the old links of a person and send a new one."""
    registration = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    registration.secret = new_secret()
    registration.save(update_fields=["secret"])
    mailing.write(registration, "link", at=timezone.now(), again=registration.secret[:6])
    return registration


ERASED = {"title": "", "given": "", "family": "", "printed_name": "", "organisation": "", "position": "",
          "phone": "", "access_needs": "", "diet": ""}  # fmt: skip


@transaction.atomic
def erase(*, registration: Registration, at: datetime) -> Registration:
    """Take the personal data away; what counts in statistics stays (country, gender, group, state).

    A registration that still waits or holds a seat is cancelled first. Certificates stay valid: they
    are the person's own proof, and their verify page shows no name without consent.
    """
    workshop = locked(registration.workshop_id)
    registration = Registration.objects.get(pk=registration.pk)
    cancels = (Reg.PENDING, Reg.RETURNED, Reg.WAITLISTED, Reg.ACCEPTED, Reg.CONFIRMED)
    if registration.state in cancels:
        step(registration, Reg.CANCELLED, actor=Actor.PERSON, by=None, at=at, reason=_("erased"))
    elif registration.state in (Reg.INVITED, Reg.OFFERED):
        step(registration, Reg.DECLINED, actor=Actor.PERSON, by=None, at=at, reason=_("erased"))
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
    fill(workshop, at)
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


def alike(registration: Registration) -> QuerySet[Registration]:
    """Others of the workshop with the same name and country: the same person under two addresses?"""
    same = registration.workshop.registrations.exclude(pk=registration.pk).filter(erased_at=None)
    return same.filter(
        family__iexact=registration.family,
        given__iexact=registration.given,
        country=registration.country_id,
    )


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
