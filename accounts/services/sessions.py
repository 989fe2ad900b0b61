"""Sessions of a person: ending one of them, or all but the one in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession

if TYPE_CHECKING:
    from core.models import User


def end(*, user: User, pk: int) -> bool:
    """End one session of the person at once; False when there is none. Safe to do twice."""
    session = UserSession.objects.filter(user=user, pk=pk).first()
    if session is None:
        return False
    session.end()
    return True


def end_all(user: User, *, but: str | None = None) -> int:
    """End every session of the person, save the one with the key `but`; how many."""
    sessions = UserSession.objects.filter(user=user).exclude(session_key=but or "")
    ended = 0
    for session in sessions:
        session.end()
        ended += 1
    return ended
