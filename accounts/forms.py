"""allauth's forms with labels that stand above the fields, in the portal's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account import forms as account
from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.models import EmailAddress
from allauth.mfa.base import forms as mfa
from allauth.mfa.recovery_codes import forms as recovery_codes
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest

PASSWORD_HINT = _(
    "At least 12 characters. A few words that do not belong together are easy to remember and hard to guess."
)


class PlainFields(forms.Form):
    """Takes placeholders away and gives the labels and hints that the class names."""

    labels: dict = {}
    hints: dict = {}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")


class SignInForm(PlainFields, account.LoginForm):
    """User name or e-mail address, and password."""

    labels = {"login": _("User name or e-mail address"), "password": _("Password")}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autocapitalize": "none"}

    def user_credentials(self) -> dict[str, str]:
        """The name alone, which the backend takes for an address as well.

        Given apart, an address that has an account would have its password hashed twice, and the
        time of the answer would tell that there is one.
        """
        return {"username": self.cleaned_data["login"], "password": self.cleaned_data["password"]}


class ReauthenticateForm(PlainFields, account.ReauthenticateForm):
    """The password once more, before something that matters."""

    labels = {"password": _("Password")}


NEW_PASSWORD = {"password1": _("New password"), "password2": _("New password again")}


class ChangePasswordForm(PlainFields, account.ChangePasswordForm):
    """The password in use, and the new one twice."""

    labels = NEW_PASSWORD | {"oldpassword": _("Current password")}
    hints = {"password1": PASSWORD_HINT}


class SetPasswordForm(PlainFields, account.SetPasswordForm):
    """The first password of an account that had none."""

    labels = NEW_PASSWORD
    hints = {"password1": PASSWORD_HINT}


class ResetPasswordForm(PlainFields, account.ResetPasswordForm):
    """Where the link for a new password is sent."""

    labels = {"email": _("E-mail address of your account")}


class ResetPasswordKeyForm(PlainFields, account.ResetPasswordKeyForm):
    """The new password, after the link."""

    labels = NEW_PASSWORD
    hints = {"password1": PASSWORD_HINT}


class ChangeAddressForm(PlainFields, account.AddEmailForm):
    """Another e-mail address, used once it is confirmed."""

    labels = {"email": _("New e-mail address")}

    def save(self, request: HttpRequest) -> EmailAddress:
        """Keep the address in use, which an administrator gave, until the new one is confirmed."""
        pending = EmailAddress.objects.filter(user=self.user, verified=False)
        pending.exclude(email__iexact=self.user.email).delete()
        address = EmailAddress.objects.create(user=self.user, email=self.cleaned_data["email"])
        send_verification_email_to_address(request, address)
        return address


CODE_LABEL = {"code": _("Code of your authenticator app")}


class ActivateTotpForm(PlainFields, totp.ActivateTOTPForm):
    """The first code of an authenticator app."""

    labels = CODE_LABEL


class CodeForm(PlainFields, mfa.AuthenticateForm):
    """The second step of signing in."""

    labels = {"code": _("Code of your authenticator app, or a recovery code")}


class ReauthenticateCodeForm(PlainFields, mfa.ReauthenticateForm):
    """A code, before something that matters."""

    labels = {"code": _("Code of your authenticator app, or a recovery code")}


class AddPasskeyForm(PlainFields, webauthn.AddWebAuthnForm):
    """A new passkey and its name."""

    labels = {"name": _("Name of the passkey"), "passwordless": _("Sign in with it alone")}
    hints = {
        "name": _("Where it is kept, for example your phone."),
        "passwordless": _("It then takes the place of the password and the second factor."),
    }


class EditPasskeyForm(PlainFields, webauthn.EditWebAuthnForm):
    """Another name for a passkey."""

    labels = {"name": _("Name of the passkey")}


class RenewRecoveryCodesForm(PlainFields, recovery_codes.GenerateRecoveryCodesForm):
    """Nothing to fill in."""
