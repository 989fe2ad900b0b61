"""Where allauth asks the portal: letters, limits, who may have an account, secrets of second factors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext

from accounts import sealing
from accounts.services import events, invitations, letters, roles
from core.errors import PortalError
from core.http.clients import client_address

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin
    from django.http import HttpRequest

    from core.models import User

INVITATION = "invitation"
"""Where a session holds the token of the link that somebody followed."""


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by administrators; letters go through the portal's outbox."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account of their own."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The client as every other limit counts it; a test client has no address."""
        return client_address(request) or "0.0.0.0"  # noqa: S104  a name for "none", not bound

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt; one over the limit is written down and refused before the password is looked at."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            events.record(events.Kind.BLOCKED, request, events.account_of(credentials))
            raise

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing: the letters that the portal sends have methods of their own below."""

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the person what was done with the account."""
        if to := email or user.email:
            letters.write_notice(user, template_prefix, to, {})

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """A letter whose link is made as it leaves."""
        letters.write(
            user, letters.PASSWORD_RESET, email, {"mark": f"{{password_reset:{user.pk}}}"}
        )
        events.record(events.Kind.PASSWORD_RESET_REQUESTED, self.request, user)

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation, signup: bool) -> None:
        """A letter whose link is made as it leaves."""
        address = emailconfirmation.email_address
        mark = f"{{address_confirmation:{address.pk}}}"
        letters.write(address.user, letters.ADDRESS_CONFIRMATION, address.email, {"mark": mark})

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not where there is nothing to ask for: single sign-on alone, and no second factor yet."""
        user = self.request.user
        return bool(get_reauthentication_flows(user)) and super().is_reauthentication_required(
            app=app, **kwargs
        )


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are sealed with the key that seals passports, so that a copy of the tables opens no account."""

    def encrypt(self, text: str) -> str:
        """The secret as the table keeps it."""
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret itself."""
        return sealing.unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        """What an authenticator app calls the portal."""
        return gettext("Migration and development")


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Single sign-on: accounts by verified address, roles by groups of the provider."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """An account comes into being for whoever has a role and a verified address by the provider."""
        is_verified = any(address.verified for address in sociallogin.email_addresses)
        return is_verified and bool(roles.by_provider(roles.claims_of(sociallogin)))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Whoever came by an invitation accepts it with the account of their organisation.

        The link came by letter, so it says whose account this is, whatever address the provider gives.
        """
        token = request.session.get(INVITATION)
        invitation = invitations.read(token) if token else None
        if invitation is None or request.user.is_authenticated:
            return
        if sociallogin.is_existing and sociallogin.user.pk != invitation.user_id:
            return  # they have an account already, which opens as ever
        try:
            user = invitations.accept(invitation=invitation, at=timezone.now())
        except PortalError:
            return
        del request.session[INVITATION]
        if sociallogin.is_existing:
            sociallogin.user.is_active = True
        else:
            sociallogin.connect(request, user)

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """The account with an address that the provider has verified, which then is so here too.

        Otherwise allauth would take the password away, as from somebody who made an account with an
        address of another person. Here administrators make them.
        """
        result = super().authenticate_by_email(sociallogin)
        if result is not None:
            user, email = result
            EmailAddress.objects.update_or_create(
                user=user, email=email, defaults={"verified": True, "primary": True}
            )
        return result
