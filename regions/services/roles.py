"""Roles in commissions that a provider of identities gives (setting PROVIDER_ROLES)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from regions.models import Commission, CommissionRole

if TYPE_CHECKING:
    from core.models import User


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
        key: dict[str, Any] = {"user": user, "commission": commissions[code], "role": role}
        if name in roles:
            changed = CommissionRole.objects.get_or_create(**key)[1]
        else:
            changed = bool(CommissionRole.objects.filter(**key).delete()[0])
        if changed:
            changes.append(f"{'+' if name in roles else '-'}{name}")
    return changes
