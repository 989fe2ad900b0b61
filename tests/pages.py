"""What tests read of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpResponse


def markup_of(response: HttpResponse) -> str:
    """The markup on one line, so that it does not matter where a template breaks."""
    return " ".join(response.content.decode().split())
