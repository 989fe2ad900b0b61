"""Personal links without accounts: the secret leaves the address after the first click.

A link is exchanged for a signed cookie of the page's own path, and leads on to an address without
the secret, which may stand in histories, logs and on shared screens. Each page has its own cookie,
so several links in one browser do not mix.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.utils import timezone, translation

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

LASTS = timedelta(days=14)
"""A cookie is refused after this; it is forgotten earlier when the browser is closed."""
CODE_LASTS = timedelta(hours=12)
"""For so long a code counts that was entered in this browser."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a browser has shown for a page: its link, and perhaps a code sent to the address."""

    with_code: bool = False


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()[:32]


def _cookie_name(kind: str, pk: int, language: str) -> str:
    return f"{kind}_{pk}_{language}"


def _salt(kind: str) -> str:
    return f"core.link_proofs.{kind}"


def give(
    response: HttpResponse,
    *,
    kind: str,
    pk: int,
    secret: str,
    path_of: Callable[[], str],
    with_code: bool = False,
) -> None:
    """Let the browser keep the proof, for the page in each language of the interface."""
    code_at = int(timezone.now().timestamp()) if with_code else 0
    value = signing.dumps([pk, _digest(secret), code_at], salt=_salt(kind))
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            path = path_of()
        response.set_cookie(
            _cookie_name(kind, pk, language),
            value,
            path=path,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def read(request: HttpRequest, *, kind: str, pk: int, secret: str) -> Proof | None:
    """The proof that the browser has for a page; None without one, and after the secret changed."""
    name = _cookie_name(kind, pk, translation.get_language() or settings.LANGUAGE_CODE)
    try:
        number, digest, code_at = signing.loads(
            request.COOKIES.get(name, ""), salt=_salt(kind), max_age=LASTS
        )
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if number != pk or digest != _digest(secret):
        return None
    age = timezone.now().timestamp() - code_at
    return Proof(with_code=bool(code_at) and 0 <= age < CODE_LASTS.total_seconds())
