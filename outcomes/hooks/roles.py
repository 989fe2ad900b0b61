"""Roles for outcomes (setting ROLE_KINDS)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, RoleKind
from outcomes.models import OutcomeRole
from regions.hooks.roles import commission_field

KIND = "project"


def kinds() -> list[RoleKind]:
    """Recorders of one commission or of all, reviewers and managers; administrators alone give these roles."""
    recorder = OutcomeRole.Role.RECORDER
    return [
        RoleKind(
            KIND,
            _("Outcomes of the project"),
            tuple(
                Role(code, label, scope="optional" if code == recorder else "")
                for code, label in OutcomeRole.Role.choices
            ),
            OutcomeRole,
            scope="commission",
            scope_field=commission_field,
            related=("commission__area",),
        )
    ]
