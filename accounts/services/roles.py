"""Roles that a provider of identities gives by its groups (OIDC_ROLES)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from accounts import roles as registry
from accounts.roles import ADMINISTRATOR
from accounts.services import events, grants
from core import hooks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allauth.socialaccount.models import SocialLogin
    from django.http import HttpRequest

    from core.models import User


def claims_of(sociallogin: SocialLogin) -> dict[str, Any]:
    """What the provider says of the person, in its token and in its answer for them."""
    data = sociallogin.account.extra_data
    return data.get("id_token", {}) | data.get("userinfo", {})


def by_provider(claims: Mapping[str, Any]) -> set[str]:
    """Names of the roles that the person's groups stand for."""
    groups = claims.get(settings.OIDC_GROUPS_CLAIM) or []
    if isinstance(groups, str):
        groups = groups.split()
    return {settings.OIDC_ROLES[group] for group in groups if group in settings.OIDC_ROLES}


@transaction.atomic
def follow(request: HttpRequest, user: User, claims: Mapping[str, Any]) -> list[str]:
    """Give and take the roles that OIDC_ROLES names; what it does not name stays. What changed."""
    governed = set(settings.OIDC_ROLES.values())
    if not governed:
        return []
    wanted = by_provider(claims)
    changes = [
        change
        for follow_provider in hooks.functions("PROVIDER_ROLES")
        for change in follow_provider(user, wanted, governed)
    ]
    if changes:
        events.record(events.Kind.ROLES_CHANGED, request, user, ", ".join(changes))
    return changes


def follow_provider(user: User, wanted: set[str], governed: set[str]) -> list[str]:
    """Make the person an administrator, or no longer one; the last one stays, whatever the provider says."""
    if ADMINISTRATOR not in governed:
        return []
    try:
        changed = set_role(user, ADMINISTRATOR, ADMINISTRATOR, is_wanted=ADMINISTRATOR in wanted)
    except grants.LastAdministrator:
        events.logger.warning("the last administrator keeps the role, account=%s", user.pk)
        return []
    user.refresh_from_db(fields=["is_superuser", "is_staff"])
    return [f"{'+' if ADMINISTRATOR in wanted else '-'}{ADMINISTRATOR}"] if changed else []


def set_role(user: User, kind: str, role: str, scope: Any = None, *, is_wanted: bool) -> bool:
    """Give or take one role as the provider says; one that ended here begins again. Whether it changed."""
    at, reason = timezone.now(), gettext("Single sign-on")
    key = {"user": user, "kind": kind, "role": role, "scope": scope, "by": None, "at": at}
    if not is_wanted:
        return grants.take(**key, reason=reason)
    held = [
        grant
        for grant in registry.kinds()[kind].grants([user])
        if grant.role == role and grant.scope == scope and not grant.is_over
    ]
    return not held and grants.give(**key, reason=reason)
