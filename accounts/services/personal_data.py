"""Personal data of accounts (setting PERSONAL_DATA)."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.services import events, letters
from core.personal_data import Place, Term, days_after, delete_rows, until


def places() -> list[Place]:
    """The log of sign-ins, letters, sessions, second factors and single sign-on."""
    whose = _("people with an account")
    account = until(_("As long as the account."))
    session = _("The end of the session.")
    # Sessions are rows of another table, which hold the key and when it ends.
    alive = Session.objects.values("session_key")
    with_account = _("Deletion with the account.")
    at_end = _("Deletion at the end of the term, or with the account.")
    return [
        Place(
            name="accounts.SignInEvent",
            fields=("ip", "user_agent", "detail"),
            whose=whose,
            purpose=_("Telling people and administrators who signed in from where."),
            term=days_after("at", lambda: events.RETENTION_DAYS),
            erasure=at_end,
            clear=delete_rows,
        ),
        Place(
            name="accounts.AccountLetter",
            fields=("to", "subject", "body", "problem"),
            whose=whose,
            purpose=_("Links for a new password, and notices of what was changed."),
            term=days_after("created_at", lambda: letters.RETENTION_DAYS),
            erasure=at_end,
            clear=delete_rows,
        ),
        Place(
            name="accounts.StaffEvent",
            fields=("scope", "reason"),
            whose=whose,
            purpose=_("Telling administrators who gave which role to whom, when and why."),
            term=account,
            erasure=with_account,
        ),
        Place(
            name="accounts.PortalRole",
            fields=("reason",),
            whose=whose,
            purpose=_("What a person may do, and who gave it."),
            term=account,
            erasure=with_account,
        ),
        Place(
            name="sessions.Session",
            fields=("session_data",),
            whose=whose,
            purpose=_("Staying signed in."),
            term=Term(lambda: session, lambda at: Q(expire_date__lt=at)),
            erasure=at_end,
            clear=delete_rows,
        ),
        Place(
            name="usersessions.UserSession",
            fields=("ip", "user_agent"),
            whose=whose,
            purpose=_("Telling people where they are signed in."),
            term=Term(lambda: session, lambda _at: ~Q(session_key__in=alive)),
            erasure=at_end,
            clear=delete_rows,
        ),
        Place(
            name="account.EmailAddress",
            fields=("email",),
            whose=whose,
            purpose=_("Letters about the account."),
            term=account,
            erasure=with_account,
        ),
        Place(
            name="mfa.Authenticator",
            fields=("data",),
            whose=whose,
            purpose=_("The second factor of signing in."),
            term=account,
            erasure=with_account,
        ),
        Place(
            name="socialaccount.SocialAccount",
            fields=("uid", "extra_data"),
            whose=whose,
            purpose=_("Single sign-on."),
            term=account,
            erasure=with_account,
        ),
    ]
