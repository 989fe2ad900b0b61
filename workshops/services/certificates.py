"""Certificates: who is eligible, the PDF, issue, revocation and reissue."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import personal_data, signing_keys
from core.errors import PortalError
from core.job_kinds import Subject
from core.jobs import ask, ask_all
from workshops.documents.printing import certificate_pdf
from workshops.models import Certificate, Registration, RegistrationChange, Workshop
from workshops.services import (
    completion,
    credentials,
    events,
    letters,
    transitions,
    webhooks,
)
from workshops.states import Actor, RegistrationState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from django.db.models import QuerySet

    from core.models import Job

Kind = Certificate.Kind
PRINT = "certificate"
"""The kind of jobs that make a certificate's PDF, one job for each, so that all workers share the work."""
MOST_SERIALS = 5
"""Serials drawn for a certificate before giving up; that two are alike is a matter of once in 10^18."""


@dataclass(frozen=True, slots=True)
class Eligible:
    """Who may have which certificate, with the hours and sessions on it."""

    registration: Registration
    kind: str
    hours: Decimal
    sessions: int


def eligible(workshop: Workshop, registrations: Collection[int] | None = None) -> list[Eligible]:
    """Completion by the workshop's rule, else participation; speakers and organisers have their own.

    Of all, or of the registrations asked for.
    """
    totals = completion.sums(workshop, registrations)
    rows = []
    people = workshop.registrations.filter(
        state__in=(RegistrationState.ATTENDED, RegistrationState.COMPLETED), erased_at=None
    )
    if registrations is not None:
        people = people.filter(pk__in=registrations)
    for registration in people:
        kind = (
            Kind.COMPLETION
            if registration.state == RegistrationState.COMPLETED
            else Kind.PARTICIPATION
        )
        kind = {"speaker": Kind.SPEAKER, "staff": Kind.ORGANISER}.get(
            registration.stakeholder, kind
        )
        total = totals.get(registration.pk)
        hours = (Decimal(total.minutes if total else 0) / 60).quantize(Decimal("0.1"))
        rows.append(Eligible(registration, kind, hours, total.sessions if total else 0))
    return rows


@transaction.atomic
def issue(*, workshop: Workshop, by, at: datetime) -> int:
    """Make the certificates that are missing; how many. Their PDFs are made by workers, who begin again
    with those that could not be made.

    Who holds a valid one gets no second: where it no longer says what attendance says it is `outdated`.
    """
    workshop = transitions.locked(workshop.pk)
    if not workshop.counts:
        raise PortalError(_("Certificates are issued once the workshop is held."), status=409)
    issued = 0
    certified = set(_valid(workshop).values_list("registration", flat=True))
    for candidate in eligible(workshop):
        if candidate.registration.pk not in certified:
            _make(candidate, by, at)
            issued += 1
    ask_all(
        PRINT, _unprinted().filter(registration__workshop=workshop).values_list("pk", flat=True)
    )
    return issued


def _valid(workshop: Workshop) -> QuerySet[Certificate]:
    return Certificate.objects.filter(registration__workshop=workshop, revoked_at=None)


@dataclass(frozen=True, slots=True)
class Outdated:
    """A valid certificate that says something else than attendance does now; `due` is what it would say,
    None where the person would get none."""

    certificate: Certificate
    due: Eligible | None

    @property
    def kind_due(self) -> str:
        """The kind of certificate that the person may have now; "" for none."""
        return str(Kind(self.due.kind).label) if self.due else ""


def outdated(workshop: Workshop, registrations: Collection[int] | None = None) -> list[Outdated]:
    """Certificates that corrections of attendance touched, of all or of the registrations asked for."""
    valid = _valid(workshop).filter(registration__erased_at=None).select_related("registration")
    if registrations is not None:
        valid = valid.filter(registration__in=registrations)
    certificates = list(valid)
    if not certificates:
        return []
    holders = {certificate.registration_id for certificate in certificates}
    due = {candidate.registration.pk: candidate for candidate in eligible(workshop, holders)}
    rows = [Outdated(one, due.get(one.registration_id)) for one in certificates]
    return [row for row in rows if not _says(row.certificate, row.due)]


def _says(certificate: Certificate, due: Eligible | None) -> bool:
    return due is not None and (certificate.kind, certificate.hours, certificate.sessions) == (
        due.kind,
        due.hours,
        due.sessions,
    )


@transaction.atomic
def renew(*, certificate: Certificate, by, at: datetime) -> Certificate | None:
    """Replace a certificate by one that says what attendance says now; the old one is revoked and points
    to it. None where the person may have none any more."""
    workshop = transitions.locked(certificate.registration.workshop_id)
    rows = outdated(workshop, [certificate.registration_id])
    row = next((row for row in rows if row.certificate.pk == certificate.pk), None)
    if row is None:
        raise PortalError(_("This certificate says what attendance says."), status=409)
    reason = _("attendance was corrected")
    old = revoke(certificate=row.certificate, by=by, at=at, reason=reason)
    if row.due is None:
        return None
    new = _make(row.due, by, at, replaces=old, printed_name=row.certificate.printed_name)
    ask(PRINT, new.pk)
    return new


def _make(
    candidate: Eligible,
    by,
    at: datetime,
    replaces: Certificate | None = None,
    printed_name: str = "",
) -> Certificate:
    registration = candidate.registration
    working = registration.workshop.languages.split() or ["en"]
    language = registration.language if registration.language in working else working[0]
    fields = {
        "registration": registration,
        "kind": candidate.kind,
        "printed_name": printed_name or registration.badge_name,
        "language": language,
        "hours": candidate.hours,
        "sessions": candidate.sessions,
        "issued_at": at,
        "issued_by": by,
        "replaces": replaces,
    }
    for attempts_left in range(MOST_SERIALS, 0, -1):
        try:
            with transaction.atomic():
                certificate = Certificate.objects.create(**fields)
                break
        except IntegrityError as clash:
            # Another certificate has this serial: draw another. Any other clash is not ours to mend.
            if "serial" not in str(clash) or attempts_left == 1:
                raise
    webhooks.queue(
        "certificate.issued",
        registration,
        at=at,
        serial=certificate.serial,
        kind=certificate.kind,
    )
    return certificate


