"""Who may do what in a workshop: tasks in it, organisers of its host commission, administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.roles import NO_END, holders_of
from regions.models import Commission, CommissionRole
from workshops.models import WorkshopRole

if TYPE_CHECKING:
    from datetime import date

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

SCOPES = {
    "workshops:people:read": _("Read registrations with names and addresses"),
    "workshops:people:write": _("Register, invite and correct people"),
    "workshops:decisions:write": _("Decide on registrations"),
    "workshops:attendance:write": _("Record attendance"),
    "workshops:letters:write": _("Write letters to participants"),
}
"""What a token of the API may do in workshops."""
SCOPE_DUTIES = {
    "workshops:people:read": "registrations",
    "workshops:people:write": "registrations",
    "workshops:decisions:write": "registrations",
    "workshops:attendance:write": "attendance",
    "workshops:letters:write": "registrations",
}
"""The duty in the workshop that the account of a token needs for each scope."""


def token_name(workshop: Workshop) -> str:
    """What a token that is limited to the workshop holds; its code may change."""
    return f"workshop:{workshop.pk}"


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
    return workshop.roles.current().filter(user=user, role__in=DUTIES[duty]).exists()


def planned_until(user, workshop: Workshop) -> date | None:
    """Until when the person plans the workshop, and so may give its tasks: None for not at all."""
    if not user.is_active:
        return None
    hosting = CommissionRole.objects.current().filter(
        user=user, commission=workshop.host_id, role=ORGANISER
    )
    planning = workshop.roles.current().filter(user=user, role__in=DUTIES["plan"])
    ends = [row.expires_on for rows in (hosting, planning) for row in rows]
    if not ends:
        return None
    return max(end or NO_END for end in ends)


def may_read_passports(user, workshop: Workshop) -> bool:
    """Who issues visa letters in this workshop: a duty in it, and the permission, which few have."""
    return may(user, workshop, "registrations") and user.has_perm("workshops.read_passport")


def passport_readers(workshop: Workshop) -> list[str]:
    """Names of those who may issue visa letters in this workshop, to be asked by who may not."""
    holders = holders_of("workshops.read_passport").order_by("username")
    readers = [user for user in holders if may(user, workshop, "registrations")]
    return [user.display_name for user in readers]


def duties(user, workshop: Workshop) -> set[str]:
    """All the person may do in the workshop."""
    return {duty for duty in DUTIES if may(user, workshop, duty)}
