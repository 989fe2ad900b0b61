"""Who calls: anybody, or the owner of a token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from core import tokens

if TYPE_CHECKING:
    from core.models import ApiToken, User


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer unrc_…`; without the header the call is anybody's."""

    def authenticate(self, request) -> tuple[User, ApiToken] | None:
        """The account and its token. A wrong or revoked token is refused, not ignored."""
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"bearer":
            return None
        secret = words[1].decode("latin-1") if len(words) == 2 else ""
        token = tokens.use(secret, on=timezone.localdate())
        if token is None:
            raise AuthenticationFailed(
                _("This token is not known or was revoked. Make a new one under /account/tokens/.")
            )
        return token.user, token

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
