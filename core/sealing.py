"""Sealing what lies in the database or the cache, so that a copy of it opens nothing."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def seal_keys() -> list[str]:
    """The keys of SEAL_KEY, newest first; without one those that sign sessions."""
    keys = [key.strip() for key in settings.SEAL_KEY.split(",") if key.strip()]
    return keys or [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def boxes(purpose: str) -> list[Fernet]:
    """The boxes of a purpose, one for each key, newest first."""
    secrets = [f"{purpose}:{key}".encode() for key in seal_keys()]
    digests = [hashlib.sha256(secret).digest() for secret in secrets]
    return [Fernet(base64.urlsafe_b64encode(digest)) for digest in digests]


def box(purpose: str) -> MultiFernet:
    """The box of a purpose: it seals with the newest key, and opens what any of the keys has sealed for the purpose."""
    return MultiFernet(boxes(purpose))
