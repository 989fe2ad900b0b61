"""What Django and allauth tell of accounts, written into the log of sign-ins."""

from __future__ import annotations

import time
from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as socialaccount
from django.contrib.auth import signals as auth
from django.dispatch import receiver

from accounts.services import roles
from accounts.services.events import Kind, account_of, record
from accounts.sessions import SIGNED_IN_AT


@receiver(auth.user_logged_in)
def signed_in(request, user, **kwargs: Any) -> None:
    """Somebody signed in; the days of the session begin anew."""
    request.session[SIGNED_IN_AT] = time.time()
    methods = [
        step["method"] for step in request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    ]
    record(Kind.SIGNED_IN, request, user, ", ".join(methods))


@receiver(auth.user_logged_out)
def signed_out(request, user, **kwargs: Any) -> None:
    """Somebody signed out; middleware has the browser forget what it kept."""
    if user is not None:
        request.signed_out = True
        record(Kind.SIGNED_OUT, request, user)


@receiver(auth.user_login_failed)
def failed(credentials, request=None, **kwargs: Any) -> None:
    """A wrong password, for an account or for none."""
    record(Kind.FAILED, request, account_of(credentials))


@receiver(account.password_changed)
@receiver(account.password_set)
def password_changed(request, user, **kwargs: Any) -> None:
    """The password is another one."""
    record(Kind.PASSWORD_CHANGED, request, user)


@receiver(account.password_reset)
def password_reset(request, user, **kwargs: Any) -> None:
    """The password is another one, by a link sent to the person."""
    record(Kind.PASSWORD_RESET, request, user)


@receiver(account.email_changed)
def address_changed(request, user, **kwargs: Any) -> None:
    """The address for links and notices is another one."""
    record(Kind.ADDRESS_CHANGED, request, user)


@receiver(mfa.authenticator_added)
def factor_added(request, user, authenticator, **kwargs: Any) -> None:
    """A second factor, or the first recovery codes."""
    record(Kind.FACTOR_ADDED, request, user, authenticator.type)


@receiver(mfa.authenticator_removed)
def factor_removed(request, user, authenticator, **kwargs: Any) -> None:
    """A second factor is gone."""
    record(Kind.FACTOR_REMOVED, request, user, authenticator.type)


@receiver(mfa.authenticator_reset)
def codes_renewed(request, user, **kwargs: Any) -> None:
    """New recovery codes; the old ones are worth nothing."""
    record(Kind.CODES_RENEWED, request, user)


@receiver(mfa.authenticator_used)
def factor_used(request, user, authenticator, **kwargs: Any) -> None:
    """A recovery code is rare, and may be somebody else's doing."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        record(Kind.RECOVERY_USED, request, user)


@receiver(mfa.authentication_failed)
def code_failed(request, user, **kwargs: Any) -> None:
    """The password was right, the second factor was not."""
    record(Kind.CODE_FAILED, request, user)


@receiver(account.user_logged_in)
def roles_of_provider(request, user, sociallogin=None, **kwargs: Any) -> None:
    """Roles follow the groups of the provider at each single sign-on."""
    if sociallogin is not None:
        roles.follow(request, user, roles.claims_of(sociallogin))


@receiver(socialaccount.social_account_added)
def provider_connected(request, sociallogin, **kwargs: Any) -> None:
    """The account may be opened by single sign-on from now on."""
    record(Kind.PROVIDER_CONNECTED, request, sociallogin.user, sociallogin.account.provider)


@receiver(socialaccount.social_account_removed)
def provider_disconnected(request, socialaccount, **kwargs: Any) -> None:
    """Single sign-on no longer opens the account."""
    record(Kind.PROVIDER_DISCONNECTED, request, socialaccount.user, socialaccount.provider)
