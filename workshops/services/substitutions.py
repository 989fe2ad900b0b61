"""Substitutes: who takes a person's place has their seat, their offer, their place on the list, their funded seat.

Between the two nobody else gets any of it: the replaced registration holds the seat (`holds_seat`)
until the substitute is invited or the government's proposal is declined; then the invitation holds
it until the substitute answers or its time is over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workshops.models import Details, Nomination, Registration, Workshop
from workshops.services import letters, transitions, travel, waiting_list
from workshops.states import Actor, NominationState, RegistrationState

if TYPE_CHECKING:
    from datetime import datetime

PERSONAL = tuple(f.name for f in Details._meta.get_fields())
OF_GOVERNMENT = (
    "workshop",
    "focal_point",
    "country",
    "rank",
    "is_reserve",
    "capacity",
    "channel",
    "reference",
    "note_stored",
    "note_type",
    "note_filename",
    "document_date",
)
"""What a nomination keeps when the government names another person."""


def step_aside(registration: Registration, *, by, at: datetime, reason: str) -> None:
    """The person is replaced; what they had is kept for who follows. The caller holds the lock."""
    keeps_seat = registration.has_seat
    ends = registration.offered_until
    if registration.state not in (RegistrationState.OFFERED, RegistrationState.INVITED):
        ends = None
    transitions.transition(
        registration,
        RegistrationState.SUBSTITUTED,
        actor=Actor.ORGANISER,
        by=by,
        at=at,
        reason=reason,
    )
    registration.holds_seat = keeps_seat
    registration.offered_until = ends if keeps_seat else None
    registration.save(update_fields=["holds_seat", "offered_until"])
    letters.write_of_change(registration, RegistrationState.SUBSTITUTED, at=at)
    travel.end_and_keep_seat(registration, by=by, at=at)


def inherit(
    replaced: Registration, substitute: Registration, *, workshop: Workshop, by, at: datetime
) -> None:
    """Save the invitation of a substitute with all that was kept for them. The caller holds the lock."""
    substitute.replaces = replaced
    substitute.queued_at = replaced.queued_at
    substitute.holds_seat = replaced.holds_seat
    if replaced.holds_seat:
        substitute.offered_until = replaced.offered_until or hold_end(workshop, substitute, at)
        replaced.holds_seat, replaced.offered_until = False, None
        replaced.save(update_fields=["holds_seat", "offered_until"])
    substitute.save()
    travel.hand_over(replaced, substitute, by=by, at=at)


def hold_end(workshop: Workshop, registration: Registration, at: datetime) -> datetime | None:
    """Until when a seat is held for who is invited to it: as long as an offer stands.

    For a government's nominee until the first day, which needs no moment of its own; once the
    workshop has begun, to its last day.
    """
    if at >= workshop.begins_at:
        return workshop.ends_at
    return None if registration.nomination else waiting_list.offer_end(workshop, at)


def let_go(replaced: Registration | None, at: datetime) -> None:
    """Nobody follows after all: the seat and the funded seat are free. The caller holds the lock."""
    if replaced is None:
        return
    if replaced.holds_seat:
        waiting_list.release(replaced, at)
    travel.free_seat(replaced)


def predecessor(nomination: Nomination) -> Registration | None:
    """The registration of the person in whose place a nomination is made, if its place is still kept."""
    if nomination.replaces_id is None:
        return None
    replaced = Registration.objects.filter(
        nomination=nomination.replaces_id, state=RegistrationState.SUBSTITUTED
    ).first()
    if replaced is None or replaced.replaced_by.exists():
        return None
    return replaced


def successor(
    nomination: Nomination, values: dict[str, Any], *, state: str, at: datetime
) -> Nomination:
    """The nomination of another person in the place of one, which ends. The caller holds the lock."""
    nomination.state, nomination.changed_at = NominationState.SUBSTITUTED, at
    nomination.save()
    kept = {name: getattr(nomination, name) for name in OF_GOVERNMENT}
    substitute = Nomination(**kept, state=state, replaces=nomination, changed_at=at)
    for name, value in values.items():
        setattr(substitute, name, value)
    substitute.save()
    return substitute
