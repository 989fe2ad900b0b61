"""Roles in workshops (setting ROLE_KINDS), and which of them see data of other people (PERSONAL_DATA_ROLES)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, RoleKind, portal_kind
from regions.models import CommissionRole
from workshops import access
from workshops.access import ORGANISER
from workshops.models import Workshop, WorkshopRole
from workshops.services import transitions
from workshops.services.events import note
from workshops.services.workshops import ROLE_KIND

if TYPE_CHECKING:
    from datetime import date, datetime

    from core.models import User

VISA_OFFICER = "visa_officer"


def sees_people(user: User) -> bool:
    """Organisers of a commission, and whoever has a task in a workshop."""
    return (
        bool(CommissionRole.objects.commissions_of(user, ORGANISER))
        or WorkshopRole.objects.current().filter(user=user).exists()
    )


def workshop_field() -> forms.ModelChoiceField:
    """The code of a workshop: there are too many for a list."""
    return forms.ModelChoiceField(
        Workshop.objects.all(),
        to_field_name="code",
        required=False,
        label=_("Code of the workshop"),
        help_text=_("For tasks in one workshop, as it stands in the address of the workshop."),
        widget=forms.TextInput(attrs={"maxlength": 60, "autocapitalize": "none"}),
        error_messages={"invalid_choice": _("There is no workshop with this code.")},
    )


def kinds() -> list[RoleKind]:
    """Tasks in one workshop, and the right to read passports, which counts where one has such a task."""
    return [
        RoleKind(
            ROLE_KIND,
            _("One workshop"),
            tuple(Role(code, label, scope="needed") for code, label in WorkshopRole.Role.choices),
            WorkshopRole,
            scope="workshop",
            scope_field=workshop_field,
            holds_until=_holds_until,
            lock=_lock,
            noted=_noted,
            related=("workshop",),
        ),
        portal_kind(
            Role(
                VISA_OFFICER,
                _("Visa officer: reads passports and issues visa letters where they moderate"),
                permissions=("workshops.read_passport",),
            )
        ),
    ]


def _holds_until(by: User, _role: str, workshop: Workshop) -> date | None:
    return access.planned_until(by, workshop)


def _lock(workshop: Workshop) -> None:
    """Everybody else locks the workshop first, and accounts after it."""
    transitions.locked(workshop.pk)


def _noted(
    *,
    is_given: bool,
    user: User,
    role: str,
    scope: Any,
    by: User | None,
    at: datetime | None = None,
) -> None:
    """Organisers read in the trail of their workshop who got a task and who lost it."""
    workshop, at = transitions.locked(scope.pk), at or timezone.now()
    name = user.get_username()
    if is_given:
        note(workshop, f"task: {role}", by=by, at=at, text=name)
    else:
        note(workshop, "task taken", by=by, at=at, text=f"{name} {role}")
