"""Secrets in personal links."""

from __future__ import annotations

import secrets


def new_secret() -> str:
    """Signed into links; a new one ends the old links."""
    return secrets.token_urlsafe(18)
