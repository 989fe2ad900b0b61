"""Who must sign in with a second factor, and whether a session was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings

from core import hooks

if TYPE_CHECKING:
    from django.http import HttpRequest

    from core.models import User

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_second_factor(user: User) -> bool:
    """Whether signing in asks the person for more than a password."""
    return get_adapter().is_mfa_enabled(user, types=SECOND_FACTORS)


def needs_second_factor(user: User) -> bool:
    """Administrators, and whoever sees data of other people by a role; apps name those roles."""
    return (
        user.is_superuser
        or user.is_staff
        or any(sees(user) for sees in hooks.functions("PERSONAL_DATA_ROLES"))
    )


def provider_checked_second_factor(request: HttpRequest) -> bool:
    """Whether the session began with single sign-on at a provider that asks for two factors itself."""
    if not settings.OIDC_SECOND_FACTOR:
        return False
    records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    return any(record.get("method") == "socialaccount" for record in records)


def lacks_second_factor(request: HttpRequest, user: User) -> bool:
    """Whether the signed-in person must set up a second factor before going on."""
    return (
        settings.REQUIRE_SECOND_FACTOR
        and not has_second_factor(user)
        and not provider_checked_second_factor(request)
        and needs_second_factor(user)
    )
