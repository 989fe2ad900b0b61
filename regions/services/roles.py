"""Roles in commissions that a provider of identities gives (setting PROVIDER_ROLES)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.services import roles as provider_roles
from regions.models import Commission, CommissionRole

if TYPE_CHECKING:
    from core.models import User

ROLE_KIND = "commission"
"""The kind of the roles in a commission, in the registry of roles."""


def follow_provider(user: User, roles: set[str], governed: set[str]) -> list[str]:
    """Give and take roles named `organiser:ESCAP`; what changed. Others than `governed` stay."""
    commissions = {
        commission.area.code: commission for commission in Commission.objects.select_related("area")
    }
    changes = []
    for name in sorted(governed):
        role, _sign, code = name.partition(":")
        if role not in CommissionRole.Role.values or code not in commissions:
            continue
        changed = provider_roles.set_role(
            user, ROLE_KIND, role, commissions[code], is_wanted=name in roles
        )
        if changed:
            changes.append(f"{'+' if name in roles else '-'}{name}")
    return changes
