"""Speakers as people: named in sessions, asked by a letter, and what they say of themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import personal_data
from core.errors import PortalError, Refused
from core.mail.addresses import address_key
from workshops.models import SessionRole, Speaker, Workshop
from workshops.models.secrets import new_secret
from workshops.selectors.speakers import FIELDS, Directory, key, lines
from workshops.services import letters, photos, transitions
from workshops.services.events import note
from workshops.states import SPEAKER, SpeakerState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.core.files import File

    from workshops.models import Session


def assign(session: Session, values: Mapping[str, str]) -> list[Speaker]:
    """Give the people of a session their roles, as its fields of `FIELDS` name them; who is new in the list.

    The caller holds the workshop's lock. A field that is not in `values` leaves its role alone. Who was
    no more than a name and loses the last role leaves the list.
    """
    directory = Directory(session.workshop)
    added: list[Speaker] = []
    dropped: set[int] = set()
    for field, role in FIELDS.items():
        if field not in values:
            continue
        speakers = []
        for line in lines(values[field]):
            speaker = directory.find(line)
            if speaker is None:
                speaker = Speaker.objects.create(
                    workshop=session.workshop, name=line.name, organisation=line.organisation
                )
                directory.add(speaker)
                added.append(speaker)
            elif (
                line.organisation
                and not speaker.organisation
                and key(line.text) != key(speaker.line)
            ):
                speaker.organisation = line.organisation
                speaker.save(update_fields=["organisation"])
            if speaker not in speakers:
                speakers.append(speaker)
        dropped |= _set_role(session, role, speakers)
    _remove_unused(session.workshop, dropped)
    return added


def _set_role(session: Session, role: str, speakers: list[Speaker]) -> set[int]:
    """The people with a role in a session, in this order; the numbers of those who had it before and lose it."""
    stored = {row.speaker_id: row for row in session.roles.filter(role=role)}
    for position, speaker in enumerate(speakers, 1):
        row = stored.pop(speaker.pk, None)
        if row is None:
            SessionRole.objects.create(
                session=session, speaker=speaker, role=role, position=position
            )
        elif row.position != position:
            row.position = position
            row.save(update_fields=["position"])
    session.roles.filter(pk__in=[row.pk for row in stored.values()]).delete()
    return set(stored)


def _remove_unused(workshop: Workshop, numbers: set[int]) -> None:
    """Take names without a role out, where nothing else is known of them: most were spelt wrong."""
    if numbers:
        workshop.speakers.filter(
            pk__in=numbers,
            roles=None,
            state=SpeakerState.LISTED,
            email="",
            biographies={},
            photo="",
        ).delete()


def locked(speaker: Speaker) -> Speaker:
    """The row as it is now, under the lock of its workshop. Raises Refused where it is gone."""
    workshop = transitions.locked(speaker.workshop_id)
    stored = Speaker.objects.filter(pk=speaker.pk).first()
    if stored is None:
        raise Refused(_("This speaker is no longer in the list."), status=409)
    stored.workshop = workshop
    return stored


def _store(speaker: Speaker, at: datetime) -> None:
    speaker.changed_at = at
    try:
        speaker.full_clean(exclude=["workshop"])
    except ValidationError as wrong:
        raise Refused(" ".join(wrong.messages), status=422) from wrong
    speaker.save()


@transaction.atomic
def save(
    *, workshop: Workshop, speaker: Speaker | None, values: dict[str, Any], by, at: datetime
) -> Speaker:
    """Name a speaker, or correct one as an organiser. With another address the old link ends.

    Another biography than the one that the person agreed to is public once they agree to it.
    Raises Refused for a person with the same name and organisation as another.
    """
    workshop = transitions.locked(workshop.pk)
    speaker = locked(speaker) if speaker else Speaker(workshop=workshop)
    is_moved = address_key(values.get("email", speaker.email)) != address_key(speaker.email)
    if values.get("biographies", speaker.biographies) != speaker.biographies:
        speaker.shows_biography = False
    for name, value in values.items():
        setattr(speaker, name, value)
    if speaker.pk and is_moved:
        speaker.secret = new_secret()
        letters.drop_of_speaker(speaker)
    _check_alone(speaker)
    _store(speaker, at)
    note(workshop, "speaker", by=by, at=at, text=speaker.name)
    return speaker


def _check_alone(speaker: Speaker) -> None:
    """By name and organisation programmes find people, so no two have the same. Raises Refused."""
    for other in speaker.workshop.speakers.exclude(pk=speaker.pk):
        if key(other.line) == key(speaker.line):
            raise Refused(_("%(name)s is in the list already.") % {"name": other.line}, status=422)


@transaction.atomic
def invite(*, speaker: Speaker, by, at: datetime) -> Speaker:
    """Write to a speaker and ask whether they come; again, where they did not answer or the link was lost.

    A letter that waits in the outbox is enough. Raises Refused without an address or a session.
    """
    speaker = locked(speaker)
    if not speaker.email:
        raise Refused(_("Write the address of %(name)s first.") % {"name": speaker.name})
    if speaker.workshop.closed_reason:
        raise Refused(speaker.workshop.closed_reason)
    if not speaker.roles.exists():
        text = _("%(name)s has no session yet. Name them in the programme first.")
        raise Refused(text % {"name": speaker.name})
    if speaker.state not in (SpeakerState.INVITED, SpeakerState.CONFIRMED):
        SPEAKER.check(speaker.state, SpeakerState.INVITED)
        speaker.state = SpeakerState.INVITED
        _store(speaker, at)
        note(speaker.workshop, "speaker: invited", by=by, at=at, text=speaker.name)
    if not speaker.mails.filter(kind="speaker_invited", state="queued").exists():
        letters.write_to_speaker(speaker, "speaker_invited", at=at)
    return speaker


@transaction.atomic
def invite_all(*, workshop: Workshop, by, at: datetime) -> int:
    """Ask all who have an address and a session and were never asked; how many."""
    workshop = transitions.locked(workshop.pk)
    rows = to_invite(workshop)
    for speaker in rows:
        invite(speaker=speaker, by=by, at=at)
    return len(rows)


def to_invite(workshop: Workshop) -> list[Speaker]:
    """Those who can be asked and were not."""
    if workshop.closed_reason:
        return []
    rows = workshop.speakers.filter(state=SpeakerState.LISTED, roles__isnull=False)
    return list(rows.exclude(email="").distinct().order_by("pk"))


@transaction.atomic
def record_answer(*, speaker: Speaker, new: str, by, at: datetime) -> Speaker:
    """What a speaker told the organisers. What is public beyond the name is for the person alone to say.

    Raises IllegalTransition.
    """
    speaker = locked(speaker)
    SPEAKER.check(speaker.state, new)
    _answer(speaker, new, at)
    note(speaker.workshop, f"speaker: {new}", by=by, at=at, text=speaker.name)
    return speaker


def _answer(speaker: Speaker, new: str, at: datetime) -> None:
    speaker.state, speaker.answered_at = new, at
    if new != SpeakerState.CONFIRMED:
        speaker.shows_biography = speaker.shows_photo = False
    letters.drop_of_speaker(speaker, "speaker_invited")
    _store(speaker, at)


@transaction.atomic
def confirm(
    *, speaker: Speaker, values: dict[str, Any], photo: File | None = None, at: datetime
) -> Speaker:
    """The person comes, and says what of them may be read by everybody; or corrects that later.

    Who confirms for the first time gets a letter with the calendar of their sessions. Raises RefusedFile, and
    Refused for the name of another speaker.
    """
    speaker = locked(speaker)
    _check_ahead(speaker)
    is_new = speaker.state != SpeakerState.CONFIRMED
    if is_new:
        SPEAKER.check(speaker.state, SpeakerState.CONFIRMED)
    values = dict(values)
    removes_photo = values.pop("removes_photo", False)
    for name, value in values.items():
        setattr(speaker, name, value)
    _check_alone(speaker)
    if photo is not None:
        _put_photo(speaker, photos.keep(photo))
    elif removes_photo:
        _put_photo(speaker, "")
    _answer(speaker, SpeakerState.CONFIRMED, at)
    if is_new:
        note(speaker.workshop, "speaker: confirmed", by=None, at=at, text=speaker.name)
        letters.write_to_speaker(speaker, "speaker_confirmed", at=at)
    return speaker


@transaction.atomic
def decline(*, speaker: Speaker, at: datetime) -> Speaker:
    """The person does not come; the programme names them no more. Biography and photo are deleted."""
    speaker = locked(speaker)
    _check_ahead(speaker)
    SPEAKER.check(speaker.state, SpeakerState.DECLINED)
    _put_photo(speaker, "")
    speaker.biographies = {}
    _answer(speaker, SpeakerState.DECLINED, at)
    note(speaker.workshop, "speaker: declined", by=None, at=at, text=speaker.name)
    return speaker


def _check_ahead(speaker: Speaker) -> None:
    # Biography and photo can be corrected, and taken back, as long as the link works.
    if speaker.state != SpeakerState.CONFIRMED and speaker.workshop.closed_reason:
        raise PortalError(speaker.workshop.closed_reason, status=409)


@transaction.atomic
def set_photo(*, speaker: Speaker, photo: File | None, by, at: datetime) -> Speaker:
    """An organiser hands in a photo that the person sent, or takes one out. It is public once they agree
    to this one."""
    speaker = locked(speaker)
    _put_photo(speaker, photos.keep(photo) if photo is not None else "")
    speaker.shows_photo = False
    _store(speaker, at)
    note(speaker.workshop, "speaker", by=by, at=at, text=speaker.name)
    return speaker


def _put_photo(speaker: Speaker, name: str) -> None:
    if speaker.photo != name:
        personal_data.forget_files([speaker.photo])
        speaker.photo = name
    if not name:
        speaker.shows_photo = False


@transaction.atomic
def remove(*, speaker: Speaker, by, at: datetime) -> None:
    """Take a speaker out of the list and of all sessions, with everything held of them."""
    speaker = locked(speaker)
    delete([speaker])
    note(speaker.workshop, "speaker", by=by, at=at, text=f"- {speaker.name}")


def delete(speakers: list[Speaker]) -> None:
    """Delete the rows with their roles, letters and photos, and let pages that named them be made anew."""
    personal_data.forget_files(speaker.photo for speaker in speakers)
    Speaker.objects.filter(pk__in=[speaker.pk for speaker in speakers]).delete()
