"""Roles in commissions (setting ROLE_KINDS)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, RoleKind
from regions.models import Commission, CommissionRole
from regions.services.roles import ROLE_KIND


def commission_field() -> forms.ModelChoiceField:
    """A choice of commissions."""
    return forms.ModelChoiceField(
        Commission.objects.select_related("area"),
        required=False,
        label=_("Commission"),
        empty_label=_("None"),
        help_text=_("For roles in one commission."),
    )


def kinds() -> list[RoleKind]:
    """Editors and organisers of a commission; administrators alone give these roles."""
    return [
        RoleKind(
            ROLE_KIND,
            _("One commission"),
            tuple(Role(code, label, scope="needed") for code, label in CommissionRole.Role.choices),
            CommissionRole,
            scope="commission",
            scope_field=commission_field,
            related=("commission__area",),
        )
    ]
