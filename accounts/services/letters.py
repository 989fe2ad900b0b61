"""Letters about accounts: written in the transaction of their reason, sent by a worker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.models import AccountLetter
from core import jobs
from core.i18n.languages import interface_code, reader_language
from core.i18n.numbers import day
from core.mail import outbox, placeholders
from core.mail.letters import declare, template_of

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.roles import Grant
    from core.models import User

PASSWORD_RESET = declare("password_reset", "accounts/mail/password_reset.txt")
ADDRESS_CONFIRMATION = declare("address_confirmation", "accounts/mail/address_confirmation.txt")
INVITATION = declare("invitation", "accounts/mail/invitation.txt")
ROLE_ENDS = declare("role_ends", "accounts/mail/role_ends.txt")
ACCOUNT_NOTICE = declare("account_notice", "accounts/mail/account_notice.txt")
RETENTION_DAYS = 90
"""Days for which letters are held after they were written."""

NOTICES = {
    "account/email/password_changed": _("The password of your account was changed."),
    "account/email/password_reset": _("The password of your account was changed by a link."),
    "account/email/password_set": _("A password was set for your account."),
    "account/email/email_changed": _("The e-mail address of your account was changed."),
    "account/email/email_confirm": _("The e-mail address of your account was confirmed."),
    "account/email/email_deleted": _("An e-mail address was removed from your account."),
    "mfa/email/totp_activated": _("An authenticator app was added to your account."),
    "mfa/email/totp_deactivated": _("The authenticator app was removed from your account."),
    "mfa/email/webauthn_added": _("A passkey was added to your account."),
    "mfa/email/webauthn_removed": _("A passkey was removed from your account."),
    "mfa/email/recovery_codes_generated": _("New recovery codes were made for your account."),
    "socialaccount/email/account_connected": _("Your account was connected with single sign-on."),
    "socialaccount/email/account_disconnected": _(
        "Your account was disconnected from single sign-on."
    ),
}
"""What a person is told of, by the name that allauth has for it."""


def write(
    user: User,
    name: str,
    to: str,
    context: dict[str, Any],
    *,
    at: datetime | None = None,
    language: str = "",
    reason: str = "",
) -> AccountLetter:
    """Write a letter to a person about their account, in the language of the page they are on unless one is named."""
    at = at or timezone.now()
    language = language or reader_language()
    username = placeholders.escape(user.get_username())
    subject, body = outbox.render(template_of(name), {"username": username} | context, language)
    letter = AccountLetter.objects.create(
        user=user,
        reason=reason or f"{name}-{user.pk}-{at:%Y%m%d%H%M%S%f}",
        to=to,
        language=language,
        subject=subject,
        body=body,
    )
    jobs.send("accounts.send_letters")
    return letter


def write_notice(user: User, kind: str, to: str, context: dict[str, Any]) -> AccountLetter | None:
    """Tell a person what was done with their account; None for what nobody needs to be told."""
    if kind not in NOTICES:
        return None
    return write(user, ACCOUNT_NOTICE, to, context | {"notice": NOTICES[kind]})


def write_role_ends(user: User, grant: Grant, *, at: datetime) -> bool:
    """Tell a person that a role of theirs ends soon; once for each end, False where it was told before."""
    reason = f"{ROLE_ENDS}-{user.pk}-{grant.key}-{grant.expires_on}"
    if AccountLetter.objects.filter(reason=reason).exists():
        return False
    invitation = user.invitations.first()
    language = invitation.language if invitation else "en"
    with translation.override(interface_code(language)):
        context = {
            "role": placeholders.escape(str(grant.label)),
            "scope": placeholders.escape(grant.scope_label),
            "day": day(grant.expires_on),
            "giver": placeholders.escape(str(grant.given_by or "")),
        }
    write(user, ROLE_ENDS, user.email, context, at=at, language=language, reason=reason)
    return True


def send() -> dict[str, int]:
    """Send the letters that are due; how many came to each state."""
    return outbox.send_due(AccountLetter)
