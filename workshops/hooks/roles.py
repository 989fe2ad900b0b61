"""Which accounts see data of other people by a role in workshops (setting PERSONAL_DATA_ROLES)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from regions.models import CommissionRole
from workshops.access import ORGANISER
from workshops.models import WorkshopRole

if TYPE_CHECKING:
    from core.models import User


def sees_people(user: User) -> bool:
    """Organisers of a commission, and whoever has a task in a workshop."""
    return (
        bool(CommissionRole.objects.commissions_of(user, ORGANISER))
        or WorkshopRole.objects.filter(user=user).exists()
    )
