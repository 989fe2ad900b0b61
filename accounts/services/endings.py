"""What ends with an account (setting ENDED_WITH_ACCOUNT): counted before it is asked, and ended in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.utils.translation import ngettext

from accounts.models import Invitation
from accounts.services import sessions
from core import hooks
from core.models import ApiToken

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from core.models import User


@dataclass(frozen=True, slots=True)
class Ending:
    """Something that ends with the account: how many, as a sentence, and how it ends."""

    count: int
    sentence: str
    end: Callable[[datetime], object]


def of_account(user: User) -> list[Ending]:
    """All that would end, by the apps in their order; what there is none of is left out."""
    endings = [ending for find in hooks.functions("ENDED_WITH_ACCOUNT") for ending in find(user)]
    return [ending for ending in endings if ending.count]


def own_endings(user: User) -> list[Ending]:
    """Sessions, tokens of the API, invitations to the account and by it."""
    return [*_sign_ins(user), *_invitations(user)]


def _sign_ins(user: User) -> list[Ending]:
    tokens = ApiToken.objects.filter(user=user, revoked_at=None)
    session_count = UserSession.objects.filter(user=user).count()
    token_count = tokens.count()
    return [
        Ending(
            session_count,
            ngettext(
                "%(count)s session ends: whoever is signed in with it is signed out.",
                "%(count)s sessions end: whoever is signed in with them is signed out.",
                session_count,
            )
            % {"count": session_count},
            lambda _at: sessions.end_all(user),
        ),
        Ending(
            token_count,
            ngettext(
                "%(count)s token of the API is revoked for good.",
                "%(count)s tokens of the API are revoked for good.",
                token_count,
            )
            % {"count": token_count},
            lambda at: tokens.update(revoked_at=at),
        ),
    ]


def _invitations(user: User) -> list[Ending]:
    received = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, user=user)
    received_count = received.count()
    return [
        sent_invitations(user),
        Ending(
            received_count,
            ngettext(
                "%(count)s invitation of the account is withdrawn.",
                "%(count)s invitations of the account are withdrawn.",
                received_count,
            )
            % {"count": received_count},
            lambda at: received.update(withdrawn_at=at),
        ),
    ]


def sent_invitations(user: User) -> Ending:
    """Invitations by the account that wait; they end with the right to invite, too."""
    sent = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, invited_by=user)
    count = sent.count()
    return Ending(
        count,
        ngettext(
            "%(count)s invitation that the account sent is withdrawn.",
            "%(count)s invitations that the account sent are withdrawn.",
            count,
        )
        % {"count": count},
        lambda at: sent.update(withdrawn_at=at),
    )
