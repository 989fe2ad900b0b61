"""Certificates: who is eligible, the PDF, issue, revocation and reissue."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from migration_portal.core.errors import PortalError
from workshops.models import Certificate, Registration, Workshop
from workshops.printing import certificate_pdf
from workshops.services import attending, mailing, moving
from workshops.states import Reg

if TYPE_CHECKING:
    from datetime import datetime

Kind = Certificate.Kind


def eligible(workshop: Workshop) -> list[tuple[Registration, str, Decimal]]:
    """Who may have which certificate, with the hours on it: completion by the rule, else participation."""
    found = attending.sums(workshop)
    rows = []
    for one in workshop.registrations.filter(state__in=(Reg.ATTENDED, Reg.COMPLETED)):
        kind = Kind.COMPLETION if one.state == Reg.COMPLETED else Kind.PARTICIPATION
        kind = {"speaker": Kind.SPEAKER, "staff": Kind.ORGANISER}.get(one.stakeholder, kind)
        minutes = found[one.pk].minutes if one.pk in found else 0
        rows.append((one, kind, (Decimal(minutes) / 60).quantize(Decimal("0.1"))))
    return rows


def _attended(registration: Registration) -> int:
    return registration.attendances.filter(
        session__countable=True, kind__in=attending.THERE
    ).count()


@transaction.atomic
def issue(*, workshop: Workshop, by, at: datetime) -> int:
    """Make the certificates that are missing; how many. Their PDFs are made by a worker."""
    workshop = moving.locked(workshop.pk)
    if not workshop.counts:
        raise PortalError(_("Certificates are issued once the workshop is held."), status=409)
    made = 0
    rows = workshop.registrations.filter(certificates__revoked_at=None).exclude(certificates=None)
    has = set(rows.values_list("pk", "certificates__kind"))
    for registration, kind, hours in eligible(workshop):
        if (registration.pk, str(kind)) not in has:
            _make(registration, kind, hours, by, at)
            made += 1
    return made


def _make(
    registration: Registration,
    kind: str,
    hours: Decimal,
    by,
    at: datetime,
    replaces: Certificate | None = None,
) -> Certificate:
    working = registration.workshop.languages.split() or ["en"]
    language = registration.language if registration.language in working else working[0]
    return Certificate.objects.create(
        registration=registration, kind=kind, printed_name=registration.badge_name, language=language,
        hours=hours, sessions=_attended(registration), issued_at=at, issued_by=by, replaces=replaces,
    )  # fmt: skip


@transaction.atomic
def revoke(*, certificate: Certificate, by, at: datetime, reason: str) -> Certificate:
    """Take it back; its verify page says so for good."""
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if certificate.revoked_at:
        raise PortalError(_("This certificate is revoked already."), status=409)
    if not reason.strip():
        raise PortalError(_("Say why it is revoked."), code="reason_needed")
    certificate.revoked_at, certificate.revoked_reason = at, reason.strip()[:300]
    certificate.save(update_fields=["revoked_at", "revoked_reason"])
    return certificate


@transaction.atomic
def reissue(*, certificate: Certificate, printed_name: str, by, at: datetime) -> Certificate:
    """The same with a corrected name; the old one is revoked and points to it."""
    registration = certificate.registration
    registration.printed_name = printed_name.strip() or registration.printed_name
    registration.save(update_fields=["printed_name"])
    old = revoke(certificate=certificate, by=by, at=at, reason=_("replaced by a corrected one"))
    return _make(registration, old.kind, old.hours, by, at, replaces=old)


def print_due(most: int = 500) -> int:
    """Make PDFs that are not made yet, each under its row's lock, and tell the person; how many."""
    made = 0
    for _n in range(most):
        with transaction.atomic():
            due = Certificate.objects.select_for_update(skip_locked=True, of=("self",))
            one = (
                due.filter(stored="", revoked_at=None)
                .select_related("registration__workshop")
                .first()
            )
            if one is None:
                return made
            _print(one)
        made += 1
    return made


def _print(certificate: Certificate) -> None:
    data = certificate_pdf(certificate)
    digest = hashlib.sha256(data).hexdigest()
    # The name is the certificate's own, so a worker that begins again overwrites what a killed one left.
    name = f"certificates/{certificate.serial}.pdf"
    default_storage.delete(name)
    default_storage.save(name, ContentFile(data))
    certificate.stored, certificate.sha256 = name, digest
    certificate.save(update_fields=["stored", "sha256"])
    mailing.write(
        certificate.registration, "certificate", at=certificate.issued_at, again=certificate.serial,
        certificate=certificate,
    )  # fmt: skip
