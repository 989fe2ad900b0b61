"""The states of workshops, nominations, registrations and travel, as tables. No database here."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from core.errors import PortalError


class IllegalMove(PortalError):
    """The move is not among those that may follow, or not this person's to make."""

    code, status = "illegal_move", 409


class Status(models.TextChoices):
    """Where a workshop stands."""

    DRAFT = "draft", __("Draft")
    ANNOUNCED = "announced", __("Announced")
    OPEN = "nominations_open", __("Open for nominations")
    CLOSED = "nominations_closed", __("Nominations closed")
    CONFIRMED = "confirmed", __("Confirmed")
    IN_PROGRESS = "in_progress", __("In progress")
    HELD = "held", __("Held")
    EVALUATED = "evaluated", __("Evaluated")
    REPORTED = "reported", __("Reported")
    ARCHIVED = "archived", __("Archived")
    POSTPONED = "postponed", __("Postponed")
    CANCELLED = "cancelled", __("Cancelled")


COUNTED = (Status.HELD, Status.EVALUATED, Status.REPORTED, Status.ARCHIVED)
"""Only these count in reports."""
TOLD = (Status.EVALUATED, Status.REPORTED, Status.ARCHIVED)
"""Results of the evaluation are public from here on; before, those see them whose duty it is."""
PUBLIC = tuple(status for status in Status if status != Status.DRAFT)
TAKING = (Status.OPEN, Status.CLOSED, Status.CONFIRMED, Status.IN_PROGRESS)
"""Registrations may move; new ones come in while open, and later by invitation alone."""


ASIDE = (Status.POSTPONED, Status.CANCELLED)
STATUS: Mapping[Status, tuple[Status, ...]] = {
    Status.DRAFT: (Status.ANNOUNCED, Status.OPEN, Status.CLOSED, Status.CONFIRMED, Status.IN_PROGRESS),
    Status.ANNOUNCED: (Status.OPEN, Status.CLOSED, Status.CONFIRMED, Status.IN_PROGRESS, *ASIDE),
    Status.OPEN: (Status.CLOSED, Status.CONFIRMED, Status.IN_PROGRESS, *ASIDE),
    Status.CLOSED: (Status.CONFIRMED, Status.IN_PROGRESS, Status.OPEN, *ASIDE),
    Status.CONFIRMED: (Status.IN_PROGRESS, Status.OPEN, *ASIDE),
    Status.IN_PROGRESS: (Status.HELD, *ASIDE),
    Status.HELD: (Status.EVALUATED,),
    Status.EVALUATED: (Status.REPORTED,),
    Status.REPORTED: (Status.ARCHIVED,),
    Status.ARCHIVED: (),
    Status.POSTPONED: (Status.ANNOUNCED, Status.OPEN, Status.CONFIRMED, Status.CANCELLED),
    Status.CANCELLED: (),
}  # fmt: skip
"""What may follow: a later step before it is held, one step at a time after, aside, or back to open."""


def check_status(old: str, new: str) -> None:
    """Raises IllegalMove when a workshop cannot go from `old` to `new`."""
    if new not in STATUS[Status(old)]:
        label = Status(new).label if new in Status.values else new
        raise IllegalMove(
            _("A workshop that is “%(old)s” cannot become “%(new)s”.")
            % {"old": Status(old).label, "new": label}
        )


class Reg(models.TextChoices):
    """Where a registration stands; the labels are the words the person reads."""

    INVITED = "invited", __("Invited")
    SUBMITTED = "submitted", __("Received")
    PENDING = "pending_review", __("Under review")
    RETURNED = "returned", __("Returned to you for completion")
    ACCEPTED = "accepted", __("Accepted")
    WAITLISTED = "waitlisted", __("On the waiting list")
    OFFERED = "offered", __("A seat is offered to you")
    EXPIRED = "offer_expired", __("The offer has expired")
    DECLINED = "declined_by_participant", __("Declined by you")
    CONFIRMED = "confirmed", __("Confirmed")
    CANCELLED = "cancelled_by_participant", __("Cancelled by you")
    DROPPED = "cancelled_by_organiser", __("Cancelled by the organiser")
    SUBSTITUTED = "substituted", __("Replaced by another person")
    REJECTED = "rejected", __("Not accepted")
    CHECKED_IN = "checked_in", __("Checked in")
    NO_SHOW = "no_show", __("Did not attend")
    ATTENDED = "attended", __("Attended")
    COMPLETED = "completed", __("Completed")


class Actor(models.TextChoices):
    """Who moves a registration."""

    PERSON = "person", __("participant")
    ORGANISER = "organiser", __("organiser")
    SYSTEM = "system", __("the portal")


