"""Keys of the API: made and revoked by the person whose account they stand for, checked at each call."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core import hooks
from core.errors import PortalError
from core.models import ApiToken, User

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from django_stubs_ext import StrOrPromise

MARK = "unrc_"
"""How every secret begins, so that people and scanners of published code know one when they see it."""
MOST = 20
BEGINNING_LENGTH = 10
"""Characters of the secret by which its owner knows it again."""
DAYS = (30, 90, 365)
"""How long a token with scopes may last."""


@dataclass(frozen=True, slots=True)
class TokenChoices:
    """What an app offers to an account: scopes (code, label), and objects to limit a token to (name, label)."""

    scopes: tuple[tuple[str, StrOrPromise], ...] = ()
    objects: tuple[tuple[str, str], ...] = ()


def choices_for(user: User) -> TokenChoices:
    """All that the apps in `TOKEN_CHOICES` offer to the account."""
    parts = [choices(user) for choices in hooks.functions("TOKEN_CHOICES")]
    return TokenChoices(
        tuple(row for part in parts for row in part.scopes),
        tuple(row for part in parts for row in part.objects),
    )


class NoToken(PortalError):
    """The token cannot be made as asked."""

    code = "invalid"
    status = 400


@transaction.atomic
def create(
    *,
    user: User,
    name: str,
    at: datetime,
    scopes: Collection[str] = (),
    objects: Collection[str] = (),
    days: int | None = None,
) -> tuple[ApiToken, str]:
    """A new token and its secret, which is nowhere kept. Raises NoToken with a text for the person.

    A token with scopes ends after some days; `objects` are those that it may be used on, all without any.
    """
    name = " ".join(name.split())
    if not name or len(name) > 60:
        raise NoToken(_("Give the token a name of at most 60 characters."))
    if days is not None and days not in DAYS:
        raise NoToken(_("Choose how long the token works."))
    _check_offered(user, scopes, objects, days)
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
                scopes=sorted(set(scopes)),
                objects_allowed=sorted(set(objects)),
                expires_on=at.date() + timedelta(days=days) if days else None,
            )
    except IntegrityError:
        raise NoToken(
            _("You have a token “%(name)s” already. Revoke it, or choose another name.")
            % {"name": name}
        ) from None
    return token, secret


def _check_offered(
    user: User, scopes: Collection[str], objects: Collection[str], days: int | None
) -> None:
    if not scopes and not objects:
        return
    offered = choices_for(user)
    if not set(scopes) <= dict(offered.scopes).keys():
        raise NoToken(_("Your account has not all of these rights. Choose from the list."))
    if not set(objects) <= dict(offered.objects).keys():
        raise NoToken(_("Your account does not reach all that you chose. Choose from the list."))
    if not scopes:
        raise NoToken(_("Choose what the token may do there."))
    if days is None:
        raise NoToken(_("A token with rights must end. Choose how long it works."))


def revoke(*, user: User, pk: int, at: datetime) -> bool:
    """End a token of the person at once; False when there is none. Safe to do twice."""
    tokens = ApiToken.objects.filter(pk=pk, user=user)
    tokens.filter(revoked_at=None).update(revoked_at=at)
    return tokens.exists()


def use(secret: str, *, on: date) -> ApiToken | None:
    """The token of a secret, noted as used that day; None when it is unknown, over, revoked or nobody's."""
    lasts = Q(expires_on=None) | Q(expires_on__gte=on)
    token = (
        ApiToken.objects.select_related("user")
        .filter(lasts, digest=_digest(secret), revoked_at=None, user__is_active=True)
        .first()
    )
    if token is not None and token.last_used_on != on:
        earlier = Q(last_used_on=None) | Q(last_used_on__lt=on)
        ApiToken.objects.filter(earlier, pk=token.pk).update(last_used_on=on)
    return token


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
