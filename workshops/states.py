"""The states of workshops, nominations, registrations and travel, as tables. No database here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.lifecycle import ActorLifecycle, Lifecycle

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Status(models.TextChoices):
    """Where a workshop stands."""

    DRAFT = "draft", _("Draft")
    ANNOUNCED = "announced", _("Announced")
    OPEN = "nominations_open", _("Open for nominations")
    CLOSED = "nominations_closed", _("Nominations closed")
    CONFIRMED = "confirmed", _("Confirmed")
    IN_PROGRESS = "in_progress", _("In progress")
    HELD = "held", _("Held")
    EVALUATED = "evaluated", _("Evaluated")
    REPORTED = "reported", _("Reported")
    ARCHIVED = "archived", _("Archived")
    POSTPONED = "postponed", _("Postponed")
    CANCELLED = "cancelled", _("Cancelled")


COUNTED = (Status.HELD, Status.EVALUATED, Status.REPORTED, Status.ARCHIVED)
"""Only these count in reports."""
TOLD = (Status.EVALUATED, Status.REPORTED, Status.ARCHIVED)
"""Results of the evaluation are public from here on; before, those see them whose duty it is."""
PUBLIC = tuple(status for status in Status if status != Status.DRAFT)
TAKING = (Status.OPEN, Status.CLOSED, Status.CONFIRMED, Status.IN_PROGRESS)
"""States of registrations may change; new ones come in while open, and later by invitation alone."""


ASIDE = (Status.POSTPONED, Status.CANCELLED)
CLOSED_REASONS: Mapping[str, StrOrPromise] = {
    Status.CANCELLED: _("This workshop is cancelled."),
    Status.POSTPONED: _(
        "This workshop is postponed. We write to you when the new days are known;"
        " until then there is nothing to answer."
    ),
    Status.HELD: _("This workshop is over."),
    Status.EVALUATED: _("This workshop is over."),
    Status.REPORTED: _("This workshop is over."),
    Status.ARCHIVED: _("This workshop is over."),
}
"""Why nobody can accept, confirm or ask for anything in a workshop that is not going on."""
WORKSHOP = Lifecycle(
    Status,
    {
        Status.DRAFT: (
            Status.ANNOUNCED,
            Status.OPEN,
            Status.CLOSED,
            Status.CONFIRMED,
            Status.IN_PROGRESS,
        ),
        Status.ANNOUNCED: (
            Status.OPEN,
            Status.CLOSED,
            Status.CONFIRMED,
            Status.IN_PROGRESS,
            *ASIDE,
        ),
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
    },
    refusal=_("A workshop that is “%(old)s” cannot become “%(new)s”."),
)
"""What may follow: a later step before it is held, one step at a time after, aside, or back to open."""
TAKEN_BACK = {
    Status.IN_PROGRESS: Status.CONFIRMED,
    Status.HELD: Status.IN_PROGRESS,
    Status.EVALUATED: Status.HELD,
    Status.REPORTED: Status.EVALUATED,
    Status.ARCHIVED: Status.REPORTED,
}
"""Where a workshop stands again when a step that was wrong is taken back."""


WORKSHOP_ACTS = {
    Status.ANNOUNCED: _("Announce"),
    Status.OPEN: _("Open for nominations"),
    Status.CLOSED: _("Close nominations"),
    Status.CONFIRMED: _("Confirm that it takes place"),
    Status.IN_PROGRESS: _("Start"),
    Status.HELD: _("Record as held"),
    Status.EVALUATED: _("Record as evaluated"),
    Status.REPORTED: _("Record as reported"),
    Status.ARCHIVED: _("Archive"),
    Status.POSTPONED: _("Postpone"),
    Status.CANCELLED: _("Cancel the workshop"),
}
"""The verbs of the steps, in their order."""
ASKED_FIRST = (Status.HELD, *ASIDE)
"""Steps whose consequences are counted before they are made."""


class RegistrationState(models.TextChoices):
    """Where a registration stands; the labels are what organisers read, `LABELS_FOR_PERSON` what the person does."""

    INVITED = "invited", _("Invited")
    SUBMITTED = "submitted", _("Received")
    PENDING = "pending_review", _("Under review")
    RETURNED = "returned", _("Returned for completion")
    UNCONFIRMED = "unconfirmed", _("Address not confirmed yet")
    ACCEPTED = "accepted", _("Accepted")
    WAITLISTED = "waitlisted", _("On the waiting list")
    OFFERED = "offered", _("A seat is offered")
    EXPIRED = "offer_expired", _("The offer has expired")
    LIST_ENDED = "waiting_list_ended", _("The waiting list has ended")
    DECLINED = "declined_by_participant", _("Declined by the participant")
    CONFIRMED = "confirmed", _("Confirmed")
    CANCELLED_BY_PARTICIPANT = "cancelled_by_participant", _("Cancelled by the participant")
    CANCELLED_BY_ORGANISER = "cancelled_by_organiser", _("Cancelled by the organiser")
    SUBSTITUTED = "substituted", _("Replaced by another person")
    REJECTED = "rejected", _("Not accepted")
    CHECKED_IN = "checked_in", _("Checked in")
    NO_SHOW = "no_show", _("Did not attend")
    ATTENDED = "attended", _("Attended")
    COMPLETED = "completed", _("Completed")


LABELS_FOR_PERSON = {
    RegistrationState.RETURNED: _("Returned to you for completion"),
    RegistrationState.OFFERED: _("A seat is offered to you"),
    RegistrationState.DECLINED: _("Declined by you"),
    RegistrationState.CANCELLED_BY_PARTICIPANT: _("Cancelled by you"),
}
"""What the person reads on their own page where it differs from the label."""


def label_for_person(state: str) -> str:
    """A state as the person reads it of themselves."""
    known = RegistrationState(state)
    return str(LABELS_FOR_PERSON.get(known) or known.label)


class Actor(models.TextChoices):
    """Who changes the state of a registration."""

    PERSON = "person", _("participant")
    ORGANISER = "organiser", _("organiser")
    SYSTEM = "system", _("the portal")


TRANSITIONS: Mapping[tuple[RegistrationState | None, RegistrationState], tuple[Actor, ...]] = {
    (None, RegistrationState.INVITED): (Actor.ORGANISER, Actor.SYSTEM),
    (None, RegistrationState.SUBMITTED): (Actor.PERSON, Actor.ORGANISER),
    (None, RegistrationState.UNCONFIRMED): (Actor.PERSON,),
    (RegistrationState.UNCONFIRMED, RegistrationState.SUBMITTED): (Actor.PERSON,),
    (RegistrationState.UNCONFIRMED, RegistrationState.CANCELLED_BY_PARTICIPANT): (Actor.PERSON,),
    (RegistrationState.UNCONFIRMED, RegistrationState.CANCELLED_BY_ORGANISER): (Actor.ORGANISER,),
    (RegistrationState.INVITED, RegistrationState.SUBMITTED): (Actor.PERSON,),
    (RegistrationState.INVITED, RegistrationState.DECLINED): (Actor.PERSON,),
    (RegistrationState.INVITED, RegistrationState.CANCELLED_BY_ORGANISER): (
        Actor.ORGANISER,
        Actor.SYSTEM,
    ),
    (RegistrationState.INVITED, RegistrationState.SUBSTITUTED): (Actor.ORGANISER,),
    (RegistrationState.SUBMITTED, RegistrationState.PENDING): (Actor.SYSTEM,),
    (RegistrationState.SUBMITTED, RegistrationState.CANCELLED_BY_ORGANISER): (Actor.SYSTEM,),
    (RegistrationState.PENDING, RegistrationState.RETURNED): (Actor.ORGANISER,),
    (RegistrationState.PENDING, RegistrationState.ACCEPTED): (Actor.ORGANISER, Actor.SYSTEM),
    (RegistrationState.PENDING, RegistrationState.WAITLISTED): (Actor.ORGANISER, Actor.SYSTEM),
    (RegistrationState.PENDING, RegistrationState.REJECTED): (Actor.ORGANISER,),
    (RegistrationState.PENDING, RegistrationState.CANCELLED_BY_PARTICIPANT): (Actor.PERSON,),
    (RegistrationState.PENDING, RegistrationState.CANCELLED_BY_ORGANISER): (Actor.SYSTEM,),
    (RegistrationState.RETURNED, RegistrationState.SUBMITTED): (Actor.PERSON,),
    (RegistrationState.RETURNED, RegistrationState.CANCELLED_BY_PARTICIPANT): (Actor.PERSON,),
    (RegistrationState.RETURNED, RegistrationState.REJECTED): (Actor.ORGANISER,),
    (RegistrationState.RETURNED, RegistrationState.CANCELLED_BY_ORGANISER): (Actor.SYSTEM,),
    (RegistrationState.WAITLISTED, RegistrationState.OFFERED): (Actor.ORGANISER, Actor.SYSTEM),
    (RegistrationState.WAITLISTED, RegistrationState.REJECTED): (Actor.ORGANISER,),
    (RegistrationState.WAITLISTED, RegistrationState.CANCELLED_BY_PARTICIPANT): (Actor.PERSON,),
    (RegistrationState.WAITLISTED, RegistrationState.SUBSTITUTED): (Actor.ORGANISER,),
    (RegistrationState.WAITLISTED, RegistrationState.LIST_ENDED): (Actor.SYSTEM,),
    (RegistrationState.WAITLISTED, RegistrationState.CANCELLED_BY_ORGANISER): (Actor.SYSTEM,),
    (RegistrationState.LIST_ENDED, RegistrationState.WAITLISTED): (Actor.ORGANISER,),
    (RegistrationState.LIST_ENDED, RegistrationState.ACCEPTED): (Actor.ORGANISER,),
    (RegistrationState.OFFERED, RegistrationState.ACCEPTED): (Actor.PERSON,),
    (RegistrationState.OFFERED, RegistrationState.EXPIRED): (Actor.SYSTEM,),
    (RegistrationState.OFFERED, RegistrationState.DECLINED): (Actor.PERSON,),
    (RegistrationState.OFFERED, RegistrationState.CANCELLED_BY_ORGANISER): (
        Actor.ORGANISER,
        Actor.SYSTEM,
    ),
    (RegistrationState.OFFERED, RegistrationState.SUBSTITUTED): (Actor.ORGANISER,),
    (RegistrationState.OFFERED, RegistrationState.WAITLISTED): (Actor.SYSTEM,),
    (RegistrationState.EXPIRED, RegistrationState.WAITLISTED): (Actor.ORGANISER,),
    (RegistrationState.EXPIRED, RegistrationState.ACCEPTED): (Actor.ORGANISER,),
    (RegistrationState.ACCEPTED, RegistrationState.CONFIRMED): (Actor.PERSON, Actor.ORGANISER),
    (RegistrationState.ACCEPTED, RegistrationState.CANCELLED_BY_PARTICIPANT): (Actor.PERSON,),
    (RegistrationState.ACCEPTED, RegistrationState.CANCELLED_BY_ORGANISER): (
        Actor.ORGANISER,
        Actor.SYSTEM,
    ),
    (RegistrationState.ACCEPTED, RegistrationState.SUBSTITUTED): (Actor.ORGANISER,),
    (RegistrationState.CONFIRMED, RegistrationState.CANCELLED_BY_PARTICIPANT): (Actor.PERSON,),
    (RegistrationState.CONFIRMED, RegistrationState.CANCELLED_BY_ORGANISER): (
        Actor.ORGANISER,
        Actor.SYSTEM,
    ),
    (RegistrationState.CONFIRMED, RegistrationState.SUBSTITUTED): (Actor.ORGANISER,),
    (RegistrationState.ACCEPTED, RegistrationState.CHECKED_IN): (Actor.ORGANISER, Actor.SYSTEM),
    (RegistrationState.CONFIRMED, RegistrationState.CHECKED_IN): (Actor.ORGANISER, Actor.SYSTEM),
    (RegistrationState.ACCEPTED, RegistrationState.NO_SHOW): (Actor.SYSTEM,),
    (RegistrationState.CONFIRMED, RegistrationState.NO_SHOW): (Actor.SYSTEM,),
    # Attendance that is entered or corrected later, and a workshop that was set to held too early.
    (RegistrationState.NO_SHOW, RegistrationState.CHECKED_IN): (Actor.SYSTEM,),
    (RegistrationState.NO_SHOW, RegistrationState.ACCEPTED): (Actor.SYSTEM,),
    (RegistrationState.NO_SHOW, RegistrationState.CONFIRMED): (Actor.SYSTEM,),
    (RegistrationState.CHECKED_IN, RegistrationState.ACCEPTED): (Actor.SYSTEM,),
    (RegistrationState.CHECKED_IN, RegistrationState.CONFIRMED): (Actor.SYSTEM,),
    (RegistrationState.ATTENDED, RegistrationState.CHECKED_IN): (Actor.SYSTEM,),
    (RegistrationState.ATTENDED, RegistrationState.NO_SHOW): (Actor.SYSTEM,),
    (RegistrationState.COMPLETED, RegistrationState.ATTENDED): (Actor.SYSTEM,),
    (RegistrationState.CHECKED_IN, RegistrationState.ATTENDED): (Actor.SYSTEM,),
    (RegistrationState.CHECKED_IN, RegistrationState.NO_SHOW): (Actor.SYSTEM,),
    (RegistrationState.ATTENDED, RegistrationState.COMPLETED): (Actor.SYSTEM,),
}
REGISTRATION = ActorLifecycle(
    RegistrationState,
    TRANSITIONS,
    refusal=_("A registration that is “%(old)s” cannot become “%(new)s”."),
    before=_("new"),
)
REGISTRATION_ACTS = {
    RegistrationState.ACCEPTED: (_("Accept"), _("%(name)s is accepted.")),
    RegistrationState.CONFIRMED: (_("Confirm"), _("%(name)s is confirmed.")),
    RegistrationState.OFFERED: (_("Offer a seat"), _("A seat is offered to %(name)s.")),
    RegistrationState.WAITLISTED: (
        _("Put on the waiting list"),
        _("%(name)s is on the waiting list."),
    ),
    RegistrationState.RETURNED: (
        _("Return for completion"),
        _("The registration of %(name)s is returned for completion."),
    ),
    RegistrationState.CHECKED_IN: (_("Check in"), _("%(name)s is checked in.")),
    RegistrationState.REJECTED: (_("Reject"), _("The registration of %(name)s is rejected.")),
    RegistrationState.CANCELLED_BY_ORGANISER: (
        _("Cancel the registration"),
        _("The registration of %(name)s is cancelled."),
    ),
    RegistrationState.SUBSTITUTED: (_("Substitute"), _("%(name)s is replaced by another person.")),
}
"""What organisers do, in the order of the buttons: the verb, and what is said when it is done."""
FINAL = (RegistrationState.REJECTED, RegistrationState.CANCELLED_BY_ORGANISER)
"""Decisions of organisers that nobody can take back."""
SEATED = (
    RegistrationState.ACCEPTED,
    RegistrationState.OFFERED,
    RegistrationState.CONFIRMED,
    RegistrationState.CHECKED_IN,
    RegistrationState.ATTENDED,
    RegistrationState.COMPLETED,
)
"""States that hold a seat; an offer holds one until it is answered or expires."""
BEFORE_ANSWER = (
    RegistrationState.INVITED,
    RegistrationState.SUBMITTED,
    RegistrationState.PENDING,
    RegistrationState.RETURNED,
    RegistrationState.UNCONFIRMED,
)
"""A person in one of these may have a seat held for them (`holds_seat`), until they answer."""
COMING = (
    RegistrationState.ACCEPTED,
    RegistrationState.CONFIRMED,
    RegistrationState.CHECKED_IN,
    RegistrationState.ATTENDED,
    RegistrationState.COMPLETED,
)
OPEN = (
    RegistrationState.INVITED,
    RegistrationState.UNCONFIRMED,
    RegistrationState.SUBMITTED,
    RegistrationState.PENDING,
    RegistrationState.RETURNED,
    RegistrationState.WAITLISTED,
    *SEATED,
)
"""A person has at most one of these in a workshop."""
NEEDS_REASON = {
    RegistrationState.RETURNED,
    RegistrationState.REJECTED,
    RegistrationState.CANCELLED_BY_ORGANISER,
    RegistrationState.SUBSTITUTED,
}


class NominationState(models.TextChoices):
    """Where a nomination stands."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    REVIEW = "under_review", _("Under review")
    RETURNED = "returned", _("Returned to the focal point")
    ACCEPTED = "accepted", _("Accepted")
    RESERVE = "reserve", _("In reserve")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    SUBSTITUTED = "substituted", _("Substituted")
    EXPIRED = "expired", _("Expired")


