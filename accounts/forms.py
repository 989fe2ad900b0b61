"""allauth's forms with labels that stand above the fields, in the portal's words, and those of staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account import forms as account
from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.models import EmailAddress
from allauth.mfa.base import forms as mfa
from allauth.mfa.recovery_codes import forms as recovery_codes
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import roles
from core.form_fields import LineField, NameField
from core.form_widgets import DayInput
from core.i18n import records

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


class RoleForm(forms.Form):
    """A role, what it is for, until when and why; the registry of roles says which there are."""

    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args, is_optional: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = roles.kinds()
        choices = [
            (kind.label, [(f"{kind.name}:{role.code}", role.label) for role in kind.roles])
            for kind in self.kinds.values()
        ]
        empty = _("No role yet") if is_optional else _("Choose a role")
        self.fields["role"].choices = [("", empty), *choices]
        self.fields["role"].required = not is_optional
        for kind in self.kinds.values():
            if kind.scope_field and kind.scope not in self.fields:
                self.fields[kind.scope] = kind.scope_field()
        self.fields["expires_on"] = forms.DateField(
            label=_("Ends on"),
            required=False,
            input_formats=["%Y-%m-%d"],
            widget=DayInput,
            help_text=_("From this day on the role gives nothing. Empty: it does not end."),
            error_messages={"invalid": _("Write the day as 2026-01-31.")},
        )
        self.fields["reason"] = LineField(
            label=_("Reason"),
            max_length=300,
            required=False,
            help_text=_("Administrators read it in the trail."),
        )

    def clean(self) -> dict[str, Any]:
        """What the role is for must fit the role."""
        values = super().clean() or self.cleaned_data
        kind, role = self._chosen()
        ends = values.get("expires_on")
        if kind is None or role is None:
            return values
        if role.scope == "needed" and not values.get(kind.scope) and kind.scope not in self.errors:
            self.add_error(kind.scope, gettext("Say what the role is for."))
        for name in {other.scope for other in self.kinds.values() if other.scope}:
            if values.get(name) and (name != kind.scope or not role.scope):
                self.add_error(name, gettext("The role is not for one of these. Leave this empty."))
        if ends and not kind.can_end():
            self.add_error("expires_on", gettext("The role of an administrator has no end."))
        elif ends and ends <= timezone.localdate():
            self.add_error("expires_on", gettext("The end lies in the future."))
        return values

    def grant(self) -> dict[str, Any] | None:
        """The role as `grants.give` takes it; None where none was chosen."""
        kind, role = self._chosen()
        if kind is None or role is None:
            return None
        return {
            "kind": kind.name,
            "role": role.code,
            "scope": self.cleaned_data[kind.scope] if role.scope else None,
            "expires_on": self.cleaned_data["expires_on"],
        }

    def _chosen(self) -> tuple[roles.RoleKind | None, roles.Role | None]:
        name, _colon, code = (self.cleaned_data.get("role") or "").partition(":")
        kind = self.kinds.get(name)
        return kind, kind.role(code) if kind else None


class InvitationForm(RoleForm):
    """Whom to invite, in which language, and the first role."""

    field_order = ["email", "first_name", "last_name", "language", "role"]
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The link goes there, and it is the name to sign in with."),
    )
    first_name = NameField(label=_("Given name"), max_length=150, required=False)
    last_name = NameField(label=_("Family name"), max_length=150, required=False)
    language = forms.ChoiceField(
        label=_("Language of the letter"),
        choices=[(language.code, _(language.name)) for language in records.INTERFACE],
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, is_optional=True, **kwargs)
        self.fields["email"].widget.attrs |= {"autocomplete": "off"}
