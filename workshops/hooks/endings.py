"""What ends in workshops when an account is deactivated (setting ENDED_WITH_ACCOUNT)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import ngettext

from accounts.services.endings import Ending
from workshops.models import Webhook

if TYPE_CHECKING:
    from core.models import User


def webhooks(user: User) -> list[Ending]:
    """The webhooks that the account made: they carry people's data to an address that it chose."""
    active = Webhook.objects.filter(created_by=user, is_active=True)
    count = active.count()
    return [
        Ending(
            count,
            ngettext(
                "%(count)s webhook that the account made is stopped; an owner of the workshop can start it again.",
                "%(count)s webhooks that the account made are stopped; owners of the workshops can start them again.",
                count,
            )
            % {"count": count},
            lambda _at: active.update(is_active=False),
        )
    ]
