"""Check a certificate without the portal that issued it. Needs Python 3.9 or later and the package `cryptography`.

    python verify_certificate.py --keys jwks.json CERTIFICATE
    python verify_certificate.py --keys jwks.json --status status.jwt CERTIFICATE

CERTIFICATE is the file of the credential (.jwt), or what the QR code of the paper says. `jwks.json` holds the public
keys of the portal (/.well-known/jwks.json); fetch it once from the portal itself and keep it. `status.jwt` is a copy of
the list of revoked certificates, whose address stands in the credential (`statusListCredential`) and is printed here.

Ends with 0 where the signature is right and the list does not name the certificate as revoked, with 1 otherwise.
"""

import argparse
import base64
import gzip
import json
import sys
import time
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LIST_SIZE = 131072


class Refused(Exception):
    """The certificate is not to be trusted; the text says why."""


def decoded(text):
    """Bytes of base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def read_token(given):
    """The token in a file, in the address that a QR code holds, or as it was typed."""
    text = given
    if len(given) < 200 and Path(given).is_file():
        text = Path(given).read_text(encoding="utf-8")
    return text.strip().rpartition("#")[2]


def verified(token, keys):
    """What the token says, after its signature was checked with the key that it names."""
    try:
        head, body, signature = token.split(".")
        header = json.loads(decoded(head))
        kid = header["kid"].rpartition("#")[2]
    except (ValueError, KeyError, AttributeError, TypeError):
        raise Refused("This is no signed certificate.") from None
    if header.get("alg") != "EdDSA":
        raise Refused("It is signed in a way that the portal does not use.")
    if kid not in keys:
        raise Refused(f"The key {kid} is not among the portal's keys; fetch them again.")
    try:
        keys[kid].verify(decoded(signature), f"{head}.{body}".encode())
    except (InvalidSignature, ValueError):
        raise Refused("The signature is wrong: something was changed.") from None
    return json.loads(decoded(body))


def load_keys(path):
    """The public keys by their names."""
    found = json.loads(Path(path).read_text(encoding="utf-8"))["keys"]
    return {
        key["kid"]: Ed25519PublicKey.from_public_bytes(decoded(key["x"]))
        for key in found
        if key.get("crv") == "Ed25519"
    }


def facts_of(claims):
    """Number of the certificate in the lists, address of its list, and lines to compare with the paper.

    Raises Refused for something else that the portal signed.
    """
    if "kind" in claims:  # the short form of a QR code
        names = ("jti", "name", "kind", "event", "from", "to", "hours", "iss")
        return claims["status"], None, [(name, claims[name]) for name in names if name in claims]
    if "OpenBadgeCredential" not in claims.get("type", ()):
        raise Refused("The portal signed this, but it is no certificate.")
    subject, status = claims["credentialSubject"], claims["credentialStatus"]
    names = [one["identityHash"] for one in subject["identifier"] if one["identityType"] == "name"]
    lines = [
        ("id", claims["id"]),
        ("name", ", ".join(names)),
        ("certificate", claims["name"]),
        ("event", subject["achievement"]["description"]),
        ("criteria", subject["achievement"]["criteria"]["narrative"]),
        ("issued", claims["validFrom"]),
        ("issuer", f"{claims['issuer']['name']} ({claims['issuer']['id']})"),
        ("revocation list", status["statusListCredential"]),
    ]
    return int(status["statusListIndex"]), status["statusListCredential"], lines


def check_status(path, keys, index, address):
    """Raises Refused where the list says that the certificate is revoked, or cannot tell."""
    claims = verified(read_token(path), keys)
    if "BitstringStatusListCredential" not in claims.get("type", ()):
        raise Refused("The file for --status is no list of revoked certificates.")
    number = int(claims["id"].rpartition("/")[2])
    if (address and claims["id"] != address) or index // LIST_SIZE + 1 != number:
        raise Refused(f"Another list is needed: number {index // LIST_SIZE + 1}.")
    if claims["exp"] < time.time():
        raise Refused("The copy of the list of revoked certificates is too old; fetch it again.")
    bits = gzip.decompress(decoded(claims["credentialSubject"]["encodedList"][1:]))
    place = index % LIST_SIZE
    if bits[place // 8] & 128 >> place % 8:
        raise Refused("The certificate was REVOKED. The portal's page of its serial says why.")


def main():
    """Print what the certificate says, and whether it can be trusted."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("certificate", help="file of the credential, or what the QR code says")
    parser.add_argument("--keys", required=True, help="the portal's public keys (jwks.json)")
    parser.add_argument("--status", help="copy of the list of revoked certificates (status.jwt)")
    given = parser.parse_args()
    try:
        keys = load_keys(given.keys)
        index, address, lines = facts_of(verified(read_token(given.certificate), keys))
        for name, value in lines:
            print(f"{name}: {value}")
        if given.status:
            check_status(given.status, keys, index, address)
    except Refused as refusal:
        print(f"NOT VALID. {refusal}")
        return 1
    revoked = "not revoked" if given.status else "whether it was revoked was not checked (--status)"
    print(f"The signature is right; {revoked}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
