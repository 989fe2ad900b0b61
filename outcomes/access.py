"""Who may do what with outcomes: recorders of a commission, reviewers, managers, administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from outcomes.models import OutcomeRole
from regions.models import Area, Commission

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from outcomes.models import PolicyChange

Role = OutcomeRole.Role
ALL_ROLES = frozenset(Role.values)


def roles(user) -> frozenset[str]:
    """The person's roles; all for an administrator, none for a visitor."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    if user.is_superuser:
        return ALL_ROLES
    held = OutcomeRole.objects.current().filter(user=user)
    return frozenset(held.values_list("role", flat=True))


def works_here(user) -> bool:
    """Whether the person has any role."""
    return bool(roles(user))


def records_for(user) -> QuerySet[Commission]:
    """Commissions of whose members the person may record changes."""
    commissions = Commission.objects.select_related("area")
    own = roles(user)
    if not own:
        return commissions.none()
    if Role.MANAGER in own or user.is_superuser:
        return commissions
    rows = OutcomeRole.objects.current().filter(user=user, role=Role.RECORDER)
    recorded: set[int | None] = set(rows.values_list("commission_id", flat=True))
    return commissions if None in recorded else commissions.filter(pk__in=recorded)


def may_record(user, change: PolicyChange) -> bool:
    """Whether the person may write in the record: as recorder of a credited commission, or as manager."""
    return records_for(user).filter(pk__in=change.commissions.values("pk")).exists()


def may_read(user, change: PolicyChange) -> bool:
    """Whether the person may open the record: all when it is public, else those who work on it."""
    if change.is_public or Role.REVIEWER in roles(user):
        return True
    return may_record(user, change)


def recorded_countries(user) -> QuerySet[Area]:
    """Countries whose changes the person may record: current members of those commissions."""
    return (
        Area.objects.countries()
        .filter(memberships__commission__in=records_for(user), memberships__until=None)
        .distinct()
    )


def managed_by(user) -> Q:
    """The records that the person works on."""
    if roles(user) & {Role.REVIEWER, Role.MANAGER}:
        return Q()
    return Q(commissions__in=records_for(user))
