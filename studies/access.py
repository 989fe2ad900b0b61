"""Who may edit what: editors of a commission its studies, administrators all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from regions.models import Commission, CommissionRole

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from studies.models import Study

EDITOR = CommissionRole.Role.EDITOR


def edited_commissions(user) -> QuerySet[Commission]:
    """The commissions whose studies the person may edit; all for an administrator."""
    commissions = Commission.objects.select_related("area")
    if user.is_authenticated and user.is_active and user.is_superuser:
        return commissions
    return commissions.filter(pk__in=CommissionRole.objects.commissions_of(user, EDITOR))


def may_edit(user, study: Study) -> bool:
    """Whether the person may change the study and see its drafts."""
    if not user.is_authenticated or not user.is_active:
        return False
    if user.is_superuser:
        return True
    commissions = CommissionRole.objects.commissions_of(user, EDITOR)
    return bool(commissions) and study.commissions.filter(pk__in=commissions).exists()
