"""Certificates as signed credentials, and the lists that tell which are revoked."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from core import signing_keys
from workshops.documents import credentials as data
from workshops.models import Certificate

if TYPE_CHECKING:
    from datetime import datetime

    from regions.models import Commission

MOST_INDEXES = 20
"""Places drawn in a status list before giving up; at most every second place of a list is taken."""


def of(certificate: Certificate) -> str:
    """The credential as a JSON Web Token: made once, so that later changes of the workshop leave it as it was.

    "" where the name was erased, since a credential is about somebody.
    """
    if certificate.credential or certificate.registration.erased_at:
        return certificate.credential
    with transaction.atomic():
        locked = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
        if not (locked.credential or locked.registration.erased_at):
            _index(locked)
            key = signing_keys.current()
            code = certificate.registration.workshop.host.area.code
            header = {"typ": "JWT", "kid": data.key_address(code, key)}
            locked.credential = signing_keys.sign(data.credential_of(locked), header, key)
            locked.save(update_fields=["credential"])
    certificate.status_index, certificate.credential = locked.status_index, locked.credential
    return certificate.credential


def qr_text(certificate: Certificate) -> str:
    """What the QR code says: the page to check it, and behind `#`, which no browser sends, the signed short form."""
    _index(certificate)
    key = signing_keys.current()
    token = signing_keys.sign(data.short_form_of(certificate), {"typ": None, "kid": key.kid}, key)
    return f"{data.certificate_address(certificate)}#{token}"


def _index(certificate: Certificate) -> None:
    """Give it a place in a status list, drawn so that neighbours tell nothing."""
    if certificate.status_index is not None:
        return
    for attempts_left in range(MOST_INDEXES, 0, -1):
        taken = Certificate.objects.exclude(status_index=None).count()
        first = taken // (data.LIST_SIZE // 2) * data.LIST_SIZE
        certificate.status_index = first + secrets.randbelow(data.LIST_SIZE)
        try:
            with transaction.atomic():
                certificate.save(update_fields=["status_index"])
        except IntegrityError:
            if attempts_left == 1:
                raise
        else:
            return


def status_list(commission: Commission, number: int, at: datetime) -> str:
    """The signed list of the number as the commission publishes it."""
    first = (number - 1) * data.LIST_SIZE
    revoked = Certificate.objects.filter(
        status_index__gte=first, status_index__lt=first + data.LIST_SIZE
    ).exclude(revoked_at=None)
    places = revoked.values_list("status_index", flat=True)
    claims = data.status_list(
        commission, number, [place for place in places if place is not None], at
    )
    key = signing_keys.current()
    header = {"typ": "JWT", "kid": data.key_address(commission.area.code, key)}
    return signing_keys.sign(claims, header, key)
