"""A drawing as a file that stands alone, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language_bidi

from indicators.charts.svg.pen import sheet

if TYPE_CHECKING:
    from indicators.charts.svg.pen import Pen


WIDE, NARROW = 960, 400
"""Widths of a drawing for a page and for a phone, where the wide one would be too small to read."""


def svg_file(drawing: Pen, title: str, credit: str, name: str) -> HttpResponse:
    """The sheet as an SVG file that is saved; a page may also draw it on a canvas to make a PNG."""
    text = sheet(drawing, title=title, credit=credit, is_rtl=get_language_bidi())
    response = HttpResponse(text, content_type="image/svg+xml; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response
