"""Personal data of accounts (setting PERSONAL_DATA)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.services import events, letters
from core.personal_data import Place


def places() -> list[Place]:
    """The log of sign-ins, letters, sessions, second factors and single sign-on."""
    whose = _("people with an account")
    account = _("As long as the account.")
    with_account = _("Deletion with the account.")
    at_end = _("Deletion at the end of the term, or with the account.")
    return [
        Place(
            name="accounts.SignInEvent",
            fields=("ip", "user_agent", "detail"),
            whose=whose,
            purpose=_("Telling people and administrators who signed in from where."),
            term=lambda: _("%(days)s days.") % {"days": events.RETENTION_DAYS},
            erasure=at_end,
            task="accounts.purge",
        ),
        Place(
            name="accounts.AccountLetter",
            fields=("to", "subject", "body", "problem"),
            whose=whose,
            purpose=_("Links for a new password, and notices of what was changed."),
            term=lambda: _("%(days)s days.") % {"days": letters.RETENTION_DAYS},
            erasure=at_end,
            task="accounts.purge",
        ),
        Place(
            name="sessions.Session",
            fields=("session_data",),
            whose=whose,
            purpose=_("Staying signed in."),
            term=lambda: _("The end of the session."),
            erasure=at_end,
            task="accounts.purge",
        ),
        Place(
            name="usersessions.UserSession",
            fields=("ip", "user_agent"),
            whose=whose,
            purpose=_("Telling people where they are signed in."),
            term=lambda: _("The end of the session."),
            erasure=at_end,
            task="accounts.purge",
        ),
        Place(
            name="account.EmailAddress",
            fields=("email",),
            whose=whose,
            purpose=_("Letters about the account."),
            term=lambda: account,
            erasure=with_account,
        ),
        Place(
            name="mfa.Authenticator",
            fields=("data",),
            whose=whose,
            purpose=_("The second factor of signing in."),
            term=lambda: account,
            erasure=with_account,
        ),
        Place(
            name="socialaccount.SocialAccount",
            fields=("uid", "extra_data"),
            whose=whose,
            purpose=_("Single sign-on."),
            term=lambda: account,
            erasure=with_account,
        ),
    ]
