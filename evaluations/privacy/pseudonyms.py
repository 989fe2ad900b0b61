"""The blind link: how a person's answers of several rounds are paired without saying whose they are (pure).

    pseudonym = HMAC-SHA256(key of the series, round and personal secret)

The key is random, lies sealed in a table of its own and is destroyed after the last round; the personal
secret is random too. Whoever reads the whole database has the secrets and the pseudonyms and still cannot
tell which belong together, because the key opens only with a secret that is not in the database. Each round
has pseudonyms of its own, so that the rounds somebody answered make no pattern; with the key they are paired.
Once the key is gone nobody can. What would itself point to a person in a small room (the groups results are
split by, a plan for their own eyes) is sealed under keys made from the same one, and goes with it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import struct
import zlib
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from evaluations.statistics.codes import DIMENSIONS, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

BYTES = 32
NONCE = 12
BLOCK = 512
"""Sealed texts are filled up to a multiple of this, so that their length says little."""
WAITING_BLOCK = 4096
"""The same of whole responses that wait: what most people write fits into one."""
_LENGTH = struct.Struct(">I")
_FORM = struct.Struct(f">{len(DIMENSIONS)}h")


class WrongKey(Exception):
    """What was sealed does not open with this key."""


def new_secret() -> bytes:
    """32 random bytes: a key of a series, or the secret of a person."""
    return os.urandom(BYTES)


def pseudonym(key: bytes, secret: bytes, round_id: int) -> bytes:
    """32 bytes that stand for the person within one round, and for nobody in any other."""
    return hmac.new(key, b"pseudonym%d:" % round_id + secret, hashlib.sha256).digest()


def waiting_name(key: bytes, secret: bytes, round_id: int) -> bytes:
    """What a response goes by until it is written: another name than its pseudonym, so that neither leads to the other."""
    return hmac.new(key, b"waiting%d:" % round_id + secret, hashlib.sha256).digest()


def _derived(key: bytes, purpose: bytes) -> AESGCM:
    return AESGCM(hmac.new(key, purpose, hashlib.sha256).digest())


def _seal(box: AESGCM, data: bytes, response: UUID) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + box.encrypt(nonce, data, response.bytes)


def _open(box: AESGCM, sealed: bytes, response: UUID) -> bytes:
    try:
        return box.decrypt(sealed[:NONCE], sealed[NONCE:], response.bytes)
    except InvalidTag as problem:
        raise WrongKey(str(response)) from problem


def seal_groups(key: bytes, response: UUID, groups: Mapping[str, int]) -> bytes:
    """The index of the response's group in each dimension, as bytes of one length."""
    data = _FORM.pack(*(groups.get(name, UNKNOWN) for name in DIMENSIONS))
    return _seal(_derived(key, b"groups"), data, response)


def open_groups(key: bytes, response: UUID, sealed: bytes) -> tuple[int, ...]:
    """The indexes in the order of DIMENSIONS. Raises WrongKey."""
    return _FORM.unpack(_open(_derived(key, b"groups"), sealed, response))


def seal_waiting(key: bytes, name: bytes, record: Mapping[str, Any]) -> bytes:
    """A whole response, filled up so that nearly all are of one size."""
    nonce = os.urandom(NONCE)
    return nonce + _derived(key, b"waiting").encrypt(nonce, _filled_up(record), name)


def open_waiting(key: bytes, name: bytes, sealed: bytes) -> dict[str, Any]:
    """What `seal_waiting` closed. Raises WrongKey."""
    try:
        filled = _derived(key, b"waiting").decrypt(sealed[:NONCE], sealed[NONCE:], name)
    except InvalidTag as problem:
        raise WrongKey(name.hex()) from problem
    return _emptied(filled)


def _filled_up(record: Mapping[str, Any]) -> bytes:
    data = zlib.compress(json.dumps(record, ensure_ascii=False).encode())
    filled = _LENGTH.pack(len(data)) + data
    return filled + bytes(-len(filled) % WAITING_BLOCK)


def _emptied(filled: bytes) -> dict[str, Any]:
    (length,) = _LENGTH.unpack_from(filled)
    record: dict[str, Any] = json.loads(
        zlib.decompress(filled[_LENGTH.size : _LENGTH.size + length])
    )
    return record


def saved_name(key: bytes, round_id: int, code: str) -> tuple[bytes, AESGCM]:
    """What a saved form goes by, and what opens it: both from the code, slowly, so that nobody tries many.

    The key of the series is part of it: without that a copy of the database is not even something to try codes on.
    """
    salt = hmac.new(key, b"saved%d" % round_id, hashlib.sha256).digest()
    derived = hashlib.scrypt(code.encode(), salt=salt, n=2**14, r=8, p=1, dklen=2 * BYTES)
    return derived[:BYTES], AESGCM(derived[BYTES:])


def seal_saved(box: AESGCM, name: bytes, record: Mapping[str, Any]) -> bytes:
    """A form as far as it is filled in."""
    nonce = os.urandom(NONCE)
    return nonce + box.encrypt(nonce, _filled_up(record), name)


def open_saved(box: AESGCM, name: bytes, sealed: bytes) -> dict[str, Any]:
    """What `seal_saved` closed. Raises WrongKey."""
    try:
        return _emptied(box.decrypt(sealed[:NONCE], sealed[NONCE:], name))
    except InvalidTag as problem:
        raise WrongKey(name.hex()) from problem


def seal_plan(key: bytes, secret: bytes, response: UUID, texts: Mapping[str, str]) -> bytes:
    """Private texts by question, which only key and personal secret together open."""
    data = json.dumps(dict(texts), ensure_ascii=False).encode()
    filled = data + b" " * (-len(data) % BLOCK)
    return _seal(_derived(key, b"plan" + secret), filled, response)


def open_plan(key: bytes, secret: bytes, response: UUID, sealed: bytes) -> dict[str, str]:
    """What the person wrote. Raises WrongKey."""
    return json.loads(_open(_derived(key, b"plan" + secret), sealed, response))
