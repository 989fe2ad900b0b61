"""What people upload is sealed in the cache, whose server writes all that it holds to a file."""

from __future__ import annotations

import pickle
from typing import Any

from cryptography.fernet import InvalidToken
from django.core.cache import cache

from core.sealing import box


def store(key: str, value: Any, seconds: int) -> None:
    """Keep a value of Python for so many seconds; nobody reads or makes one without the key of the portal."""
    cache.set(key, box("cache").encrypt(pickle.dumps(value)), seconds)


def load(key: str) -> Any:
    """The value; None where there is none, or it was sealed with another key."""
    sealed = cache.get(key)
    try:
        # Only what this portal sealed itself is ever unpickled.
        return None if sealed is None else pickle.loads(box("cache").decrypt(sealed))  # noqa: S301
    except InvalidToken:
        return None


def delete(key: str) -> bool:
    """Forget the value; whether there was one."""
    return cache.delete(key)
