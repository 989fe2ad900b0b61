"""A status report as PDF, Word document and JSON, in the report's language and the Development Account's order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
from django.conf import settings

from outcomes.documents.pdf import as_pdf
from outcomes.documents.sections import claim_address
from outcomes.documents.word import as_docx

if TYPE_CHECKING:
    from collections.abc import Callable

    from outcomes.models import StatusReport


def as_json(report: StatusReport) -> bytes:
    """What was prepared, with the state of the report."""
    content = {name: value for name, value in report.prepared.items() if name != "numbers"}
    if "annex" in content:
        content["annex"] = [row | {"address": claim_address(row["pk"])} for row in content["annex"]]
    payload = {
        "project": report.period.project.code,
        "commission": report.commission_code,
        "year": report.period.year,
        "version": report.version,
        "state": report.state,
        "language": report.language,
        "certified_at": report.certified_at,
        "address": f"{settings.PORTAL_ADDRESS}{report.get_absolute_url()}",
        "report": content,
    }
    return orjson.dumps(payload, option=orjson.OPT_INDENT_2)


__all__ = ["DOCUMENTS", "as_docx", "as_json", "as_pdf"]
DOCUMENTS: dict[str, tuple[str, Callable[[StatusReport], bytes]]] = {
    "pdf": ("application/pdf", as_pdf),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", as_docx),
    "json": ("application/json", as_json),
}