NOMINATION_ACTS = {
    NominationState.REVIEW: (
        _("Begin the review"),
        _("The nomination of %(name)s is under review."),
    ),
    NominationState.ACCEPTED: (
        _("Accept"),
        _("The nomination of %(name)s is accepted, and an invitation is sent."),
    ),
    NominationState.RESERVE: (_("Put in reserve"), _("%(name)s is in reserve.")),
    NominationState.RETURNED: (
        _("Return to the focal point"),
        _("The nomination of %(name)s is returned to the focal point."),
    ),
    NominationState.DECLINED: (_("Decline"), _("The nomination of %(name)s is declined.")),
}
"""What organisers do about a nomination, in the order of the buttons: the verb, and what is said then."""
DECIDED = frozenset(
    {
        NominationState.RETURNED,
        NominationState.ACCEPTED,
        NominationState.RESERVE,
        NominationState.DECLINED,
        NominationState.WITHDRAWN,
    }
)
NOMINATION = Lifecycle(
    NominationState,
    {
        NominationState.DRAFT: frozenset(
            {NominationState.SUBMITTED, NominationState.WITHDRAWN, NominationState.EXPIRED}
        ),
        NominationState.SUBMITTED: DECIDED | {NominationState.REVIEW},
        NominationState.REVIEW: DECIDED,
        NominationState.RETURNED: frozenset(
            {NominationState.SUBMITTED, NominationState.WITHDRAWN, NominationState.EXPIRED}
        ),
        NominationState.RESERVE: frozenset(
            {
                NominationState.ACCEPTED,
                NominationState.DECLINED,
                NominationState.WITHDRAWN,
                NominationState.EXPIRED,
            }
        ),
        NominationState.ACCEPTED: frozenset(
            {NominationState.SUBSTITUTED, NominationState.WITHDRAWN}
        ),
        NominationState.DECLINED: frozenset(),
        NominationState.WITHDRAWN: frozenset(),
        NominationState.SUBSTITUTED: frozenset(),
        NominationState.EXPIRED: frozenset(),
    },
    refusal=_("A nomination that is “%(old)s” cannot become “%(new)s”."),
)


