"""Permissions by roles in the portal, beside those that Django keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.backends import BaseBackend

from accounts import roles

if TYPE_CHECKING:
    from core.models import User

CACHE = "_portal_permissions"


class PortalRoleBackend(BaseBackend):
    """Answers `has_perm` by the roles that have not ended; signs nobody in."""

    def get_all_permissions(self, user_obj: User, obj: Any = None) -> set[str]:  # type: ignore[override]  # ours
        """The permissions of the account's roles, read once for each request's account."""
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, CACHE):
            setattr(user_obj, CACHE, roles.permissions_of(user_obj))
        return getattr(user_obj, CACHE)
