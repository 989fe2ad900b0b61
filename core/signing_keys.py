"""The key that signs certificates and reports: made at first use, sealed in the database, changed by a command."""

from __future__ import annotations

import base64
import hashlib
import json
import logging
from typing import TYPE_CHECKING, Any

from cryptography.fernet import InvalidToken
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, transaction
from django.utils import timezone
from jwt.api_jws import PyJWS

from core import hooks
from core.models import SigningKey
from core.sealing import box

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

logger = logging.getLogger(__name__)
PURPOSE = "signing_keys"
KID_LETTERS = 16
"""Of the thumbprint (RFC 7638): 96 bits tell keys apart, and the QR code of a certificate stays small."""


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _kid(public: str) -> str:
    members = {"crv": "Ed25519", "kty": "OKP", "x": public}
    digest = hashlib.sha256(json.dumps(members, separators=(",", ":")).encode()).digest()
    return _base64url(digest)[:KID_LETTERS]


def current() -> SigningKey:
    """The key in use; a new one where there is none, or none that this SEAL_KEY opens."""
    key = SigningKey.objects.filter(retired_at=None).first()
    if key is not None and _private(key) is not None:
        return key
    if key is not None:
        logger.warning("Signing key %s was sealed with another SEAL_KEY: a new one is made.", key)
    at = timezone.now()
    try:
        with transaction.atomic():
            if key is not None:
                _retire(SigningKey.objects.filter(pk=key.pk), at)
            return _create(at)
    except IntegrityError:  # another process made the new one
        return SigningKey.objects.get(retired_at=None)


@transaction.atomic
def rotate(at: datetime) -> SigningKey:
    """A new key. The private part of the old one is destroyed, its public part stays published."""
    _retire(SigningKey.objects.all(), at)
    return _create(at)


def _retire(keys: QuerySet[SigningKey], at: datetime) -> None:
    for key in keys.filter(retired_at=None).select_for_update():
        key.retired_at, key.sealed = at, b""
        key.save(update_fields=["retired_at", "sealed"])


@transaction.atomic
def withdraw(name: str, *, at: datetime) -> dict[str, int]:
    """Have nothing count that the key signed: others may have its private part.

    All that it signed is signed anew by the key in use; how much, by what it is. Raises LookupError for a name
    that no key has.
    """
    key = SigningKey.objects.select_for_update().filter(kid=name).first()
    if key is None:
        raise LookupError(name)
    if key.retired_at is None:
        rotate(at)
    key.delete()
    sign_anew = hooks.functions_by_name("SIGNED_BY_KEYS")
    return {things: sign(name, at=at) for things, sign in sign_anew.items()}


def _create(at: datetime) -> SigningKey:
    private = Ed25519PrivateKey.generate()
    public = _base64url(private.public_key().public_bytes_raw())
    return SigningKey.objects.create(
        kid=_kid(public),
        public=public,
        sealed=box(PURPOSE).encrypt(private.private_bytes_raw()),
        created_at=at,
    )


def _private(key: SigningKey) -> Ed25519PrivateKey | None:
    try:
        return Ed25519PrivateKey.from_private_bytes(box(PURPOSE).decrypt(bytes(key.sealed)))
    except InvalidToken:
        return None


def published() -> list[SigningKey]:
    """All keys whose signatures count, the one in use first."""
    current()
    return list(SigningKey.objects.order_by("-created_at", "-pk"))


def signer_of(token: str) -> str:
    """The name of the key that signed a token of ours."""
    header: dict[str, str] = PyJWS().get_unverified_header(token)
    return header["kid"].rpartition("#")[2]


def sign(payload: dict[str, Any], header: dict[str, Any], key: SigningKey) -> str:
    """The payload as a compact JWS by the key in use."""
    private = _private(key)
    if private is None:
        raise ValueError(f"signing key {key} has no private part here")
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    return PyJWS().encode(text, private, algorithm="EdDSA", headers=header)
