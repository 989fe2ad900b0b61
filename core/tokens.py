"""Keys of the API: made and revoked by the person whose account they stand for, checked at each call."""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core.errors import PortalError
from core.models import ApiToken, User

if TYPE_CHECKING:
    from datetime import date, datetime

MARK = "unrc_"
"""How every secret begins, so that people and scanners of published code know one when they see it."""
MOST = 20
BEGINNING_LENGTH = 10
"""Characters of the secret by which its owner knows it again."""


class NoToken(PortalError):
    """The token cannot be made as asked."""

    code = "invalid"
    status = 400


@transaction.atomic
def create(*, user: User, name: str, at: datetime) -> tuple[ApiToken, str]:
    """A new token and its secret, which is nowhere kept. Raises NoToken with a text for the person."""
    name = " ".join(name.split())
    if not name or len(name) > 60:
        raise NoToken(_("Give the token a name of at most 60 characters."))
    User.objects.select_for_update().get(pk=user.pk)
    if ApiToken.objects.filter(user=user, revoked_at=None).count() >= MOST:
        raise NoToken(_("You have %(most)s tokens. Revoke one that is not used.") % {"most": MOST})
    secret = MARK + secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            token = ApiToken.objects.create(
                user=user,
                name=name,
                digest=_digest(secret),
                beginning=secret[:BEGINNING_LENGTH],
                created_at=at,
            )
    except IntegrityError:
        raise NoToken(
            _("You have a token “%(name)s” already. Revoke it, or choose another name.")
            % {"name": name}
        ) from None
    return token, secret


def revoke(*, user: User, pk: int, at: datetime) -> bool:
    """End a token of the person at once; False when there is none. Safe to do twice."""
    tokens = ApiToken.objects.filter(pk=pk, user=user)
    tokens.filter(revoked_at=None).update(revoked_at=at)
    return tokens.exists()


def use(secret: str, *, on: date) -> ApiToken | None:
    """The token of a secret, noted as used that day; None when it is unknown, revoked or nobody's."""
    token = (
        ApiToken.objects.select_related("user")
        .filter(digest=_digest(secret), revoked_at=None, user__is_active=True)
        .first()
    )
    if token is not None and token.last_used_on != on:
        earlier = Q(last_used_on=None) | Q(last_used_on__lt=on)
        ApiToken.objects.filter(earlier, pk=token.pk).update(last_used_on=on)
    return token


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
