"""Links that open an account, made as a letter leaves, so that they stand in no kept letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account import app_settings
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.apps import apps
from django.core import signing
from django.urls import reverse

from core.models import User

if TYPE_CHECKING:
    from collections.abc import Callable


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
    """The path under which somebody accepts an invitation: signed, so that no copy of the tables opens it."""
    row = apps.get_model("accounts.Invitation").objects.get(pk=pk)
    token = signing.dumps([row.pk, row.nonce], salt=INVITATION_SALT)
    return reverse("invitation_link", args=[token])


PATHS: dict[str, Callable[[int], str]] = {
    "password_reset": password_reset,
    "address_confirmation": address_confirmation,
    "invitation": invitation,
}
"""Function of each mark."""
