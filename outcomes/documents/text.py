"""A status report as plain text, line by line as the other documents have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import translation

from core.i18n.languages import interface_code
from outcomes.documents.grids import Grid
from outcomes.documents.sections import Sections, title_of

if TYPE_CHECKING:
    from outcomes.models import StatusReport


def as_text(report: StatusReport) -> str:
    """Headings between empty lines, tables with a bar between their columns."""
    with translation.override(interface_code(report.language)):
        sections = Sections(report)
        lines = [title_of(sections.heading["year"]), sections.heading["title"], ""]
        for kind, content in sections.parts:
            lines += _lines(kind, content)
    return "\n".join(lines) + "\n"


def _lines(kind: str, content: Any) -> list[str]:
    if isinstance(content, Grid):
        return [*(_row(row) for row in (content.head, *content.rows)), ""]
    if kind == "facts":
        return [*(f"{name}: {text}" for name, text in content), ""]
    return ["", content, ""] if kind == "h" else [content, ""]


def _row(cells: list[str]) -> str:
    return " | ".join(" / ".join(cell.split("\n")) for cell in cells)
