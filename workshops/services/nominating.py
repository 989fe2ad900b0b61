"""Nominations by focal points of governments, and what organisers decide on them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from migration_portal.core.errors import PortalError
from studies.filetypes import file_type, safe_name
from workshops.models import Details, FocalPoint, Nomination, Workshop
from workshops.services import mailing, moving, queueing, registering
from workshops.states import Actor, Nom, Reg, check_nomination, next_moves

if TYPE_CHECKING:
    from datetime import datetime

PERSONAL = tuple(f.name for f in Details._meta.get_fields())


@transaction.atomic
def add_focal_point(*, workshop: Workshop, values: dict[str, Any], by, at: datetime) -> FocalPoint:
    """Name who nominates for a country, and send the link."""
    workshop = moving.locked(workshop.pk)
    same = workshop.focal_points.filter(country=values["country"], email__iexact=values["email"])
    if same.exists():
        raise PortalError(_("This focal point is named already."), status=409)
    made = FocalPoint.objects.create(workshop=workshop, **values)
    mailing.write_to_focal_point(made, at=at)
    return made


def keep_note(nomination: Nomination, upload: File) -> None:
    """Store the note verbale. Raises RefusedFile, or PortalError for what is no PDF or Word document."""
    filename = upload.name or "note"
    kind = file_type(upload, filename)
    if kind.ending not in {"pdf", "docx"}:
        raise PortalError(_("Give the note verbale as PDF or Word document."), status=422)
    upload.seek(0)
    digest = hashlib.file_digest(upload, "sha256").hexdigest()
    upload.seek(0)
    name = f"notes/{digest[:2]}/{digest}.{kind.ending}"
    if not default_storage.exists(name):
        default_storage.save(name, File(upload))
    nomination.note_stored, nomination.note_type = name, kind.media_type
    nomination.note_filename = safe_name(filename, kind.ending)


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
    """A nomination of the focal point's country, kept as a draft or submitted. Raises Closed, IllegalMove."""
    workshop = moving.locked(point.workshop_id)
    if not workshop.takes_nominations:
        raise registering.Closed(_("This workshop takes no nominations now."))
    if nomination is None:
        nomination = Nomination(workshop=workshop, focal_point=point, state=Nom.DRAFT)
    elif nomination.state not in (Nom.DRAFT, Nom.RETURNED):
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
        check_nomination(nomination.state, Nom.SUBMITTED)
        if not nomination.note_stored:
            raise PortalError(_("Add the note verbale before submitting."), status=422)
        nomination.state, nomination.reason = Nom.SUBMITTED, ""
    nomination.changed_at = at
    nomination.save()
    return nomination


@transaction.atomic
def withdraw(*, nomination: Nomination, at: datetime) -> Nomination:
    """The focal point takes a nomination back; the person's seat becomes free."""
    workshop = moving.locked(nomination.workshop_id)
    nomination = Nomination.objects.get(pk=nomination.pk)
    check_nomination(nomination.state, Nom.WITHDRAWN)
    nomination.state, nomination.changed_at = Nom.WITHDRAWN, at
    nomination.save()
    _drop(nomination, _("The government withdrew the nomination."), None, at)
    queueing.fill(workshop, at)
    return nomination


def _drop(nomination: Nomination, reason: str, by, at: datetime) -> None:
    """Cancel the registration that came of it, where that is still possible."""
    registration = getattr(nomination, "registration", None)
    if registration and Reg.DROPPED in next_moves(registration.state, Actor.ORGANISER):
        registering.decide(registration=registration, new=Reg.DROPPED, by=by, at=at, reason=reason)


@transaction.atomic
def decide(*, nomination: Nomination, new: str, by, at: datetime, reason: str = "") -> Nomination:
    """Return, accept, keep in reserve or decline. Who is accepted is invited, and only their address can answer."""
    moving.locked(nomination.workshop_id)
    nomination = Nomination.objects.select_related("workshop").get(pk=nomination.pk)
    check_nomination(nomination.state, new)
    if new in (Nom.RETURNED, Nom.DECLINED) and not reason.strip():
        text = _("Give the reason; the focal point will read it.")
        raise PortalError(text, code="reason_needed")
    nomination.state, nomination.reason, nomination.changed_at = new, reason.strip(), at
    nomination.save()
    if new == Nom.ACCEPTED:
        values = {name: getattr(nomination, name) for name in PERSONAL}
        registering.invite(
            workshop=nomination.workshop, values=values, by=by, at=at, nomination=nomination
        )
    if new == Nom.RETURNED and nomination.focal_point:
        again = f"returned-{nomination.pk}-{at:%Y%m%d%H%M%S}"
        mailing.write_to_focal_point(nomination.focal_point, at=at, again=again)
    return nomination


@transaction.atomic
def substitute(*, nomination: Nomination, values: dict[str, Any], at: datetime) -> Nomination:
    """Another person of the same country in the place of an accepted one; it comes in as submitted."""
    moving.locked(nomination.workshop_id)
    nomination = Nomination.objects.get(pk=nomination.pk)
    check_nomination(nomination.state, Nom.SUBSTITUTED)
    nomination.state, nomination.changed_at = Nom.SUBSTITUTED, at
    nomination.save()
    _drop(nomination, _("The government named another person."), None, at)
    kept = (
        "workshop", "focal_point", "country", "rank", "capacity", "channel", "reference",
        "note_stored", "note_type", "note_filename",
    )  # fmt: skip
    same = {name: getattr(nomination, name) for name in kept}
    made = Nomination(**same, state=Nom.SUBMITTED, replaces=nomination, changed_at=at)
    for name, value in values.items():
        setattr(made, name, value)
    made.save()
    return made