@transaction.atomic
def revoke(*, certificate: Certificate, by, at: datetime, reason: str) -> Certificate:
    """Take it back; its verify page says so for good."""
    # First the workshop, as whoever makes certificates locks them.
    workshop = transitions.locked(certificate.registration.workshop_id)
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if certificate.revoked_at:
        raise PortalError(_("This certificate is revoked already."), status=409)
    if not reason.strip():
        raise PortalError(_("Say why it is revoked."), code="reason_needed")
    certificate.revoked_at, certificate.revoked_reason = at, reason.strip()[:300]
    certificate.save(update_fields=["revoked_at", "revoked_reason"])
    events.note(workshop, "certificate revoked", by=by, at=at, text=certificate.serial)
    return certificate


@transaction.atomic
def replace_names(registration: Registration, *, by, at: datetime) -> int:
    """A new certificate for each valid one that bears another name than the registration; how many."""
    valid = registration.certificates.filter(revoked_at=None)
    wrong = list(valid.exclude(printed_name=registration.badge_name))
    for certificate in wrong:
        _replace(certificate, registration, by, at)
    return len(wrong)


def _replace(certificate: Certificate, registration: Registration, by, at: datetime) -> Certificate:
    old = revoke(certificate=certificate, by=by, at=at, reason=_("replaced by a corrected one"))
    candidate = Eligible(registration, old.kind, old.hours, old.sessions)
    new = _make(candidate, by, at, replaces=old)
    ask(PRINT, new.pk)
    return new


@transaction.atomic
def reissue(*, certificate: Certificate, printed_name: str, by, at: datetime) -> Certificate:
    """The same with a corrected name; the old one is revoked and points to it. Raises PortalError for what is no name."""
    transitions.locked(certificate.registration.workshop_id)
    registration = Registration.objects.select_related("workshop").get(
        pk=certificate.registration_id
    )
    if registration.erased_at:
        raise PortalError(_("The personal data of this registration are erased."), status=409)
    name = printed_name.strip() or registration.badge_name
    try:
        name = Registration._meta.get_field("printed_name").clean(name, registration)
    except ValidationError as problem:
        raise PortalError(" ".join(problem.messages), status=422) from problem
    if name != registration.badge_name:
        RegistrationChange.objects.create(
            registration=registration,
            field="printed_name",
            old=registration.printed_name,
            new=name,
            actor=Actor.ORGANISER,
            by=by,
            at=at,
        )
        registration.printed_name = name
        registration.save(update_fields=["printed_name"])
    return _replace(certificate, registration, by, at)


def _unprinted() -> QuerySet[Certificate]:
    return Certificate.objects.filter(stored="", revoked_at=None, registration__erased_at=None)


@transaction.atomic
def print_certificate(job: Job) -> str:
    """Make the PDF of the certificate whose number is the job's key, once, and tell the person.

    Who is erased meanwhile waits for it, or it finds nobody any more: the person is locked first, as by erasures.
    """
    holders = Registration.objects.select_for_update(of=("self",), no_key=True)
    if holders.filter(certificates=int(job.key)).first() is None:
        return ""
    rows = _unprinted().select_for_update(of=("self",))
    rows = rows.select_related(
        "registration__workshop__host__area", "registration__workshop__country"
    )
    certificate = rows.filter(pk=job.key).first()
    if certificate is not None:
        _print(certificate)
    return ""


@transaction.atomic
def sign_anew(kid: str, *, at: datetime) -> int:
    """Take back what a key signed that counts no more. How many certificates are printed anew, and signed by the
    key in use; people get no second letter."""
    signed = [pk for pk, token in _signed() if signing_keys.signer_of(token) == kid]
    rows = Certificate.objects.filter(pk__in=signed)
    rows.update(credential="")
    valid = rows.filter(revoked_at=None).exclude(stored="")
    personal_data.forget_files(valid.values_list("stored", flat=True))
    again = list(valid.values_list("pk", flat=True))
    valid.update(stored="", sha256="")
    ask_all(PRINT, again)
    return len(again)


def _signed() -> Iterator[tuple[int, str]]:
    rows = Certificate.objects.select_for_update(of=("self",)).exclude(credential="")
    yield from rows.order_by("pk").values_list("pk", "credential").iterator()


def about(keys: Collection[str]) -> dict[str, Subject]:
    """Which certificates jobs print: the serial and the workshop, and nobody's name. One query."""
    rows = Certificate.objects.filter(pk__in=[int(key) for key in keys])
    return {
        str(pk): Subject(f"{serial} ({code})")
        for pk, serial, code in rows.values_list("pk", "serial", "registration__workshop__code")
    }


def _print(certificate: Certificate) -> None:
    credentials.of(certificate)
    data = certificate_pdf(certificate, credentials.qr_text(certificate))
    digest = hashlib.sha256(data).hexdigest()
    # The name is the certificate's own, so a worker that begins again overwrites what a killed one left.
    name = f"certificates/{certificate.serial}.pdf"
    default_storage.delete(name)
    default_storage.save(name, ContentFile(data))
    certificate.stored, certificate.sha256 = name, digest
    certificate.save(update_fields=["stored", "sha256"])
    letters.write(
        certificate.registration,
        "certificate",
        at=certificate.issued_at,
        again=certificate.serial,
        certificate=certificate,
    )
