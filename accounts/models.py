"""What was done with accounts, the letters about them, invitations, and roles with their trail."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts import links
from core.i18n.languages import interface_code
from core.mail import placeholders
from core.models import Letter

if TYPE_CHECKING:
    from datetime import date, datetime
    from typing import Self


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


class RoleGrantQuerySet(models.QuerySet):
    """Reads that permissions rest on."""

    def current(self, on: date | None = None) -> Self:
        """Those that give something on a day, today unless one is named: without an end, or before it."""
        today = on or timezone.localdate()
        return self.filter(models.Q(expires_on=None) | models.Q(expires_on__gt=today))


class RoleGrant(models.Model):
    """A role that a person holds: until when, and who gave it when and why.

    Each app has a table of its own, with the fields `user` and `role`, what the role is for, and the manager;
    `accounts.services.grants` alone writes them.
    """

    expires_on = models.DateField(
        _("ends on"),
        null=True,
        blank=True,
        help_text=_("From this day on the role gives nothing. Empty: it does not end."),
    )
    given_at = models.DateTimeField(_("given at"), default=timezone.now)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("given by"),
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        abstract = True

    @property
    def is_over(self) -> bool:
        """Whether its end has come."""
        return self.expires_on is not None and self.expires_on <= timezone.localdate()


class PortalRole(RoleGrant):
    """A role that is neither of one commission nor of one workshop; it stands for permissions.

    Apps name these roles and their permissions by the setting ROLE_KINDS.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="portal_roles",
        verbose_name=_("person"),
    )
    role = models.CharField(_("role"), max_length=30)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role in the portal")
        verbose_name_plural = _("roles in the portal")
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="portal_role_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.role}"


def new_nonce() -> str:
    """What makes a link of its own; a new one ends the link of before."""
    return secrets.token_urlsafe(16)


class Invitation(models.Model):
    """A letter to somebody who is to work here, with a link that is accepted once and ends.

    The account is there from the beginning, with the roles that it will have, and opens to nobody
    until the invitation is accepted.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="invitations",
        verbose_name=_("account"),
    )
    language = models.CharField(_("language"), max_length=2)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="invitations_sent",
        verbose_name=_("invited by"),
    )
    invited_at = models.DateTimeField(_("invited at"), default=timezone.now)
    ends_at = models.DateTimeField(_("ends at"))
    nonce = models.CharField(_("nonce"), max_length=32, default=new_nonce, editable=False)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="one_pending_invitation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.invited_at:%Y-%m-%d}"

    def is_open(self, at: datetime) -> bool:
        """Whether it can be accepted now."""
        return self.accepted_at is None and self.withdrawn_at is None and at < self.ends_at


class StaffEvent(models.Model):
    """The trail of accounts and roles: who did what to whom, when and why. Nothing changes it."""

    class Kind(models.TextChoices):
        """What was done."""

        INVITED = "invited", _("Invited")
        INVITED_AGAIN = "invited_again", _("Invited again")
        WITHDRAWN = "withdrawn", _("Invitation withdrawn")
        ACCEPTED = "accepted", _("Invitation accepted")
        GIVEN = "given", _("Role given")
        CHANGED = "changed", _("End of a role changed")
        TAKEN = "taken", _("Role taken away")
        CONFIRMED = "confirmed", _("Confirmed in the yearly review")
        DEACTIVATED = "deactivated", _("Account deactivated")
        REACTIVATED = "reactivated", _("Account reactivated")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="staff_events",
        verbose_name=_("account"),
    )
    kind = models.CharField(_("event"), max_length=14, choices=Kind)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("by"),
    )
    role_kind = models.CharField(_("kind of role"), max_length=20, blank=True)
    role = models.CharField(_("role"), max_length=30, blank=True)
    scope = models.CharField(_("role in"), max_length=300, blank=True)
    expires_on = models.DateField(_("ends on"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("staff event")
        verbose_name_plural = _("staff events")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["user", "-at"], name="staff_event_of_user"),
            models.Index(fields=["-at"], name="staff_event_at"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"
