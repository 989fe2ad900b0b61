"""Which areas the drawn world has a shape or a dot for, and where (`scripts/assets.py` makes the drawing)."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

DRAWING = "vendor/plotly/world.svg"
PLACES = "vendor/plotly/places.json"


def _text(name: str) -> str:
    """A file of the assets; empty where they could not be fetched."""
    path = finders.find(name)
    return Path(path).read_text(encoding="utf-8") if isinstance(path, str) else ""


@cache
def drawn() -> frozenset[str]:
    """Codes in the drawing; empty where the assets could not be fetched, and no map is shown then."""
    return frozenset(re.findall(r' id="([A-Z]{3})"', _text(DRAWING)))


@cache
def positions() -> dict[str, tuple[float, float]]:
    """The middle of each country in the units of the drawing, by code."""
    places = json.loads(_text(PLACES) or "{}")
    return {code: (float(x), float(y)) for code, (x, y) in places.items()}


@cache
def outlines() -> str:
    """The shapes of the drawing alone, for a file that must hold everything it shows."""
    match = re.search(r"<g id=\"world\">.*</g>", _text(DRAWING), re.DOTALL)
    return re.sub(r' id="\w+"', "", match.group(0)) if match else ""
