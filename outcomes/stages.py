"""The ladders of outcomes as tables: stages of a policy change, states of records and reports."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from core.errors import PortalError
from outcomes.rules import Why


class IllegalStep(PortalError):
    """The step is not among those that may follow."""

    code, status = "illegal_step", 409


class Stage(models.TextChoices):
    """How far a policy change has come; the ladder of the follow-up survey and of these records."""

    INTEREST = "interest", __("Interest expressed")
    AGENDA = "agenda", __("On the agenda")
    STUDY = "study", __("Study or consultation")
    DRAFT = "draft", __("Draft")
    SUBMITTED = "submitted", __("Submitted")
    ADOPTED = "adopted", __("Adopted")
    IN_FORCE = "in_force", __("In force")
    IMPLEMENTED = "implemented", __("Implemented")
    EVALUATED = "evaluated", __("Evaluated")
    REVERSED = "reversed", __("Reversed")
    ABANDONED = "abandoned", __("Abandoned")


LADDER = tuple(Stage)[:9]
CHANGED = LADDER[LADDER.index(Stage.DRAFT) :]
"""From a draft on it counts as a change; below, it is an interest that may become one."""
DECIDED = LADDER[LADDER.index(Stage.ADOPTED) :]
"""From here on the country has decided."""


def next_stages(old: str | None) -> tuple[Stage, ...]:
    """What may follow: further up; reversed once decided, abandoned before; after either, up anew.

    The first step of a record may be any rung: what happened before the portal is recorded as found.
    """
    if old is None or old in (Stage.REVERSED, Stage.ABANDONED):
        return LADDER
    higher = LADDER[LADDER.index(Stage(old)) + 1 :]
    return (*higher, Stage.REVERSED if old in DECIDED else Stage.ABANDONED)


def check_stage(old: str | None, new: str) -> None:
    """Raises IllegalStep when a change cannot go from `old` to `new`."""
    allowed = next_stages(old)
    if new not in allowed:
        raise IllegalStep(
            _("“%(new)s” cannot follow “%(old)s”. Possible: %(allowed)s.")
            % {
                "new": Stage(new).label if new in Stage.values else new,
                "old": Stage(old).label if old else _("nothing recorded"),
                "allowed": ", ".join(str(one.label) for one in allowed) or "–",
            }
        )


class RecordState(models.TextChoices):
    """Where the record of a change stands."""

    DRAFT = "draft", __("Draft")
    IN_REVIEW = "in_review", __("In review")
    PUBLISHED = "published", __("Published")
    WITHDRAWN = "withdrawn", __("Withdrawn")


RECORD: Mapping[str, frozenset[str]] = {
    RecordState.DRAFT: frozenset({RecordState.IN_REVIEW}),
    RecordState.IN_REVIEW: frozenset({RecordState.DRAFT, RecordState.PUBLISHED}),
    RecordState.PUBLISHED: frozenset({RecordState.WITHDRAWN}),
    RecordState.WITHDRAWN: frozenset({RecordState.DRAFT}),
}


class ReportState(models.TextChoices):
    """Where a status report stands."""

    DRAFT = "draft", __("Draft")
    SUBMITTED = "submitted", __("Submitted")
    RETURNED = "returned", __("Returned")
    APPROVED = "approved", __("Approved")
    CERTIFIED = "certified", __("Certified and locked")
    PUBLISHED = "published", __("Published")


REPORT: Mapping[str, frozenset[str]] = {
    ReportState.DRAFT: frozenset({ReportState.SUBMITTED}),
    ReportState.SUBMITTED: frozenset({ReportState.RETURNED, ReportState.APPROVED}),
    ReportState.RETURNED: frozenset({ReportState.SUBMITTED}),
    ReportState.APPROVED: frozenset({ReportState.RETURNED, ReportState.CERTIFIED}),
    ReportState.CERTIFIED: frozenset({ReportState.PUBLISHED}),
    ReportState.PUBLISHED: frozenset(),
}
EDITED = (ReportState.DRAFT, ReportState.RETURNED)
"""While it is written; afterwards it is read, returned or locked."""
LOCKED = (ReportState.CERTIFIED, ReportState.PUBLISHED)
"""Neither the report nor the targets and figures of its period change any more."""


def check_record(old: str, new: str) -> None:
    """Raises IllegalStep when the record of a change cannot go from `old` to `new`."""
    if new not in RECORD[old]:
        raise IllegalStep(
            _("A record that is “%(old)s” cannot become “%(new)s”.")
            % {"old": RecordState(old).label, "new": RecordState(new).label}
        )


def check_report(old: str, new: str) -> None:
    """Raises IllegalStep when a status report cannot go from `old` to `new`."""
    if new not in REPORT[old]:
        raise IllegalStep(
            _("A report that is “%(old)s” cannot become “%(new)s”.")
            % {"old": ReportState(old).label, "new": ReportState(new).label}
        )


class Grade(models.IntegerChoices):
    """How much of a change is owed to the project."""

    NONE = 0, __("0 · None")
    CONTACT = 1, __("1 · In contact before")
    USEFUL = 2, __("2 · Usefulness stated by a participant")
    INTENDED = 3, __("3 · Intention stated")
    REUSED = 4, __("4 · Text or tool reused")
    CITED = 5, __("5 · An official document cites the project")


WHY = {
    Why.OPEN: __("The dates allow every grade."),
    Why.NO_CONTACT: __("No contact with the project is recorded, so nothing can be owed to it."),
    Why.UNDATED: __("No step of the change has a day, so it cannot be shown to have come after the contact."),
    Why.DECIDED_BEFORE: __("It was, or may have been, decided before the first contact; at most 0."),
    Why.UNDER_WAY: __("The process was already under way at the first contact; at most 2."),
}  # fmt: skip
