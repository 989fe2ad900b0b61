"""The life of a study, and of a recommendation in a country, as tables. No database here."""

from django.db import models
from django.utils.translation import gettext_lazy

from core.lifecycle import Lifecycle


class State(models.TextChoices):
    """Where a study stands."""

    DRAFT = "draft", gettext_lazy("Draft")
    IN_REVIEW = "in_review", gettext_lazy("In review")
    PUBLISHED = "published", gettext_lazy("Published")
    WITHDRAWN = "withdrawn", gettext_lazy("Withdrawn")


STUDY = Lifecycle(
    State,
    {
        State.DRAFT: frozenset({State.IN_REVIEW}),
        State.IN_REVIEW: frozenset({State.DRAFT, State.PUBLISHED}),
        State.PUBLISHED: frozenset({State.WITHDRAWN}),
        # A withdrawn study may come back, by publishing it again; its notes stay public.
        State.WITHDRAWN: frozenset({State.PUBLISHED}),
    },
    refusal=gettext_lazy("A study that is “%(old)s” cannot become “%(new)s”."),
)


class Status(models.TextChoices):
    """How far a country has come with a recommendation."""

    PRESENTED = "presented", gettext_lazy("Presented")
    ENDORSED = "endorsed", gettext_lazy("Endorsed")
    PLANNED = "planned", gettext_lazy("Planned")
    DRAFTED = "drafted", gettext_lazy("Drafted")
    ADOPTED = "adopted", gettext_lazy("Adopted")
    IMPLEMENTED = "implemented", gettext_lazy("Implemented")
    REJECTED = "rejected", gettext_lazy("Rejected")


STAGES = (
    Status.PRESENTED,
    Status.ENDORSED,
    Status.PLANNED,
    Status.DRAFTED,
    Status.ADOPTED,
    Status.IMPLEMENTED,
)


def _next_statuses(old: Status | None) -> tuple[Status, ...]:
    """What may follow: further on, or rejected; after a rejection it is presented anew.

    The first record of a country may be any status but `rejected` without having been presented:
    what a country did before the portal knew of it is recorded as it is found.
    """
    if old is None:
        return STAGES
    if old == Status.REJECTED:
        return (Status.PRESENTED,)
    higher = STAGES[STAGES.index(Status(old)) + 1 :]
    return (*higher, Status.REJECTED) if old != Status.IMPLEMENTED else ()


UPTAKE = Lifecycle(
    Status,
    _next_statuses,
    refusal=gettext_lazy("“%(new)s” cannot follow “%(old)s” here. Possible: %(allowed)s."),
)
