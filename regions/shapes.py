"""Which areas the drawn world has a shape or a dot for (`scripts/assets.py` makes the drawing)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

DRAWING = "vendor/plotly/world.svg"


@cache
def drawn() -> frozenset[str]:
    """Codes in the drawing; empty where the assets could not be fetched, and no map is shown then."""
    found = finders.find(DRAWING)
    if not isinstance(found, str):
        return frozenset()
    return frozenset(re.findall(r' id="([A-Z]{3})"', Path(found).read_text(encoding="utf-8")))