class SpeakerState(models.TextChoices):
    """Where it stands with somebody who is to speak or to chair."""

    LISTED = "listed", _("Not asked")
    INVITED = "invited", _("Asked")
    CONFIRMED = "confirmed", _("Confirmed")
    DECLINED = "declined", _("Declined")


SPEAKER = Lifecycle(
    SpeakerState,
    {
        SpeakerState.LISTED: frozenset(
            {SpeakerState.INVITED, SpeakerState.CONFIRMED, SpeakerState.DECLINED}
        ),
        SpeakerState.INVITED: frozenset({SpeakerState.CONFIRMED, SpeakerState.DECLINED}),
        SpeakerState.CONFIRMED: frozenset({SpeakerState.DECLINED}),
        SpeakerState.DECLINED: frozenset({SpeakerState.INVITED, SpeakerState.CONFIRMED}),
    },
    refusal=_("A speaker who is “%(old)s” cannot become “%(new)s”."),
)


class Travel(models.TextChoices):
    """Where a request for travel support stands."""

    INHERITED = "inherited", _("To be decided for the new person")
    REQUESTED = "requested", _("Requested")
    MISSING = "docs_missing", _("Documents missing")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    BOOKED = "booked", _("Booked")
    TICKETED = "ticketed", _("Ticket issued")
    TRAVELLED = "travelled", _("Travelled")
    SETTLED = "settled", _("Settled")
    CANCELLED = "cancelled", _("Cancelled")