P, O, S = Actor.PERSON, Actor.ORGANISER, Actor.SYSTEM  # noqa: E741  short names for the table
MOVES: Mapping[tuple[Reg | None, Reg], frozenset[Actor]] = {
    pair: frozenset(actors)
    for pair, actors in {
        (None, Reg.INVITED): (O, S),
        (None, Reg.SUBMITTED): (P, O),
        (Reg.INVITED, Reg.SUBMITTED): (P,),
        (Reg.INVITED, Reg.DECLINED): (P,),
        (Reg.INVITED, Reg.DROPPED): (O,),
        (Reg.INVITED, Reg.SUBSTITUTED): (O,),
        (Reg.SUBMITTED, Reg.PENDING): (S,),
        (Reg.PENDING, Reg.RETURNED): (O,),
        (Reg.PENDING, Reg.ACCEPTED): (O, S),
        (Reg.PENDING, Reg.WAITLISTED): (O, S),
        (Reg.PENDING, Reg.REJECTED): (O,),
        (Reg.PENDING, Reg.CANCELLED): (P,),
        (Reg.RETURNED, Reg.SUBMITTED): (P,),
        (Reg.RETURNED, Reg.CANCELLED): (P,),
        (Reg.RETURNED, Reg.REJECTED): (O,),
        (Reg.WAITLISTED, Reg.OFFERED): (O, S),
        (Reg.WAITLISTED, Reg.REJECTED): (O,),
        (Reg.WAITLISTED, Reg.CANCELLED): (P,),
        (Reg.WAITLISTED, Reg.SUBSTITUTED): (O,),
        (Reg.OFFERED, Reg.ACCEPTED): (P,),
        (Reg.OFFERED, Reg.EXPIRED): (S,),
        (Reg.OFFERED, Reg.DECLINED): (P,),
        (Reg.OFFERED, Reg.DROPPED): (O,),
        (Reg.EXPIRED, Reg.WAITLISTED): (O,),
        (Reg.ACCEPTED, Reg.CONFIRMED): (P, O),
        (Reg.ACCEPTED, Reg.CANCELLED): (P,),
        (Reg.ACCEPTED, Reg.DROPPED): (O,),
        (Reg.ACCEPTED, Reg.SUBSTITUTED): (O,),
        (Reg.CONFIRMED, Reg.CANCELLED): (P,),
        (Reg.CONFIRMED, Reg.DROPPED): (O,),
        (Reg.CONFIRMED, Reg.SUBSTITUTED): (O,),
        (Reg.ACCEPTED, Reg.CHECKED_IN): (O, S),
        (Reg.CONFIRMED, Reg.CHECKED_IN): (O, S),
        (Reg.ACCEPTED, Reg.NO_SHOW): (S,),
        (Reg.CONFIRMED, Reg.NO_SHOW): (S,),
        (Reg.NO_SHOW, Reg.CHECKED_IN): (O,),
        (Reg.CHECKED_IN, Reg.ATTENDED): (S,),
        (Reg.CHECKED_IN, Reg.NO_SHOW): (S,),
        (Reg.ATTENDED, Reg.COMPLETED): (S,),
    }.items()
}
SEATED = (Reg.ACCEPTED, Reg.OFFERED, Reg.CONFIRMED, Reg.CHECKED_IN, Reg.ATTENDED, Reg.COMPLETED)
"""States that hold a seat; an offer holds one until it is answered or expires."""
COMING = (Reg.ACCEPTED, Reg.CONFIRMED, Reg.CHECKED_IN, Reg.ATTENDED, Reg.COMPLETED)
OPEN = (Reg.INVITED, Reg.SUBMITTED, Reg.PENDING, Reg.RETURNED, Reg.WAITLISTED, *SEATED)
"""A person has at most one of these in a workshop."""
NEEDS_REASON = {Reg.RETURNED, Reg.REJECTED, Reg.DROPPED, Reg.SUBSTITUTED}


def check_move(old: str | None, new: str, actor: str) -> None:
    """Raises IllegalMove when the actor cannot take a registration from `old` to `new`."""
    allowed = MOVES.get((Reg(old) if old else None, Reg(new)))
    if allowed is None or Actor(actor) not in allowed:
        raise IllegalMove(
            _("A registration that is “%(old)s” cannot become “%(new)s”.")
            % {"old": Reg(old).label if old else _("new"), "new": Reg(new).label}
        )


def next_moves(old: str, actor: str) -> tuple[Reg, ...]:
    """What the actor may do next, in the order of the table."""
    return tuple(
        new for (before, new), who in MOVES.items() if before == old and Actor(actor) in who
    )


class Nom(models.TextChoices):
    """Where a nomination stands."""

    DRAFT = "draft", __("Draft")
    SUBMITTED = "submitted", __("Submitted")
    REVIEW = "under_review", __("Under review")
    RETURNED = "returned", __("Returned to the focal point")
    ACCEPTED = "accepted", __("Accepted")
    RESERVE = "reserve", __("In reserve")
    DECLINED = "declined", __("Declined")
    WITHDRAWN = "withdrawn", __("Withdrawn")
    SUBSTITUTED = "substituted", __("Substituted")
    EXPIRED = "expired", __("Expired")


