"""The life of a study, and of a recommendation in a country, as tables. No database here."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import PortalError


class IllegalStep(PortalError):
    """The step is not among those that may follow."""

    code, status = "illegal_step", 409


class State(models.TextChoices):
    """Where a study stands."""

    DRAFT = "draft", gettext_lazy("Draft")
    IN_REVIEW = "in_review", gettext_lazy("In review")
    PUBLISHED = "published", gettext_lazy("Published")
    WITHDRAWN = "withdrawn", gettext_lazy("Withdrawn")


NEXT: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.IN_REVIEW}),
    State.IN_REVIEW: frozenset({State.DRAFT, State.PUBLISHED}),
    State.PUBLISHED: frozenset({State.WITHDRAWN}),
    # A withdrawn study may come back, by publishing it again; its notes stay public.
    State.WITHDRAWN: frozenset({State.PUBLISHED}),
}


class Status(models.TextChoices):
    """How far a country has come with a recommendation."""

    PRESENTED = "presented", gettext_lazy("Presented")
    ENDORSED = "endorsed", gettext_lazy("Endorsed")
    PLANNED = "planned", gettext_lazy("Planned")
    DRAFTED = "drafted", gettext_lazy("Drafted")
    ADOPTED = "adopted", gettext_lazy("Adopted")
    IMPLEMENTED = "implemented", gettext_lazy("Implemented")
    REJECTED = "rejected", gettext_lazy("Rejected")


LADDER = (
    Status.PRESENTED,
    Status.ENDORSED,
    Status.PLANNED,
    Status.DRAFTED,
    Status.ADOPTED,
    Status.IMPLEMENTED,
)


def next_statuses(old: Status | None) -> tuple[Status, ...]:
    """What may follow: further up the ladder, or rejected; after a rejection it is presented anew.

    The first record of a country may be any status but `rejected` without having been presented:
    what a country did before the portal knew of it is recorded as it is found.
    """
    if old is None:
        return LADDER
    if old == Status.REJECTED:
        return (Status.PRESENTED,)
    higher = LADDER[LADDER.index(Status(old)) + 1 :]
    return (*higher, Status.REJECTED) if old != Status.IMPLEMENTED else ()


def check_state(old: str, new: str) -> None:
    """Raises IllegalStep when a study cannot go from `old` to `new`."""
    if new not in NEXT[State(old)]:
        raise IllegalStep(
            _("A study that is “%(old)s” cannot become “%(new)s”.")
            % {"old": State(old).label, "new": State(new).label}
        )


def check_status(old: str | None, new: str) -> None:
    """Raises IllegalStep when a recommendation cannot go from `old` to `new` in a country."""
    allowed = next_statuses(Status(old) if old else None)
    if new not in allowed:
        raise IllegalStep(
            _("“%(new)s” cannot follow “%(old)s” here. Possible: %(allowed)s.")
            % {
                "old": Status(old).label if old else _("nothing recorded"),
                "new": Status(new).label,
                "allowed": ", ".join(str(one.label) for one in allowed) or "–",
            }
        )
