"""Telling those who come what changed of the programme: once, with everything in one letter, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refused, Stale
from workshops.models import Mail, ProgrammeAnnouncement
from workshops.selectors.programme_changes import (
    KIND,
    Change,
    compare,
    last_announced,
    letters_of,
    snapshot,
    token_of,
    untold,
    who_comes,
    whose_sessions,
)
from workshops.services import letters, transitions
from workshops.services.events import note

if TYPE_CHECKING:
    from datetime import datetime

    from workshops.models import Workshop


def remember(workshop: Workshop, *, by, at: datetime) -> None:
    """Keep the programme as it was announced, before its first change after that.

    The caller holds the workshop's lock and has changed nothing yet.
    """
    if workshop.is_public and not workshop.counts and last_announced(workshop) is None:
        _announce(workshop, by=by, at=at)


def _announce(
    workshop: Workshop, *, by, at: datetime, by_letter: bool = False
) -> ProgrammeAnnouncement:
    return ProgrammeAnnouncement.objects.create(
        workshop=workshop, sessions=snapshot(workshop), by=by, at=at, by_letter=by_letter
    )


@transaction.atomic
def tell(*, workshop: Workshop, token: str, by, at: datetime) -> int:
    """Write one letter with all changes to each who comes; how many.

    Letters about earlier changes that nobody has read yet are dropped, and what they said is in the new
    ones. Raises Stale where the changes are no longer those of the token.
    """
    workshop = transitions.locked(workshop.pk)
    changes = _checked(workshop, token)
    if waiting := _unread(workshop):
        Mail.objects.filter(pk__in=waiting).update(state=Mail.State.DROPPED)
        base = last_announced(workshop)
        changes = compare(base.sessions, snapshot(workshop)) if base else changes
    announced = _announce(workshop, by=by, at=at, by_letter=bool(changes))
    if not changes:
        return 0
    written = _write(workshop, changes, announced, at)
    note(workshop, "programme changes: told", by=by, at=at)
    return written


def _write(
    workshop: Workshop, changes: list[Change], announced: ProgrammeAnnouncement, at: datetime
) -> int:
    again, written = f"{announced.pk}", 0
    for registration in who_comes(workshop).order_by("pk"):
        registration.workshop = workshop
        written += (
            letters.write(registration, KIND, at=at, again=again, changes=changes) is not None
        )
    for speaker in whose_sessions(workshop, changes):
        speaker.workshop = workshop
        letters.write_to_speaker(speaker, KIND, at=at, changes=changes)
        written += 1
    return written


@transaction.atomic
def keep_silent(*, workshop: Workshop, token: str, by, at: datetime) -> None:
    """Nobody is written to about these changes, and it is not asked again.

    Raises Stale; Refused while letters wait that would then be wrong.
    """
    workshop = transitions.locked(workshop.pk)
    _checked(workshop, token)
    if _unread(workshop):
        raise Refused(
            _("Letters about earlier changes still wait in the outbox. Drop them there first.")
        )
    _announce(workshop, by=by, at=at)
    note(workshop, "programme changes: not told", by=by, at=at)


def _checked(workshop: Workshop, token: str) -> list[Change]:
    changes = untold(workshop)
    if not changes or token_of(changes) != token:
        raise Stale(
            _("The programme has changed meanwhile, or this is done. Look at it once more.")
        )
    return changes


def _unread(workshop: Workshop) -> list[int]:
    """The last letters about changes while none of them has left, locked so that none leaves now."""
    announced = last_announced(workshop)
    if announced is None:
        return []
    rows = letters_of(announced).exclude(state=Mail.State.DROPPED)
    waiting = [mail.pk for mail in letters.waiting(rows.filter(tries=0))]
    return waiting if len(waiting) == rows.count() else []
