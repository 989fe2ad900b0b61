"""What was done with accounts, and the letters about them."""

from django.conf import settings
from django.db import models
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts import links
from core.i18n.languages import interface_code
from core.mail import placeholders
from core.models import Letter


class SignInEvent(models.Model):
    """One event of the log of sign-ins; nothing changes it, and old ones are deleted.

    What was typed as a name is not kept where it names no account: people type passwords there.
    """

    class Kind(models.TextChoices):
        """What happened."""

        SIGNED_IN = "signed_in", _("Signed in")
        SIGNED_OUT = "signed_out", _("Signed out")
        FAILED = "failed", _("Wrong password")
        BLOCKED = "blocked", _("Refused after too many failures")
        CODE_FAILED = "code_failed", _("Wrong second factor")
        RECOVERY_USED = "recovery_used", _("Recovery code used")
        PASSWORD_CHANGED = "password_changed", _("Password changed")
        PASSWORD_RESET_REQUESTED = "reset_requested", _("Link for a new password requested")
        PASSWORD_RESET = "password_reset", _("Password reset by link")
        ADDRESS_CHANGED = "address_changed", _("E-mail address changed")
        FACTOR_ADDED = "factor_added", _("Second factor added")
        FACTOR_REMOVED = "factor_removed", _("Second factor removed")
        CODES_RENEWED = "codes_renewed", _("Recovery codes renewed")
        SESSION_ENDED = "session_ended", _("Session ended from elsewhere")
        PROVIDER_CONNECTED = "connected", _("Single sign-on connected")
        PROVIDER_DISCONNECTED = "disconnected", _("Single sign-on disconnected")
        ROLES_CHANGED = "roles_changed", _("Roles changed by single sign-on")

    kind = models.CharField(_("event"), max_length=20, choices=Kind)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="sign_in_events",
        verbose_name=_("account"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    ip = models.GenericIPAddressField(_("client address"), null=True, blank=True)
    user_agent = models.CharField(_("browser"), max_length=200, blank=True)
    detail = models.CharField(_("detail"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("sign-in event")
        verbose_name_plural = _("sign-in events")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["user", "-at"], name="sign_in_event_of_user"),
            models.Index(fields=["at"], name="sign_in_event_at"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"


class AccountLetter(Letter):
    """A letter about an account, such as the link for a new password."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="account_letters",
        verbose_name=_("account"),
    )

    class Meta(Letter.Meta):
        verbose_name = _("letter about an account")
        verbose_name_plural = _("letters about accounts")
        indexes = [models.Index(fields=["state", "next_at"], name="account_letter_to_send")]

    def text_to_send(self) -> str:
        """With the links, which open the account and so stand in no kept letter.

        A placeholder is the name of a link, and the number of what it opens: `{password_reset:7}`.
        """

        def link(placeholder: str) -> str | None:
            name, _colon, number = placeholder.partition(":")
            path_of = links.PATHS.get(name)
            if path_of is None or not number.isdecimal():
                return None
            with translation.override(interface_code(self.language)):
                return settings.PORTAL_ADDRESS + path_of(int(number))

        return placeholders.replace(self.body, link)
