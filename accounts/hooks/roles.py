"""The role of administrators (setting ROLE_KINDS)."""

from __future__ import annotations

from accounts.roles import RoleKind, administrators


def kinds() -> list[RoleKind]:
    """Administrators."""
    return [administrators()]
