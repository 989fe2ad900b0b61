"""Nominations by focal points of governments, and what organisers decide on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.files import File
from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from core.errors import PortalError, Refused
from core.mail.addresses import address_key
from core.rows import each_row
from workshops.models import FocalPoint, Nomination, Registration, Workshop
from workshops.models.people import check_country, representation_of
from workshops.models.secrets import new_secret
from workshops.selectors import focal_points
from workshops.services import (
    events,
    files,
    letters,
    personal_data,
    registrations,
    seats,
    substitutions,
    transitions,
    waiting_list,
)
from workshops.states import NOMINATION, REGISTRATION, Actor, NominationState, RegistrationState

if TYPE_CHECKING:
    from datetime import datetime

PERSONAL = substitutions.PERSONAL


@transaction.atomic
def add_focal_point(*, workshop: Workshop, values: dict[str, Any], by, at: datetime) -> FocalPoint:
    """Name who nominates for a country, and send the link."""
    workshop = transitions.locked(workshop.pk)
    existing = workshop.focal_points.filter(
        country=values["country"], email__iexact=values["email"]
    )
    if existing.exists():
        raise PortalError(_("This focal point is named already."), status=409)
    point = FocalPoint.objects.create(workshop=workshop, **values)
    letters.write_to_focal_point(point, at=at)
    # The country alone: the trail outlasts the names.
    events.note(workshop, "focal point named", by=by, at=at, text=point.country.name)
    return point


@transaction.atomic
def save_focal_point(*, point: FocalPoint, values: dict[str, Any], by, at: datetime) -> FocalPoint:
    """Correct a focal point; another address gets a new link, and the old one ends. Raises PortalError."""
    workshop = transitions.locked(point.workshop_id)
    twins = workshop.focal_points.filter(
        country=values["country"], email__iexact=values["email"]
    ).exclude(pk=point.pk)
    if twins.exists():
        raise PortalError(_("This focal point is named already."), status=409)
    if values["country"] != point.country and point.nominations.exists():
        text = _("People are nominated by this focal point, so the country stays.")
        raise PortalError(text, status=409)
    is_moved = address_key(values["email"]) != address_key(point.email)
    for name, value in values.items():
        setattr(point, name, value)
    point.save(update_fields=list(values))
    events.note(workshop, "focal point corrected", by=by, at=at, text=point.country.name)
    return new_link(point, at=at) if is_moved else point


@transaction.atomic
def remind_missing(*, workshop: Workshop, at: datetime) -> int:
    """Write to the focal points of countries that nobody is nominated for; how many. Once a day each.

    Raises PortalError where nominations are closed.
    """
    workshop = transitions.locked(workshop.pk)
    if not workshop.takes_nominations:
        raise PortalError(_("This workshop takes no nominations now."), status=409)
    today = at.astimezone(workshop.tz).date()
    points = focal_points.to_remind(workshop, today)
    before = workshop.mails.count()
    for point in points:
        letters.write_to_focal_point(
            point, at=at, again=f"reminder-{today:%Y%m%d}", name="remind_nominate"
        )
    return workshop.mails.count() - before


@transaction.atomic
def new_link(point: FocalPoint, *, at: datetime) -> FocalPoint:
    """End the old links of a focal point and send a new one."""
    point = FocalPoint.objects.select_for_update(of=("self",)).get(pk=point.pk)
    point.secret, point.link_renewed_at, point.link_ended_at = new_secret(), at, None
    point.save(update_fields=["secret", "link_renewed_at", "link_ended_at"])
    letters.write_to_focal_point(point, at=at, again=f"{at:%Y%m%d%H%M%S%f}")
    return point


@transaction.atomic
def end_link(point: FocalPoint, *, at: datetime) -> FocalPoint:
    """End the links of a focal point until a new one is sent."""
    point = FocalPoint.objects.select_for_update(of=("self",)).get(pk=point.pk)
    point.link_ended_at = point.link_ended_at or at
    point.save(update_fields=["link_ended_at"])
    return point


def keep_note(nomination: Nomination, upload: File) -> None:
    """Store the note verbale. Raises RefusedFile, or PortalError for what is no PDF or Word document."""
    stored_file = files.keep(upload, folder="notes")
    nomination.note_stored, nomination.note_type = stored_file.stored, stored_file.media_type
    nomination.note_filename = stored_file.filename


@transaction.atomic
def nominate(
    *,
    point: FocalPoint,
    nomination: Nomination | None,
    values: dict[str, Any],
    note: File | None = None,
    submit: bool,
    at: datetime,
) -> Nomination:
    """A nomination of the focal point's country, kept as a draft or submitted. Raises Closed, IllegalTransition."""
    workshop = transitions.locked(point.workshop_id)
    _check_open(workshop, point, at)
    if nomination is None:
        nomination = Nomination(workshop=workshop, focal_point=point, state=NominationState.DRAFT)
    elif nomination.state not in (NominationState.DRAFT, NominationState.RETURNED):
        text = _(
            "This nomination is with the organisers and cannot be changed. Withdraw it instead."
        )
        raise PortalError(text, status=409)
    for name, value in values.items():
        setattr(nomination, name, value)
    nomination.country = point.country
    _check_details(nomination)
    if note is not None:
        keep_note(nomination, note)
    if submit:
        NOMINATION.check(nomination.state, NominationState.SUBMITTED)
        _take_earlier_note(nomination, point)
        if not nomination.note_stored:
            raise PortalError(_("Add the note verbale before submitting."), status=422)
        nomination.state, nomination.reason = NominationState.SUBMITTED, ""
    nomination.changed_at = at
    nomination.save()
    if submit:
        letters.write_receipt(point, at=at)
        letters.write_to_nominee(nomination, "nominee_notice", at=at)
    return nomination


