"""The trail of accounts and roles, written in the transaction of each change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts.models import StaffEvent

if TYPE_CHECKING:
    from datetime import date, datetime

    from core.models import User

Kind = StaffEvent.Kind


def note(
    kind: StaffEvent.Kind,
    user: User,
    *,
    by: User | None,
    at: datetime,
    role: tuple[str, str] = ("", ""),
    scope: Any = None,
    expires_on: date | None = None,
    reason: str = "",
) -> StaffEvent:
    """Write what was done to an account; `by` is None for the portal itself and for commands."""
    return StaffEvent.objects.create(
        user=user,
        kind=kind,
        at=at,
        by=by,
        role_kind=role[0],
        role=role[1],
        scope=str(scope)[:300] if scope is not None else "",
        expires_on=expires_on,
        reason=reason[:300],
    )
