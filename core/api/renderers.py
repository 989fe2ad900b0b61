"""How answers are written."""

from __future__ import annotations

from typing import Any

import orjson
from rest_framework.renderers import BaseRenderer


class OrjsonRenderer(BaseRenderer):
    """JSON, written in one pass by orjson."""

    media_type = "application/json"
    format = "json"

    def render(self, data: Any, accepted_media_type=None, renderer_context=None) -> bytes:
        """The bytes; days and times in ISO 8601 with their zone."""
        return b"" if data is None else orjson.dumps(data)


class CsvRenderer(OrjsonRenderer):
    """Makes text/csv a choice. The view itself sends the rows; only errors pass here, as JSON."""

    media_type = "text/csv"
    format = "csv"
