"""Links that open an account, made as a letter leaves, so that they stand in no kept letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account import app_settings
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.apps import apps
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import signing
from django.urls import reverse

from core.models import User

if TYPE_CHECKING:
    from collections.abc import Callable


class PasswordResetTokens(PasswordResetTokenGenerator):
    """Tokens for a new password, which end with the password, with each address, and with the account being closed."""

    def _make_hash_value(self, user: User, timestamp: int) -> str:  # type: ignore[override]  # ours
        value = super()._make_hash_value(user, timestamp)
        emails = EmailAddress.objects.filter(user=user).order_by("email")
        # Closed and opened again it is as new: what was sent before stays ended.
        closings = user.staff_events.filter(kind="deactivated").count()
        return "|".join([value, *emails.values_list("email", flat=True), str(closings)])

    def check_token(self, user: User | None, token: str | None) -> bool:
        """Whether it opens the account, which is open to somebody at all."""
        return user is not None and user.is_active and super().check_token(user, token)


def password_reset(user: int) -> str:
    """The path under which the person sets a new password; it works once, for some hours."""
    person = User.objects.get(pk=user)
    key = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(person)
    return reverse("account_reset_password_from_key", args=[user_pk_to_url_str(person), key])


def address_confirmation(address: int) -> str:
    """The path under which the person confirms that an address is theirs."""
    confirmation = EmailConfirmationHMAC(EmailAddress.objects.get(pk=address))
    return reverse("account_confirm_email", args=[confirmation.key])


INVITATION_SALT = "accounts.invitation"


def invitation(pk: int) -> str:
    """The path under which somebody accepts an invitation: signed, so that no copy of the tables opens it.

    The address is part of it: one that went to a wrong address is worth nothing once that is corrected.
    """
    row = apps.get_model("accounts.Invitation").objects.select_related("user").get(pk=pk)
    token = signing.dumps([row.pk, row.nonce, row.user.email], salt=INVITATION_SALT)
    return reverse("invitation_link", args=[token])


PATHS: dict[str, Callable[[int], str]] = {
    "password_reset": password_reset,
    "address_confirmation": address_confirmation,
    "invitation": invitation,
}
"""Function of each mark."""
