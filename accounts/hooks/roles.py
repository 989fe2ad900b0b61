"""The role of administrators (setting ROLE_KINDS)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from accounts.roles import RoleKind, administrators
from accounts.services import endings

if TYPE_CHECKING:
    from datetime import datetime

    from core.models import User


def kinds() -> list[RoleKind]:
    """Administrators."""
    return [replace(administrators(), noted=_noted)]


def _noted(*, given: bool, user: User, at: datetime, **_more: Any) -> None:
    """Whoever may not invite any more has invited nobody: what was not accepted is for others to send again."""
    if not given:
        endings.sent_invitations(user).end(at)