TRAVEL = Lifecycle(
    Travel,
    {
        Travel.INHERITED: frozenset({Travel.REQUESTED, Travel.DECLINED, Travel.CANCELLED}),
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
    },
    refusal=_("A travel request that is “%(old)s” cannot become “%(new)s”."),
)
TRAVEL_ACTS = {
    Travel.REQUESTED: _("Record as requested"),
    Travel.MISSING: _("Ask for documents"),
    Travel.APPROVED: _("Approve"),
    Travel.BOOKED: _("Record the booking"),
    Travel.TICKETED: _("Record the ticket"),
    Travel.TRAVELLED: _("Record as travelled"),
    Travel.SETTLED: _("Record as settled"),
    Travel.DECLINED: _("Decline"),
    Travel.CANCELLED: _("Cancel"),
}
"""The verbs of the steps of travel support, in their order."""
FUNDED = (Travel.APPROVED, Travel.BOOKED, Travel.TICKETED, Travel.TRAVELLED, Travel.SETTLED)


class Visa(models.TextChoices):
    """Where a person's visa stands."""

    NOT_NEEDED = "not_needed", _("Not needed")
    NEEDED = "needed", _("Needed")
    REQUESTED = "letter_requested", _("Letter requested")
    ISSUED = "letter_issued", _("Letter issued")
    APPLIED = "applied", _("Applied for")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
    LATE = "late", _("Not in time")


VISA = Lifecycle(
    Visa,
    {
        Visa.NOT_NEEDED: frozenset({Visa.NEEDED, Visa.REQUESTED}),
        Visa.NEEDED: frozenset({Visa.NOT_NEEDED, Visa.REQUESTED, Visa.APPLIED}),
        Visa.REQUESTED: frozenset({Visa.ISSUED, Visa.NOT_NEEDED}),
        Visa.ISSUED: frozenset({Visa.REQUESTED, Visa.APPLIED, Visa.NOT_NEEDED}),
        Visa.APPLIED: frozenset({Visa.GRANTED, Visa.REFUSED, Visa.LATE}),
        Visa.GRANTED: frozenset(),
        Visa.REFUSED: frozenset({Visa.APPLIED}),
        Visa.LATE: frozenset({Visa.GRANTED, Visa.REFUSED}),
    },
    refusal=_("A visa that is “%(old)s” cannot become “%(new)s”."),
)
TOLD_BY_PERSON = frozenset({Visa.NOT_NEEDED, Visa.NEEDED, Visa.APPLIED, Visa.GRANTED, Visa.REFUSED})
"""What the person tells; the others come of a letter, or are the organiser's."""
