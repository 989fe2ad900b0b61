"""What a certificate says as data: an Open Badges 3.0 credential, the short form in its QR code, status lists.

Nothing is signed here and no context is fetched: a JSON Web Token is checked without them.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from core.i18n.languages import interface_code
from workshops.documents.printing import hours_of, where_and_when

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.models import SigningKey
    from regions.models import Commission
    from workshops.models import Certificate

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
SCHEMA = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)
LIST_SIZE = 131_072
"""Entries of one status list, the least that the specification allows, so that an index tells nothing."""
LIST_TERM = timedelta(days=7)
"""So long a copy of a status list counts for those who check without us."""
MOST_TITLE = 90
"""Letters of a workshop's title in the QR code, which grows with them."""
CRITERIA: dict[str, Any] = {
    "participation": lambda _share: _("Took part in the workshop."),
    "completion": lambda share: (
        _("Attended at least %(share)s %% of the countable minutes of the workshop.")
        % {"share": share}
    ),
    "speaker": lambda _share: _("Spoke at the workshop."),
    "organiser": lambda _share: _("Helped to organise the workshop."),
}


def portal_address(path: str) -> str:
    """An address of the portal as it stands in credentials, for good."""
    return f"{settings.PORTAL_ADDRESS}{path}"


def did_of(code: str) -> str:
    """The decentralised identifier (did:web) of a commission as issuer; it leads to `did.json` under its address."""
    where = urlsplit(portal_address(f"/credentials/issuers/{code}"))
    return "did:web:" + ":".join([quote(where.netloc, safe=""), *where.path.strip("/").split("/")])


def key_address(code: str, key: SigningKey) -> str:
    """The key as the commission's document names it."""
    return f"{did_of(code)}#{key.kid}"


def certificate_address(certificate: Certificate) -> str:
    """The page that tells whether it is valid, in the language of whoever opens it."""
    return portal_address(f"/certificates/{certificate.serial}/")


def profile_of(commission: Commission) -> dict[str, Any]:
    """The issuer (Profile of Open Badges)."""
    with translation.override(settings.LANGUAGE_CODE):  # the address without a language
        path = commission.get_absolute_url()
    return {
        "id": did_of(commission.area.code),
        "type": ["Profile"],
        "name": commission.full_name,
        "url": portal_address(path),
    }


def did_document(commission: Commission, keys: Iterable[SigningKey]) -> dict[str, Any]:
    """The document that the commission's identifier leads to, with all keys, the one in use first."""
    code = commission.area.code
    methods = [
        {
            "id": key_address(code, key),
            "type": "JsonWebKey",
            "controller": did_of(code),
            "publicKeyJwk": key.jwk,
        }
        for key in keys
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"],
        "id": did_of(code),
        "alsoKnownAs": [portal_address(f"/credentials/issuers/{code}/")],
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def status_list_address(code: str, number: int) -> str:
    """Where the list with the certificate's index is published."""
    return portal_address(f"/credentials/issuers/{code}/status/{number}")


def credential_of(certificate: Certificate) -> dict[str, Any]:
    """The claims of the JSON Web Token: the credential itself, with the registered names beside."""
    with translation.override(interface_code(certificate.language)):
        body = _credential(certificate)
    return {
        "iss": body["issuer"]["id"],
        "jti": body["id"],
        "nbf": int(certificate.issued_at.timestamp()),
        **body,
    }


def _credential(certificate: Certificate) -> dict[str, Any]:
    workshop = certificate.registration.workshop
    address, kind = certificate_address(certificate), str(certificate.get_kind_display())
    code = workshop.host.area.code
    index = certificate.status_index or 0
    status = status_list_address(code, index // LIST_SIZE + 1)
    subject: dict[str, Any] = {
        "type": ["AchievementSubject"],
        "identifier": _identifiers(certificate),
        "activityStartDate": f"{workshop.starts_on.isoformat()}T00:00:00Z",
        "activityEndDate": f"{workshop.ends_on.isoformat()}T00:00:00Z",
        "achievement": {
            "id": portal_address(f"/workshops/{workshop.code}/#{certificate.kind}"),
            "type": ["Achievement"],
            "achievementType": (
                "CertificateOfCompletion" if certificate.kind == "completion" else "Certificate"
            ),
            "name": workshop.title,
            "description": " · ".join(
                part for part in (workshop.title, where_and_when(workshop)) if part
            ),
            "criteria": {"narrative": CRITERIA[certificate.kind](workshop.completion_share)},
            "inLanguage": certificate.language,
        },
    }
    if hours := hours_of(certificate):
        subject["narrative"] = hours
    return {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"{kind}: {workshop.title}",
        "issuer": profile_of(workshop.host),
        "validFrom": _moment(certificate.issued_at),
        "credentialSubject": subject,
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
        "credentialStatus": {
            "id": f"{status}#{index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(index),
            "statusListCredential": status,
        },
    }


def _identifiers(certificate: Certificate) -> list[dict[str, Any]]:
    """The name as printed, and the address as a hash by which its owner can be recognised."""
    registration = certificate.registration
    salt = certificate.serial
    digest = hashlib.sha256(f"{registration.email}{salt}".encode()).hexdigest()
    return [
        {
            "type": "IdentityObject",
            "hashed": False,
            "identityHash": certificate.printed_name,
            "identityType": "name",
        },
        {
            "type": "IdentityObject",
            "hashed": True,
            "identityHash": f"sha256${digest}",
            "identityType": "emailAddress",
            "salt": salt,
        },
    ]


def short_form_of(certificate: Certificate) -> dict[str, Any]:
    """What the QR code carries: enough to compare a sheet of paper with what was certified."""
    workshop = certificate.registration.workshop
    with translation.override(interface_code(certificate.language)):
        title = workshop.title
    short = title if len(title) <= MOST_TITLE else title[: MOST_TITLE - 1].rstrip() + "…"
    form: dict[str, Any] = {
        "iss": workshop.host.area.code,
        "jti": certificate.serial,
        "iat": int(certificate.issued_at.timestamp()),
        "name": certificate.printed_name,
        "kind": certificate.kind,
        "event": short,
        "from": workshop.starts_on.isoformat(),
        "to": workshop.ends_on.isoformat(),
        "status": certificate.status_index or 0,
    }
    if hours_of(certificate):
        form["hours"] = f"{certificate.hours.normalize():f}"
    return form


def status_list(
    commission: Commission, number: int, revoked: Iterable[int], at: datetime
) -> dict[str, Any]:
    """The claims of a Bitstring Status List: a bit for each certificate, set where it is revoked."""
    bits = bytearray(LIST_SIZE // 8)
    first = (number - 1) * LIST_SIZE
    for index in revoked:
        place = index - first
        bits[place // 8] |= 128 >> place % 8
    packed = gzip.compress(bytes(bits), mtime=0)
    code = commission.area.code
    address = status_list_address(code, number)
    until = at + LIST_TERM
    return {
        "iss": did_of(code),
        "jti": address,
        "nbf": int(at.timestamp()),
        "exp": int(until.timestamp()),
        "@context": [CREDENTIALS],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did_of(code),
        "validFrom": _moment(at),
        "validUntil": _moment(until),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode(),
        },
    }
