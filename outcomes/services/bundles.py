"""Making the bundle of a report that is certified: signed, and chained to the one before it."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from core import signing_keys
from core.errors import PortalError
from outcomes.documents import bundles
from outcomes.models import Project, ReportBundle

if TYPE_CHECKING:
    from datetime import datetime

    from core.models import SigningKey
    from outcomes.models import StatusReport

logger = logging.getLogger(__name__)
SIGNED_AS = "status-report-bundle+jwt"


class NotVerifiable(PortalError):
    """A sentence of the report cannot be made again from its figures."""

    code, status = "not_verifiable", 409


def add(report: StatusReport, *, at: datetime) -> ReportBundle:
    """The bundle of the report, in the transaction that certifies it. Raises NotVerifiable.

    The project is locked meanwhile, so that two reports never follow the same one.
    """
    Project.objects.select_for_update().get(pk=report.period.project_id)
    previous = (
        ReportBundle.objects.filter(
            report__period__project=report.period.project_id, report__commission=report.commission
        )
        .with_reports()
        .order_by("-position")
        .first()
    )
    position = previous.position + 1 if previous else 1
    files = bundles.files_of(report)
    if problem := bundles.problem_of(files):
        text = _(
            "The report cannot be checked by others as it stands: %(problem)s Return it, and take the figures of that sentence anew."
        )
        raise NotVerifiable(text % {"problem": problem})
    manifest = bundles.manifest_of(report, files, previous=previous, position=position, at=at)
    key = signing_keys.current()
    signature = _signature(report, manifest, key, at)
    signed = {bundles.MANIFEST: manifest, bundles.SIGNATURE: signature}
    data = bundles.packed(files | signed, at)
    digest = bundles.sha256(data)
    return ReportBundle.objects.create(
        report=report,
        previous=previous,
        position=position,
        manifest_sha256=bundles.sha256(manifest),
        sha256=digest,
        size=len(data),
        stored=default_storage.save(f"report-bundles/{digest}.zip", ContentFile(data)),
        kid=key.kid,
        created_at=at,
    )


def _signature(report: StatusReport, manifest: bytes, key: SigningKey, at: datetime) -> bytes:
    content = {
        "iss": f"{settings.PORTAL_ADDRESS}/",
        "iat": int(at.timestamp()),
        "sub": bundles.reference(report)["address"],
        "manifest_sha256": bundles.sha256(manifest),
    }
    return signing_keys.sign(content, {"typ": SIGNED_AS, "kid": key.kid}, key).encode()


def sign_anew(kid: str, *, at: datetime) -> int:
    """Sign the bundles of a key that counts no more by the key in use; how many. Nothing else in them changes, so
    the chain of reports stays whole.

    A bundle that is not the one that was certified is left with the signature that counts no more: whoever had
    the key may have had the storage. Once its file is restored, the next key that is withdrawn takes it along.
    """
    count, key = 0, signing_keys.current()
    rows = ReportBundle.objects.select_for_update(of=("self",)).with_reports()
    for bundle in rows.exclude(kid__in=[row.kid for row in signing_keys.published()]):
        files = _certified_files(bundle)
        if files is None:
            logger.error(
                "Bundle %s of %s is not the one that was certified and is not signed anew: restore %s.",
                bundle.pk,
                bundle.report,
                bundle.stored,
            )
            continue
        files[bundles.SIGNATURE] = _signature(bundle.report, files[bundles.MANIFEST], key, at)
        data = bundles.packed(files, bundle.created_at)
        bundle.kid, bundle.sha256, bundle.size = key.kid, bundles.sha256(data), len(data)
        bundle.stored = default_storage.save(
            f"report-bundles/{bundle.sha256}.zip", ContentFile(data)
        )
        bundle.save(update_fields=["kid", "sha256", "size", "stored"])
        count += 1
    return count


def _certified_files(bundle: ReportBundle) -> dict[str, bytes] | None:
    """The files of a bundle by their names; None where they are not those that were certified, or not to be read."""
    check = bundles.verifier()
    try:
        with default_storage.open(bundle.stored) as stored:
            files: dict[str, bytes] = check["read_files"](stored)
        manifest = files.get(bundles.MANIFEST, b"")
        if bundles.sha256(manifest) != bundle.manifest_sha256:
            return None
        check["check_files"](files, json.loads(manifest))
    except (OSError, check["Refused"]):
        return None
    return files
