"""Permissions by roles in the portal, beside those that Django keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.backends import BaseBackend

from accounts import roles
from core.models import User

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

CACHE = "_portal_permissions"


class PortalRoleBackend(BaseBackend):
    """Answers `has_perm` by the roles that have not ended; signs nobody in."""

    def get_all_permissions(
        self, user_obj: AbstractBaseUser | AnonymousUser, obj: Any = None
    ) -> set[str]:
        """The permissions of the account's roles, read once for each request's account."""
        if not isinstance(user_obj, User) or not user_obj.is_active or obj is not None:
            return set()
        if not hasattr(user_obj, CACHE):
            setattr(user_obj, CACHE, roles.permissions_of(user_obj))
        return getattr(user_obj, CACHE)

    def has_module_perms(self, user_obj: AbstractBaseUser | AnonymousUser, app_label: str) -> bool:
        """Whether a role gives any permission of the app; `/admin/` lists the apps by it."""
        names = self.get_all_permissions(user_obj)
        return any(name.partition(".")[0] == app_label for name in names)
