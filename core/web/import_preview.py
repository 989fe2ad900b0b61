"""Imports in two steps: a file is looked at, and what was shown is taken, once and by the person who saw it.

What was looked at is kept in the cache under a token that the page of the preview sends back.
"""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.cache import cache
from django.utils.translation import gettext as _

from core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest

SECONDS = 3600
MEGABYTE = 1_000_000
Result = TypeVar("Result")


def uploaded(request: HttpRequest, *, megabytes: int) -> UploadedFile:
    """The file that was sent. Raises Refused where there is none, or it is larger."""
    upload = request.FILES.get("file")
    if upload is None or (upload.size or 0) > megabytes * MEGABYTE:
        text = _("Choose a file of at most %(most)s MB.") % {"most": megabytes}
        raise Refused(text, status=422)
    return upload


def keep(request: HttpRequest, about: str, preview: Any) -> str:
    """Keep what the preview shows; the token for its form. `about` names the kind of import and its place."""
    token = secrets.token_urlsafe(16)
    cache.set(_key(request, about, token), preview, SECONDS)
    return token


def load(request: HttpRequest, about: str) -> Any:
    """What is kept under the token that was posted, which stays. Raises Refused when it is no longer there."""
    upload = cache.get(_key(request, about, request.POST.get("token", "")[:40]))
    if upload is None:
        raise Refused(_gone())
    return upload


def _gone() -> str:
    return _("This dry run is older than an hour or was imported already. Upload the table again.")


def take(request: HttpRequest, about: str, apply: Callable[[Any], Result]) -> Result:
    """Apply what was shown under the token that was posted. Raises Refused when it is no longer there.

    Of two clicks at once one takes it; where it cannot be applied it may be tried again.
    """
    key = _key(request, about, request.POST.get("token", "")[:40])
    preview = cache.get(key)
    if preview is None or not cache.delete(key):
        raise Refused(_gone())
    try:
        return apply(preview)
    except Exception:
        cache.set(key, preview, SECONDS)
        raise


def _key(request: HttpRequest, about: str, token: str) -> str:
    """A key of plain letters, whatever was posted as the token."""
    digest = sha256(token.encode()).hexdigest()
    return f"import:{about}:{request.user.pk}:{digest}"
