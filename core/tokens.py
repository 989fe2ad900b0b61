"""Keys of the API: made and revoked by the person whose account they stand for, checked at each call."""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from core.errors import PortalError
from core.models import ApiToken, User

if TYPE_CHECKING:
    from datetime import datetime

MARK = "unrc_"
"""How every secret begins, so that people and scanners of published code know one when they see it."""
MOST = 20
SHOWN = 10


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
            made = ApiToken.objects.create(
                user=user,
                name=name,
                digest=_digest(secret),
                beginning=secret[:SHOWN],
                created_at=at,
            )
    except IntegrityError:
        raise NoToken(
            _("You have a token “%(name)s” already. Revoke it, or choose another name.")
            % {"name": name}
        ) from None
    return made, secret


def revoke(*, user: User, pk: int, at: datetime) -> bool:
    """End a token of the person at once; False when there is none. Safe to do twice."""
    own = ApiToken.objects.filter(pk=pk, user=user)
    own.filter(revoked_at=None).update(revoked_at=at)
    return own.exists()


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer unrc_…`; without the header the call is anybody's."""

    def authenticate(self, request) -> tuple[User, ApiToken] | None:
        """The account and its token. A wrong or revoked token is refused, not ignored."""
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"bearer":
            return None
        secret = words[1].decode("latin-1") if len(words) == 2 else ""
        found = (
            ApiToken.objects.select_related("user")
            .filter(digest=_digest(secret), revoked_at=None, user__is_active=True)
            .first()
        )
        if found is None:
            raise AuthenticationFailed(
                _("This token is not known or was revoked. Make a new one under /account/tokens/.")
            )
        today = timezone.localdate()
        if found.last_used_on != today:
            never = Q(last_used_on=None) | Q(last_used_on__lt=today)
            ApiToken.objects.filter(never, pk=found.pk).update(last_used_on=today)
        return found.user, found

    def authenticate_header(self, request) -> str:
        """What a 401 asks for."""
        return "Bearer"


class BearerTokenDocumented(OpenApiAuthenticationExtension):
    """The token in the OpenAPI document; every call works without it too."""

    target_class = BearerToken
    name = "token"

    def get_security_definition(self, auto_schema) -> dict[str, str]:
        """HTTP bearer (RFC 6750)."""
        return {"type": "http", "scheme": "bearer"}
