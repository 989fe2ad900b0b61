"""What a stranger needs to check a certified report without the portal, as files of one archive.

`static/reports/verify_report.py` reads it, and the portal itself runs that over every bundle it makes.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import runpy
import zipfile
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import translation

from core.i18n.languages import interface_code
from outcomes.documents import as_json
from outcomes.documents.sections import claim_address
from outcomes.documents.text import as_text
from outcomes.measures import MEASURES
from outcomes.presentation import bundle_wording
from outcomes.selectors.record_contents import contents, evidence_of

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from outcomes.models import Claim, Evidence, ReportBundle, StatusReport

FORMAT = "status-report-bundle/1"
MANIFEST, SIGNATURE, VERIFIER = "manifest.json", "manifest.jws", "verify_report.py"
SOURCES = (
    "outcomes",
    "evaluations/statistics",
    "evaluations/selectors",
    "evaluations/presentation",
)
"""What figures and sentences come from; the manifest has a digest of it."""
README = """This archive checks a status report without the portal that published it.

    python verify_report.py --keys jwks.json THIS.zip

needs Python 3.9 or later and the package `cryptography`. Fetch jwks.json, and better this program too, from
{address}
"""


def script() -> Path:
    """The program that checks bundles, as the portal hands it out."""
    return settings.BASE_DIR / "static" / "reports" / VERIFIER


@cache
def verifier() -> dict[str, Any]:
    """Its functions by name."""
    return runpy.run_path(str(script()))


def files_of(report: StatusReport) -> dict[str, bytes]:
    """Everything that the manifest lists; the language of whoever certifies is nowhere in it."""
    with translation.override(settings.LANGUAGE_CODE):
        return _files(report)


def _files(report: StatusReport) -> dict[str, bytes]:
    claims = list(report.claims.select_related("report__period__project"))
    keys = sorted({key for claim in claims for key in claim.figures.get("records", ())})
    evidence, attached = _evidence(evidence_of(keys))
    with translation.override(interface_code(report.language)):
        rows = [_claim(number, claim) for number, claim in enumerate(claims, start=1)]
    return {
        "README.txt": README.format(address=f"{settings.PORTAL_ADDRESS}/").encode(),
        "report.txt": as_text(report).encode(),
        "report.json": as_json(report),
        "claims.json": _json({"claims": rows}),
        "wording.json": _json(bundle_wording.wording(claims, report.language)),
        "records.json": _json({"records": _records(keys)}),
        "evidence.json": _json({"evidence": evidence}),
        VERIFIER: script().read_bytes(),
        **attached,
    }


def _claim(number: int, claim: Claim) -> dict[str, Any]:
    measure = MEASURES[claim.measure]
    return {
        "number": number,
        "part": claim.part,
        "paragraph": claim.paragraph,
        "position": claim.position,
        "sentence": claim.sentence,
        "form": claim.form,
        "template": bundle_wording.template(claim),
        "said_of": bundle_wording.said_of(claim),
        "measure": {
            "code": measure.code,
            "version": measure.version,
            "unit": measure.unit,
            "level": measure.level,
            "definition": measure.note,
        },
        "scope": claim.scope,
        "figures": claim.figures,
        "frozen_at": claim.frozen_at.isoformat(),
        "remark": claim.remark,
        "is_inference": claim.is_inference,
        "is_example": claim.is_example,
        "address": claim_address(claim.pk),
    }


def _records(keys: list[str]) -> list[dict[str, Any]]:
    return [
        {"key": key, "content": content, "sha256": content and sha256(_canonical(content))}
        for key, content in contents(keys).items()
    ]


def _evidence(pieces: list[Evidence]) -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """What is told of each piece, and the files of those that are public by their place in the archive."""
    rows: list[dict[str, Any]] = []
    attached: dict[str, bytes] = {}
    for piece in pieces:
        row: dict[str, Any] = {
            "record": f"change:{piece.change_id}",
            "kind": piece.kind,
            "is_public": piece.is_public,
        }
        if piece.is_public:
            row |= {
                "title": piece.title,
                "source": piece.source,
                "on": piece.on,
                "quote": piece.quote,
                "url": piece.url,
            }
            if piece.stored:
                with default_storage.open(piece.stored, "rb") as stored:
                    data = stored.read()
                name = re.sub(r"[^\w.-]+", "-", piece.filename).strip("-.") or "file"
                row |= {"file": f"evidence/{piece.pk}-{name}", "sha256": sha256(data)}
                attached[row["file"]] = data
        rows.append(row)
    return rows, attached


def manifest_of(
    report: StatusReport,
    files: dict[str, bytes],
    *,
    previous: ReportBundle | None,
    position: int,
    at: datetime,
) -> bytes:
    """What is signed: the report, the code, the digest of every file, and the bundle before it."""
    manifest = {
        "format": FORMAT,
        "portal": f"{settings.PORTAL_ADDRESS}/",
        "report": reference(report) | {"language": report.language, "certified_at": at.isoformat()},
        "is_example": report.prepared["heading"]["is_demonstration"],
        "framework_version": report.prepared["heading"]["framework_version"],
        "code": code_digests(),
        "position": position,
        "previous": previous
        and reference(previous.report) | {"manifest_sha256": previous.manifest_sha256},
        "files": {name: sha256(data) for name, data in sorted(files.items())},
    }
    return _json(manifest)


def reference(report: StatusReport) -> dict[str, Any]:
    """Which report it is."""
    return {
        "project": report.period.project.code,
        "commission": report.commission_code,
        "year": report.period.year,
        "version": report.version,
        "address": report.permanent_address,
    }


@cache
def code_digests() -> dict[str, str]:
    """Folder of the source to one digest over its modules: lines of path and SHA-256, sorted by path."""
    digests = {}
    for folder in SOURCES:
        paths = sorted((settings.BASE_DIR / folder).rglob("*.py"))
        lines = [
            f"{path.relative_to(settings.BASE_DIR).as_posix()} {sha256(path.read_bytes())}\n"
            for path in paths
        ]
        digests[folder] = sha256("".join(sorted(lines)).encode())
    return digests


def packed(files: dict[str, bytes], at: datetime) -> bytes:
    """The archive; the same files give the same bytes."""
    stream = io.BytesIO()
    moment = at.timetuple()[:6]
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, moment)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, data)
    return stream.getvalue()


def problem_of(files: dict[str, bytes]) -> str:
    """What whoever checks the files would object to; empty where nothing."""
    check = verifier()
    try:
        check["check_claims"](files)
        check["check_records"](files)
    except check["Refused"] as refusal:
        return str(refusal)
    return ""


def sha256(data: bytes) -> str:
    """The digest in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def _canonical(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _json(content: Any) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