def _take_earlier_note(nomination: Nomination, point: FocalPoint) -> None:
    """One note verbale names several people: without one of its own, a nomination goes with the last one that
    the focal point handed in, under the same number if it has one."""
    if nomination.note_stored:
        return
    others = point.nominations.exclude(note_stored="").exclude(pk=nomination.pk)
    if nomination.reference:
        others = others.filter(reference=nomination.reference)
    if earlier := others.order_by("-changed_at", "-pk").first():
        for name in ("note_stored", "note_filename", "note_type"):
            setattr(nomination, name, getattr(earlier, name))
        nomination.reference = nomination.reference or earlier.reference
        nomination.document_date = nomination.document_date or earlier.document_date


@transaction.atomic
def enter(*, workshop: Workshop, values: dict[str, Any], by, at: datetime) -> Nomination:
    """A nomination that came by note verbale, as an organiser enters it: submitted, without a file.

    Without a rank it comes after the others of its country.
    """
    workshop = transitions.locked(workshop.pk)
    nomination = Nomination(
        workshop=workshop,
        state=NominationState.SUBMITTED,
        channel=Nomination.Channel.NOTE,
        changed_at=at,
        **values,
    )
    if nomination.rank is None:
        nomination.rank = next_rank(workshop, nomination.country_id, nomination.is_reserve)
    _check_details(nomination)
    nomination.save()
    country = nomination.country.name if nomination.country else ""
    events.note(workshop, "nomination entered", by=by, at=at, text=country)
    letters.write_to_nominee(nomination, "nominee_notice", at=at)
    return nomination


ALIVE = tuple(state for state in NominationState if NOMINATION.following(state))
"""States from which a nomination can still go on; its rank is its own."""


def next_rank(workshop: Workshop, country: int | None, is_reserve: bool = False) -> int:
    """The first rank in the country's list after those that are given."""
    living = workshop.nominations.filter(country=country, is_reserve=is_reserve, state__in=ALIVE)
    return (living.aggregate(last=Max("rank"))["last"] or 0) + 1


def _check_details(nomination: Nomination) -> None:
    """The country of a delegation, and a rank that no other of its country has. Raises PortalError."""
    nomination.representation = representation_of(nomination)
    if problem := check_country(nomination):
        raise PortalError(problem, code="country_needed", status=422)
    same = Nomination.objects.filter(
        workshop=nomination.workshop,
        country=nomination.country,
        is_reserve=nomination.is_reserve,
        rank=nomination.rank,
        state__in=ALIVE,
    )
    if other := same.exclude(pk=nomination.pk).first():
        text = _("Rank %(rank)s is that of %(name)s. Give each person of a country another rank.")
        raise PortalError(
            text % {"rank": nomination.rank, "name": other.name}, code="rank_given", status=422
        )


def _check_open(workshop: Workshop, point: FocalPoint, at: datetime) -> None:
    if not workshop.takes_nominations:
        raise registrations.Closed(_("This workshop takes no nominations now."))
    if not point.may_nominate_on(at.astimezone(workshop.tz).date()):
        raise registrations.Closed(_("Your mandate as focal point does not cover this day."))


