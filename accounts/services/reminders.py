"""Letters to people whose roles end soon."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from accounts import roles
from accounts.services import grants, letters
from core.models import User

if TYPE_CHECKING:
    from datetime import datetime

BEFORE = timedelta(days=14)
"""How long before the end of a role its person is told."""


def write_due(at: datetime) -> int:
    """Write to everybody with a role that ends within two weeks, once for each end; how many letters.

    Where a role that opened `/admin/` is over, the flag for it goes.
    """
    today = timezone.localdate(at)
    written = 0
    people = User.objects.filter(is_active=True).exclude(email="")
    for kind in roles.kinds().values():
        if kind.table is None:
            continue
        ending = Q(expires_on__gt=today, expires_on__lte=today + BEFORE)
        holders = kind.table._default_manager.filter(ending).values("user")
        users = {user.pk: user for user in people.filter(pk__in=holders)}
        for grant in kind.grants(users.values()):
            if grant.expires_on and today < grant.expires_on <= today + BEFORE:
                written += letters.write_role_ends(users[grant.user_id], grant, at=at)
    for user in User.objects.filter(is_staff=True, is_superuser=False):
        grants.renew_flags(user)
    return written
