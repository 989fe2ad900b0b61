"""The registry of roles: every kind that an app offers by the setting ROLE_KINDS, read in one way.

A kind says which roles it has, in which table they are written, what they are for (a commission, a
workshop, nothing), and how long somebody may give them. `accounts.services.grants` gives and takes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import PortalRole
from core import hooks
from core.models import User

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from django import forms
    from django.db.models import Model, QuerySet
    from django_stubs_ext import StrOrPromise


ADMINISTRATOR, PORTAL = "administrator", "portal"
NO_END = date.max
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True, slots=True)
class Role:
    """A role of a kind; `scope` says whether it is for one thing (`needed`, `optional`) or not (``)."""

    code: str
    label: StrOrPromise
    scope: str = ""
    permissions: tuple[str, ...] = ()
    opens_administration: bool = False


@dataclass(frozen=True, slots=True)
class Grant:
    """One role of one account, whatever table it stands in."""

    kind: RoleKind
    role: str
    user_id: int
    scope: Model | None = None
    expires_on: date | None = None
    given_at: datetime | None = None
    given_by: User | None = None
    reason: str = ""
    is_over: bool = False

    def __str__(self) -> str:
        """The role and what it is for, in one line."""
        if self.scope:
            names = {"role": self.label, "scope": self.scope_label}
            return str(_("%(role)s (%(scope)s)") % names)
        return str(self.label)

    @property
    def key(self) -> str:
        """What a form sends for it."""
        return f"{self.kind.name}:{self.role}:{self.scope.pk if self.scope else ''}"

    @property
    def label(self) -> StrOrPromise:
        """The role, as pages call it."""
        return self.kind.label_of(self.role)

    @property
    def scope_label(self) -> str:
        """What it is for; empty for a role without one."""
        return str(self.scope) if self.scope else ""


def _system_alone(_by: User, _role: str, _scope: Any) -> date | None:
    """Administrators alone give it."""
    return None


def _nothing(*_arguments: Any, **_more: Any) -> None:
    """Nothing more is to be done."""


@dataclass(frozen=True)
class RoleKind:
    """Roles of one table.

    `holds_until(by, role, scope)` is until when somebody who is no administrator holds all that the
    role gives, and so how long they may give it: None for not at all, NO_END for as long as they like.
    `lock(scope)` is called before accounts are locked, `noted(...)` after a change.
    """

    name: str
    label: StrOrPromise
    roles: tuple[Role, ...]
    table: type[Any] | None
    """Inherits `RoleGrant`; None for the flag of administrators."""
    scope: str = ""
    """The field of the table that says what the role is for, which is the field of the form as well."""
    scope_field: Callable[[], forms.ModelChoiceField] | None = None
    holds_until: Callable[[User, str, Any], date | None] = _system_alone
    lock: Callable[[Any], None] = _nothing
    noted: Callable[..., None] = _nothing
    related: tuple[str, ...] = field(default=())
    """What is read along with a row for its label."""

    def role(self, code: str) -> Role | None:
        """A role by its code."""
        return next((role for role in self.roles if role.code == code), None)

    def label_of(self, code: str) -> StrOrPromise:
        """The name of a role; its code where the app no longer has it."""
        role = self.role(code)
        return role.label if role else code

    def can_end(self) -> bool:
        """Whether its roles may have an end."""
        return self.table is not None

    def rows(self, user: User, role: str, scope: Any) -> QuerySet[Any]:
        """The row of a role, if there is one."""
        if self.table is None:
            raise TypeError(f"The role {self.name} is a flag of the account and has no row.")
        where = {self.scope: scope} if self.scope else {}
        return self.table._default_manager.filter(user=user, role=role, **where)

    def grants(self, users: Iterable[User]) -> list[Grant]:
        """The roles of these accounts, those that are over included."""
        if self.table is None:
            return [Grant(self, ADMINISTRATOR, user.pk) for user in users if user.is_superuser]
        rows = self.table._default_manager.filter(user__in=list(users))
        rows = rows.select_related("given_by", *self.related).order_by("pk")
        return [
            Grant(
                kind=self,
                role=row.role,
                user_id=row.user_id,
                scope=getattr(row, self.scope) if self.scope else None,
                expires_on=row.expires_on,
                given_at=row.given_at,
                given_by=row.given_by,
                reason=row.reason,
                is_over=row.is_over,
            )
            for row in rows
        ]


def kinds() -> dict[str, RoleKind]:
    """Every kind of roles by its name, in the order of the apps; portal-wide ones of all apps are one kind."""
    parts = [kind for offer in hooks.functions("ROLE_KINDS") for kind in offer()]
    portal = [kind for kind in parts if kind.name == PORTAL]
    merged = {kind.name: kind for kind in parts}
    if portal:
        merged[PORTAL] = portal_kind(*(role for kind in portal for role in kind.roles))
    return merged


def portal_kind(*roles: Role) -> RoleKind:
    """A kind for roles that stand for permissions in the whole portal."""
    return RoleKind(PORTAL, _("The whole portal"), roles, PortalRole)


def administrators() -> RoleKind:
    """The role that holds all others. It has no end, so that no portal loses its last one overnight."""
    return RoleKind(
        ADMINISTRATOR,
        _("Administration"),
        (Role(ADMINISTRATOR, _("Administrator: everything"), opens_administration=True),),
        None,
    )


def grants_of(*users: User) -> list[Grant]:
    """The roles of accounts, in the order of the kinds."""
    return [grant for kind in kinds().values() for grant in kind.grants(users)]


def permissions_of(user: User) -> set[str]:
    """The permissions that the roles in the portal give to an account today."""
    held = set(PortalRole.objects.current().filter(user=user).values_list("role", flat=True))
    if not held:
        return set()
    return {
        name for role in kinds()[PORTAL].roles if role.code in held for name in role.permissions
    }


def holders_of(permission: str) -> QuerySet[User]:
    """Active accounts for which `has_perm` says yes: by a role in the portal, by Django's own rows, as administrators."""
    codes = [role.code for role in kinds()[PORTAL].roles if permission in role.permissions]
    by_role = PortalRole.objects.current().filter(role__in=codes).values("user")
    by_django = User.objects.with_perm(permission, backend=MODEL_BACKEND).values("pk")
    return User.objects.filter(Q(pk__in=by_role) | Q(pk__in=by_django), is_active=True)