@transaction.atomic
def withdraw(*, nomination: Nomination, at: datetime) -> Nomination:
    """The focal point takes a nomination back; the person's seat becomes free.

    The person reads of it where they have read of the nomination, and were not invited since.
    """
    workshop = transitions.locked(nomination.workshop_id)
    nomination = Nomination.objects.get(pk=nomination.pk)
    NOMINATION.check(nomination.state, NominationState.WITHDRAWN)
    was_invited = nomination.state == NominationState.ACCEPTED
    was_submitted = nomination.state != NominationState.DRAFT
    nomination.state, nomination.changed_at = NominationState.WITHDRAWN, at
    nomination.save()
    if nomination.focal_point:
        letters.write_receipt(nomination.focal_point, at=at)
    has_read_nothing = letters.drop_to_nominee(nomination)
    if was_submitted and not (was_invited or has_read_nothing):
        letters.write_to_nominee(nomination, "nominee_decision", at=at)
    substitutions.let_go(substitutions.predecessor(nomination), at)
    _end(
        nomination,
        RegistrationState.CANCELLED_BY_ORGANISER,
        _("The government withdrew the nomination."),
        at,
    )
    waiting_list.fill(workshop, at)
    return nomination


@transaction.atomic
def object_to(*, nomination: Nomination, at: datetime) -> Nomination:
    """The nominated person does not want to be nominated. Of their data the name alone stays, with the lists.

    Organisers see it in the list, and the focal point is written to. Raises IllegalTransition, and Refused for
    who was invited since: the page of the invitation is where they decline.
    """
    workshop = transitions.locked(nomination.workshop_id)
    nomination = Nomination.objects.select_related("workshop").get(pk=nomination.pk)
    if nomination.state == NominationState.ACCEPTED:
        raise Refused(
            _("You are invited. Please decline on the page that the invitation leads to.")
        )
    NOMINATION.check(nomination.state, NominationState.WITHDRAWN)
    letters.drop_to_nominee(nomination)
    name = {key: getattr(nomination, key) for key in ("title", "given", "family")}
    personal_data.clear_nominations(Nomination.objects.filter(pk=nomination.pk), at)
    nomination.refresh_from_db()
    for key, value in name.items():
        setattr(nomination, key, value)
    nomination.email, nomination.secret = f"objected{personal_data.ERASED}", new_secret()
    nomination.state, nomination.changed_at = NominationState.WITHDRAWN, at
    nomination.objected_at, nomination.reason = at, _("The person objects to being nominated.")
    nomination.save()
    substitutions.let_go(substitutions.predecessor(nomination), at)
    waiting_list.fill(workshop, at)
    if point := nomination.focal_point:
        again = f"objected-{nomination.pk}"
        letters.write_receipt(point, at=at)
        letters.write_to_focal_point(
            point, at=at, again=again, name="nomination", nomination=nomination
        )
    return nomination


def _end(nomination: Nomination, preferred: RegistrationState, reason: str, at: datetime) -> None:
    """End the registration that came of it, in the wanted way where the table has it, else in another."""
    registration = getattr(nomination, "registration", None)
    if registration is None:
        return
    following = REGISTRATION.following_for(registration.state, Actor.ORGANISER)
    for new in (preferred, RegistrationState.CANCELLED_BY_ORGANISER, RegistrationState.REJECTED):
        if new in following:
            registrations.decide(registration=registration, new=new, by=None, at=at, reason=reason)
            return


