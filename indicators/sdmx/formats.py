"""Content negotiation: which format a client of SDMX asks for by Accept, or by `format` in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.errors import PortalError

if TYPE_CHECKING:
    from django.http import HttpRequest

BASE = "application/vnd.sdmx."
SPECIFIC = f"{BASE}structurespecificdata+xml;version=2.1"
GENERIC = f"{BASE}genericdata+xml;version=2.1"
CSV = f"{BASE}data+csv;version=2.0.0"
CSV_1 = f"{BASE}data+csv;version=1.0.0"
JSON = f"{BASE}data+json;version=2.0.0"
STRUCTURE_ML = f"{BASE}structure+xml;version=2.1"
STRUCTURE_JSON = f"{BASE}structure+json;version=2.0.0"

DATA = {
    SPECIFIC: "specific",
    GENERIC: "generic",
    CSV: "csv",
    CSV_1: "csv1",
    JSON: "json",
    f"{BASE}structurespecifictimeseriesdata+xml;version=2.1": "specific",
    f"{BASE}generictimeseriesdata+xml;version=2.1": "generic",
    "text/csv": "csv",
    "application/json": "json",
    "application/xml": "generic",
    "text/xml": "generic",
}
STRUCTURES = {
    STRUCTURE_ML: "xml",
    STRUCTURE_JSON: "json",
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
}
NAMED = {
    "csv": CSV,
    "csvfile": CSV,
    "json": JSON,
    "jsondata": JSON,
    "xml": GENERIC,
    "genericdata": GENERIC,
    "specific": SPECIFIC,
    "structurespecificdata": SPECIFIC,
}
"""Names of `format` in an address: ours, and those of .Stat Suite."""
NAMED_STRUCTURES = {"json": STRUCTURE_JSON, "xml": STRUCTURE_ML, "structure": STRUCTURE_ML}
ANYTHING = {"*/*", "application/*"}


class NotAcceptable(PortalError):
    """None of the formats the client takes is made here."""

    code = "not_acceptable"
    status = 406


def chosen(request: HttpRequest, offered: dict[str, str], named: dict[str, str]) -> tuple[str, str]:
    """(kind, media type of the answer). Raises NotAcceptable."""
    if name := request.GET.get("format"):
        if name not in named:
            raise NotAcceptable(_("Formats are %(names)s.") % {"names": ", ".join(named)})
        return offered[named[name]], named[name]
    for preference in _by_preference(request.headers.get("Accept", "*/*")):
        for media in offered:
            if _fits(preference, media):
                return offered[media], media if "/vnd." in media else f"{media}; charset=utf-8"
        if preference[0] in ANYTHING:
            first = GENERIC if GENERIC in offered else next(iter(offered))
            return offered[first], first
    raise NotAcceptable(_("Formats are %(names)s.") % {"names": ", ".join(offered)})


def _by_preference(accept: str) -> list[tuple[str, str]]:
    """(type, version or nothing) from the most wanted on, equal ones in their order."""
    weighted = []
    for place, media_range in enumerate(accept.split(",")):
        media, *parts = (part.strip() for part in media_range.split(";"))
        parameters = dict(part.split("=", 1) for part in parts if "=" in part)
        try:
            weight = float(parameters.get("q", "1"))
        except ValueError:
            weight = 0.0
        if weight > 0:
            weighted.append((-weight, place, media.lower(), parameters.get("version", "")))
    return [(media, version) for _w, _p, media, version in sorted(weighted)]


def _fits(preference: tuple[str, str], media: str) -> bool:
    name, _semicolon, parameter = media.partition(";")
    version = parameter.removeprefix("version=")
    return preference[0] == name and (
        not (preference[1] and version) or version.startswith(preference[1])
    )
