"""The lifecycles of outcomes: stages of a policy change, states of records and reports."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.lifecycle import Lifecycle
from outcomes.rules import Why


class Stage(models.TextChoices):
    """How far a policy change has come; the scale of the follow-up survey and of these records."""

    INTEREST = "interest", _("Interest expressed")
    AGENDA = "agenda", _("On the agenda")
    STUDY = "study", _("Study or consultation")
    COMMITTED = "committed", _("Commitment made")
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    ADOPTED = "adopted", _("Adopted")
    IN_FORCE = "in_force", _("In force")
    IMPLEMENTED = "implemented", _("Implemented")
    EVALUATED = "evaluated", _("Evaluated")
    REVERSED = "reversed", _("Reversed")
    ABANDONED = "abandoned", _("Abandoned")


STAGES = tuple(Stage)[:10]
CHANGED = STAGES[STAGES.index(Stage.DRAFT) :]
"""From a draft on it counts as a change; below, it is an interest or a commitment that may become one."""
STATED = STAGES[: STAGES.index(Stage.DRAFT)]
"""What a statement alone may show; from a draft on there is a document."""
DECIDED = STAGES[STAGES.index(Stage.ADOPTED) :]
"""From here on the country has decided."""


def _next_stages(old: str | None) -> tuple[Stage, ...]:
    """What may follow: further on; reversed once decided, abandoned before; after either, up anew.

    The first step of a record may be any stage: what happened before the portal is recorded as found.
    """
    if old is None or old in (Stage.REVERSED, Stage.ABANDONED):
        return STAGES
    higher = STAGES[STAGES.index(Stage(old)) + 1 :]
    return (*higher, Stage.REVERSED if old in DECIDED else Stage.ABANDONED)


CHANGE = Lifecycle(
    Stage, _next_stages, refusal=_("“%(new)s” cannot follow “%(old)s”. Possible: %(allowed)s.")
)


class RecordState(models.TextChoices):
    """Where the record of a change stands."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


RECORD = Lifecycle(
    RecordState,
    {
        RecordState.DRAFT: frozenset({RecordState.IN_REVIEW}),
        RecordState.IN_REVIEW: frozenset({RecordState.DRAFT, RecordState.PUBLISHED}),
        RecordState.PUBLISHED: frozenset({RecordState.WITHDRAWN}),
        RecordState.WITHDRAWN: frozenset({RecordState.DRAFT}),
    },
    refusal=_("A record that is “%(old)s” cannot become “%(new)s”."),
)


class ReportState(models.TextChoices):
    """Where a status report stands."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Approved")
    CERTIFIED = "certified", _("Certified and locked")
    PUBLISHED = "published", _("Published")


REPORT = Lifecycle(
    ReportState,
    {
        ReportState.DRAFT: frozenset({ReportState.SUBMITTED}),
        ReportState.SUBMITTED: frozenset({ReportState.RETURNED, ReportState.APPROVED}),
        ReportState.RETURNED: frozenset({ReportState.SUBMITTED}),
        ReportState.APPROVED: frozenset({ReportState.RETURNED, ReportState.CERTIFIED}),
        ReportState.CERTIFIED: frozenset({ReportState.PUBLISHED}),
        ReportState.PUBLISHED: frozenset(),
    },
    refusal=_("A report that is “%(old)s” cannot become “%(new)s”."),
)
EDITED = (ReportState.DRAFT, ReportState.RETURNED)
"""While it is written; afterwards it is read, returned or locked."""
LOCKED = (ReportState.CERTIFIED, ReportState.PUBLISHED)
"""Neither the report nor the targets and figures of its period change any more."""


class Grade(models.IntegerChoices):
    """How much of a change is owed to the project."""

    NONE = 0, _("0 · None")
    CONTACT = 1, _("1 · In contact before")
    USEFUL = 2, _("2 · Usefulness stated by a participant")
    INTENDED = 3, _("3 · Intention stated")
    REUSED = 4, _("4 · Text or tool reused")
    CITED = 5, _("5 · An official document cites the project")


WHY = {
    Why.OPEN: _("The dates allow every grade."),
    Why.NO_CONTACT: _("No contact with the project is recorded, so nothing can be owed to it."),
    Why.UNDATED: _("No step of the change has a day, so it cannot be shown to have come after the contact."),
    Why.DECIDED_BEFORE: _("It was, or may have been, decided before the first contact; at most 0."),
    Why.UNDER_WAY: _("The process was already under way at the first contact; at most 2."),
}  # fmt: skip
