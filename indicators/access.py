"""Who may load provider files and decide about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from core.models import User

MAY_UPLOAD = "indicators.ingest_snapshot"
MAY_DECIDE = "indicators.decide_snapshot"


def may_decide(user: User | AnonymousUser) -> bool:
    """Whether the person puts files into use and takes them out of it."""
    return user.has_perm(MAY_DECIDE)


def may_see_proposals(user: User | AnonymousUser) -> bool:
    """Whether the person sees files that are not in use yet."""
    return user.has_perm(MAY_UPLOAD) or may_decide(user)
