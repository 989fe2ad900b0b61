"""What pages do with a post: who acts, what came of it, and numbers that were sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import PortalError

if TYPE_CHECKING:
    from collections.abc import Callable


def actor_of(request: HttpRequest) -> dict[str, Any]:
    """Who acts and when, as services take it."""
    return {"by": request.user, "at": timezone.now()}


def run_action(
    request: HttpRequest, address: str, act: Callable[[], Any], done: str = ""
) -> HttpResponse:
    """Do it, say what came of it, and lead back; a refusal is told on the page one comes from."""
    try:
        act()
    except PortalError as problem:
        messages.error(request, problem.message)
    else:
        messages.success(request, done or _("Saved."))
    return redirect(address)


def positive_int(request: HttpRequest, name: str) -> int:
    """A number that was posted; 0 where there is none that a row may have."""
    return as_positive_int(request.POST.get(name, ""))


def as_positive_int(text: str) -> int:
    """The number that a text writes in up to nine digits, else 0.

    `int` takes neither "²", which is a digit, nor some thousands of digits.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
