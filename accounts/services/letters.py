"""Letters about accounts: written in the transaction of their reason, sent by a worker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import AccountLetter
from core import jobs
from core.i18n.languages import reader_language
from core.mail import outbox, placeholders
from core.mail.letters import declare, template_of

if TYPE_CHECKING:
    from datetime import datetime

    from core.models import User

PASSWORD_RESET = declare("password_reset", "accounts/mail/password_reset.txt")
ADDRESS_CONFIRMATION = declare("address_confirmation", "accounts/mail/address_confirmation.txt")
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
    user: User, name: str, to: str, context: dict[str, Any], *, at: datetime | None = None
) -> AccountLetter:
    """Write a letter to a person about their account, in the language of the page they are on."""
    at = at or timezone.now()
    language = reader_language()
    username = placeholders.escape(user.get_username())
    subject, body = outbox.render(template_of(name), {"username": username} | context, language)
    letter = AccountLetter.objects.create(
        user=user,
        reason=f"{name}-{user.pk}-{at:%Y%m%d%H%M%S%f}",
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


def send() -> dict[str, int]:
    """Send the letters that are due; how many came to each state."""
    return outbox.send_due(AccountLetter)
