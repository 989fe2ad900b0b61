"""What tokens of the API may do in workshops, for the page where they are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from core.tokens import TokenChoices
from workshops import access
from workshops.models import Workshop, WorkshopRole

if TYPE_CHECKING:
    from core.models import User

MOST_WORKSHOPS = 200
"""Workshops to choose from, the newest first."""


def choices(user: User) -> TokenChoices:
    """The scopes of the duties that the account has in any workshop, and those workshops."""
    workshops = _workshops(user)
    if not workshops:
        return TokenChoices()
    duties: set[str] = set()
    for workshop in workshops:
        duties |= access.duties(user, workshop)
        if duties >= set(access.SCOPE_DUTIES.values()):
            break
    return TokenChoices(
        scopes=tuple(
            (scope, label)
            for scope, label in access.SCOPES.items()
            if access.SCOPE_DUTIES[scope] in duties
        ),
        objects=tuple(
            (access.token_name(workshop), f"{workshop.code}: {workshop.title}")
            for workshop in workshops
        ),
    )


def _workshops(user: User) -> list[Workshop]:
    """Those in which the account has any task, or whose commission it organises for."""
    hosted = access.hosted_commissions(user)
    with_role = WorkshopRole.objects.current().filter(user=user).values("workshop")
    rows = Workshop.objects.filter(Q(host__in=hosted) | Q(pk__in=with_role))
    return list(rows.order_by("-starts_on", "code")[:MOST_WORKSHOPS])
