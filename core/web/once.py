"""A form that makes something makes it once, however often its button is pressed.

Its page carries a key of its own. The first post with the key is answered by the view; every other post with it
leads to where the first one led. Where the first post was refused, or its process died, the same page may be sent
again.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.cache import cache
from django.shortcuts import redirect
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

FIELD = "form_key"
SECONDS = 3600
IN_WORK = "…"
CLAIM_SECONDS = 120
"""For so long the first post has the key to itself; whoever died in it never gives the key back."""
NOT_COMPARED = {"csrfmiddlewaretoken", FIELD}
PATIENCE = 8.0
"""Seconds for which a second click waits for the answer of the first."""


def new_key() -> str:
    """A key for the form of a page."""
    return secrets.token_urlsafe(12)


def once_per_form(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer a second post of the same form with the way that the first one led; posts without a key as ever."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.POST.get(FIELD, "")[:40] if request.method == "POST" else ""
        if not key:
            return view(request, *args, **kwargs)
        name = _name(request, key)
        # A refusal frees the key, so a click that waited for one is tried like a first one.
        while not cache.add(name, IN_WORK, CLAIM_SECONDS):
            address = _address_of_first(name)
            if address == IN_WORK:
                text = _(
                    "This was sent before and may still be in work. Look whether it is done; if not, send it"
                    " again in two minutes."
                )
                messages.warning(request, text)
                return redirect(request.get_full_path())
            if address:
                messages.info(request, _("This was sent already; nothing was done twice."))
                return redirect(address)
        try:
            response = view(request, *args, **kwargs)
        except BaseException:
            cache.delete(name)
            raise
        if response.status_code == 302:
            cache.set(name, response.headers["Location"], SECONDS)
        else:
            cache.delete(name)
        return response

    return answered


def _address_of_first(name: str) -> str:
    """Where the first post led, once it is answered; nothing when it was refused, IN_WORK while it is not."""
    deadline = time.monotonic() + PATIENCE
    while (address := cache.get(name)) == IN_WORK and time.monotonic() < deadline:
        time.sleep(0.05)
    return address or ""


def _name(request: HttpRequest, key: str) -> str:
    """Of the key and all that was sent: who goes back and writes something else sends another form."""
    parts = [
        getattr(request.user, "pk", None),
        request.path,
        key,
        sorted((name, values) for name, values in request.POST.lists() if name not in NOT_COMPARED),
        sorted(
            (name, upload.name, upload.size)
            for name, uploads in request.FILES.lists()
            for upload in uploads
        ),
    ]
    return f"once:{hashlib.sha256(json.dumps(parts).encode()).hexdigest()}"
