"""Secrets of second factors as the tables keep them: a copy of the database opens no account."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet
from django.conf import settings


def _box() -> Fernet:
    secret = f"second-factor:{settings.SEAL_KEY or settings.SECRET_KEY}"
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()))


def seal(text: str) -> str:
    """The text, readable with the portal's key alone."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text. Raises cryptography.fernet.InvalidToken where it was sealed with another key."""
    return _box().decrypt(sealed.encode()).decode()
