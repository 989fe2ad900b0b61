"""Sealing what lies in the database or the cache, so that a copy of it opens nothing."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet
from django.conf import settings


def box(purpose: str) -> Fernet:
    """The box of a purpose; what it sealed opens with the same purpose and the portal's SEAL_KEY alone."""
    secret = f"{purpose}:{settings.SEAL_KEY or settings.SECRET_KEY}"
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()))
