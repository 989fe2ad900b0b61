"""A status report as A4 pages, set for its language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext as _

from core.documents import compile_pdf, has_fonts
from core.errors import PortalError
from core.i18n.languages import interface_code
from outcomes.documents.grids import Grid
from outcomes.documents.sections import Sections, title_of

if TYPE_CHECKING:
    from outcomes.models import StatusReport


class NoFonts(PortalError):
    """The fonts of PDFs are not installed here."""

    code, status = "no_fonts", 503


def as_pdf(report: StatusReport) -> bytes:
    """A4 pages in the report's language. Raises NoFonts."""
    if not has_fonts():
        raise NoFonts(_("PDFs cannot be made here: the fonts are missing (make assets)."))
    with translation.override(interface_code(report.language)):
        sections = Sections(report)
        title, project = (
            title_of(sections.heading["year"], is_final=report.is_final),
            sections.heading["title"],
        )
        parts = [_part(kind, content) for kind, content in sections.parts]
        return compile_pdf(
            "outcomes/status_report.typ",
            {"title": title, "project": project, "parts": parts},
            title=f"{title} · {project}",
            language=report.language,
            at=report.certified_at,
        )


def _part(kind: str, content: Any) -> dict[str, Any]:
    if isinstance(content, Grid):
        return {
            "kind": kind,
            "head": content.head,
            "rows": content.rows,
            "widths": content.widths,
            "figures": sorted(content.figures),
            "links": content.links,
        }
    return {"kind": kind, "rows": content} if kind == "facts" else {"kind": kind, "text": content}
