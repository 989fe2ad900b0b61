"""Nominations by focal points of governments, and what organisers decide on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.files import File
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core.errors import PortalError
from core.rows import each_row
from workshops.models import Details, FocalPoint, Nomination, Workshop
from workshops.models.nominations import new_secret
from workshops.services import files, letters, registrations, transitions, waiting_list
from workshops.states import NOMINATION, REGISTRATION, Actor, NominationState, RegistrationState

if TYPE_CHECKING:
    from datetime import datetime

PERSONAL = tuple(f.name for f in Details._meta.get_fields())


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
    return point


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
    if note is not None:
        keep_note(nomination, note)
    if submit:
        NOMINATION.check(nomination.state, NominationState.SUBMITTED)
        if not nomination.note_stored:
            raise PortalError(_("Add the note verbale before submitting."), status=422)
        nomination.state, nomination.reason = NominationState.SUBMITTED, ""
    nomination.changed_at = at
    nomination.save()
    return nomination


@transaction.atomic
def enter(*, workshop: Workshop, values: dict[str, Any], by, at: datetime) -> Nomination:
    """A nomination that came by note verbale, as an organiser enters it: submitted, without a file."""
    transitions.locked(workshop.pk)
    return Nomination.objects.create(
        workshop=workshop,
        state=NominationState.SUBMITTED,
        channel=Nomination.Channel.NOTE,
        changed_at=at,
        **values,
    )


def _check_open(workshop: Workshop, point: FocalPoint, at: datetime) -> None:
    if not workshop.takes_nominations:
        raise registrations.Closed(_("This workshop takes no nominations now."))
    if not point.may_nominate_on(at.astimezone(workshop.tz).date()):
        raise registrations.Closed(_("Your mandate as focal point does not cover this day."))


@transaction.atomic
def withdraw(*, nomination: Nomination, at: datetime) -> Nomination:
    """The focal point takes a nomination back; the person's seat becomes free."""
    workshop = transitions.locked(nomination.workshop_id)
    nomination = Nomination.objects.get(pk=nomination.pk)
    NOMINATION.check(nomination.state, NominationState.WITHDRAWN)
    nomination.state, nomination.changed_at = NominationState.WITHDRAWN, at
    nomination.save()
    _end(
        nomination,
        RegistrationState.CANCELLED_BY_ORGANISER,
        _("The government withdrew the nomination."),
        at,
    )
    waiting_list.fill(workshop, at)
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
def decide(*, nomination: Nomination, new: str, by, at: datetime, reason: str = "") -> Nomination:
    """Return, accept, keep in reserve or decline. Who is accepted is invited, and only their address can answer."""
    transitions.locked(nomination.workshop_id)
    nomination = Nomination.objects.select_related("workshop").get(pk=nomination.pk)
    NOMINATION.check(nomination.state, new)
    if new in (NominationState.RETURNED, NominationState.DECLINED) and not reason.strip():
        text = _("Give the reason; the focal point will read it.")
        raise PortalError(text, code="reason_needed")
    nomination.state, nomination.reason, nomination.changed_at = new, reason.strip(), at
    nomination.save()
    if new == NominationState.ACCEPTED:
        values = {name: getattr(nomination, name) for name in PERSONAL}
        registrations.invite(
            workshop=nomination.workshop, values=values, by=by, at=at, nomination=nomination
        )
    if new in STATES_WITH_LETTER and nomination.focal_point:
        occasion = f"{new}-{nomination.pk}-{at:%Y%m%d%H%M%S}"
        letters.write_to_focal_point(
            nomination.focal_point, at=at, again=occasion, name="nomination", nomination=nomination
        )
    return nomination


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
    transitions.locked(workshop)
    nomination = Nomination.objects.filter(pk=pk).first()
    if nomination is None or NominationState.EXPIRED not in NOMINATION.following(nomination.state):
        return 0
    nomination.state, nomination.changed_at = NominationState.EXPIRED, at
    nomination.save(update_fields=["state", "changed_at"])
    return 1


@transaction.atomic
def substitute(*, nomination: Nomination, values: dict[str, Any], at: datetime) -> Nomination:
    """Another person of the same country in the place of an accepted one; it comes in as submitted."""
    workshop = transitions.locked(nomination.workshop_id)
    nomination = Nomination.objects.get(pk=nomination.pk)
    NOMINATION.check(nomination.state, NominationState.SUBSTITUTED)
    if not workshop.takes_substitutes:
        raise registrations.Closed(_("The last day for naming another person has passed."))
    nomination.state, nomination.changed_at = NominationState.SUBSTITUTED, at
    nomination.save()
    _end(nomination, RegistrationState.SUBSTITUTED, _("The government named another person."), at)
    copied_fields = (
        "workshop",
        "focal_point",
        "country",
        "rank",
        "capacity",
        "channel",
        "reference",
        "note_stored",
        "note_type",
        "note_filename",
        "document_date",
    )
    copied_values = {name: getattr(nomination, name) for name in copied_fields}
    substitute_nomination = Nomination(
        **copied_values, state=NominationState.SUBMITTED, replaces=nomination, changed_at=at
    )
    for name, value in values.items():
        setattr(substitute_nomination, name, value)
    substitute_nomination.save()
    return substitute_nomination
