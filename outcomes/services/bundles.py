"""Making the bundle of a report that is certified: signed, and chained to the one before it."""

from __future__ import annotations

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

    from outcomes.models import StatusReport

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
    content = {
        "iss": f"{settings.PORTAL_ADDRESS}/",
        "iat": int(at.timestamp()),
        "sub": bundles.reference(report)["address"],
        "manifest_sha256": bundles.sha256(manifest),
    }
    signature = signing_keys.sign(content, {"typ": SIGNED_AS, "kid": key.kid}, key)
    signed = {bundles.MANIFEST: manifest, bundles.SIGNATURE: signature.encode()}
    data = bundles.packed(files | signed, at)
    digest = bundles.sha256(data)
    return ReportBundle.objects.create(
        report=report,
        previous=previous,
        position=position,
        manifest_sha256=content["manifest_sha256"],
        sha256=digest,
        size=len(data),
        stored=default_storage.save(f"report-bundles/{digest}.zip", ContentFile(data)),
        kid=key.kid,
        created_at=at,
    )
