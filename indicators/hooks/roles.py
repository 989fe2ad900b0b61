"""Who works with provider files (setting ROLE_KINDS)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, RoleKind, portal_kind
from indicators.access import MAY_DECIDE, MAY_UPLOAD

DATA_MANAGER = "data_manager"


def kinds() -> list[RoleKind]:
    """Data managers."""
    return [
        portal_kind(
            Role(
                DATA_MANAGER,
                _("Data manager: uploads provider files and decides which are in use"),
                permissions=(
                    MAY_UPLOAD,
                    MAY_DECIDE,
                    "indicators.view_snapshot",
                    "indicators.view_source",
                    "core.view_job",
                    "core.change_job",
                ),
                opens_administration=True,
            )
        )
    ]
