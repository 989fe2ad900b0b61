"""Secrets of second factors as the tables keep them: a copy of the database opens no account."""

from __future__ import annotations

from core.sealing import box


def seal(text: str) -> str:
    """The text, readable with the portal's key alone."""
    return box("second-factor").encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text. Raises cryptography.fernet.InvalidToken where it was sealed with another key."""
    return box("second-factor").decrypt(sealed.encode()).decode()