@transaction.atomic
def decide(
    *,
    nomination: Nomination,
    new: str,
    by,
    at: datetime,
    reason: str = "",
    without_seat: bool = False,
) -> Nomination:
    """Return, accept, keep in reserve or decline. Who is accepted is invited, and only their address can answer.

    The invitation holds a seat of the country. Raises NoSeat where there is none, unless `without_seat` says
    that the person is to be invited all the same, and to wait.
    """
    workshop = transitions.locked(nomination.workshop_id)
    nomination = Nomination.objects.select_related("workshop").get(pk=nomination.pk)
    NOMINATION.check(nomination.state, new)
    if new in (NominationState.RETURNED, NominationState.DECLINED) and not reason.strip():
        text = _("Give the reason; the focal point will read it.")
        raise PortalError(text, code="reason_needed")
    replaced = substitutions.predecessor(nomination)
    holds_seat = False
    if new == NominationState.ACCEPTED and not (replaced and replaced.holds_seat):
        why = seats.why_no_seat(workshop, seats.taken(workshop), candidate(nomination))
        if why and not without_seat:
            raise seats.NoSeat(why)
        holds_seat = not why
    nomination.state, nomination.reason, nomination.changed_at = new, reason.strip(), at
    nomination.save()
    if new == NominationState.ACCEPTED:
        values = {name: getattr(nomination, name) for name in PERSONAL}
        registrations.invite(
            workshop=workshop,
            values=values | {"mode": candidate(nomination).mode},
            by=by,
            at=at,
            nomination=nomination,
            replaces=replaced,
            holds_seat=holds_seat,
        )
    elif new == NominationState.DECLINED:
        substitutions.let_go(replaced, at)
        waiting_list.fill(workshop, at)
    if new in STATES_WITH_LETTER and nomination.focal_point:
        occasion = f"{new}-{nomination.pk}-{at:%Y%m%d%H%M%S}"
        letters.write_to_focal_point(
            nomination.focal_point, at=at, again=occasion, name="nomination", nomination=nomination
        )
    if new in (NominationState.RESERVE, NominationState.DECLINED):
        # Who is accepted gets the invitation.
        letters.write_to_nominee(nomination, "nominee_decision", at=at)
    return nomination


def candidate(nomination: Nomination) -> Registration:
    """The registration that would come of a nomination, not saved: what seat it would take."""
    replaced = substitutions.predecessor(nomination)
    mode = replaced.mode if replaced else nomination.workshop.modes[0]
    values = {name: getattr(nomination, name) for name in PERSONAL}
    return Registration(workshop=nomination.workshop, mode=mode, **values)


STATES_WITH_LETTER = (
    NominationState.RETURNED,
    NominationState.ACCEPTED,
    NominationState.RESERVE,
    NominationState.DECLINED,
)
"""Decisions that the focal point is written about."""


def expire_old(now: datetime) -> int:
    """End nominations that were never submitted in time, and reserves of workshops that began; how many."""
    waiting = Nomination.objects.filter(
        state__in=(NominationState.DRAFT, NominationState.RETURNED, NominationState.RESERVE)
    )
    late = waiting.filter(
        Q(
            workshop__nomination_deadline__lt=now.date(),
            state__in=(NominationState.DRAFT, NominationState.RETURNED),
        )
        | Q(workshop__starts_on__lt=now.date())
    )
    rows = late.values_list("pk", "workshop")
    return each_row(
        rows, lambda row: _expire(row[0], row[1], now), what="nomination, workshop"
    ).total


@transaction.atomic
def _expire(pk: int, workshop: int, at: datetime) -> int:
    locked = transitions.locked(workshop)
    nomination = Nomination.objects.filter(pk=pk).first()
    if nomination is None or NominationState.EXPIRED not in NOMINATION.following(nomination.state):
        return 0
    nomination.state, nomination.changed_at = NominationState.EXPIRED, at
    nomination.save(update_fields=["state", "changed_at"])
    substitutions.let_go(substitutions.predecessor(nomination), at)
    waiting_list.fill(locked, at)
    return 1


@transaction.atomic
def substitute(*, nomination: Nomination, values: dict[str, Any], at: datetime) -> Nomination:
    """Another person of the same country in the place of an accepted one; it comes in as submitted.

    The seat, the offer, the place on the list and the funded seat are kept for them until it is decided.
    """
    workshop = transitions.locked(nomination.workshop_id)
    nomination = Nomination.objects.get(pk=nomination.pk)
    NOMINATION.check(nomination.state, NominationState.SUBSTITUTED)
    if not workshop.takes_substitutes:
        raise registrations.Closed(_("The last day for naming another person has passed."))
    registration = Registration.objects.filter(nomination=nomination).first()
    following = (
        REGISTRATION.following_for(registration.state, Actor.ORGANISER) if registration else ()
    )
    reason = _("The government named another person.")
    if registration and RegistrationState.SUBSTITUTED in following:
        substitutions.step_aside(registration, by=None, at=at, reason=reason)
    else:
        _end(nomination, RegistrationState.SUBSTITUTED, reason, at)
    values = {k: v for k, v in values.items() if k not in ("rank", "is_reserve")}
    new = substitutions.successor(nomination, values, state=NominationState.SUBMITTED, at=at)
    if new.focal_point:
        letters.write_receipt(new.focal_point, at=at)
    letters.write_to_nominee(new, "nominee_notice", at=at)
    return new