DECIDED = frozenset({Nom.RETURNED, Nom.ACCEPTED, Nom.RESERVE, Nom.DECLINED, Nom.WITHDRAWN})
NOMINATION: Mapping[Nom, frozenset[Nom]] = {
    Nom.DRAFT: frozenset({Nom.SUBMITTED, Nom.WITHDRAWN, Nom.EXPIRED}),
    Nom.SUBMITTED: DECIDED | {Nom.REVIEW},
    Nom.REVIEW: DECIDED,
    Nom.RETURNED: frozenset({Nom.SUBMITTED, Nom.WITHDRAWN, Nom.EXPIRED}),
    Nom.RESERVE: frozenset({Nom.ACCEPTED, Nom.DECLINED, Nom.WITHDRAWN, Nom.EXPIRED}),
    Nom.ACCEPTED: frozenset({Nom.SUBSTITUTED, Nom.WITHDRAWN}),
    Nom.DECLINED: frozenset(),
    Nom.WITHDRAWN: frozenset(),
    Nom.SUBSTITUTED: frozenset(),
    Nom.EXPIRED: frozenset(),
}


def check_nomination(old: str, new: str) -> None:
    """Raises IllegalMove when a nomination cannot go from `old` to `new`."""
    if new not in NOMINATION[Nom(old)]:
        raise IllegalMove(
            _("A nomination that is “%(old)s” cannot become “%(new)s”.")
            % {"old": Nom(old).label, "new": Nom(new).label}
        )


class Travel(models.TextChoices):
    """Where a request for travel support stands."""

    REQUESTED = "requested", __("Requested")
    MISSING = "docs_missing", __("Documents missing")
    APPROVED = "approved", __("Approved")
    DECLINED = "declined", __("Declined")
    BOOKED = "booked", __("Booked")
    TICKETED = "ticketed", __("Ticket issued")
    TRAVELLED = "travelled", __("Travelled")
    SETTLED = "settled", __("Settled")
    CANCELLED = "cancelled", __("Cancelled")


TRAVEL: Mapping[Travel, frozenset[Travel]] = {
    Travel.REQUESTED: frozenset(
        {Travel.MISSING, Travel.APPROVED, Travel.DECLINED, Travel.CANCELLED}
    ),
    Travel.MISSING: frozenset({Travel.REQUESTED, Travel.DECLINED, Travel.CANCELLED}),
    Travel.APPROVED: frozenset({Travel.BOOKED, Travel.CANCELLED}),
    Travel.BOOKED: frozenset({Travel.TICKETED, Travel.CANCELLED}),
    Travel.TICKETED: frozenset({Travel.TRAVELLED, Travel.CANCELLED}),
    Travel.TRAVELLED: frozenset({Travel.SETTLED}),
    Travel.DECLINED: frozenset(),
    Travel.SETTLED: frozenset(),
    Travel.CANCELLED: frozenset(),
}
FUNDED = (Travel.APPROVED, Travel.BOOKED, Travel.TICKETED, Travel.TRAVELLED, Travel.SETTLED)


def check_travel(old: str, new: str) -> None:
    """Raises IllegalMove when a request for travel support cannot go from `old` to `new`."""
    if new not in TRAVEL[Travel(old)]:
        raise IllegalMove(
            _("A travel request that is “%(old)s” cannot become “%(new)s”.")
            % {"old": Travel(old).label, "new": Travel(new).label}
        )


class Visa(models.TextChoices):
    """Where a person's visa stands."""

    NOT_NEEDED = "not_needed", __("Not needed")
    NEEDED = "needed", __("Needed")
    REQUESTED = "letter_requested", __("Letter requested")
    ISSUED = "letter_issued", __("Letter issued")
    APPLIED = "applied", __("Applied for")
    GRANTED = "granted", __("Granted")
    REFUSED = "refused", __("Refused")
    LATE = "late", __("Not in time")


VISA: Mapping[Visa, frozenset[Visa]] = {
    Visa.NOT_NEEDED: frozenset({Visa.NEEDED, Visa.REQUESTED}),
    Visa.NEEDED: frozenset({Visa.NOT_NEEDED, Visa.REQUESTED, Visa.APPLIED}),
    Visa.REQUESTED: frozenset({Visa.ISSUED, Visa.NOT_NEEDED}),
    Visa.ISSUED: frozenset({Visa.REQUESTED, Visa.APPLIED, Visa.NOT_NEEDED}),
    Visa.APPLIED: frozenset({Visa.GRANTED, Visa.REFUSED, Visa.LATE}),
    Visa.GRANTED: frozenset(),
    Visa.REFUSED: frozenset({Visa.APPLIED}),
    Visa.LATE: frozenset({Visa.GRANTED, Visa.REFUSED}),
}
TOLD_BY_PERSON = frozenset({Visa.NOT_NEEDED, Visa.NEEDED, Visa.APPLIED, Visa.GRANTED, Visa.REFUSED})
"""What the person tells; the others come of a letter, or are the organiser's."""


def check_visa(old: str, new: str) -> None:
    """Raises IllegalMove when a visa cannot go from `old` to `new`."""
    if new not in VISA[Visa(old)]:
        raise IllegalMove(
            _("A visa that is “%(old)s” cannot become “%(new)s”.")
            % {"old": Visa(old).label, "new": Visa(new).label}
        )
