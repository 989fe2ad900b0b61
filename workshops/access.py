"""Who may do what in a workshop: tasks in it, organisers of its host commission, administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model

from regions.models import Commission, CommissionRole
from workshops.models import WorkshopRole

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from workshops.models import Workshop

Role = WorkshopRole.Role
ORGANISER = CommissionRole.Role.ORGANISER
DUTIES = {
    "plan": {Role.OWNER},
    "copy": set(),
    "registrations": {Role.OWNER, Role.MODERATOR},
    "attendance": {Role.OWNER, Role.MODERATOR, Role.DESK},
    "statistics": {Role.OWNER, Role.MODERATOR, Role.EVALUATION},
    "seen": set(Role),
    "surveys": {Role.OWNER, Role.EVALUATION},
}
"""What each duty may be done by; organisers of the host commission do all of them."""


def hosted_commissions(user) -> QuerySet[Commission]:
    """Commissions for which the person may set up workshops."""
    commissions = Commission.objects.select_related("area")
    if user.is_authenticated and user.is_active and user.is_superuser:
        return commissions
    return commissions.filter(pk__in=CommissionRole.objects.commissions_of(user, ORGANISER))


def may(user, workshop: Workshop, duty: str) -> bool:
    """Whether the person may do the duty in the workshop."""
    if not user.is_authenticated or not user.is_active:
        return False
    if user.is_superuser:
        return True
    if workshop.host_id in CommissionRole.objects.commissions_of(user, ORGANISER):
        return True
    return workshop.roles.filter(user=user, role__in=DUTIES[duty]).exists()


def may_read_passports(user, workshop: Workshop) -> bool:
    """Who issues visa letters in this workshop: a duty in it, and the permission, which few have."""
    return may(user, workshop, "registrations") and user.has_perm("workshops.read_passport")


def passport_readers(workshop: Workshop) -> list[str]:
    """Names of those who may issue visa letters in this workshop, to be asked by who may not."""
    holders = get_user_model().objects.with_perm(
        "workshops.read_passport",
        backend="django.contrib.auth.backends.ModelBackend",
    )
    readers = [
        user for user in holders.order_by("username") if may(user, workshop, "registrations")
    ]
    return [user.get_full_name() or user.get_username() for user in readers]


def duties(user, workshop: Workshop) -> set[str]:
    """All the person may do in the workshop."""
    return {duty for duty in DUTIES if may(user, workshop, duty)}
